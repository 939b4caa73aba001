// Which wave arrives first at each place of one edge?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::network {

/// A wave that starts somewhere on the edge, or at one of its ends.
struct Wave {
    double at_m = 0; ///< where it starts
    /// From its source, where it starts; infinite: there is no wave.
    double distance_m = std::numeric_limits<double>::infinity();
    std::uint32_t item = no_source;
    friend bool operator==(const Wave&, const Wave&) = default;
};

/// Which way waves may run along an edge.
struct Passable {
    bool up = true, down = true; ///< from its `from` to its `to`, and back
};
[[nodiscard]] Passable passable(const Edge& edge, Walk walk);

/// An edge, and what is known of it before its stretches are.
struct EdgeWaves {
    std::uint32_t edge = 0;
    double length_m = 0;
    Passable passable;
    Wave from, to; ///< what arrived at its ends
};

/// A meeting point nearer than this to an end of the range where both waves run is there: rounding makes no stretches.
inline constexpr double same_place_m = 1e-9;

/// `x` within [0, length], and at an end of it when it is next to one or beyond.
inline double snapped(double x, double length) {
    const auto low = x < same_place_m ? 0 : x;
    return length - low < same_place_m ? length : low;
}

/// How far a wave that is `up` at the start of a range gets until it meets one that is `down` at the end. Either may be
/// infinite, both not.
inline double meeting(double up, double down, double length) {
    return snapped(((down + length) - up) / 2, length);
}

/// Stretches of edges, one edge after the other. Buffers are reused.
class EdgeCover {
public:
    EdgeCover(double within_m, bool charge_access) : within_(within_m), charge_(charge_access) {}

    /// Appends the stretches of an edge, in order. \param places of sources on it, by from_m
    void append(const EdgeWaves& edge, std::span<const PlaceOnEdge> places, std::vector<ReachedStretch>& stretches);

private:
    /// A part of the edge where nothing begins or ends, with the nearest wave of each kind.
    struct Cell {
        double from = 0, to = 0;
        Wave up, level, down;
    };

    void cut(double length, std::span<const PlaceOnEdge> places);
    void run_up(const Wave& arrived, std::span<const PlaceOnEdge> places);
    void run_down(const Wave& arrived, std::span<const PlaceOnEdge> places);
    void hold_level(std::span<const PlaceOnEdge> places);
    static double place_at(const Cell& cell, double along);
    void write(const Cell& cell, std::vector<ReachedStretch>& stretches);
    void write_piece(int slope, const Wave& wave, double from, double to, std::vector<ReachedStretch>& stretches);
    void add_points(std::span<const PlaceOnEdge> places, std::size_t first, std::vector<ReachedStretch>& stretches);
    [[nodiscard]] double cost(const PlaceOnEdge& place) const { return charge_ ? place.access_m : 0; }

    double within_;
    bool charge_;
    std::uint32_t edge_ = 0;
    std::vector<double> cuts_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> held_; // a heap of places that are at hand
    int last_slope_ = 2;              // of the piece written last on this edge; 2: none yet
    Wave last_;
};

} // namespace kerb::network
