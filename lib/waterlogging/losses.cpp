// Losses by a coefficient and by curve numbers.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/losses.hpp>

namespace kerb::waterlogging {
namespace {

void insist(bool good, const char* name, double value) {
    if (!good) {
        throw UsageError(Message{"storm.bad_loss", {{"name", name}, {"value", value}}});
    }
}

} // namespace

std::vector<double> runoff_by_coefficient(std::span<const double> depth_mm, double coefficient) {
    insist(coefficient >= 0 && coefficient <= 1, "psi", coefficient);
    std::vector<double> excess(depth_mm.size());
    std::transform(depth_mm.begin(), depth_mm.end(), excess.begin(),
                   [coefficient](double depth) { return coefficient * depth; });
    return excess;
}

std::vector<double> runoff_by_curve_number(std::span<const double> depth_mm, double curve_number,
                                           double initial_share) {
    insist(curve_number > 0 && curve_number <= 100, "CN", curve_number);
    insist(initial_share >= 0 && std::isfinite(initial_share), "Ia/S", initial_share);
    const auto storage_mm = 25400 / curve_number - 254;
    std::vector<double> excess;
    excess.reserve(depth_mm.size());
    double rain = 0, run_off = 0;
    for (const auto depth : depth_mm) {
        rain += depth;
        const auto above = std::max(0.0, rain - initial_share * storage_mm);
        const auto now = above > 0 ? above * above / (above + storage_mm) : 0;
        excess.push_back(std::clamp(now - run_off, 0.0, depth));
        run_off = now;
    }
    return excess;
}

UniformRunoff::UniformRunoff(double depth_mm) : depth_mm_(depth_mm) {
    if (!(depth_mm >= 0 && std::isfinite(depth_mm))) {
        throw UsageError(Message{"storm.bad_depth", {{"value", depth_mm}}});
    }
}

} // namespace kerb::waterlogging
