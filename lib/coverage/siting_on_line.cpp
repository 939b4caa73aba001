#include <kerb/coverage/siting_on_line.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>

#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

constexpr double least_gap_m = 1e-6;
constexpr double most_sites = 1e7;

} // namespace

double covered_half_m(Metres reach, Metres offset) {
    check_length("reach", reach);
    check_length("offset", offset);
    const auto square = (reach.value() - offset.value()) * (reach.value() + offset.value());
    return square >= 0 ? std::sqrt(square) : -1;
}

std::vector<OpenStretch> uncovered_on_line(Metres length, std::span<const double> at_m, double half_m) {
    check_length("length", length);
    std::vector<double> at(at_m.begin(), at_m.end());
    const auto bad = std::find_if(at.begin(), at.end(), [](double a) { return !(std::abs(a) <= 1e12); });
    if (bad != at.end()) {
        reject("coverage.not_finite", "at_m", static_cast<std::size_t>(bad - at.begin()));
    }
    std::sort(at.begin(), at.end());
    std::vector<OpenStretch> gaps;
    double covered_to = 0;
    const auto add = [&](double from, double to) {
        if (to - from >= least_gap_m) {
            gaps.push_back({from, to});
        }
    };
    for (const auto a : at) {
        if (half_m >= 0) {
            add(covered_to, std::min(a - half_m, length.value()));
            covered_to = std::max(covered_to, a + half_m);
        }
    }
    add(covered_to, length.value());
    return gaps;
}

std::vector<double> sites_on_line(Metres length, std::span<const OpenStretch> gaps, double half_m) {
    check_length("length", length);
    std::vector<OpenStretch> open;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if (!std::isfinite(gaps[i].from_m) || !std::isfinite(gaps[i].to_m)) {
            reject("coverage.not_finite", "gaps", i);
        }
        open.push_back({std::max(gaps[i].from_m, 0.0), std::min(gaps[i].to_m, length.value())});
    }
    std::erase_if(open, [](const OpenStretch& gap) { return gap.to_m - gap.from_m < least_gap_m; });
    std::sort(open.begin(), open.end(), [](const auto& a, const auto& b) { return a.from_m < b.from_m; });
    if (!open.empty() && !(half_m > 0)) {
        throw UsageError({"siting.line_out_of_reach", {}});
    }
    std::vector<double> sites;
    double covered_to = 0;
    for (const auto& gap : open) {
        const auto from = std::max(gap.from_m, covered_to);
        const auto count = std::ceil((gap.to_m - from - least_gap_m) / (2 * half_m));
        if (static_cast<double>(sites.size()) + count > most_sites) {
            throw ResourceError({"siting.too_many_sites", {{"most", static_cast<std::int64_t>(most_sites)}}});
        }
        for (double k = 0; k < count; ++k) { // not added up, so that no rounding does
            sites.push_back(std::min(from + (2 * k + 1) * half_m, length.value()));
            covered_to = from + (2 * k + 2) * half_m;
        }
    }
    return sites;
}

} // namespace kerb::coverage
