#include <kerb/scorecard/profile.hpp>

#include <algorithm>

namespace kerb::scorecard {

std::string_view Indicator::measure() const {
    return std::string_view(id).substr(0, id.find('@'));
}

const Indicator* Profile::find(std::string_view wanted) const {
    const auto it =
        std::find_if(indicators.begin(), indicators.end(), [&](const auto& one) { return one.id == wanted; });
    return it == indicators.end() ? nullptr : &*it;
}

} // namespace kerb::scorecard
