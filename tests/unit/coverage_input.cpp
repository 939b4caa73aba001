// What along_lines refuses, and how it is stopped.
#include <limits>

#include <kerb/base/error.hpp>

#include "support/coverage_scene.hpp"
#include "support/test.hpp"

using kerb::UsageError;
using kerb::test::one_road;
using kerb::test::Scene;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

Scene road() {
    return one_road({{0, 0}, {100, 0}}, {{50, 0}}, 10);
}

std::string code_of(const Scene& scene) {
    try {
        static_cast<void>(scene.measure());
    } catch (const UsageError& error) {
        return error.message().code;
    }
    return "accepted";
}

} // namespace

TEST_CASE("Spans that do not fit each other are refused") {
    auto scene = road();
    scene.asset_reach = {1, 2};
    CHECK(code_of(scene) == "coverage.size_differs");
    scene = road();
    scene.line_reach = {1, 2};
    CHECK(code_of(scene) == "coverage.size_differs");
    scene = road();
    scene.group = {3};
    scene.groups = 3;
    CHECK(code_of(scene) == "coverage.bad_group");
}

TEST_CASE("Values without meaning are refused") {
    for (const double bad : {-1.0, not_a_number, infinite, 1e13}) {
        auto scene = road();
        scene.reach = bad;
        CHECK(code_of(scene) == "coverage.bad_length");
        scene = road();
        scene.ignore_below = bad;
        CHECK(code_of(scene) == "coverage.bad_length");
    }
    auto scene = road();
    scene.asset_reach = {-1};
    CHECK(code_of(scene) == "coverage.bad_reach_at");
    scene = road();
    scene.line_scale = {0};
    CHECK(code_of(scene) == "coverage.bad_scale");
    for (const double bad : {not_a_number, infinite, -infinite}) {
        scene = road();
        scene.assets[0].y = bad;
        CHECK(code_of(scene) == "coverage.not_finite");
        scene = road();
        scene.lines[0][0][1].x = bad;
        CHECK(code_of(scene) == "coverage.not_finite");
    }
}

TEST_CASE("No lines, no assets, no length: an answer without numbers") {
    Scene empty;
    const auto result = empty.measure();
    CHECK(result.all.total_m == 0);
    CHECK_FALSE(result.all.share().has_value());
    CHECK(result.gaps.empty());
    empty.lines = {{}, {{}}, {{{1, 1}}}}; // no part, an empty part, a part of one point
    CHECK(empty.measure().lines.size() == 3);
    CHECK(empty.measure().all.total_m == 0);
}

TEST_CASE("The callback stops the work") {
    const auto scene = road();
    const auto lines = scene.flat();
    CHECK_THROWS_AS(kerb::coverage::along_lines(scene.input(lines), scene.options(),
                                                [](std::string_view, double) { return false; }),
                    kerb::Cancelled);
}
