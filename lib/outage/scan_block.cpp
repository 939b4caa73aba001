#include "scan_block.hpp"

#include <numeric>

namespace kerb::outage {

CasesByStretch::CasesByStretch(std::span<const CasePlaces> sets, std::size_t places) : sets_(sets.size()) {
    const auto stretches = places / stretch + 1;
    begin_.assign(stretches * sets_ + 1, 0);
    for (std::size_t set = 0; set < sets_; ++set) {
        most_cases_ = std::max(most_cases_, sets[set].size());
        for (const auto place : sets[set]) {
            ++begin_[place / stretch * sets_ + set + 1];
        }
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    cases_.resize(begin_.back());
    auto next = begin_;
    for (std::size_t set = 0; set < sets_; ++set) {
        for (const auto place : sets[set]) {
            cases_[next[place / stretch * sets_ + set]++] = place;
        }
    }
}

void CentreBlock::fill(const BallSource& source, std::span<const std::uint32_t> centres) {
    centres_.assign(centres.begin(), centres.end());
    source.near(centres, lists_);
    number_rows();
    table_.assign(rows_ * lanes, SizeClasses::beyond);
    windows_.assign(rows_ * lanes, none);
    for (std::size_t lane = 0; lane < centres_.size(); ++lane) {
        fill_lane(lane);
    }
}

void CentreBlock::number_rows() {
    for (const auto place : members_) {
        row_of_[place] = none;
    }
    members_.clear();
    for (std::size_t lane = 0; lane < centres_.size(); ++lane) {
        for (const auto place : lists_[lane].places) {
            if (row_of_[place] == none) {
                row_of_[place] = 0;
                members_.push_back(place);
            }
        }
    }
    std::sort(members_.begin(), members_.end());
    stretches_.clear();
    for (rows_ = 0; rows_ < members_.size(); ++rows_) {
        const auto place = members_[rows_], at = place / CasesByStretch::stretch;
        row_of_[place] = static_cast<std::uint32_t>(rows_);
        if (stretches_.empty() || stretches_.back() != at) {
            stretches_.push_back(at);
        }
    }
}

void CentreBlock::fill_lane(std::size_t lane) {
    const auto& list = lists_[lane];
    auto* window_of = windows_.data() + lane * rows_;
    std::size_t hint = 0;
    std::uint32_t i = 0;
    for (std::uint32_t window = 0; window < list.ends.size(); ++window) {
        const auto size_class = classes_.class_of(list.sizes[window], hint);
        for (; i < list.ends[window]; ++i) {
            const auto row = row_of_[list.places[i]];
            table_[row * lanes + lane] = size_class;
            window_of[row] = window;
        }
    }
}

} // namespace kerb::outage
