// Covered length where what covers is a line or an area, against closed forms.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/along_lines.hpp>

#include "support/coverage_scene.hpp"
#include "support/naive_points.hpp"
#include "support/test.hpp"

using kerb::LineString;
using kerb::MultiPolygon;
using kerb::Point;
using kerb::coverage::AlongLinesResult;
using kerb::test::close_to;
using kerb::test::OwnAssets;

namespace {

constexpr double east = 38'500'000, north = 2'500'000;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

Point at(double x, double y) {
    return {east + x, north + y};
}

MultiPolygon box(double x0, double y0, double x1, double y1) {
    return {{{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)}, {}}};
}

struct Question {
    LineString road;
    OwnAssets assets;
    double reach = 10;
    std::vector<double> own, of_line;
    std::vector<double> scale;

    [[nodiscard]] AlongLinesResult measure() const {
        kerb::Lines roads;
        roads.push({road});
        kerb::coverage::AlongLinesInput input;
        input.lines = &roads;
        input.assets = assets.shapes();
        input.asset_reach_m = own;
        input.line_reach_m = of_line;
        input.line_scale = scale;
        return along_lines(input, {.reach = kerb::Metres{reach}});
    }
    [[nodiscard]] double covered() const { return measure().all.covered_m; }
};

/// A road of 200 m to the east, and one line as asset.
Question by_line(const LineString& asset, double reach = 10) {
    Question question{{at(0, 0), at(200, 0)}, {}, reach, {}, {}, {}};
    question.assets.lines.push({asset});
    return question;
}

Question by_area(const MultiPolygon& area, double reach = 10) {
    Question question{{at(0, 0), at(200, 0)}, {}, reach, {}, {}, {}};
    question.assets.areas.push_back(area);
    return question;
}

} // namespace

TEST_CASE("A line beside the road covers its own length and a chord at each end") {
    for (const double offset : {0.0, 6.0, -6.0}) {
        const double half = offset == 0 ? 10 : 8;
        const auto result = by_line({at(50, offset), at(120, offset)}).measure();
        CHECK(close_to(result.all.covered_m, 70 + 2 * half, 200));
        REQUIRE(result.gaps.size() == 2);
        CHECK(close_to(result.gaps[0].from_m, 120 + half, 200));
        CHECK(close_to(result.gaps[1].to_m, 50 - half, 200));
    }
}

TEST_CASE("At exactly the reach a parallel line covers its length, a hair beyond nothing") {
    CHECK(close_to(by_line({at(50, 10), at(120, 10)}).covered(), 70, 200));
    CHECK(by_line({at(50, 10 + 0x1p-20), at(120, 10 + 0x1p-20)}).covered() == 0);
    CHECK(close_to(by_line({at(50, 10), at(120, 10)}, 10 + 0x1p-20).covered(),
                   70 + 2 * std::sqrt(0x1p-20 * (20 + 0x1p-20)), 1e4));
}

TEST_CASE("A line that crosses covers twice its reach over the sine of its angle") {
    CHECK(close_to(by_line({at(100, -50), at(100, 50)}).covered(), 20, 200));
    // Direction (3, 4)/5: the slab is 2·10/(4/5) wide.
    CHECK(close_to(by_line({at(70, -40), at(130, 40)}).covered(), 25, 200));
    // It ends 6 m short of the road: the end disc's chord alone, where the slab does not reach.
    CHECK(close_to(by_line({at(100, 6), at(100, 50)}).covered(), 16, 200));
    CHECK(by_line({at(100, 10.5), at(100, 50)}).covered() == 0);
}

TEST_CASE("A bent line covers as the union of its legs") {
    // Along the road from 20 to 60 at 6 m, then across it.
    CHECK(close_to(by_line({at(20, 6), at(60, 6), at(60, -90)}).covered(), 8 + 40 + 10, 200));
    // There and back: once.
    CHECK(close_to(by_line({at(20, 6), at(60, 6), at(20, 6)}).covered(), 8 + 40 + 8, 200));
}

TEST_CASE("A line of no length covers like a point") {
    CHECK(close_to(by_line({at(100, 6), at(100, 6)}).covered(), 16, 200));
}

