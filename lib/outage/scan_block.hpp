// The windows of 64 neighbouring centres, as tables.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "scan_balls.hpp"
#include "scan_filter.hpp"

namespace kerb::outage {

/// Cases of some data sets by stretches of places, those of one stretch together: who looks at a few stretches for one
/// data set after the other reads on in memory.
class CasesByStretch {
public:
    static constexpr std::uint32_t stretch = 256;

    CasesByStretch() = default;
    CasesByStretch(std::span<const CasePlaces> sets, std::size_t places);

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t at, std::size_t set) const {
        const auto i = at * sets_ + set;
        return std::span(cases_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
    }
    [[nodiscard]] std::size_t most_cases() const { return most_cases_; } ///< of a set

private:
    std::size_t sets_ = 0, most_cases_ = 0;
    std::vector<std::uint32_t> begin_; ///< by stretch, then set
    CasePlaces cases_;
};

class CentreBlock {
public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    using Rows = std::span<const std::uint32_t>;
    using Scratch = std::vector<std::uint32_t>; ///< grows to what is needed and stays

    CentreBlock(std::size_t places, const SizeClasses& classes)
        : classes_(classes), lists_(lanes), row_of_(places, none) {}

    void fill(const BallSource& source, std::span<const std::uint32_t> centres);

    [[nodiscard]] std::size_t centres() const { return centres_.size(); }
    [[nodiscard]] std::uint32_t centre(std::size_t lane) const { return centres_[lane]; }
    [[nodiscard]] const NearList& list(std::size_t lane) const { return lists_[lane]; }
    [[nodiscard]] std::span<const std::int8_t> classes() const { return table_; }

    /// Rows of the cases of a set that are in some window here.
    [[nodiscard]] Rows rows(const CasesByStretch& cases, std::size_t set, Scratch& made) const {
        made.resize(std::max(made.size(), cases.most_cases() + 1));
        std::size_t count = 0;
        for (const auto at : stretches_) {
            for (const auto place : cases.of(at, set)) {
                const auto row = row_of_[place];
                made[count] = row;
                count += row != none ? 1 : 0;
            }
        }
        return std::span(made).first(count);
    }

    /// Calls `visit(cases, window)` for every window of a centre that ends at a case.
    template <class Visit>
    void windows(std::size_t lane, Rows rows, Scratch& scratch, Visit&& visit) const {
        const auto* window_of = windows_.data() + lane * rows_;
        scratch.resize(std::max(scratch.size(), rows.size() + 1));
        std::size_t count = 0;
        for (const auto row : rows) {
            const auto window = window_of[row];
            scratch[count] = window;
            count += window != none ? 1 : 0;
        }
        std::sort(scratch.begin(), scratch.begin() + static_cast<std::ptrdiff_t>(count));
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
    std::vector<std::uint32_t> row_of_;    ///< by place
    std::vector<std::uint32_t> members_;   ///< places with a row, ascending
    std::vector<std::uint32_t> stretches_; ///< of places in which there are some
    std::size_t rows_ = 0;
    std::vector<std::int8_t> table_;     ///< class of the smallest window with a place: 64 centres to a row
    std::vector<std::uint32_t> windows_; ///< that window's number in its list, centre by centre
};

} // namespace kerb::outage
