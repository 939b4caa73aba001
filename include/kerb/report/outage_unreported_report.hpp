// Outages that nobody told of, as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/outage/outage_lists.hpp>
#include <kerb/outage/unreported.hpp>

namespace kerb::report {

/// Outages of a district, or of all.
struct UnreportedRow {
    std::uint32_t group = 0;                   ///< of the level; `no_group`: of none
    std::vector<std::int64_t> cells;           ///< by set of lists (bit l: list l); the first is 0
    std::optional<outage::TotalOutages> total; ///< none where a list is empty, or no model is usable
    /// Outages on a list.
    [[nodiscard]] std::int64_t on_list(std::size_t list) const;
    [[nodiscard]] std::int64_t seen() const;
    /// On all lists.
    [[nodiscard]] std::int64_t in_common() const { return cells.back(); }
};

struct Unreported {
    std::string summary; ///< the answer in a sentence
    std::vector<outage::OutageList> lists;
    std::string round;            ///< of the patrol; may be empty
    Moment from, to;              ///< the window
    std::int64_t frame_lamps = 0; ///< that every list could have
    UnreportedRow overall;
    std::int64_t strata = 0, strata_without_list = 0; ///< of two lists
    bool pooled = false;                              ///< districts have too little in common to add up
    std::optional<outage::ThreeListTotal> models;     ///< of three lists
    std::vector<UnreportedRow> units;                 ///< districts
    const outage::LampTable* table = nullptr;
    std::int64_t wide = 0, of_wide = 0, outside_window = 0, not_in_frame = 0, other_sources = 0;
    std::vector<std::pair<std::string, std::string>> warnings; ///< code, text
    double within_m = 25, confidence = 0.95;
};

/// `{"summary","lists":[…],"overall":{…},"models":[…],"units":[…],"warnings":[…],…}`
[[nodiscard]] std::string unreported_json(const Unreported& found);
/// A row for all, and one for each district.
[[nodiscard]] std::string unreported_csv(const Unreported& found);
/// Two or three lists of a model that depend on each other: `events+tickets`.
[[nodiscard]] std::vector<std::string> model_pairs(const Unreported& found, const outage::ListModel& model);

} // namespace kerb::report