TEST_CASE("A road through a park is covered inside and a reach before and behind") {
    CHECK(close_to(by_area(box(60, -30, 120, 30)).covered(), 60 + 20, 200));
    CHECK(close_to(by_area(box(60, -30, 120, 30), 0).covered(), 60, 200));
    CHECK(close_to(by_area(box(60, 6, 120, 30)).covered(), 60 + 16, 200));
    CHECK(close_to(by_area(box(60, 10, 120, 30)).covered(), 60, 200)); // closed
    CHECK(by_area(box(60, 10 + 0x1p-20, 120, 30)).covered() == 0);
    CHECK(close_to(by_area(box(-50, -50, 300, 50), 0).covered(), 200, 200)); // inside from end to end
}

TEST_CASE("What is deeper in a hole than the reach is a gap") {
    auto ring = box(40, -60, 160, 60);
    ring[0].holes.push_back(box(60, -40, 140, 40)[0].outer);
    const auto result = by_area(ring).measure();
    CHECK(close_to(result.all.covered_m, 10 + 20 + 10 + 10 + 20 + 10, 200));
    REQUIRE(result.gaps.size() == 3);
    CHECK(close_to(result.gaps[0].from_m, 70, 200));
    CHECK(close_to(result.gaps[0].to_m, 130, 200));
    CHECK(close_to(by_area(ring, 40).covered(), 200, 200));
    CHECK(close_to(by_area(ring, 0).covered(), 40, 200));
}

TEST_CASE("A road along a park's border is on the border") {
    CHECK(close_to(by_area(box(60, 0, 120, 30), 0).covered(), 60, 200));
    CHECK(close_to(by_area(box(60, 0, 120, 30), 5).covered(), 70, 200));
}

TEST_CASE("Points, lines and areas cover together, each with its own reach in that order") {
    Question question = by_line({at(80, 0), at(100, 0)});
    question.assets.points = {at(20, 0)};
    question.assets.areas = {box(150, -5, 160, 5)};
    CHECK(close_to(question.covered(), 20 + 40 + 30, 200));
    question.own = {5, none, 2};
    CHECK(close_to(question.covered(), 10 + 40 + 14, 200));
    question.of_line = {1}; // what the road asks for goes first
    CHECK(close_to(question.covered(), 2 + 22 + 12, 200));
    question.of_line = {none};
    CHECK(close_to(question.covered(), 10 + 40 + 14, 200));
    question.scale = {0.5}; // two metres of ground for one of the plane: reaches halve, lengths double
    CHECK(close_to(question.covered(), 2 * (5 + 30 + 12), 400));
}

TEST_CASE("A long diagonal finds what lies along it, far from its ends") {
    // 3-4-5, length 50 km, with a lane beside it and a thousand other lanes all over the box.
    Question question{{at(0, 0), at(30'000, 40'000)}, {}, 10, {}, {}, {}};
    for (int i = 0; i < 1000; ++i) {
        question.assets.lines.push({{at(29'000 - i, 5.0 * i), at(29'000 - i, 5.0 * i + 3)}});
    }
    question.assets.lines.push({{at(15'000, 20'000), at(15'030, 20'040)}});
    CHECK(close_to(question.covered(), 70, 50'000));
}

TEST_CASE("Assets that are no numbers or reaches that do not fit are refused") {
    const auto code_of = [](const Question& question) -> std::string {
        try {
            static_cast<void>(question.measure());
        } catch (const kerb::UsageError& error) {
            return error.message().code;
        }
        return "accepted";
    };
    auto question = by_line({at(0, 0), at(none, 1)});
    CHECK(code_of(question) == "coverage.not_finite");
    question = by_area({{{at(0, 0), at(1, 0), at(0, std::numeric_limits<double>::infinity()), at(0, 0)}, {}}});
    CHECK(code_of(question) == "coverage.not_finite");
    question = by_line({at(0, 0), at(1, 1)});
    question.own = {1, 2};
    CHECK(code_of(question) == "coverage.size_differs");
    question.own = {-1};
    CHECK(code_of(question) == "coverage.bad_reach_at");
}
