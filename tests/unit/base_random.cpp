#include <kerb/base/random.hpp>

#include "support/test.hpp"

using kerb::RandomStream;

// Known answer of philox4x32-10 for an all-zero counter and key (Random123's kat_vectors).
TEST_CASE("The stream is Philox4x32-10") {
    RandomStream stream(0, 0, 0);
    CHECK(stream.next_u32() == 0x6627e8d5U);
    CHECK(stream.next_u32() == 0xe169c58dU);
    CHECK(stream.next_u32() == 0xbc57ac4cU);
    CHECK(stream.next_u32() == 0x9b00dbd8U);
}

TEST_CASE("Seed, purpose and item each give a stream of their own, and blocks follow on") {
    const auto first = RandomStream(7, 1, 2).next_u32();
    CHECK(first == RandomStream(7, 1, 2).next_u32());
    CHECK(first != RandomStream(8, 1, 2).next_u32());
    CHECK(first != RandomStream(7, 2, 2).next_u32());
    CHECK(first != RandomStream(7, 1, 3).next_u32());
    CHECK(RandomStream(7, 1, std::uint64_t{1} << 32).next_u32() != RandomStream(7, 1, 0).next_u32());
    RandomStream stream(7, 1, 2);
    std::uint32_t values[8];
    for (auto& value : values) {
        value = stream.next_u32();
    }
    CHECK(values[4] != values[0]);
}

TEST_CASE("Uniform numbers fill the unit interval and bounded ones their range") {
    RandomStream stream(42, 0, 0);
    double sum = 0, low = 1, high = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto u = stream.uniform();
        REQUIRE(u >= 0);
        REQUIRE(u < 1);
        sum += u;
        low = std::min(low, u);
        high = std::max(high, u);
    }
    CHECK(sum / 100'000 == Approx(0.5).margin(0.005));
    CHECK(low < 1e-3);
    CHECK(high > 1 - 1e-3);
    int counts[6] = {};
    for (int i = 0; i < 60'000; ++i) {
        const auto face = stream.below(6);
        REQUIRE(face < 6);
        ++counts[face];
    }
    for (const auto count : counts) {
        CHECK(count == Approx(10'000).margin(500));
    }
    CHECK(stream.below(1) == 0);
}
