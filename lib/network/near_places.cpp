#include "near_places.hpp"

#include <algorithm>
#include <tuple>

namespace kerb::network::detail {
namespace {

/// For each entry (sorted by place) the first one of the place that stands for it: from west to east a place that is
/// still its own takes those within 1 mm that are.
std::vector<std::uint32_t> leaders(std::span<const NearEntry> entries) {
    std::vector<std::uint32_t> leader(entries.size(), no_point);
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        if (leader[i] != no_point) {
            continue;
        }
        for (auto j = i; j < entries.size() && entries[j].at.x - entries[i].at.x < one_place_m; ++j) {
            if (leader[j] == no_point && squared(entries[i].at, entries[j].at) < one_place_m * one_place_m) {
                leader[j] = i;
            }
        }
    }
    return leader;
}

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

void resolve_near(std::span<const Point> points, std::vector<NearEntry> entries, std::span<std::uint32_t> first,
                  std::vector<std::pair<std::uint32_t, Point>>& moved) {
    std::sort(entries.begin(), entries.end(), [](const NearEntry& a, const NearEntry& b) {
        return std::tie(a.at.x, a.at.y, a.index) < std::tie(b.at.x, b.at.y, b.index);
    });
    const auto leader = leaders(entries);
    std::vector<Member> members;
    members.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        members.push_back({leader[i], entries[i].level, entries[i].index, entries[i].is_end});
    }
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return std::tie(a.leader, a.level, a.index) < std::tie(b.leader, b.level, b.index);
    });
    const auto node = [&](std::span<const Member> group) {
        const auto by_index = [](const Member& a, const Member& b) { return a.index < b.index; };
        const auto lowest = std::min_element(group.begin(), group.end(), by_index)->index;
        for (const auto& member : group) {
            first[member.index] = lowest;
        }
        if (const auto at = entries[group[0].leader].at; !(at == points[lowest])) {
            moved.emplace_back(lowest, at);
        }
    };
    const auto one_place = [](const Member& a, const Member& b) { return a.leader == b.leader; };
    const auto one_level = [](const Member& a, const Member& b) { return a.level == b.level; };
    each_run(members, one_place, [&](std::span<const Member> place) {
        if (std::any_of(place.begin(), place.end(), [](const Member& m) { return m.is_end; })) {
            node(place);
            return;
        }
        each_run(place, one_level, [&](std::span<const Member> level) {
            if (shared(level)) {
                node(level);
            }
        });
    });
    std::sort(moved.begin(), moved.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

} // namespace kerb::network::detail
