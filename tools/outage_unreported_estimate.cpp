// The estimates of `kerb outage unreported`: by district and added up, or of the city as a whole.
#include <algorithm>

#include "outage_unreported.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

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
        const auto& districts = table_.groups(Level::district);
        const std::size_t sets = std::size_t{1} << found_.lists.size();
        found_.overall.cells.assign(sets, 0);
        found_.units.resize(districts.size() + 1);
        for (std::uint32_t g = 0; g < found_.units.size(); ++g) {
            found_.units[g].group = g < districts.size() ? g : no_group;
            found_.units[g].cells.assign(sets, 0);
        }
        for (const auto& one : linked_.outages) {
            const auto group = districts.of_lamp[one.lamp];
            ++found_.overall.cells[one.lists];
            ++found_.units[group == no_group ? districts.size() : group].cells[one.lists];
        }
        if (found_.units.back().seen() == 0) {
            found_.units.pop_back();
        }
    }

    /// The first list against all others together.
    static TwoLists two(const report::UnreportedRow& row) {
        TwoLists lists{row.on_list(0), 0, 0};
        for (std::size_t set = 2; set < row.cells.size(); ++set) {
            lists.second += row.cells[set];
            lists.both += (set & 1U) != 0 ? row.cells[set] : 0;
        }
        return lists;
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

    static ThreeLists three(const report::UnreportedRow& row) {
        const auto& c = row.cells;
        return {c[1], c[2], c[4], c[3], c[5], c[6], c[7]};
    }

    void estimate_three() {
        for (auto& row : found_.units) {
            if (const auto fitted = total_outages(three(row), found_.confidence)) {
                row.total = fitted->models[fitted->best].total;
            }
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

void estimate_unreported(const LampTable& table, const LinkedLists& linked, report::Unreported& found) {
    Estimator(table, linked, found).estimate();
}

} // namespace kerb::tools
