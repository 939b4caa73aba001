// Hyetographs: conserved depth, the place and height of the peak, tables that people give.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/design_storm.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::Column;
using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Outcome;
using kerb::test::ended;
using kerb::waterlogging::block_hyetograph;
using kerb::waterlogging::chicago_depth_mm;
using kerb::waterlogging::chicago_hyetograph;
using kerb::waterlogging::DesignStorm;
using kerb::waterlogging::find_storm_city;
using kerb::waterlogging::Hyetograph;
using kerb::waterlogging::hyetograph_from_table;
using kerb::waterlogging::PeakSource;
using kerb::waterlogging::StormCurve;
using kerb::waterlogging::StormShape;
using kerb::waterlogging::StormWish;
using kerb::waterlogging::uniform_hyetograph;

namespace {

const double suzhou_a = 17.969 * (1 + 1.24 * std::log10(3.0));
const StormCurve suzhou = {suzhou_a, 18.415, 0.785};

/// The intensity of a Chicago storm at a moment, from the formula for it (not from depths).
double instant(const StormCurve& c, double duration, double r, double at) {
    const auto peak = r * duration;
    const auto x = at < peak ? (peak - at) / r : (at - peak) / (1 - r);
    return c.a * ((1 - c.n) * x + c.b) / std::pow(x + c.b, c.n + 1);
}

/// Its integral by Simpson's rule, the two sides apart.
double integrated(const StormCurve& c, double duration, double r) {
    double total = 0;
    for (const auto& [from, to] : {std::pair(0.0, r * duration), std::pair(r * duration, duration)}) {
        constexpr int n = 20000;
        const auto h = (to - from) / n;
        for (int i = 0; i <= n; ++i) {
            const auto at = i == n && to < duration ? to - 1e-12 : from + h * i;
            total += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * instant(c, duration, r, at) * h / 3;
        }
    }
    return total;
}

FeatureTable table(const std::vector<std::pair<const char*, std::vector<double>>>& columns) {
    FeatureTable made;
    made.name = "rain.csv";
    for (const auto& [name, values] : columns) {
        auto& column = made.add(name, ColumnType::real);
        for (const auto value : values) {
            column.push(value);
        }
        made.rows.resize(values.size());
    }
    return made;
}

std::string refused(const FeatureTable& bad) {
    const auto end = ended([&] { static_cast<void>(hyetograph_from_table(bad)); });
    CHECK(end.outcome == Outcome::input_unusable);
    return end.code;
}

} // namespace

TEST_CASE("A Chicago storm keeps the depth of its curve, for every ratio") {
    CHECK(suzhou.depth_mm(180) == Approx(80.918).epsilon(1e-5));
    for (const double r : {0.0, 0.1, 0.3, 0.35, 0.4, 0.43, 0.5, 0.77, 1.0}) {
        for (const double step : {1.0, 5.0, 15.0, 180.0}) {
            CAPTURE(r, step);
            const auto storm = chicago_hyetograph(suzhou, 180, r, step);
            CHECK(storm.size() == static_cast<std::size_t>(180 / step));
            CHECK(storm.total_mm() == Approx(suzhou.depth_mm(180)).epsilon(1e-12));
            CHECK(storm.duration_min() == 180);
        }
    }
}

TEST_CASE("A Chicago storm is the integral of its intensity") {
    for (const double r : {0.3, 0.43, 0.6}) {
        CHECK(integrated(suzhou, 180, r) == Approx(suzhou.depth_mm(180)).epsilon(1e-8));
    }
    const auto storm = chicago_hyetograph(suzhou, 180, 0.43, 1);
    for (std::size_t i = 0; i < storm.size(); ++i) {
        if (i == 77) {
            continue; // the peak, at 77.4 min
        }
        const auto at = [&](double part) { return instant(suzhou, 180, 0.43, storm.begin_min(i) + part); };
        CHECK(storm.depth_mm[i] == Approx((at(0) + 4 * at(0.5) + at(1)) / 6).epsilon(1e-5));
    }
}

