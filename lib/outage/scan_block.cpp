#include "scan_block.hpp"

namespace kerb::outage {

CasesBySegment::CasesBySegment(CasePlaces cases, std::size_t all_places) : places(std::move(cases)) {
    begin.reserve(all_places / segment + 2);
    std::uint32_t i = 0;
    for (std::size_t first = 0; first < all_places + segment; first += segment) {
        while (i < places.size() && places[i] < first) {
            ++i;
        }
        begin.push_back(i);
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
    segments_.clear();
    for (rows_ = 0; rows_ < members_.size(); ++rows_) {
        const auto place = members_[rows_], at = place / CasesBySegment::segment;
        row_of_[place] = static_cast<std::uint32_t>(rows_);
        if (segments_.empty() || segments_.back().second < at) {
            segments_.emplace_back(at, at + 1);
        } else {
            segments_.back().second = at + 1;
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
