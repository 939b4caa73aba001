// Losses: closed forms, conservation, and inputs that make no sense.
#include <cmath>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/losses.hpp>
#include <kerb/waterlogging/runoff_coefficients.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::Outcome;
using kerb::test::ended;
using kerb::waterlogging::FormulaStatus;
using kerb::waterlogging::HortonSoil;
using kerb::waterlogging::Hyetograph;
using kerb::waterlogging::runoff_by_coefficient;
using kerb::waterlogging::runoff_by_curve_number;
using kerb::waterlogging::runoff_by_horton;
using kerb::waterlogging::RunoffCoefficients;
using kerb::waterlogging::uniform_hyetograph;
using kerb::waterlogging::UniformRunoff;

namespace {

using Depths = std::vector<double>;

double sum(const Depths& depths) {
    return std::accumulate(depths.begin(), depths.end(), 0.0);
}

const HortonSoil soil = {80, 10, 4};

/// What has entered after `hours` at capacity, mm.
double capacity_depth(double hours) {
    return soil.final_mm_h * hours +
           (soil.initial_mm_h - soil.final_mm_h) / soil.decay_per_h * (1 - std::exp(-soil.decay_per_h * hours));
}

} // namespace

TEST_CASE("A runoff coefficient takes its share of every step") {
    const Depths rain = {0, 4, 10};
    CHECK(runoff_by_coefficient(rain, 0.25) == Depths{0, 1, 2.5});
    CHECK(runoff_by_coefficient(rain, 0) == Depths{0, 0, 0});
    CHECK(runoff_by_coefficient(rain, 1) == rain);
    for (const double bad : {-0.1, 1.1, std::nan("")}) {
        const auto end = ended([&] { static_cast<void>(runoff_by_coefficient(rain, bad)); });
        CHECK(end.code == "storm.bad_loss");
        CHECK(end.outcome == Outcome::usage);
    }
}

TEST_CASE("Curve numbers go by the cumulative rain") {
    // CN 80: S = 63.5 mm, Ia = 12.7 mm; of 100 mm (87.3)²/(87.3 + 63.5) run off.
    const auto whole = 87.3 * 87.3 / (87.3 + 63.5);
    CHECK(runoff_by_curve_number(Depths{100}, 80)[0] == Approx(whole).epsilon(1e-9));
    const Depths steps = {5, 7.7, 0, 20, 40, 27.3};
    const auto excess = runoff_by_curve_number(steps, 80);
    CHECK(sum(excess) == Approx(whole).epsilon(1e-9));
    CHECK(excess[0] == 0);
    CHECK(excess[1] == Approx(0).margin(1e-12)); // 12.7 mm: just the initial loss
    CHECK(excess[2] == 0);
    CHECK(excess[3] == Approx(20 * 20 / (20 + 63.5)).epsilon(1e-9));
    // Taken step by step, as if each were a rain of its own, far too little would run off.
    double each = 0;
    for (const auto depth : steps) {
        each += runoff_by_curve_number(Depths{depth}, 80)[0];
    }
    CHECK(each < 0.4 * whole);
    const auto water = runoff_by_curve_number(steps, 100); // nothing is lost on water
    for (std::size_t i = 0; i < steps.size(); ++i) {
        CHECK(water[i] == Approx(steps[i]).margin(1e-12));
    }
    CHECK(runoff_by_curve_number(Depths{50}, 80, 0.05)[0] == Approx(46.825 * 46.825 / (46.825 + 63.5)).epsilon(1e-9));
    CHECK(sum(runoff_by_curve_number(Depths{0, 0}, 80)) == 0);
    for (const double bad : {0.0, -1.0, 100.5, std::nan("")}) {
        CHECK(ended([&] { static_cast<void>(runoff_by_curve_number(steps, bad)); }).code == "storm.bad_loss");
    }
    CHECK(ended([&] { static_cast<void>(runoff_by_curve_number(steps, 80, -0.1)); }).code == "storm.bad_loss");
}

TEST_CASE("Horton: a rain above the capacity from the start") {
    const auto rain = uniform_hyetograph(200, 120, 5); // 100 mm/h for 2 h
    CHECK(200 - sum(runoff_by_horton(rain, soil)) == Approx(capacity_depth(2)).epsilon(1e-9));
    const auto once = runoff_by_horton(uniform_hyetograph(200, 120, 120), soil);
    CHECK(once[0] == Approx(200 - capacity_depth(2)).epsilon(1e-9));
}

