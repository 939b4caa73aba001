// The windows of 64 neighbouring centres, as tables.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "scan_balls.hpp"
#include "scan_filter.hpp"

namespace kerb::outage {

/// Cases of one data set, with the first of each segment of 64 places.
struct CasesBySegment {
    static constexpr std::uint32_t segment = 64;
    CasePlaces places;
    std::vector<std::uint32_t> begin;

    CasesBySegment() = default;
    CasesBySegment(CasePlaces cases, std::size_t all_places);
};

class CentreBlock {
public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    using Rows = std::vector<std::uint32_t>;

    CentreBlock(std::size_t places, const SizeClasses& classes)
        : classes_(classes), lists_(lanes), row_of_(places, none) {}

    void fill(const BallSource& source, std::span<const std::uint32_t> centres);

    [[nodiscard]] std::size_t centres() const { return centres_.size(); }
    [[nodiscard]] std::uint32_t centre(std::size_t lane) const { return centres_[lane]; }
    [[nodiscard]] const NearList& list(std::size_t lane) const { return lists_[lane]; }
    [[nodiscard]] std::span<const std::int8_t> classes() const { return table_; }

    /// Rows of the cases that are in some window here.
    void rows(const CasesBySegment& cases, Rows& made) const {
        made.resize(cases.places.size());
        std::size_t count = 0;
        for (const auto& [from, to] : segments_) {
            for (auto i = cases.begin[from]; i < cases.begin[to]; ++i) {
                const auto row = row_of_[cases.places[i]];
                made[count] = row;
                count += row != none ? 1 : 0;
            }
        }
        made.resize(count);
    }

    /// Calls `visit(cases, window)` for every window of a centre that ends at a case.
    template <class Visit>
    void windows(std::size_t lane, const Rows& rows, Rows& scratch, Visit&& visit) const {
        const auto* window_of = windows_.data() + lane * rows_;
        scratch.resize(rows.size());
        std::size_t count = 0;
        for (const auto row : rows) {
            const auto window = window_of[row];
            scratch[count] = window;
            count += window != none ? 1 : 0;
        }
        scratch.resize(count);
        std::sort(scratch.begin(), scratch.end());
        for (std::size_t i = 0; i < count; ++i) {
            if (i + 1 == count || scratch[i + 1] != scratch[i]) {
                visit(static_cast<std::int64_t>(i + 1), scratch[i]);
            }
        }
    }

private:
    void number_rows();
    void fill_lane(std::size_t lane);

    const SizeClasses& classes_;
    std::vector<std::uint32_t> centres_;
    std::vector<NearList> lists_;
    std::vector<std::uint32_t> row_of_;                            ///< by place
    std::vector<std::uint32_t> members_;                           ///< places with a row, ascending
    std::vector<std::pair<std::uint32_t, std::uint32_t>> segments_; ///< in which there are some
    std::size_t rows_ = 0;
    std::vector<std::int8_t> table_;     ///< class of the smallest window with a place: 64 centres to a row
    std::vector<std::uint32_t> windows_; ///< that window's number in its list, centre by centre
};

} // namespace kerb::outage
