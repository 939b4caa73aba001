// The estimates of `kerb outage unreported`: by district and added up, or of the city as a whole.
#include <algorithm>

#include "outage_unreported.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

/// A row for each group, and one for what belongs to none.
std::vector<report::UnreportedRow> rows_of(const Grouping& groups, const LinkedLists& linked, std::size_t lists) {
    std::vector<report::UnreportedRow> rows(groups.size() + 1);
    for (std::uint32_t g = 0; g < rows.size(); ++g) {
        rows[g].group = g < groups.size() ? g : no_group;
        rows[g].cells.assign(std::size_t{1} << lists, 0);
    }
    for (const auto& one : linked.outages) {
        const auto group = groups.of_lamp[one.lamp];
        ++rows[group == no_group ? groups.size() : group].cells[one.lists];
    }
    return rows;
}

/// The first list against all others together.
TwoLists two(const report::UnreportedRow& row) {
    TwoLists lists{row.on_list(0), 0, 0};
    for (std::size_t set = 2; set < row.cells.size(); ++set) {
        lists.second += row.cells[set];
        lists.both += (set & 1U) != 0 ? row.cells[set] : 0;
    }
    return lists;
}

ThreeLists three(const report::UnreportedRow& row) {
    const auto& c = row.cells;
    return {c[1], c[2], c[4], c[3], c[5], c[6], c[7]};
}

std::optional<TotalOutages> by_best_model(const report::UnreportedRow& row, double confidence) {
    const auto fitted = total_outages(three(row), confidence);
    return fitted ? std::optional(fitted->models[fitted->best].total) : std::nullopt;
}

class Estimator {
public:
    Estimator(const LampTable& table, const LinkedLists& linked, report::Unreported& found)
        : table_(table), linked_(linked), found_(found) {}

    void estimate() {
        count();
        found_.lists.size() == 2 ? estimate_two() : estimate_three();
    }

private:
    void count() {
        found_.overall.cells.assign(std::size_t{1} << found_.lists.size(), 0);
        for (const auto& one : linked_.outages) {
            ++found_.overall.cells[one.lists];
        }
        found_.units = rows_of(table_.groups(Level::district), linked_, found_.lists.size());
        if (found_.units.back().seen() == 0) {
            found_.units.pop_back();
        }
    }

    /// Districts add up where each has enough in common; else the city is one stratum, and that is said.
    void estimate_two() {
        constexpr std::int64_t enough = 7;
        std::vector<TwoLists> strata;
        for (auto& row : found_.units) {
            row.total = total_outages(two(row), found_.confidence);
            if (row.seen() > 0) {
                strata.push_back(two(row));
            }
        }
        found_.pooled = strata.empty() || std::any_of(strata.begin(), strata.end(),
                                                      [](const TwoLists& lists) { return lists.both < enough; });
        if (found_.pooled) {
            strata = {two(found_.overall)};
        }
        if (const auto sum = total_outages(strata, found_.confidence)) {
            found_.overall.total = sum->total;
            found_.strata = sum->strata;
            found_.strata_without_list = sum->without_list;
        }
    }

    void estimate_three() {
        for (auto& row : found_.units) {
            row.total = by_best_model(row, found_.confidence);
        }
        found_.models = total_outages(three(found_.overall), found_.confidence);
        if (found_.models) {
            found_.overall.total = found_.models->models[found_.models->best].total;
            found_.strata = 1;
        } else {
            estimate_two();
        }
    }

    const LampTable& table_;
    const LinkedLists& linked_;
    report::Unreported& found_;
};

} // namespace

std::vector<std::optional<TotalOutages>> unreported_by(const LampTable& table, const UnreportedRun& run, Level level) {
    const auto lists = run.found.lists.size();
    auto rows = rows_of(table.groups(level), run.linked, lists);
    rows.pop_back();
    std::vector<std::optional<TotalOutages>> totals;
    for (const auto& row : rows) {
        totals.push_back(lists == 3 ? by_best_model(row, run.found.confidence) : std::nullopt);
        if (!totals.back()) {
            totals.back() = total_outages(two(row), run.found.confidence);
        }
    }
    return totals;
}

void estimate_unreported(const LampTable& table, const LinkedLists& linked, report::Unreported& found) {
    Estimator(table, linked, found).estimate();
}

} // namespace kerb::tools
