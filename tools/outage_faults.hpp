// Faults with their times and labels, of a log or of requests, with lamps or without any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/repairs.hpp>
#include <kerb/outage/requests.hpp>

#include "outage.hpp"

namespace kerb::tools {

/// What faults are told apart by: a level of their lamps, or `kind`, `source`, `label`.
struct FaultGroups {
    std::string level;
    std::vector<std::uint32_t> of_fault; ///< `outage::no_group`: the records do not say
    std::vector<std::string> keys, names_zh, names_en;
    std::vector<std::optional<double>> population; ///< of zones, where known
};

/// One fault each: of a circuit once, however many lamps it holds; requests that tell of it again left out.
struct FaultRows {
    std::string source; ///< `events` or `tickets`
    bool days = false;  ///< most faults have no time of day: all are counted in days
    std::vector<outage::FaultSpan> spans;
    std::vector<std::uint32_t> record;             ///< position in the inventory's events or cases
    std::vector<std::vector<std::uint32_t>> lamps; ///< rows of the table; empty without lamps
    std::vector<std::string> district;             ///< of requests without lamps: key of the zone that holds it
    Accounting accounting;
    std::int64_t endless = 0;                 ///< repaired in a far future: still open
    std::int64_t repeats = 0;                 ///< requests that tell of an earlier one's lamp
    std::optional<outage::Requests> requests; ///< without lamps
    std::vector<Issue> issues;

    [[nodiscard]] std::size_t size() const { return spans.size(); }
};

/// \param from `events`, `tickets`, or `auto`: events where there are any
/// \param window_to of the option; without it a few far after the rest are set aside
/// \throws UsageError when there is none
[[nodiscard]] FaultRows fault_rows(const OutageInput& input, const std::string& from, const std::string& zone_kind,
                                   const std::string& window_to);
/// Groups of one level, in the order of their keys; of a fault of many lamps that of the first.
[[nodiscard]] FaultGroups fault_groups(const OutageInput& input, const FaultRows& rows, const std::string& level);
/// Names of levels, joined with commas. \throws UsageError for others
[[nodiscard]] std::vector<std::string> fault_levels(const std::string& by);
/// From the first begin to the last moment told of, or as the options say; whole days where days are counted.
[[nodiscard]] outage::Stretch fault_window(const FaultRows& rows, const std::string& from, const std::string& to);
/// `24h` or `7d`, in hours. \throws UsageError naming the option
[[nodiscard]] double hours_option(const std::string& option, const std::string& text);
/// `2024-12-31T12:00:00`, or the day alone.
[[nodiscard]] std::string moment_text(std::int64_t seconds, bool day_only);
/// A group's label for a terminal: its code's name, or its key and name.
[[nodiscard]] std::string group_label(const Session& session, const FaultGroups& groups, std::size_t group);

} // namespace kerb::tools
