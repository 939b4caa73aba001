#include <kerb/inventory/meant_time.hpp>

#include <algorithm>
#include <iterator>

namespace kerb {
namespace {

constexpr std::int64_t year_1980 = 315532800;
constexpr std::int64_t gap_s = std::int64_t{366} * 86400;
constexpr std::size_t one_in = 100; // moments that may be set aside: fewer

/// Is there no doubt of the latest moment: none of the last hundredth is a year from it, nor the middle many? Millions
/// of readings need not be sorted then.
bool lies_near_the_rest(std::vector<Moment> moments, const Moment& latest) {
    const auto at = [&](std::size_t place) {
        const auto found = moments.begin() + static_cast<std::ptrdiff_t>(place);
        std::nth_element(moments.begin(), found, moments.end());
        return found->seconds;
    };
    const auto size = moments.size();
    return latest.seconds - at(size - 1 - size / one_in) <= gap_s &&
           latest.seconds - at((size - 1) / 2) <= MeantTime::years_s;
}

} // namespace

MeantTime meant_time(std::span<const std::int64_t> begins) {
    std::vector<std::int64_t> sorted;
    std::copy_if(begins.begin(), begins.end(), std::back_inserter(sorted),
                 [](std::int64_t at) { return at >= year_1980; });
    if (sorted.empty()) {
        return {year_1980, year_1980};
    }
    std::sort(sorted.begin(), sorted.end());
    auto at = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
    while (at + 1 != sorted.end() && *(at + 1) - *at <= MeantTime::years_s) {
        ++at;
    }
    return {year_1980, *at};
}

Moment last_meant(std::vector<Moment> moments) {
    const auto latest = std::max_element(moments.begin(), moments.end());
    if (lies_near_the_rest(moments, *latest)) {
        return *latest;
    }
    std::stable_sort(moments.begin(), moments.end());
    std::vector<std::int64_t> seconds;
    std::transform(moments.begin(), moments.end(), std::back_inserter(seconds),
                   [](const auto& at) { return at.seconds; });
    const auto meant = meant_time(seconds);
    auto end = static_cast<std::size_t>(std::upper_bound(seconds.begin(), seconds.end(), meant.last) - seconds.begin());
    end = end == 0 ? moments.size() : end;
    auto last = end - 1;
    for (auto i = last; i > 0 && (end - i) * one_in < end; --i) {
        last = seconds[i] - seconds[i - 1] > gap_s ? i - 1 : last;
    }
    return *std::lower_bound(moments.begin(), moments.end(), moments[last]); // of equal ones the first
}

} // namespace kerb
