// Which stretch of a line or an arc lies in a disc or a slab?
#pragma once

#include <utility>
#include <vector>

#include "reach_parts.hpp"

namespace kerb::coverage::detail {

/// Nearer than this, two straight borders are one: what is between them is not worth a decision, metres.
inline constexpr double same_line_m = 1e-6;

/// Parts of a stretch [0, length] that are covered. Open at the ends in the sense that a touch covers nothing.
class Cover {
public:
    void start(double length) {
        length_ = length;
        whole_ = false;
        parts_.clear();
    }
    void add(double from, double to);
    [[nodiscard]] bool whole() const { return whole_; }
    /// Calls `covered(from, to)` and `open(from, to)` for the stretch in order; those shorter than `least` are left
    /// out.
    template <class Covered, class Open>
    void finish(double least, Covered&& covered, Open&& open) {
        merge();
        double at = 0;
        for (const auto& [from, to] : parts_) {
            if (from - at > least) {
                open(at, from);
            }
            if (to - from > least) {
                covered(from, to);
            }
            at = to;
        }
        if (length_ - at > least) {
            open(at, length_);
        }
    }

private:
    void merge();
    double length_ = 0;
    bool whole_ = false;
    std::vector<std::pair<double, double>> parts_;
};

/// A straight stretch that asks what covers it.
struct Straight {
    Point from, along; ///< along: a unit vector
    double length = 0;
    /// Its number among the sides; of two sides on one line with the reach on the same side the lower shows.
    /// `no_outline`: it is none (the edge of a zone).
    std::uint32_t side = no_outline;
};
void add_cover(const Straight& line, const Disc& disc, Cover& cover);
void add_cover(const Straight& line, const Slab& slab, Cover& cover);

/// An arc that asks, by its angles; parameters run from 0 to `to` − `from`.
struct Round {
    Point centre;
    double radius = 0, from = 0, to = 0;
    std::uint32_t arc = no_outline;
};
/// \param arcs of two discs that are the same the lower arc shows
void add_cover(const Round& arc, const Disc& disc, std::span<const OutlineArc> arcs, Cover& cover);
void add_cover(const Round& arc, const Slab& slab, Cover& cover);

} // namespace kerb::coverage::detail
