// Shares in which not every metre counts alike, by hand.
#include <limits>
#include <vector>

#include <kerb/base/error.hpp>
#include <kerb/coverage/weighted_share.hpp>

#include "support/test.hpp"

using namespace kerb::coverage;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> total = {100, 300, 0, 50}, covered = {50, 300, 0, 0};

} // namespace

TEST_CASE("People are spread evenly over their part") {
    const auto found = share_by_weight({total, covered}, std::vector<double>{10, 20, 5, unknown});
    CHECK(found.weight == 30);
    CHECK(found.covered == 25);
    CHECK(found.unknown == 2);
    CHECK(found.share() == 25.0 / 30);
}

TEST_CASE("A metre of one class counts more than one of another") {
    const auto found = share_by_factor({total, covered}, std::vector<double>{3, 1, 1, 0});
    CHECK(found.weight == 600);
    CHECK(found.covered == 450);
    CHECK(found.share() == 0.75);
}

TEST_CASE("Nothing has no share, and wrong weights are refused") {
    CHECK_FALSE(share_by_weight({}, {}).share());
    CHECK_FALSE(share_by_factor({total, covered}, std::vector<double>{0, 0, 0, 0}).share());
    CHECK_THROWS_AS(share_by_weight({total, covered}, std::vector<double>{1}), kerb::UsageError);
    CHECK_THROWS_AS(share_by_weight({total, covered}, std::vector<double>{1, 1, 1, -1}), kerb::UsageError);
}
