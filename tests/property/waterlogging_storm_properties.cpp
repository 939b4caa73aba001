// Whatever the formula, the duration and the soil: no rain is lost or made.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/waterlogging/losses.hpp>
#include <kerb/waterlogging/storm_city.hpp>

#include "support/property.hpp"

using kerb::waterlogging::block_hyetograph;
using kerb::waterlogging::chicago_hyetograph;
using kerb::waterlogging::HortonSoil;
using kerb::waterlogging::Hyetograph;
using kerb::waterlogging::runoff_by_coefficient;
using kerb::waterlogging::runoff_by_curve_number;
using kerb::waterlogging::runoff_by_horton;
using kerb::waterlogging::StormCurve;
using kerb::waterlogging::uniform_hyetograph;

namespace {

double between(double low, double high) {
    return low + (high - low) * (*rc::gen::inRange(0, 1000001)) / 1e6;
}

StormCurve any_curve() {
    return {between(0.5, 150), between(0, 60), between(0.3, 0.999)};
}

double total(const std::vector<double>& depths) {
    return std::accumulate(depths.begin(), depths.end(), 0.0);
}

bool near(double a, double b, double relative) {
    return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b)) + 1e-300;
}

/// Rain with dry steps, cloudbursts and steps of all lengths.
Hyetograph any_rain() {
    Hyetograph rain;
    double at = 0;
    const auto steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
        at += between(0.5, 60);
        rain.end_min.push_back(at);
        rain.depth_mm.push_back(*rc::gen::inRange(0, 4) == 0 ? 0 : between(0, 40));
    }
    return rain;
}

void is_part_of(const std::vector<double>& excess, const Hyetograph& rain) {
    RC_ASSERT(excess.size() == rain.size());
    for (std::size_t i = 0; i < excess.size(); ++i) {
        RC_ASSERT(excess[i] >= 0);
        RC_ASSERT(excess[i] <= rain.depth_mm[i]);
    }
}

} // namespace

TEST_CASE("Every shape of storm keeps the depth of its curve") {
    kerb::test::holds("sum of steps = H(duration)", [] {
        const auto curve = any_curve();
        const auto step = between(0.1, 20);
        const auto steps = *rc::gen::inRange(1, 400);
        const auto duration = step * steps;
        const auto ratio = between(0, 1);
        const auto depth = curve.depth_mm(duration);
        const auto chicago = chicago_hyetograph(curve, duration, ratio, step);
        const auto blocks = block_hyetograph(curve, duration, ratio, step);
        RC_ASSERT(chicago.size() == static_cast<std::size_t>(steps));
        RC_ASSERT(near(chicago.total_mm(), depth, 1e-12));
        RC_ASSERT(near(blocks.total_mm(), depth, 1e-12));
        RC_ASSERT(near(uniform_hyetograph(depth, duration, step).total_mm(), depth, 1e-12));
        RC_ASSERT(*std::min_element(chicago.depth_mm.begin(), chicago.depth_mm.end()) >= 0);
        RC_ASSERT(*std::min_element(blocks.depth_mm.begin(), blocks.depth_mm.end()) >= 0);
        // No step brings more than the curve allows for its length.
        const auto most = curve.depth_mm(step) * (1 + 1e-9) + 1e-12 * depth;
        RC_ASSERT(*std::max_element(chicago.depth_mm.begin(), chicago.depth_mm.end()) <= most);
        RC_ASSERT(*std::max_element(blocks.depth_mm.begin(), blocks.depth_mm.end()) <= most);
    });
}

TEST_CASE("A storm is mirrored when its peak is") {
    kerb::test::holds("ratio r backwards is ratio 1 − r", [] {
        const auto curve = any_curve();
        const auto ratio = between(0, 1);
        auto storm = chicago_hyetograph(curve, 120, ratio, 5);
        std::reverse(storm.depth_mm.begin(), storm.depth_mm.end());
        const auto mirror = chicago_hyetograph(curve, 120, 1 - ratio, 5);
        for (std::size_t i = 0; i < storm.size(); ++i) {
            RC_ASSERT(std::abs(storm.depth_mm[i] - mirror.depth_mm[i]) < 1e-10 * curve.depth_mm(120));
        }
    });
}

