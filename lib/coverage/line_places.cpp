#include "line_places.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/geometry/measures.hpp>

namespace kerb::coverage {
namespace {

double largest(std::span<const double> scales) {
    return scales.empty() ? 1 : *std::max_element(scales.begin(), scales.end());
}

} // namespace

LinePlaces::LinePlaces(const SpacingInput& input, double within_m)
    : input_(input),
      within_(within_m),
      farthest_((within_m + tie_m) * largest(input.line_scale) * (1 + 1e-9)),
      grid_(walk_lines(), std::max(within_m, 25.0)) {}

std::vector<Segment> LinePlaces::walk_lines() {
    const auto& lines = *input_.lines;
    std::vector<Segment> numbered;
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        double chainage = 0;
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            const auto part = lines.part(p);
            for (std::size_t i = 1; i < part.size(); ++i) {
                const auto length = distance(part[i - 1], part[i]);
                if (length > 0) {
                    numbered.push_back({part[i - 1], part[i], static_cast<std::uint32_t>(segments_.size())});
                    segments_.push_back({part[i - 1], part[i], line});
                    start_.push_back(chainage);
                    part_.push_back(p - lines.feature_begin[line]);
                    chainage += length / scale_of(line);
                }
            }
            part_end_.push_back(chainage);
        }
    }
    return numbered;
}

AssetPlace LinePlaces::place(Point p) const {
    Box around;
    around.add(p);
    auto least = std::numeric_limits<double>::infinity();
    std::vector<Near> near;
    grid_.visit(around.grown(farthest_), [&](const Segment& segment) {
        const auto d = distance_to_segment(p, segment.a, segment.b) / scale_of(segments_[segment.line].line);
        if (d <= within_ && d <= least + tie_m) {
            least = std::min(least, d);
            near.push_back({segment.line, d});
        }
    });
    const Near* best = nullptr;
    for (const auto& candidate : near) {
        const auto before = [this](std::uint32_t a, std::uint32_t b) {
            const auto rank_a = rank_of(segments_[a].line), rank_b = rank_of(segments_[b].line);
            return rank_a != rank_b ? rank_a < rank_b : a < b;
        };
        if (candidate.distance <= least + tie_m && (best == nullptr || before(candidate.segment, best->segment))) {
            best = &candidate;
        }
    }
    return best == nullptr ? AssetPlace{} : foot(p, *best);
}

AssetPlace LinePlaces::foot(Point p, Near near) const {
    const auto& [a, b, line] = segments_[near.segment];
    const auto length = distance(a, b);
    const auto ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
    const auto along = std::clamp((p.x - a.x) * ux + (p.y - a.y) * uy, 0.0, length);
    const auto across = (p.y - a.y) * ux - (p.x - a.x) * uy; // positive to the left
    return {line, part_[near.segment], start_[near.segment] + along / scale_of(line),
            across < 0 ? -near.distance : near.distance};
}

} // namespace kerb::coverage
