// Shares by people or by class, where not every metre counts alike: options, figures, and how they are shown.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <kerb/coverage/weighted_share.hpp>

#include "layer_values.hpp"
#include "session.hpp"

namespace kerb::tools {

struct WeightChoice {
    std::string field, classes; ///< --weight, --class-weights
};

/// Adds --class-weights and, if `field_help` names its text, --weight.
void add_weight_options(Command& command, Session& session, WeightChoice& choice, const char* field_help = nullptr);

/// One weighted share and what it is by.
struct Weighted {
    std::string by; ///< the field
    bool classes = false;
    coverage::WeightedShare found;
};

/// Totals and covered amounts of a list of measured things.
struct Measured {
    std::vector<double> total, covered;
};
template <class Items>
Measured measured(const Items& items) {
    Measured made;
    for (const auto& item : items) {
        if constexpr (requires { item.total_m; }) {
            made.total.push_back(item.total_m);
            made.covered.push_back(item.covered_m);
        } else {
            made.total.push_back(item.total_m2);
            made.covered.push_back(item.covered_m2);
        }
    }
    return made;
}

/// By a field of the rows that were measured; nothing without --weight. What is no number ≥ 0 is an issue of its row.
void add_by_field(std::vector<Weighted>& all, const WeightChoice& choice, LoadedLayer& rows, const Measured& parts);
/// By --class-weights `residential=3,commercial=1`; classes that it leaves out count 1. \throws UsageError when it is
/// not such a list, names no class there is, or nothing is classed (`by` is empty)
void add_by_class(std::vector<Weighted>& all, const WeightChoice& choice, const std::string& by,
                  const RowGroups& groups, const Measured& parts);

/// The JSON object with `"weighted":[{"by","classes","weight","covered_weight","share","unknown"}]` at its end; as it
/// was when nothing is weighted.
[[nodiscard]] std::string with_weighted(std::string json, std::span<const Weighted> all);
/// A line for each share; empty when nothing is weighted.
[[nodiscard]] std::string weighted_text(const Session& session, std::span<const Weighted> all);
/// Rows of a CSV `level,id,total,covered,share`, for the levels `weighted` and `class_weighted`.
[[nodiscard]] std::string weighted_csv(std::span<const Weighted> all);

} // namespace kerb::tools
