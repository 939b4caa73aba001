#include <cmath>

#include <kerb/waterlogging/storm_curve.hpp>

namespace kerb::waterlogging {

double rate_of_one_mm_min(RateFactor factor) {
    return factor == RateFactor::rounded ? 167.0 : 500.0 / 3.0;
}

double StormCurve::intensity_mm_min(double duration_min) const {
    return a / std::pow(duration_min + b, n);
}

double StormCurve::depth_mm(double duration_min) const {
    return duration_min > 0 ? intensity_mm_min(duration_min) * duration_min : 0;
}

double StormCurve::rate_l_s_ha(double duration_min) const {
    return rate_of_one_mm_min(factor) * intensity_mm_min(duration_min);
}

} // namespace kerb::waterlogging