TEST_CASE("Dividing both sides by r would lose rain; kerb does not") {
    // In public code times after the peak are divided by r, too. The losses with the parameters of Suzhou, as
    // published.
    for (const auto& [r, lost] :
         {std::pair(0.43, 0.10), std::pair(0.40, 0.15), std::pair(0.35, 0.24), std::pair(0.30, 0.32)}) {
        CAPTURE(r);
        const auto wrong = [r = r](double t) {
            const auto peak = r * 180;
            const auto x = t < peak ? (peak - t) / r : (t - peak) / r;
            return suzhou.a * ((1 - suzhou.n) * x + suzhou.b) / std::pow(x + suzhou.b, suzhou.n + 1);
        };
        double total = 0;
        for (int i = 0; i < 180000; ++i) {
            total += wrong((i + 0.5) / 1000) / 1000;
        }
        CHECK(1 - total / suzhou.depth_mm(180) == Approx(lost).margin(0.012));
        CHECK(chicago_hyetograph(suzhou, 180, r, 1).total_mm() == Approx(suzhou.depth_mm(180)).epsilon(1e-12));
    }
}

TEST_CASE("The parts around the peak bring what the curve says") {
    for (const double r : {0.2, 0.43, 0.8}) {
        const auto peak = r * 180;
        for (const double whole : {5.0, 30.0, 120.0}) { // a storm of that duration within the longer one
            const auto depth = chicago_depth_mm(suzhou, 180, r, peak + (1 - r) * whole) -
                               chicago_depth_mm(suzhou, 180, r, peak - r * whole);
            CHECK(depth == Approx(suzhou.depth_mm(whole)).epsilon(1e-12));
        }
    }
    CHECK(chicago_depth_mm(suzhou, 180, 0.43, 0) == Approx(0).margin(1e-12));
    CHECK(chicago_depth_mm(suzhou, 180, 0.43, 180) == Approx(suzhou.depth_mm(180)).epsilon(1e-14));
}

TEST_CASE("The peak block is not overstated as by samples") {
    // P = 5 a, 120 min, 5-minute blocks: the highest intensity in the middle of a block is far above what falls in it.
    const StormCurve curve = {17.969 * (1 + 1.24 * std::log10(5.0)), 18.415, 0.785};
    const auto storm = chicago_hyetograph(curve, 120, 0.4375, 5); // the peak in the middle of a block: 52.5 min
    const auto at = storm.peak_step();
    CHECK(at == 10);
    const auto sampled = instant(curve, 120, 0.4375, 52.5) * 5;
    CHECK(storm.depth_mm[at] == Approx(curve.depth_mm(5)).epsilon(0.01));
    CHECK(sampled > storm.depth_mm[at] * 1.15);
}

TEST_CASE("The official hyetograph of Guangzhou: its total to 0.2 %, its peak to 6 %") {
    StormWish wish;
    wish.formula = {2, 60, "", "guangzhou_centre_single"};
    wish.step_min = 1;
    const auto storm = design_storm(*find_storm_city("guangzhou"), wish);
    CHECK(storm.peak_ratio == 0.533);
    CHECK(storm.hyetograph.total_mm() == Approx(61.972).epsilon(0.002));
    const auto peak = storm.hyetograph.peak_step();
    CHECK(peak + 1 == 32); // the table's minute 32
    CHECK(storm.hyetograph.depth_mm[peak] == Approx(3.166).epsilon(0.06));
    CHECK(storm.hyetograph.depth_mm[peak] == Approx(2.98).epsilon(0.005)); // what exact differences give
}