TEST_CASE("Horton: a rain between the capacities ponds when the water that entered says so") {
    // 30 mm/h: the capacity is 30 mm/h at the age t* = ln(70/20)/4 h, until which F(t*) has entered: at F(t*)/30 h.
    const double intensity = 30, hours = 2;
    const auto age = std::log(70.0 / 20.0) / 4;
    const auto ponding_h = capacity_depth(age) / intensity;
    const auto entered = intensity * ponding_h + capacity_depth(age + hours - ponding_h) - capacity_depth(age);
    for (const double step : {0.5, 1.0, 5.0, 60.0, 120.0}) {
        CAPTURE(step);
        const auto rain = uniform_hyetograph(intensity * hours, 120, step);
        const auto excess = runoff_by_horton(rain, soil);
        CHECK(sum(excess) == Approx(intensity * hours - entered).epsilon(1e-9));
        for (std::size_t i = 0; i < excess.size(); ++i) {
            if (rain.end_min[i] <= ponding_h * 60) {
                CHECK(excess[i] == Approx(0).margin(1e-12));
            } else {
                CHECK(excess[i] > 0);
            }
        }
    }
    // By the clock the capacity would be 30 mm/h after t* already, long before.
    CHECK(ponding_h > 1.3 * age);
}

TEST_CASE("Horton: a light rain uses little of the capacity up") {
    // An hour of 5 mm/h, all of which enters; then 100 mm/h. The age is where 5 mm have entered at capacity.
    Hyetograph rain{{60, 120}, {5, 100}};
    const auto excess = runoff_by_horton(rain, soil);
    CHECK(excess[0] == 0);
    double low = 0, high = 1; // the age by bisection
    for (int i = 0; i < 100; ++i) {
        (capacity_depth((low + high) / 2) < 5 ? low : high) = (low + high) / 2;
    }
    CHECK(excess[1] == Approx(100 - (capacity_depth(low + 1) - capacity_depth(low))).epsilon(1e-9));
    // By the clock the second hour would let in F(2) − F(1), a third of that.
    CHECK(100 - excess[1] > 2 * (capacity_depth(2) - capacity_depth(1)));
}

TEST_CASE("Horton: dry steps, constant capacity, tight soil") {
    const Hyetograph rain{{10, 20, 30}, {0, 20, 0}};
    const auto excess = runoff_by_horton(rain, soil);
    CHECK(excess[0] == 0);
    CHECK(excess[1] > 0);
    CHECK(excess[2] == 0);
    const auto constant = runoff_by_horton(rain, {30, 30, 0});
    CHECK(constant[1] == Approx(15).epsilon(1e-12)); // 120 mm/h less 30 mm/h
    CHECK(runoff_by_horton(rain, {30, 5, 0})[1] == Approx(15).epsilon(1e-12));
    CHECK(runoff_by_horton(rain, {0, 0, 1})[1] == 20);
    // A soil that takes 10 mm in all and no more.
    CHECK(sum(runoff_by_horton(uniform_hyetograph(600, 600, 10), {20, 0, 2})) == Approx(590).epsilon(1e-6));
    for (const HortonSoil bad : {HortonSoil{5, 10, 1}, HortonSoil{-5, -10, 1}, HortonSoil{10, 5, -1},
                                 HortonSoil{std::nan(""), 5, 1}, HortonSoil{HUGE_VAL, 5, 1}}) {
        CHECK(ended([&] { static_cast<void>(runoff_by_horton(rain, bad)); }).code == "storm.bad_loss");
    }
}

TEST_CASE("Coefficients of surfaces are data, and unverified") {
    const auto& all = RunoffCoefficients::builtin();
    CHECK(all.status == FormulaStatus::unverified);
    CHECK(all.surfaces.size() == 8);
    CHECK(all.at("roof_asphalt").middle() == Approx(0.9));
    CHECK(all.at("green").low == 0.10);
    CHECK(all.at("sparse").high == 0.45);
    CHECK(ended([&] { static_cast<void>(all.at("moss")); }).code == "storm.unknown_surface");
    const std::string head = "source='s'\nstatus='secondary'\n", row = "[[surface]]\nid='a'\ntitle='a'\ntitle_zh='a'\n";
    const auto refused = [](const std::string& text) {
        return ended([&] { static_cast<void>(RunoffCoefficients::from_toml(kerb::parse_toml(text, "t.toml"))); }).code;
    };
    CHECK(refused(head + row + "low=0.1\nhigh=0.2\n").empty());
    CHECK(refused(head + row + "low=0.3\nhigh=0.2\n") == "storm.bad_range");
    CHECK(refused(head + row + "low=0.3\nhigh=1.2\n") == "storm.bad_range");
    CHECK(refused(head + row + "low=0.3\n") == "toml.missing");
    CHECK(refused(head + row + "low=0.1\nhigh=0.2\n" + row + "low=0.1\nhigh=0.2\n") == "storm.repeated");
    CHECK(refused("source='s'\n" + row + "low=0.1\nhigh=0.2\n") == "toml.missing");
}

TEST_CASE("A uniform runoff is a depth, and over an area a volume") {
    CHECK(UniformRunoff(50).volume_m3(10000) == Approx(500));
    CHECK(UniformRunoff(0).depth_mm() == 0);
    for (const double bad : {-1.0, std::nan(""), HUGE_VAL}) {
        CHECK(ended([&] { static_cast<void>(UniformRunoff(bad)); }).code == "storm.bad_depth");
    }
}
