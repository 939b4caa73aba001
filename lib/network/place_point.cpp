#include <kerb/network/place_point.hpp>

#include <algorithm>

#include <kerb/geometry/measures.hpp>

namespace kerb::network {

Point place_point(const Graph& graph, const Lines& lines, std::uint32_t edge, double at_m, double scale) {
    const auto line = graph.edges[edge].line;
    auto left = std::max(0.0, (graph.edges[edge].from_m + at_m) * scale);
    Point at;
    for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
        const auto part = lines.part(p);
        for (std::size_t i = 1; i < part.size(); ++i) {
            const auto a = part[i - 1], b = part[i];
            const auto length = distance(a, b);
            if (length > 0 && left <= length) {
                const auto share = left / length;
                return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
            }
            left -= length;
            at = b;
        }
    }
    return at;
}

} // namespace kerb::network
