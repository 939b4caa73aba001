// What changed between two rounds, as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/change.hpp>
#include <kerb/outage/paired_clusters.hpp>

namespace kerb::report {

/// A group's rate in one round.
struct RoundRate {
    outage::Count seen;
    std::optional<double> rate; ///< of a sample by weights
    double deff = 1, n_eff = 0;
};

/// Of one group both rates, and what they say of each other.
struct ChangeRow {
    std::string level, unit, name_zh, name_en;
    RoundRate before, now;
    std::optional<double> difference; ///< now − before; none where a round saw nothing
    outage::Interval bounds;
    std::optional<double> chance_fell;
    outage::SeenTwice pairs;
};

/// What a round was.
struct RoundTold {
    std::string source, round, as_of, basis;
};

struct ChangeResult {
    std::string summary;
    RoundTold before, now;
    double confidence = 0.95;
    ChangeRow overall;
    std::vector<ChangeRow> units;
    std::optional<outage::PairedChange> paired;
    std::optional<outage::ClusteredChange> clustered;
    std::int64_t only_before = 0, only_now = 0;
    std::vector<std::string> newly_out, repaired, still_out; ///< keys of lamps
};

/// Difference, bounds and chance of a row whose rates are given: Newcombe's interval with the observations that each
/// round is worth (its number of lamps over its design effect).
void compare_rates(ChangeRow& row, double confidence);
/// `{"summary","before","now","overall":{…},"paired":{…},"units":[{…}],"newly_out":[…],"repaired":[…],"still_out":[…]}`
[[nodiscard]] std::string change_json(const ChangeResult& result);
/// The city, then a row for each group.
[[nodiscard]] std::string change_csv(const ChangeResult& result);

} // namespace kerb::report
