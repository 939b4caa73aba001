#include "reach_border.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/segment_grid.hpp>

#include "vectors.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr std::size_t block = 256;

Box box_of(const Straight& line) {
    Box box;
    box.add(line.from);
    box.add(line.from + line.length * line.along);
    return box;
}

Box box_of(const Round& arc) {
    Box box;
    for (const double angle : {arc.from, arc.to}) {
        box.add(arc.centre + arc.radius * Point{std::cos(angle), std::sin(angle)});
    }
    // The points farthest out, where the arc passes them.
    constexpr double quarter = 1.57079632679489661923;
    for (double k = std::ceil(arc.from / quarter); k * quarter < arc.to; ++k) {
        box.add(arc.centre + arc.radius * Point{std::cos(k * quarter), std::sin(k * quarter)});
    }
    return box;
}

double power_above(double radius) {
    return std::exp2(std::ceil(std::log2(radius)));
}

} // namespace

BorderPiece arc_piece(Point centre, double radius, double from, double to) {
    const auto at = [&](double angle) { return centre + radius * Point{std::cos(angle), std::sin(angle)}; };
    return {at(from), at(to), centre, radius, from, to};
}

BorderPiece reversed(const BorderPiece& piece) {
    return {piece.end, piece.start, piece.centre, piece.radius, piece.to, piece.from};
}

Box box_of(const BorderPiece& piece) {
    if (!piece.straight()) {
        return box_of(Round{piece.centre, piece.radius, std::min(piece.from, piece.to), std::max(piece.from, piece.to),
                            no_outline});
    }
    Box box;
    box.add(piece.start);
    box.add(piece.end);
    return box;
}

Point inner_point(const BorderPiece& piece) {
    if (piece.straight()) {
        return piece.start + inner_share * (piece.end - piece.start);
    }
    const double angle = piece.from + inner_share * (piece.to - piece.from);
    return piece.centre + piece.radius * Point{std::cos(angle), std::sin(angle)};
}

/// Discs and slabs whose reach is at most `radius` and more than half of it.
struct ReachIndex::Level {
    double radius;
    PointGrid discs;
    SegmentGrid slabs;
    std::vector<std::uint32_t> disc_ids;
};

ReachIndex::ReachIndex(const AssetShapes& assets, std::span<const double> reach_m)
    : parts_(take_apart(assets, reach_m)), edges_({{}, nullptr, assets.areas}), insides_(edges_) {
    struct Members {
        Points centres;
        std::vector<std::uint32_t> discs;
        std::vector<Segment> slabs;
    };
    std::map<double, Members> by_radius;
    for (std::uint32_t i = 0; i < parts_.discs.size(); ++i) {
        auto& members = by_radius[power_above(parts_.discs[i].radius)];
        members.centres.push_back(parts_.discs[i].centre);
        members.discs.push_back(i);
    }
    for (std::uint32_t i = 0; i < parts_.slabs.size(); ++i) {
        const auto& slab = parts_.slabs[i];
        by_radius[power_above(slab.radius)].slabs.push_back({slab.from, slab.from + slab.length * slab.along, i});
    }
    for (auto& [radius, members] : by_radius) {
        levels_.push_back(
            {radius, PointGrid(members.centres, radius), SegmentGrid(std::move(members.slabs), radius), members.discs});
    }
}

ReachIndex::~ReachIndex() = default;

template <class Stretch>
void ReachIndex::cover_near(const Stretch& stretch, const Box& box, Cover& cover) const {
    for (const auto& level : levels_) {
        const auto near = box.grown(level.radius);
        level.discs.visit(near, [&](Point p, std::uint32_t i) {
            if (near.contains(p) && !cover.whole()) {
                const auto& disc = parts_.discs[level.disc_ids[i]];
                if constexpr (std::is_same_v<Stretch, Round>) {
                    add_cover(stretch, disc, parts_.arcs, cover);
                } else {
                    add_cover(stretch, disc, cover);
                }
            }
        });
        level.slabs.visit(near, [&](const Segment& segment) {
            if (!cover.whole()) {
                add_cover(stretch, parts_.slabs[segment.line], cover);
            }
        });
    }
}

void ReachIndex::cover(const Straight& line, Cover& cover) const {
    cover_near(line, box_of(line), cover);
}

void ReachIndex::cover(const Round& arc, Cover& cover) const {
    cover_near(arc, box_of(arc), cover);
}

namespace {

void showing_side(const ReachIndex& index, std::uint32_t number, Cover& cover, std::vector<BorderPiece>& pieces) {
    const auto& side = index.parts().sides[number];
    const Straight line{side.from, side.along, side.length, number};
    cover.start(line.length);
    index.cover(line, cover);
    cover.finish(
        least_piece_m, [](double, double) {},
        [&](double from, double to) {
            const auto at = [&](double t) { return line.from + t * line.along; };
            const BorderPiece piece = {at(from), at(to), {}, 0, 0, 0};
            if (!index.inside(inner_point(piece))) {
                pieces.push_back(piece);
            }
        });
}

void showing_arc(const ReachIndex& index, std::uint32_t number, Cover& cover, std::vector<BorderPiece>& pieces) {
    const auto& outline = index.parts().arcs[number];
    const auto& disc = index.parts().discs[outline.disc];
    const Round arc{disc.centre, disc.radius, outline.from, outline.to, number};
    cover.start(arc.to - arc.from);
    index.cover(arc, cover);
    cover.finish(
        least_piece_m / arc.radius, [](double, double) {},
        [&](double from, double to) {
            const auto piece = arc_piece(arc.centre, arc.radius, arc.from + from, arc.from + to);
            if (!index.inside(inner_point(piece))) {
                pieces.push_back(piece);
            }
        });
}

} // namespace

std::vector<BorderPiece> reach_border(const ReachIndex& index, Threads threads) {
    const auto sides = index.parts().sides.size(), count = sides + index.parts().arcs.size();
    std::vector<std::vector<BorderPiece>> found((count + block - 1) / block);
    for_each_block(count, block, threads, [&](std::size_t begin, std::size_t end) {
        Cover cover;
        for (auto i = begin; i < end; ++i) {
            if (i < sides) {
                showing_side(index, static_cast<std::uint32_t>(i), cover, found[begin / block]);
            } else {
                showing_arc(index, static_cast<std::uint32_t>(i - sides), cover, found[begin / block]);
            }
        }
    });
    std::vector<BorderPiece> all;
    for (const auto& part : found) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

} // namespace kerb::coverage::detail
