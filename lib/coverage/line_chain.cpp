#include "line_chain.hpp"

#include <algorithm>

#include <kerb/geometry/measures.hpp>

namespace kerb::coverage {

LineChain::LineChain(const Lines& lines, std::uint32_t line, double scale) : scale_(scale) {
    double chainage = 0;
    const Point* last = nullptr;
    for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
        const auto part = lines.part(p);
        if (part.empty()) {
            continue;
        }
        if (last != nullptr && *last != part.front()) {
            breaks_.push_back(chainage);
        }
        for (std::size_t i = 1; i < part.size(); ++i) {
            const double length = distance(part[i - 1], part[i]);
            if (length > 0) {
                const Point along = {(part[i].x - part[i - 1].x) / length, (part[i].y - part[i - 1].y) / length};
                legs_.push_back({part[i - 1], along, chainage, chainage + length / scale});
                chainage = legs_.back().end;
            }
        }
        last = &part.back();
    }
}

OnLine LineChain::at(double chainage) const {
    const auto after = std::upper_bound(legs_.begin(), legs_.end(), chainage,
                                        [](double at, const Leg& leg) { return at < leg.begin; });
    const auto& leg = after == legs_.begin() ? *after : *(after - 1);
    const double d = (chainage - leg.begin) * scale_;
    return {{leg.a.x + leg.along.x * d, leg.a.y + leg.along.y * d}, leg.along};
}

bool LineChain::joined(double from, double to) const {
    return std::none_of(breaks_.begin(), breaks_.end(), [&](double at) { return at > from && at < to; });
}

} // namespace kerb::coverage
