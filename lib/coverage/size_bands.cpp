#include <kerb/coverage/size_bands.hpp>

#include <algorithm>
#include <iterator>

namespace kerb::coverage {

std::vector<double> reaches_by_size(std::span<const double> sizes_m2, std::span<const SizeBand> bands) {
    std::vector<double> reaches;
    reaches.reserve(sizes_m2.size());
    std::transform(sizes_m2.begin(), sizes_m2.end(), std::back_inserter(reaches), [&](double size) {
        const auto past =
            std::find_if_not(bands.begin(), bands.end(), [&](const auto& b) { return b.from_m2 <= size; });
        return past == bands.begin() ? 0.0 : std::prev(past)->reach.value();
    });
    return reaches;
}

} // namespace kerb::coverage
