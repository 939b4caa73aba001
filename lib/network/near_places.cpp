#include "near_places.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace kerb::network::detail {
namespace {

/// Records that have others near them, from west to east, and for each the one that stands for it.
class Leaders {
public:
    Leaders(const PlaceTable& table, std::span<const NearPair> near) : table_(table) {
        for (const auto& [a, b] : near) {
            records_.push_back(a);
            records_.push_back(b);
        }
        std::sort(records_.begin(), records_.end());
        records_.erase(std::unique(records_.begin(), records_.end()), records_.end());
        order_.resize(records_.size());
        std::iota(order_.begin(), order_.end(), 0U);
        std::sort(order_.begin(), order_.end(), [this](auto a, auto b) { return key(a) < key(b); });
        neighbours(near);
        lead();
    }
    /// The number of the record that stands for `record`.
    [[nodiscard]] std::uint32_t of(RecordId record) const { return leader_[number(record)]; }
    [[nodiscard]] const PlaceRecord& record(std::uint32_t number) const {
        return table_.parts[records_[number].part].records[records_[number].record];
    }

private:
    [[nodiscard]] std::tuple<double, double, std::int32_t, std::uint32_t> key(std::uint32_t number) const {
        const auto& r = record(number);
        return {r.at.x, r.at.y, r.level, r.first};
    }
    [[nodiscard]] std::uint32_t number(RecordId record) const {
        return static_cast<std::uint32_t>(std::lower_bound(records_.begin(), records_.end(), record) -
                                          records_.begin());
    }
    void neighbours(std::span<const NearPair> near) {
        pairs_.reserve(near.size() * 2);
        for (const auto& [a, b] : near) {
            pairs_.emplace_back(number(a), number(b));
            pairs_.emplace_back(number(b), number(a));
        }
        std::sort(pairs_.begin(), pairs_.end());
    }
    void lead() {
        leader_.assign(records_.size(), no_point);
        for (const auto r : order_) {
            if (leader_[r] != no_point) {
                continue;
            }
            leader_[r] = r;
            for (auto p = std::lower_bound(pairs_.begin(), pairs_.end(), std::pair(r, 0U));
                 p != pairs_.end() && p->first == r; ++p) {
                leader_[p->second] = leader_[p->second] == no_point ? r : leader_[p->second];
            }
        }
    }

    const PlaceTable& table_;
    std::vector<RecordId> records_;
    std::vector<std::uint32_t> order_, leader_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
};

struct Member {
    std::uint32_t leader = 0;
    std::int32_t level = 0;
    std::uint32_t index = 0;
    bool is_end = false;
};

/// Do at least two courses run through, points that follow each other counted once? \param group ascending by index
bool shared(std::span<const Member> group) {
    std::size_t courses = 0;
    for (std::size_t i = 0; i < group.size() && courses < 2; ++i) {
        courses += i == 0 || group[i].index != group[i - 1].index + 1 ? 1 : 0;
    }
    return courses > 1;
}

/// Calls `visit(run)` for runs of members that `same` holds for.
template <class Same, class Visit>
void each_run(std::span<const Member> members, const Same& same, Visit&& visit) {
    for (std::size_t begin = 0, end = 0; begin < members.size(); begin = end) {
        for (end = begin + 1; end < members.size() && same(members[begin], members[end]); ++end) {
        }
        visit(members.subspan(begin, end - begin));
    }
}

} // namespace

void resolve_near(const PlaceTable& table, std::span<const Point> points, std::vector<NearPair> near,
                  std::vector<NearEntry> entries, std::span<std::uint32_t> first,
                  std::vector<std::pair<std::uint32_t, Point>>& moved) {
    const Leaders leaders(table, near);
    std::vector<Member> members;
    members.reserve(entries.size());
    for (const auto& entry : entries) {
        const auto& record = table.parts[entry.record.part].records[entry.record.record];
        members.push_back({leaders.of(entry.record), record.level, entry.index, entry.is_end});
    }
    const auto node = [&](std::span<const Member> group, std::uint32_t leader) {
        const auto lowest = std::min_element(group.begin(), group.end(), [](const auto& a, const auto& b) {
                                return a.index < b.index;
                            })->index;
        for (const auto& member : group) {
            first[member.index] = lowest;
        }
        if (const auto at = leaders.record(leader).at; !(at == points[lowest])) {
            moved.emplace_back(lowest, at);
        }
    };
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return std::tie(a.leader, a.level, a.index) < std::tie(b.leader, b.level, b.index);
    });
    const auto one_place = [](const Member& a, const Member& b) { return a.leader == b.leader; };
    const auto one_level = [](const Member& a, const Member& b) { return a.level == b.level; };
    each_run(members, one_place, [&](std::span<const Member> place) {
        if (std::any_of(place.begin(), place.end(), [](const Member& m) { return m.is_end; })) {
            node(place, place[0].leader);
            return;
        }
        each_run(place, one_level, [&](std::span<const Member> level) {
            if (shared(level)) {
                node(level, place[0].leader);
            }
        });
    });
    std::sort(moved.begin(), moved.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

} // namespace kerb::network::detail