TEST_CASE("Alternating blocks: every run of blocks around the peak brings the curve's depth") {
    for (const double r : {0.0, 0.3, 0.43, 1.0}) {
        const auto storm = block_hyetograph(suzhou, 180, r, 5);
        CHECK(storm.total_mm() == Approx(suzhou.depth_mm(180)).epsilon(1e-12));
        const auto peak = storm.peak_step();
        CHECK(peak == std::min<std::size_t>(35, static_cast<std::size_t>(r * 36)));
        CHECK(storm.depth_mm[peak] == Approx(suzhou.depth_mm(5)).epsilon(1e-12));
        std::size_t from = peak, to = peak + 1;
        for (std::size_t k = 2; k <= 36; ++k) { // grow the run by the higher neighbour
            const auto left = from > 0 ? storm.depth_mm[from - 1] : -1;
            const auto right = to < 36 ? storm.depth_mm[to] : -1;
            left > right ? --from : ++to;
            double depth = 0;
            for (auto i = from; i < to; ++i) {
                depth += storm.depth_mm[i];
            }
            CHECK(depth == Approx(suzhou.depth_mm(5.0 * static_cast<double>(k))).epsilon(1e-12));
        }
    }
    const auto even = block_hyetograph(suzhou, 25, 0.5, 5); // to the right first
    CHECK(even.depth_mm[2] > even.depth_mm[3]);
    CHECK(even.depth_mm[3] > even.depth_mm[1]);
    CHECK(even.depth_mm[1] > even.depth_mm[4]);
    CHECK(even.depth_mm[4] > even.depth_mm[0]);
}

TEST_CASE("Even rain, and steps that do not fit") {
    const auto storm = uniform_hyetograph(60, 120, 5);
    CHECK(storm.total_mm() == Approx(60).epsilon(1e-12));
    CHECK(storm.intensity_mm_min(7) == Approx(0.5).epsilon(1e-12));
    CHECK(storm.begin_min(1) == 5);
    CHECK(uniform_hyetograph(0, 10, 5).total_mm() == 0);
    CHECK(chicago_hyetograph(suzhou, 1, 0.4, 0.1).size() == 10); // 0.1 is no binary number
    for (const auto& [duration, step] :
         {std::pair(120.0, 7.0), std::pair(5.0, 10.0), std::pair(0.0, 5.0), std::pair(120.0, 0.0),
          std::pair(-5.0, -5.0), std::pair(1e9, 1e-3), std::pair(std::nan(""), 5.0), std::pair(HUGE_VAL, 5.0)}) {
        const auto end = ended([d = duration, s = step] { static_cast<void>(chicago_hyetograph(suzhou, d, 0.4, s)); });
        CHECK(end.code == "storm.steps");
        CHECK(end.outcome == Outcome::usage);
    }
    for (const double r : {-0.1, 1.1, std::nan("")}) {
        CHECK(ended([&] { static_cast<void>(chicago_hyetograph(suzhou, 60, r, 5)); }).code == "storm.bad_peak_ratio");
        CHECK(ended([&] { static_cast<void>(block_hyetograph(suzhou, 60, r, 5)); }).code == "storm.bad_peak_ratio");
    }
    CHECK(ended([] { static_cast<void>(uniform_hyetograph(-1, 60, 5)); }).code == "storm.bad_depth");
}

TEST_CASE("Tables of depths or intensities") {
    const auto depths = hyetograph_from_table(table({{"End_Min", {5, 10, 30}}, {"depth_mm", {1, 2, 0.5}}}));
    CHECK(depths.end_min == std::vector<double>{5, 10, 30});
    CHECK(depths.total_mm() == 3.5);
    CHECK(depths.intensity_mm_min(2) == 0.025);
    const auto hourly = hyetograph_from_table(table({{"时间", {10, 20}}, {"intensity_mm_h", {60, 30}}}));
    CHECK(hourly.depth_mm[0] == Approx(10));
    CHECK(hourly.depth_mm[1] == Approx(5));
    const auto rates = hyetograph_from_table(table({{"time", {10}}, {"intensity_l_s_ha", {167}}}));
    CHECK(rates.depth_mm[0] == Approx(10));
    const auto exact = hyetograph_from_table(table({{"time", {10}}, {"intensity_l_s_ha", {167}}}),
                                             kerb::waterlogging::RateFactor::exact);
    CHECK(exact.depth_mm[0] == Approx(10.02));
    // A first time of 0 can only be a start; the last step is as long as the one before.
    const auto starts = hyetograph_from_table(table({{"time_min", {0, 5, 10}}, {"雨量", {1, 2, 3}}}));
    CHECK(starts.end_min == std::vector<double>{5, 10, 15});
    CHECK(hyetograph_from_table(table({{"start_min", {0, 10}}, {"depth", {1, 2}}})).end_min ==
          std::vector<double>{10, 20});
}

