// Horton's infiltration, followed by the water that has entered the soil.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/losses.hpp>

namespace kerb::waterlogging {
namespace {

constexpr double minutes_per_hour = 60;

/// A soil whose capacity has been used for a time: that on Horton's own clock, which runs only as water enters.
class Soil {
public:
    explicit Soil(const HortonSoil& soil) : soil_(soil) {}

    /// What enters (mm) when an even rain falls for `hours`.
    double take(double rain_mm_h, double hours) {
        const auto free_h = until_ponding(rain_mm_h);
        if (free_h >= hours) {
            age_h_ = age_of(entered(age_h_) + rain_mm_h * hours);
            return rain_mm_h * hours;
        }
        if (free_h > 0) {
            age_h_ = ponding_age(rain_mm_h);
        }
        const auto before = entered(age_h_);
        age_h_ += hours - free_h;
        return rain_mm_h * free_h + entered(age_h_) - before;
    }

private:
    [[nodiscard]] double capacity(double age_h) const { // mm/h
        return soil_.final_mm_h + (soil_.initial_mm_h - soil_.final_mm_h) * std::exp(-soil_.decay_per_h * age_h);
    }
    /// Cumulative infiltration at capacity, mm.
    [[nodiscard]] double entered(double age_h) const {
        const auto k = soil_.decay_per_h;
        const auto decayed = k > 0 ? -std::expm1(-k * age_h) / k : age_h;
        return soil_.final_mm_h * age_h + (soil_.initial_mm_h - soil_.final_mm_h) * decayed;
    }
    /// Age at which the capacity has fallen to the rain; infinite when it never does.
    [[nodiscard]] double ponding_age(double rain_mm_h) const {
        const auto surplus = rain_mm_h - soil_.final_mm_h;
        return surplus > 0 && soil_.decay_per_h > 0
                   ? -std::log(surplus / (soil_.initial_mm_h - soil_.final_mm_h)) / soil_.decay_per_h
                   : HUGE_VAL;
    }
    /// Hours of that rain until water stands; 0 when it does at once.
    [[nodiscard]] double until_ponding(double rain_mm_h) const {
        if (rain_mm_h >= capacity(age_h_)) {
            return rain_mm_h > 0 ? 0 : HUGE_VAL;
        }
        const auto age = ponding_age(rain_mm_h);
        return age < HUGE_VAL ? std::max(0.0, entered(age) - entered(age_h_)) / rain_mm_h : HUGE_VAL;
    }
    /// Age at which so much has entered. The depth is a concave function of the age, so Newton's steps come from below
    /// and never pass the root.
    [[nodiscard]] double age_of(double depth_mm) const {
        auto age = age_h_;
        for (int i = 0; i < 200; ++i) {
            const auto missing = depth_mm - entered(age);
            const auto slope = capacity(age);
            if (!(missing > 0) || !(slope > 0) || !(age + missing / slope > age)) {
                break;
            }
            age += missing / slope;
        }
        return age;
    }

    HortonSoil soil_;
    double age_h_ = 0;
};

void insist(bool good, const char* name, double value) {
    if (!good) {
        throw UsageError(Message{"storm.bad_loss", {{"name", name}, {"value", value}}});
    }
}

} // namespace

std::vector<double> runoff_by_horton(const Hyetograph& rain, const HortonSoil& soil) {
    insist(soil.final_mm_h >= 0, "fc", soil.final_mm_h);
    insist(soil.initial_mm_h >= soil.final_mm_h && std::isfinite(soil.initial_mm_h), "f0", soil.initial_mm_h);
    insist(soil.decay_per_h >= 0 && std::isfinite(soil.decay_per_h), "k", soil.decay_per_h);
    Soil state(soil);
    std::vector<double> excess(rain.size());
    for (std::size_t i = 0; i < rain.size(); ++i) {
        const auto hours = rain.length_min(i) / minutes_per_hour;
        const auto depth = rain.depth_mm[i];
        excess[i] = std::clamp(depth - state.take(depth / hours, hours), 0.0, depth);
    }
    return excess;
}

} // namespace kerb::waterlogging