TEST_CASE("Every built-in formula rains more the longer and the rarer the storm") {
    kerb::test::holds("depth grows with t, and with P within one law", [] {
        const auto& cities = kerb::waterlogging::builtin_storm_cities();
        const auto& city = cities[*rc::gen::inRange<std::size_t>(0, cities.size())];
        const auto& formula = city.formulas[*rc::gen::inRange<std::size_t>(0, city.formulas.size())];
        const auto t = between(formula.t_range.from, formula.t_range.to * 0.999),
                   longer = between(t * 1.0001, formula.t_range.to);
        auto p = between(formula.p_range.from, formula.p_range.to * 0.999);
        if (const auto* curves = std::get_if<kerb::waterlogging::SingleForm>(&formula.law)) {
            p = (*curves)[*rc::gen::inRange<std::size_t>(0, curves->size())].p;
        }
        RC_ASSERT(formula.depth_mm(p, t) > 0);
        RC_ASSERT(formula.depth_mm(p, longer) > formula.depth_mm(p, t));
        const auto rarer = p * 1.0005;
        // Interval formulas may drop where two intervals meet.
        if (formula.form() == kerb::waterlogging::FormulaForm::general && formula.covers(rarer)) {
            RC_ASSERT(formula.depth_mm(rarer, t) > formula.depth_mm(p, t));
        }
    });
}

TEST_CASE("What runs off is a part of the rain, in every step") {
    kerb::test::holds("0 ≤ excess ≤ rain", [] {
        const auto rain = any_rain();
        is_part_of(runoff_by_coefficient(rain.depth_mm, between(0, 1)), rain);
        is_part_of(runoff_by_curve_number(rain.depth_mm, between(1, 100), between(0, 0.4)), rain);
        const auto final_mm_h = between(0, 40);
        is_part_of(runoff_by_horton(rain, {final_mm_h + between(0, 200), final_mm_h, between(0, 12)}), rain);
    });
}

TEST_CASE("Curve numbers give the closed form of the whole rain") {
    kerb::test::holds("sum of excess = (P − Ia)² / (P − Ia + S)", [] {
        const auto rain = any_rain();
        const auto number = between(1, 100);
        const auto storage = 25400 / number - 254;
        const auto above = std::max(0.0, total(rain.depth_mm) - 0.2 * storage);
        const auto expected = above > 0 ? above * above / (above + storage) : 0;
        RC_ASSERT(std::abs(total(runoff_by_curve_number(rain.depth_mm, number)) - expected) <
                  1e-9 * (1 + total(rain.depth_mm)));
    });
}

TEST_CASE("Horton does not depend on how an even rain is cut into steps") {
    kerb::test::holds("cut steps add up to the whole ones", [] {
        const auto rain = any_rain();
        const auto final_mm_h = between(0, 40);
        const HortonSoil soil = {final_mm_h + between(0, 200), final_mm_h, between(0, 12)};
        const auto parts = *rc::gen::inRange<std::size_t>(2, 9);
        Hyetograph cut;
        for (std::size_t i = 0; i < rain.size(); ++i) {
            for (std::size_t k = 1; k <= parts; ++k) {
                cut.end_min.push_back(rain.begin_min(i) +
                                      rain.length_min(i) * static_cast<double>(k) / static_cast<double>(parts));
                cut.depth_mm.push_back(rain.depth_mm[i] / static_cast<double>(parts));
            }
        }
        const auto whole = runoff_by_horton(rain, soil), pieces = runoff_by_horton(cut, soil);
        for (std::size_t i = 0; i < rain.size(); ++i) {
            double depth = 0;
            for (std::size_t k = 0; k < parts; ++k) {
                depth += pieces[i * parts + k];
            }
            RC_ASSERT(std::abs(depth - whole[i]) < 1e-9 * (1 + total(rain.depth_mm)));
        }
    });
}

TEST_CASE("A soil never takes more than its capacity from the start") {
    kerb::test::holds("loss ≤ F(duration)", [] {
        const auto rain = any_rain();
        const HortonSoil soil = {between(20, 200), between(0, 20), between(0.1, 12)};
        const auto hours = rain.duration_min() / 60;
        const auto capacity = soil.final_mm_h * hours + (soil.initial_mm_h - soil.final_mm_h) / soil.decay_per_h *
                                                            (1 - std::exp(-soil.decay_per_h * hours));
        RC_ASSERT(total(rain.depth_mm) - total(runoff_by_horton(rain, soil)) <= capacity * (1 + 1e-9));
    });
}
