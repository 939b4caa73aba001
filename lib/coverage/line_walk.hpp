// The kernel: one line after the other, segment by segment, into the sums of a partition.
#pragma once

#include <vector>

#include <kerb/coverage/along_lines.hpp>

#include "prepared_lines.hpp"
#include "zone_shares.hpp"

namespace kerb::coverage {

/// What a walk went by, for a sweep over two walks of the same line.
struct LineTrace {
    struct Leg { // a segment of some length
        double chainage, length;
        bool joined; ///< begins where the one before ends
    };
    struct Uncovered {
        std::uint32_t leg;
        double from, to; ///< on the leg
        std::uint32_t zone;
    };
    std::vector<Leg> legs;
    std::vector<Uncovered> uncovered; ///< in order, cut at the borders of zones

    void clear() {
        legs.clear();
        uncovered.clear();
    }
};

/// Measures lines. Positions on a segment enter the exact sums as differences of rounded positions, so pieces, zones
/// and gaps add up to the whole to the last bit. Buffers are reused from line to line; one object per thread.
class LineWalk {
public:
    /// \param trace gets what each line went by, unless nullptr
    LineWalk(const PreparedLines& prepared, AlongLinesSummary& summary, LineTrace* trace = nullptr);
    CoveredSum measure(std::uint32_t line);

private:
    struct Chord {
        double middle, half;
    };
    struct Stretch {
        double from, to; // on its segment, measured
        std::uint32_t zone;
        std::uint32_t leg;
    };

    void gather_line();
    void walk_part(std::span<const Point> part);
    void walk_segment(Point a, Point b);
    void find_intervals(Point a, Point b, double length);
    void find_chords(Point a, Point direction);
    void find_depths(Point p, std::vector<double>& depths) const;
    [[nodiscard]] bool one_covers_all() const;
    void add_shapes(Point a, Point b, double length);
    void add_covered(double length);
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
    const ShapeIndex* shapes_;
    AlongLinesSummary& summary_;
    LineTrace* trace_;
    const double ignore_;

    Candidates candidates_;
    std::vector<Chord> chords_;             // of the candidates on the segment
    std::vector<double> depth_a_, depth_b_; // of the segment's ends in the candidates' discs
    std::vector<Interval> intervals_;
    std::size_t interval_count_ = 0;
    std::vector<ZonePiece> pieces_;
    std::vector<Stretch> stretches_; // of the open gap
    ZoneShares shares_;
    ShapeIndex::Scratch scratch_;
    std::vector<Interval> reached_; // by lines and areas
    std::size_t next_covered_ = 0;  // the first of input_.covered that may lie on what is ahead

    // Of the current line:
    std::uint32_t line_ = 0;
    double reach_ = 0, scale_ = 1;
    bool one_lookup_ = false;
    double chainage_ = 0;
    std::uint32_t legs_ = 0; // begun
    bool joined_ = false;    // does the next leg begin where the last ended?
    bool gap_open_ = false;
    double gap_from_ = 0, gap_to_ = 0;
    ExactSum total_, uncovered_;
};

} // namespace kerb::coverage
