#include "line_walk.hpp"

namespace kerb::coverage {

/// Stretches that are covered without any asset. They are given by what lines measure, intervals by the plane's metres.
void LineWalk::add_covered(double length) {
    constexpr double same_m = 1e-9;
    const auto measured = length / scale_;
    for (; next_covered_ < input_.covered.size(); ++next_covered_) {
        const auto& stretch = input_.covered[next_covered_];
        const auto from = stretch.from_m - chainage_, to = stretch.to_m - chainage_;
        if (stretch.line != line_ || from >= measured) {
            return;
        }
        if (to > 0) {
            if (intervals_.size() == interval_count_) {
                intervals_.resize(2 * interval_count_ + 1);
            }
            intervals_[interval_count_++] = {from < same_m ? 0 : from * scale_,
                                             measured - to < same_m ? length : to * scale_};
        }
        if (to > measured + same_m) {
            return; // it goes on beyond this segment
        }
    }
}

} // namespace kerb::coverage
