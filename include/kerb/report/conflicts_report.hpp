// The result of kerb::coverage::conflicts as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <kerb/coverage/conflicts.hpp>

namespace kerb::report {

/// Names for the numbers in a result, and the moments at which a conflict begins and ends as texts (empty: open).
struct ConflictLabels {
    std::function<std::string(std::uint32_t)> of, against;
    std::function<std::string(const coverage::Conflict&)> from, to;
};

/// `overlap`, `touch`, `near`.
[[nodiscard]] const char* conflict_kind_name(coverage::ConflictKind kind);

/// of_count / of_total; nullopt when there is nothing to divide by.
[[nodiscard]] std::optional<double> conflict_share(const coverage::ConflictsResult& result);

/// `{"pair_count","of_count","of_total","share","against_count","against_total","conflicts":[{"of","against","kind",
/// "overlap_m2","length_m","depth_m","distance_m","from","to"}]}`. \param top at most so many pairs (0: all);
/// `pair_count` counts all. \par Complexity O(pairs)
[[nodiscard]] std::string conflicts_json(const coverage::ConflictsResult& result, const ConflictLabels& labels,
                                         std::size_t top = 0);

/// A row for each pair: `of,against,kind,overlap_m2,length_m,depth_m,distance_m,from,to`.
[[nodiscard]] std::string conflicts_csv(const coverage::ConflictsResult& result, const ConflictLabels& labels);

} // namespace kerb::report