TEST_CASE("Tables that are no rain are refused, naming the row") {
    CHECK(refused(table({{"from_min", {0, 6}}, {"to_min", {5, 10}}, {"depth_mm", {1, 1}}})) == "storm.gap");
    CHECK(refused(table({{"from_min", {0, 5}}, {"to_min", {5, 5}}, {"depth_mm", {1, 1}}})) == "storm.times_descend");
    CHECK(refused(table({{"end_min", {}}, {"depth_mm", {}}})) == "storm.no_rain_rows");
    CHECK(refused(table({{"end_min", {5}}})) == "storm.no_column");
    CHECK(refused(table({{"depth_mm", {5}}})) == "storm.no_column");
    CHECK(refused(table({{"end_min", {5}}, {"depth_mm", {1}}, {"intensity_mm_h", {1}}})) == "storm.two_columns");
    CHECK(refused(table({{"end_min", {5}}, {"time", {1}}, {"depth_mm", {1}}})) == "storm.two_columns");
    CHECK(refused(table({{"end_min", {5, 5}}, {"depth_mm", {1, 1}}})) == "storm.times_descend");
    CHECK(refused(table({{"end_min", {0, 5}}, {"depth_mm", {1, 1}}})) == "storm.times_descend");
    CHECK(refused(table({{"start_min", {5, 10}}, {"depth_mm", {1, 1}}})) == "storm.bad_start");
    CHECK(refused(table({{"start_min", {0}}, {"depth_mm", {1}}})) == "storm.bad_start");
    CHECK(refused(table({{"end_min", {5, 10}}, {"depth_mm", {1, -1}}})) == "storm.bad_cell");
    CHECK(refused(table({{"end_min", {5, 10}}, {"depth_mm", {1, std::nan("")}}})) == "storm.bad_cell");
    auto missing = table({{"end_min", {5}}, {"depth_mm", {}}});
    missing.rows.resize(1);
    missing.columns[1].push(std::monostate{});
    CHECK(refused(missing) == "storm.bad_cell");
}

TEST_CASE("A design storm says what its numbers stand on") {
    const auto codes = [](const DesignStorm& storm) {
        std::vector<std::string> all;
        for (const auto& note : storm.notes) {
            for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
                CHECK(kerb::render(note, language).rfind(note.code, 0) != 0);
            }
            all.push_back(note.code.substr(std::string("storm.note_").size()));
        }
        return all;
    };
    using Codes = std::vector<std::string>;
    const auto design = [](const char* city, StormWish wish) { return design_storm(*find_storm_city(city), wish); };
    StormWish wish;
    wish.formula = {5, 120};
    const auto plain = design("suzhou", wish);
    CHECK(codes(plain) == Codes{"secondary", "ranges", "peak"});
    CHECK(plain.peak_ratio == 0.4);
    CHECK(plain.peak_source == PeakSource::by_default);
    CHECK(plain.hyetograph.total_mm() == Approx(plain.depth_mm).epsilon(1e-12));
    wish.formula.duration_min = 180;
    CHECK(design("suzhou", wish).peak_source == PeakSource::city);
    wish.peak_ratio = 0.5;
    CHECK(design("suzhou", wish).peak_source == PeakSource::wish);
    CHECK(codes(design("suzhou", wish)) == Codes{"secondary", "ranges"});
    CHECK(codes(design("beijing", wish)) == Codes{"secondary", "superseded", "ranges"});
    wish.formula.allow_unverified = true;
    CHECK(codes(design("shanghai", wish)) == Codes{"unverified", "ranges"});
    wish.formula.id = "guangzhou_centre_general";
    CHECK(codes(design("guangzhou", wish)) == Codes{"secondary", "deviation"});
    wish.formula.id = "guangzhou_centre_interval";
    CHECK(codes(design("guangzhou", wish)) == Codes{"secondary"});
    wish.peak_ratio.reset();
    wish.formula = {5, 120};
    wish.shape = StormShape::uniform;
    const auto even = design("suzhou", wish);
    CHECK(codes(even) == Codes{"secondary", "ranges"}); // no peak, no ratio to tell of
    CHECK(even.hyetograph.depth_mm[0] == Approx(even.depth_mm / 24).epsilon(1e-12));
}
