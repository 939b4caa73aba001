#include <kerb/network/split_points.hpp>

#include <algorithm>
#include <cmath>

namespace kerb::network {
namespace {

constexpr double same_distance_m = 1e-6;

const ReachedNode* label_of(const Reach& reach, std::uint32_t node) {
    const auto found = std::partition_point(reach.nodes.begin(), reach.nodes.end(),
                                            [&](const ReachedNode& reached) { return reached.node < node; });
    return found != reach.nodes.end() && found->node == node ? &*found : nullptr;
}

/// Does the node at an end of the stretch belong to another facility that is as near?
void add_end(const Reach& reach, const ReachedStretch& stretch, std::uint32_t node, bool at_start,
             std::vector<SplitPoint>& points) {
    const auto distance = at_start ? stretch.start_m : stretch.end_m;
    const auto* label = label_of(reach, node);
    if (label != nullptr && label->item != stretch.item &&
        std::abs(label->distance_m - distance) <= same_distance_m) {
        points.push_back({stretch.edge, at_start ? stretch.from_m : stretch.to_m, distance, stretch.item, label->item});
    }
}

} // namespace

std::vector<SplitPoint> split_points(const Graph& graph, const Reach& reach) {
    std::vector<SplitPoint> points;
    const ReachedStretch* before = nullptr;
    for (const auto& stretch : reach.stretches) {
        const auto& edge = graph.edges[stretch.edge];
        if (before != nullptr && before->edge == stretch.edge && before->to_m == stretch.from_m &&
            before->item != stretch.item && std::abs(before->end_m - stretch.start_m) <= same_distance_m) {
            points.push_back({stretch.edge, stretch.from_m, stretch.start_m, before->item, stretch.item});
        }
        if (stretch.from_m == 0) {
            add_end(reach, stretch, edge.from, true, points);
        }
        if (stretch.to_m == edge.length_m()) {
            add_end(reach, stretch, edge.to, false, points);
        }
        before = &stretch;
    }
    return points;
}

} // namespace kerb::network
