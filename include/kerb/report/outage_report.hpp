// Rates of lamps that are out, as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/rates.hpp>
#include <kerb/outage/telemetry.hpp>

namespace kerb::report {

/// What was asked, and of what the answer is made.
struct RatesAsked {
    std::string source;  ///< `patrol`, `telemetry`, `events`, `tickets`, `state`
    std::string round;   ///< of a patrol; may be empty
    std::string as_of;   ///< moment, ISO 8601; may be empty
    std::string summary; ///< the answer in a sentence
    outage::Basis basis = outage::Basis::census;
    bool design = false; ///< the records name the clusters of their sample
    outage::RatesOptions options;
    std::uint64_t seed = 0;
    const outage::LampTable* table = nullptr;
    std::int64_t top = 0; ///< rows of each level at most; 0: all
    /// Further parts of the result, each with its JSON value.
    std::vector<std::pair<std::string, std::string>> parts;
    /// Further fields of a row (`,"name":value…`), and their CSV cells with their names.
    std::function<std::string(const outage::RateRow&)> more_fields;
};

/// Stable names.
[[nodiscard]] const char* verdict_name(outage::Verdict verdict);
[[nodiscard]] const char* basis_name(outage::Basis basis);
/// As R's `binom` and `survey` name them: `wilson`, `clopper_pearson`, `jeffreys`, `mid_p`, `hypergeometric`,
/// `korn_graubard`, `two_part`; empty without data.
[[nodiscard]] std::string method_name(outage::RateMethod method, outage::IntervalMethod single);

/// `{"overall":{…},"night":{…},"process":{…},"units":[…],"faults":{…},"rules":[…],…,"methods":{…}}`. No data is null.
[[nodiscard]] std::string rates_json(const outage::RatesResult& result, const RatesAsked& asked);
/// A row for each group.
[[nodiscard]] std::string rates_csv(const outage::RatesResult& result, const RatesAsked& asked);
/// Circuits and what their cabinets say: `[{"circuit","lamps","current_a","reference_a","lit_share","silent"}]`.
[[nodiscard]] std::string currents_json(const outage::Telemetry& heard, const outage::LampTable& table);
/// A list of texts as JSON.
[[nodiscard]] std::string texts_json(const std::vector<std::string>& texts);

} // namespace kerb::report
