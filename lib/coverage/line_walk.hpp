// The kernel: one line after the other, segment by segment, into the sums of a partition.
#pragma once

#include <vector>

#include <kerb/coverage/along_lines.hpp>

#include "asset_index.hpp"

namespace kerb::coverage {

/// Below this a gap is rounding: it is not listed.
inline constexpr double rounding_m = 1e-6;

/// Measures lines. Positions on a segment enter the exact sums as differences of rounded positions, so pieces, zones
/// and gaps add up to the whole to the last bit. Buffers are reused from line to line; one object per thread.
class LineWalk {
public:
    LineWalk(const AlongLinesInput& input, const AlongLinesOptions& options, const AssetIndex& index,
             AlongLinesSummary& summary);
    Covered measure(std::uint32_t line);

private:
    struct Interval {
        double from, to;
    };
    struct Chord {
        double middle, half;
    };
    struct Stretch {
        double from, to; // on its segment, measured
        std::uint32_t zone;
    };

    void gather_line();
    void walk_part(std::span<const Point> part);
    void walk_segment(Point a, Point b);
    void find_intervals(Point a, Point b, double length);
    void find_chords(Point a, Point direction);
    void find_depths(Point p, std::vector<double>& depths) const;
    [[nodiscard]] bool one_covers_all() const;
    void sort_intervals();
    void sweep(double length);
    void add_zone_totals(double length);
    void extend_gap(double from, double to, double length);
    void push_stretch(double from, double to, std::uint32_t zone);
    void close_gap();
    void commit_gap(double gap_length);
    void add_to_zone(const Stretch& stretch, ExactSum CoveredSum::*sum);
    [[nodiscard]] std::uint32_t zone_of_gap();

    const AlongLinesInput& input_;
    const AssetIndex& index_;
    AlongLinesSummary& summary_;
    const double ignore_;

    Candidates candidates_;
    std::vector<Chord> chords_;             // of the candidates on the segment
    std::vector<double> depth_a_, depth_b_; // of the segment's ends in the candidates' discs
    std::vector<Interval> intervals_;
    std::size_t interval_count_ = 0;
    std::vector<ZonePiece> pieces_;
    std::vector<Stretch> stretches_; // of the open gap
    std::vector<std::pair<std::uint32_t, double>> shares_;

    // Of the current line:
    std::uint32_t line_ = 0;
    double reach_ = 0, scale_ = 1;
    bool one_lookup_ = false;
    double chainage_ = 0;
    bool gap_open_ = false;
    double gap_from_ = 0, gap_to_ = 0;
    ExactSum total_, uncovered_;
};

} // namespace kerb::coverage
