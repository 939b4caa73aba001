// Copies of variants that fail half-way.
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <kerb/base/variant.hpp>

#include "support/test.hpp"

namespace {

/// Counts how many there are; the copy after `copies_left` ones throws.
struct Fragile {
    Fragile() { ++alive; }
    Fragile(const Fragile&) {
        if (copies_left-- == 0) {
            throw std::runtime_error("no more");
        }
        ++alive;
    }
    Fragile& operator=(const Fragile&) = default;
    ~Fragile() { --alive; }

    static inline int alive = 0, copies_left = 1000;
};

using Values = kerb::Variant<std::vector<Fragile>, std::vector<std::int64_t>>;

} // namespace

TEST_CASE("A copy that fails destroys what it made, and no more") {
    {
        const Values source(std::vector<Fragile>(5));
        for (int after = 0; after < 5; ++after) {
            alignas(Values) std::array<std::byte, sizeof(Values)> place;
            place.fill(std::byte{0x5a}); // not the zeros that would pass for an empty vector
            Fragile::copies_left = after;
            CHECK_THROWS_AS(new (place.data()) Values(source), std::runtime_error);
            CHECK(Fragile::alive == 5);

            Values kept(std::vector<std::int64_t>{7});
            Fragile::copies_left = after;
            CHECK_THROWS_AS(kept = source, std::runtime_error);
            CHECK(std::get<1>(kept) == std::vector<std::int64_t>{7});
        }
        Fragile::copies_left = 1000;
        const Values copy = source; // NOLINT(performance-unnecessary-copy-initialization)
        CHECK(std::get<0>(copy).size() == 5);
        CHECK(Fragile::alive == 10);
    }
    CHECK(Fragile::alive == 0);
}

TEST_CASE("A variant is used as that of the standard library") {
    using Text = kerb::Variant<std::monostate, std::string, double>;
    Text a, b = std::string("x");
    CHECK(a != b);
    a = b;
    CHECK(a == b);
    CHECK(std::holds_alternative<std::string>(a));
    a = 2.5;
    CHECK(*std::get_if<double>(&a) == 2.5);
    b = std::move(a);
    CHECK(std::visit([](const auto& value) { return sizeof(value); }, b) == sizeof(double));
    auto& same = b;
    b = same;
    CHECK(b == Text(2.5));
}
