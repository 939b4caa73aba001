// From which load on a level is reached.
#include <atomic>
#include <cmath>

#include <kerb/waterlogging/onset.hpp>

#include "support/test.hpp"

using namespace kerb::waterlogging;

TEST_CASE("Onsets are found to the resolution, for each place on its own") {
    const WatchedPlace watches[] = {{{1, 3.3}}, {{2, 0.5}}, {{1, 9}}, {{2, -1}}, {{1, 7}, {2, 1.2}}};
    const double loads[] = {0, 1, 2, 4, 8};
    std::atomic<int> calls = 0;
    // Leaf 1 rises with the load, leaf 2 with its root.
    const auto levels = [&calls](double load) {
        ++calls;
        return std::vector<double>{0, load, std::sqrt(load)};
    };
    const auto one = onsets(watches, loads, 0.01, levels);
    CHECK((one[0].below < 3.3 && one[0].reached >= 3.3 && one[0].reached - one[0].below <= 0.01));
    CHECK((one[1].below < 0.25 && one[1].reached >= 0.25 && one[1].reached - one[1].below <= 0.01));
    CHECK((one[2].below == 8 && std::isinf(one[2].reached)));
    CHECK((std::isinf(one[3].below) && one[3].reached == 0));
    // Of two watches the one that is reached first counts.
    CHECK((one[4].below < 1.44 && one[4].reached >= 1.44 && one[4].reached - one[4].below <= 0.01));
    CHECK(calls < 5 + 3 * 9);
    CHECK(onsets(watches, loads, 0.01, levels, kerb::Threads(3)) == one);
}

TEST_CASE("Where the level falls between two loads, the first load that reaches it counts") {
    const WatchedPlace watches[] = {{{1, 5}}};
    const double loads[] = {1, 2, 3, 4};
    const auto levels = [](double load) { return std::vector<double>{0, load == 2 ? 6.0 : load >= 4 ? 7.0 : load}; };
    const auto found = onsets(watches, loads, 2, levels);
    CHECK(found[0] == Onset{1, 2});
    CHECK(onsets({}, loads, 1, levels).empty());
}
