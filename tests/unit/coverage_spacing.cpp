// Spacings that can be worked out by hand: ties, ends, parts, sides, limits.
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/spacing.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::coverage;

namespace {

constexpr double east = 500'000, north = 3'500'000;

Point at(double x, double y) {
    return {east + x, north + y};
}

struct Street {
    std::vector<MultiLineString> lines;
    Points lamps;
    std::vector<double> limit, scale;
    std::vector<std::uint32_t> rank, group;
    std::uint32_t groups = 0;
    SpacingOptions options;

    [[nodiscard]] SpacingResult measure() const {
        Lines flat;
        for (const auto& line : lines) {
            flat.push(line);
        }
        SpacingInput input;
        input.lines = &flat;
        input.assets = lamps;
        input.line_rank = rank;
        input.line_limit_m = limit;
        input.line_scale = scale;
        input.line_group = group;
        input.groups = groups;
        return spacing(input, options);
    }
};

/// A street of 200 m, lamps at 10, 40, 90 and 190 m.
Street one_street() {
    Street street;
    street.lines = {{{at(0, 0), at(100, 0), at(200, 0)}}};
    street.lamps = {at(190, 5), at(10, 5), at(90, -5), at(40, 5)};
    street.options.limit = Metres{40};
    return street;
}

} // namespace

TEST_CASE("Spacings run between consecutive assets, ends are counted apart") {
    const auto result = one_street().measure();
    const auto& all = result.all;
    CHECK(all.assets == 4);
    CHECK(all.count == 3); // 30, 50, 100
    CHECK(all.min_m == 30);
    CHECK(all.median_m == 50);
    CHECK(all.mean_m == 60);
    CHECK(all.p95_m == Approx(95));
    CHECK(all.max_m == 100);
    CHECK(all.judged == 3);
    CHECK(all.over_count == 2);
    CHECK(all.over_m == 150);
    CHECK(all.over_share() == 2.0 / 3);
    CHECK(all.end_count == 2);
    CHECK(all.end_over_count == 0);
    REQUIRE(result.over.size() == 2);
    CHECK(result.over[0] == Stretch{0, 90, 190, Side::both, false, 40});
    CHECK(result.over[1] == Stretch{0, 40, 90, Side::both, false, 40});
    CHECK(result.places[2] == AssetPlace{0, 0, 90, -5});
}

TEST_CASE("A spacing of exactly the limit is not over it, whatever the easting rounds") {
    auto street = one_street();
    street.lines = {{{at(0.1, 0), at(200.3, 0.7)}}};
    street.lamps.clear();
    for (int i = 0; i < 6; ++i) {
        const double t = (0.05 + i * 0.16);
        street.lamps.push_back(at(0.1 + 200.2 * t, 0.7 * t));
    }
    const auto spacing_m = street.measure().all.max_m.value();
    street.options.limit = Metres{spacing_m};
    CHECK(street.measure().all.over_count == 0);
    street.options.limit = Metres{spacing_m - 1e-3};
    CHECK(street.measure().all.over_count == 5);
}

TEST_CASE("The sides of a street are measured apart, the lamp on the line on both") {
    auto street = one_street();
    street.options.each_side = true;
    street.lamps.push_back(at(100, 0));
    const auto result = street.measure();
    // left: 10, 40, 100, 190; right: 90, 100
    CHECK(result.all.assets == 6);
    CHECK(result.all.count == 4);
    CHECK(result.all.end_count == 4);
    CHECK(result.all.end_over_count == 2); // right: 0 … 90 and 100 … 200
    REQUIRE(result.over.size() == 4);
    CHECK(result.over[0] == Stretch{0, 100, 200, Side::right, true, 40});
    CHECK(result.over[1] == Stretch{0, 0, 90, Side::right, true, 40});
    CHECK(result.over[2] == Stretch{0, 100, 190, Side::left, false, 40});
    CHECK(result.over[3] == Stretch{0, 40, 100, Side::left, false, 40});
}

TEST_CASE("A tie goes to the lowest rank, and the distance is closed") {
    Street street;
    street.lines = {{{at(0, 0), at(100, 0)}}, {{at(0, 20), at(100, 20)}}};
    street.lamps = {at(50, 10), at(60, 11), at(70, 35), at(80, 35.1), at(-15, 20)};
    auto result = street.measure();
    CHECK(result.places[0].line == 0);
    CHECK(result.places[1].line == 1);
    CHECK(result.places[2].line == 1);
    CHECK(result.places[3].line == no_line);
    CHECK(result.places[4] == AssetPlace{1, 0, 0, 15});
    CHECK(result.unplaced == 1);
    street.rank = {7, 3};
    result = street.measure();
    CHECK(result.places[0].line == 1);
    CHECK(result.places[1].line == 1);
}

