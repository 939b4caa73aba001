// k and n by zone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/zone_map.hpp>
#include <kerb/scorecard/measured.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {

/// Adds up k, n and what is known, zone by zone and for the city. What is in no zone counts for the city alone.
class Tally {
public:
    explicit Tally(std::size_t zones) : zones_(zones) {}
    void add(std::uint32_t zone, double k, double n);
    /// One record of those that should say what is needed.
    void told(std::uint32_t zone, bool known);
    /// Values in the unit of the indicator.
    [[nodiscard]] Value all(std::string_view unit) const { return value(all_, unit); }
    [[nodiscard]] std::vector<Value> zones(std::string_view unit) const;
    void into(Measured& measured, const Indicator& indicator) const;

private:
    struct Sum {
        ExactSum k, n;
        std::int64_t known = 0, records = 0;
    };
    [[nodiscard]] static Value value(const Sum& sum, std::string_view unit);
    Sum all_;
    std::vector<Sum> zones_;
};

/// The value of k and n (SI units) in a unit; nullopt where n is 0.
[[nodiscard]] std::optional<double> in_unit(std::string_view unit, double k, double n);

/// The assets that cost most.
class Worst {
public:
    void add(double cost, const std::string& key) {
        if (cost > 0) {
            found_.emplace_back(-cost, key);
        }
    }
    /// At most 20, the worst first, then by key.
    [[nodiscard]] std::vector<std::string> keys();

private:
    std::vector<std::pair<double, std::string>> found_;
};

} // namespace kerb::scorecard
