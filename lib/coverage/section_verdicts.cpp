#include <kerb/coverage/section_verdicts.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

#include <kerb/base/exact_sum.hpp>

#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

/// A tally that is still being added to.
struct Adding {
    LightTally tally;
    ExactSum judged, met, fallen;

    void add(const RoadSection& section, const SectionVerdict& verdict) {
        ++tally.sections;
        if (verdict.tonight.by == nullptr) {
            return;
        }
        ++tally.judged;
        judged.add(section.length_m());
        if (verdict.tonight.met()) {
            ++tally.met;
            met.add(section.length_m());
        }
        if (verdict.all.met()) {
            ++tally.met_all_lit;
            if (!verdict.tonight.met()) {
                ++tally.fallen;
                fallen.add(section.length_m());
            }
        }
    }
    [[nodiscard]] LightTally done() {
        tally.judged_m = judged.value();
        tally.met_m = met.value();
        tally.fallen_m = fallen.value();
        return tally;
    }
};

/// Shares of the limits that are missing: the largest, and their sum. A most is exceeded by as much as it is missed.
std::pair<double, double> shortfall(const ClassVerdict& verdict) {
    double most = 0, sum = 0;
    for (const auto& failed : verdict.failed) {
        const double share = failed.limit > 0 ? failed.value / failed.limit : 0;
        const double missing = failed.figure == LightFigure::ti ? 1 - 1 / share : 1 - share;
        most = std::max(most, missing);
        sum += missing;
    }
    return {most, sum};
}

std::vector<std::uint32_t> worst_first(const std::vector<SectionVerdict>& verdicts) {
    std::vector<std::tuple<int, double, double, std::uint32_t>> ranks; // lower comes first
    for (std::uint32_t i = 0; i < verdicts.size(); ++i) {
        const auto& verdict = verdicts[i].tonight;
        const auto [most, sum] = shortfall(verdict);
        ranks.emplace_back(verdict.by == nullptr ? 2 : verdict.met() ? 1 : 0, -most, -sum, i);
    }
    std::sort(ranks.begin(), ranks.end());
    std::vector<std::uint32_t> order;
    order.reserve(ranks.size());
    for (const auto& rank : ranks) {
        order.push_back(std::get<3>(rank));
    }
    return order;
}

} // namespace

std::optional<double> LightTally::share() const {
    return judged > 0 ? std::optional(static_cast<double>(met) / static_cast<double>(judged)) : std::nullopt;
}

LightingVerdicts judge_sections(const RoadLighting& lighting, const LightingProfile& profile,
                                std::span<const LightingClass* const> of_line) {
    LightingVerdicts result;
    Adding all;
    std::vector<Adding> classes(profile.classes.size());
    for (const auto& section : lighting.sections) {
        SectionVerdict verdict;
        verdict.wanted = of_line.empty() ? nullptr : of_line[section.line];
        const bool measured = section.state == SectionState::measured;
        if (verdict.wanted == nullptr) {
            result.no_class += measured ? 1 : 0;
        } else {
            if (measured) {
                verdict.all = judge(profile, *verdict.wanted, section.all);
                verdict.tonight = judge(profile, *verdict.wanted, section.tonight);
            }
            result.comparable += verdict.tonight.by != nullptr && verdict.tonight.by != verdict.wanted ? 1 : 0;
            all.add(section, verdict);
            classes[static_cast<std::size_t>(verdict.wanted - profile.classes.data())].add(section, verdict);
        }
        result.sections.push_back(std::move(verdict));
    }
    result.all = all.done();
    for (auto& one : classes) {
        result.classes.push_back(one.done());
    }
    result.worst_first = worst_first(result.sections);
    return result;
}

} // namespace kerb::coverage