TEST_CASE("An asset at a crossing of two lines' ends is one line's") {
    Street street;
    street.lines = {{{at(0, 0), at(100, 0)}}, {{at(100, 0), at(200, 0)}}};
    street.lamps = {at(100, 3)};
    const auto result = street.measure();
    CHECK(result.places[0] == AssetPlace{0, 0, 100, 3});
    CHECK(result.all.end_count == 1); // 0 … 100; nothing is left behind the lamp
    CHECK(result.all.bare_count == 1);
    CHECK(result.all.bare_m == 100);
}

TEST_CASE("No spacing reaches over parts that do not touch") {
    Street street;
    street.options.limit = Metres{10};
    street.lines = {{{at(0, 0), at(50, 0)}, {at(50, 0), at(100, 0)}, {at(300, 0), at(400, 0)}}};
    street.lamps = {at(40, 1), at(60, 1), at(300, 1), at(330, 1)};
    const auto result = street.measure();
    CHECK(result.all.count == 2); // 20 over the touching parts, 30
    CHECK(result.all.max_m == 30);
    CHECK(result.all.end_count == 3); // 0 … 40, 60 … 100, 130 … 200; the third begins at its lamp
    REQUIRE(result.over.size() == 5);
    CHECK(result.over[0] == Stretch{0, 130, 200, Side::both, true, 10});
    CHECK(result.places[2] == AssetPlace{0, 2, 100, 1});
    street.lamps = {at(40, 1)};
    CHECK(street.measure().all.bare_m == 100);
}

TEST_CASE("Limits and classes of lines, and lines without a limit are not judged") {
    Street street;
    street.lines = {{{at(0, 0), at(100, 0)}}, {{at(0, 500), at(100, 500)}}, {{at(0, 900), at(100, 900)}}};
    street.lamps = {at(0, 0), at(35, 0), at(0, 500), at(35, 500), at(100, 500), at(0, 900), at(100, 900)};
    street.limit = {30, std::numeric_limits<double>::quiet_NaN(), 120};
    street.group = {1, 0, 1};
    street.groups = 2;
    const auto result = street.measure();
    CHECK(result.groups[1].count == 2);
    CHECK(result.groups[1].judged == 2);
    CHECK(result.groups[1].over_count == 1);
    CHECK(result.groups[0].count == 2);
    CHECK(result.groups[0].judged == 0);
    CHECK_FALSE(result.groups[0].over_share().has_value());
    CHECK(result.groups[0].median_m == 50);
    CHECK(result.all.judged == 2);
    CHECK(result.over.size() == 2); // 0 … 35 and the end 35 … 100 of the first line
}

TEST_CASE("Ground measure divides chainages and distances by the scale") {
    auto street = one_street();
    street.scale = {0.5};
    const auto result = street.measure();
    CHECK(result.all.max_m == 200);
    CHECK(result.places[0] == AssetPlace{0, 0, 380, 10});
    street.scale = {0.3}; // lamps stand 5 / 0.3 > 15 m from the line
    CHECK(street.measure().unplaced == 4);
}

TEST_CASE("Nothing to measure gives no figures, two lamps on one place the spacing 0") {
    Street street;
    CHECK_FALSE(street.measure().all.mean_m.has_value());
    street.lines = {{{at(0, 0), at(100, 0)}}, {{at(7, 7), at(7, 7)}}};
    street.lamps = {at(20, 3), at(20, -3)};
    const auto result = street.measure();
    CHECK(result.all.min_m == 0);
    CHECK(result.all.bare_count == 0);
    street.lamps = {at(0, 1)};
    CHECK_FALSE(street.measure().all.median_m.has_value());
}

TEST_CASE("Input that cannot be measured is refused, spacing") {
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const auto refused = [](auto&& change) {
        auto street = one_street();
        change(street);
        CHECK_THROWS_AS(street.measure(), UsageError);
    };
    refused([&](Street& s) { s.lamps[0].x = nan; });
    refused([&](Street& s) { s.lines[0][0][0].y = nan; });
    refused([&](Street& s) { s.options.within = Metres{-1}; });
    refused([&](Street& s) { s.options.limit = Metres{nan}; });
    refused([&](Street& s) { s.limit = {-3}; });
    refused([&](Street& s) { s.rank = {1, 2}; });
    refused([&](Street& s) { s.group = {1}; });
    CHECK_THROWS_AS(spacing({}, {}), UsageError);
}
