#include <atomic>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>

#include "support/test.hpp"

using kerb::for_each_block;
using kerb::Threads;

namespace {

std::vector<std::pair<std::size_t, std::size_t>> blocks_seen(std::size_t count, std::size_t block, int threads) {
    std::vector<std::pair<std::size_t, std::size_t>> seen(count / block + 1, {0, 0});
    for_each_block(count, block, Threads{threads}, [&](std::size_t begin, std::size_t end) {
        seen[begin / block] = {begin, end};
    });
    return seen;
}

double total(int threads) {
    std::vector<kerb::ExactSum> sums(1000);
    for_each_block(100'000, 100, Threads{threads}, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            sums[begin / 100].add(std::sin(static_cast<double>(i)) * 1e3);
        }
    });
    kerb::ExactSum sum;
    for (const auto& part : sums) {
        sum += part;
    }
    return sum.value();
}

std::string message_of(int threads) {
    try {
        for_each_block(64, 1, Threads{threads}, [](std::size_t begin, std::size_t) {
            if (begin % 10 == 7) {
                throw std::runtime_error(std::to_string(begin));
            }
        });
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("Blocks are the same for any number of threads and cover every index once") {
    const auto one = blocks_seen(1003, 10, 1);
    CHECK(one == blocks_seen(1003, 10, 2));
    CHECK(one == blocks_seen(1003, 10, 8));
    CHECK(one == blocks_seen(1003, 10, 0));
    CHECK(one.front() == std::pair<std::size_t, std::size_t>(0, 10));
    CHECK(one.back() == std::pair<std::size_t, std::size_t>(1000, 1003));
    std::vector<std::atomic<int>> visits(1003);
    for_each_block(visits.size(), 7, Threads{4}, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            ++visits[i];
        }
    });
    for (const auto& count : visits) {
        REQUIRE(count == 1);
    }
}

TEST_CASE("No index, no call; a block of 0 counts as 1") {
    int calls = 0;
    for_each_block(0, 10, Threads{2}, [&](std::size_t, std::size_t) { ++calls; });
    CHECK(calls == 0);
    for_each_block(3, 0, Threads{1}, [&](std::size_t, std::size_t) { ++calls; });
    CHECK(calls == 3);
}

TEST_CASE("Sums over blocks have the same bits for any number of threads") {
    const auto one = std::bit_cast<std::uint64_t>(total(1));
    CHECK(one == std::bit_cast<std::uint64_t>(total(2)));
    CHECK(one == std::bit_cast<std::uint64_t>(total(7)));
}

TEST_CASE("The exception of the first block wins") {
    for (int round = 0; round < 50; ++round) {
        CHECK(message_of(4) == "7");
    }
    CHECK(message_of(1) == "7");
}

TEST_CASE("Two tasks run both, and the first one's exception goes first") {
    for (const int threads : {1, 2}) {
        int a = 0, b = 0;
        kerb::run_both(
            Threads{threads}, [&] { a = 1; }, [&] { b = 2; });
        CHECK(a + b == 3);
        CHECK_THROWS_WITH(kerb::run_both(
                              Threads{threads}, [] { throw std::runtime_error("first"); },
                              [] { throw std::runtime_error("second"); }),
                          "first");
    }
}

TEST_CASE("Progress may cancel") {
    kerb::report_progress({}, "anything", 0.5);
    double seen = 0;
    kerb::report_progress([&](std::string_view, double share) { return (seen = share) > 0; }, "anything", 0.5);
    CHECK(seen == 0.5);
    CHECK_THROWS_AS(kerb::report_progress([](auto, auto) { return false; }, "anything", 0.5), kerb::Cancelled);
}
