#include <kerb/inventory/overdue.hpp>

#include <algorithm>
#include <tuple>

namespace kerb {
namespace {

/// A day is over when its last second is.
bool passed(const Moment& due, const Moment& as_of) {
    constexpr std::int64_t last_second = 86399;
    return due.seconds + (due.has_time ? 0 : last_second) < as_of.seconds;
}

/// Looks through one layer. \param due_of the date of a record \param open_of was it not done?
template <class Asset, class DueOf, class OpenOf>
void look(Promise promise, const std::vector<Asset>& assets, const Moment& as_of, OverdueResult& result,
          const DueOf& due_of, const OpenOf& open_of) {
    auto& count = result.counts[static_cast<std::size_t>(promise)];
    for (std::uint32_t i = 0; i < assets.size(); ++i) {
        if (assets[i].about.status == Status::removed) {
            continue;
        }
        ++count.records;
        const std::optional<Moment>& due = due_of(assets[i]);
        if (!due) {
            continue;
        }
        ++count.dated;
        if (passed(*due, as_of) && open_of(assets[i])) {
            ++count.overdue;
            result.list.push_back({promise, i, *due, as_of.days() - due->days()});
        }
    }
}

} // namespace

OverdueResult find_overdue(const Inventory& city, const Moment& as_of) {
    OverdueResult result;
    look(
        Promise::project, city.projects, as_of, result, [](const Project& p) -> auto& { return p.planned_end; },
        [](const Project& p) {
            return !p.actual_end && p.state != ProjectState::done && p.state != ProjectState::cancelled;
        });
    look(
        Promise::milestone, city.milestones, as_of, result, [](const Milestone& m) -> auto& { return m.planned; },
        [](const Milestone& m) { return !m.actual; });
    look(
        Promise::inspection, city.bridges, as_of, result, [](const Bridge& b) -> auto& { return b.inspection_due; },
        [](const Bridge& b) { return !b.inspected || *b.inspected < *b.inspection_due; });
    look(
        Promise::permit, city.excavation_permits, as_of, result,
        [](const ExcavationPermit& p) -> auto& { return p.end; },
        [](const ExcavationPermit& p) { return p.state == PermitState::working; });
    std::sort(result.list.begin(), result.list.end(), [](const Overdue& a, const Overdue& b) {
        return std::tie(a.due.seconds, a.promise, a.asset) < std::tie(b.due.seconds, b.promise, b.asset);
    });
    return result;
}

} // namespace kerb
