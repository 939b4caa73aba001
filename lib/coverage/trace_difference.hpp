// Of two walks along one line: what did one leave uncovered that the other covered?
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/coverage/change_along_lines.hpp>

#include "line_walk.hpp"
#include "zone_shares.hpp"

namespace kerb::coverage {

/// Sums and stretches of the difference go to the targets. Buffers are reused from line to line; one per thread.
class TraceDifference {
public:
    /// Where the sums of one direction (gained or lost) go.
    struct Target {
        ExactSum ChangedSum::*sum;
        std::vector<Gap>* stretches;
    };
    struct Sums {
        ChangedSum all, outside_zones;
        std::vector<ChangedSum> zones, groups, zone_groups;
    };
    TraceDifference(const AlongLinesInput& input, Sums& sums) : input_(input), sums_(sums) {}

    /// Adds what `left` has uncovered and `right` has not, both of the line; returns its length.
    ExactSum add(std::uint32_t line, const LineTrace& left, const LineTrace& right, const Target& target);

private:
    void add_piece(const LineTrace::Uncovered& piece);
    void add_sums(const LineTrace::Uncovered& piece);
    void extend(const LineTrace::Uncovered& piece);
    void close();

    const AlongLinesInput& input_;
    Sums& sums_;
    ZoneShares shares_; // of the open stretch

    // Of the current line:
    std::uint32_t line_ = 0;
    const LineTrace* trace_ = nullptr;
    Target target_{};
    ExactSum length_;
    bool open_ = false;
    LineTrace::Uncovered last_{};
    double from_ = 0; // chainage where the open stretch begins
};

} // namespace kerb::coverage
