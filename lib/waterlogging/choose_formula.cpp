// Which formula of a city answers a wish.
#include <algorithm>
#include <set>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/storm_city.hpp>

namespace kerb::waterlogging {
namespace {

using Candidates = std::vector<const StormFormula*>;

std::string listed(const std::set<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

std::string zones_of(const Candidates& candidates) {
    std::set<std::string> names;
    for (const auto* formula : candidates) {
        names.insert(formula->zone == formula->zone_zh ? formula->zone : formula->zone + " (" + formula->zone_zh + ")");
    }
    return listed(names);
}

std::string ids_of(const Candidates& candidates) {
    std::set<std::string> names;
    for (const auto* formula : candidates) {
        names.insert(formula->id);
    }
    return listed(names);
}

template <class Keep>
Candidates those(const Candidates& candidates, const Keep& keep) {
    Candidates kept;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(kept),
                 [&keep](const auto* formula) { return keep(*formula); });
    return kept;
}

/// \throws UsageError with what there is, when nothing is left.
const Candidates& some(const Candidates& kept, const char* code, const std::string& value, const std::string& city,
                       const std::string& allowed) {
    if (kept.empty()) {
        throw UsageError(Message{code, {{"city", city}, {"value", value}, {"allowed", allowed}}});
    }
    return kept;
}

Candidates wished(const StormCity& city, const FormulaWish& wish) {
    Candidates all;
    for (const auto& formula : city.formulas) {
        all.push_back(&formula);
    }
    auto kept = all;
    if (!wish.id.empty()) {
        kept = those(kept, [&](const auto& formula) { return formula.id == wish.id; });
        some(kept, "storm.unknown_formula", wish.id, city.name, ids_of(all));
    }
    if (!wish.zone.empty()) {
        kept =
            those(kept, [&](const auto& formula) { return formula.zone == wish.zone || formula.zone_zh == wish.zone; });
        some(kept, "storm.unknown_zone", wish.zone, city.name, zones_of(all));
    }
    if (wish.form) {
        const auto before = kept;
        kept = those(kept, [&](const auto& formula) { return formula.form() == *wish.form; });
        std::set<std::string> forms;
        for (const auto* formula : before) {
            forms.insert(name_of(formula->form()));
        }
        some(kept, "storm.no_form", name_of(*wish.form), city.name, listed(forms));
    }
    return kept;
}

std::string ranges_of(const Candidates& candidates) {
    std::string text;
    for (const auto* formula : candidates) {
        text += (text.empty() ? "" : "; ") + formula->id + ": " + formula->ranges_text();
    }
    return text;
}

Candidates covering(const StormCity& city, const FormulaWish& wish) {
    const auto candidates = wished(city, wish);
    auto kept =
        those(candidates, [&](const auto& formula) { return formula.covers(wish.return_period_a, wish.duration_min); });
    if (kept.empty()) {
        throw UsageError(Message{"storm.out_of_range",
                                 {{"city", city.name},
                                  {"return_period", wish.return_period_a},
                                  {"duration", wish.duration_min},
                                  {"ranges", ranges_of(candidates)}}});
    }
    return kept;
}

} // namespace

const StormFormula& choose_formula(const StormCity& city, const FormulaWish& wish) {
    const auto candidates = covering(city, wish);
    const auto usable = those(candidates, [&](const auto& formula) {
        return wish.allow_unverified || formula.status != FormulaStatus::unverified;
    });
    if (usable.empty()) {
        throw Error(Outcome::needs_decision,
                    Message{"storm.unverified_only", {{"city", city.name}, {"formulas", ids_of(candidates)}}});
    }
    const bool one_zone = std::all_of(usable.begin(), usable.end(),
                                      [&](const auto* formula) { return formula->zone == usable.front()->zone; });
    if (!one_zone) {
        throw Error(Outcome::needs_decision,
                    Message{"storm.zone_needed", {{"city", city.name}, {"zones", zones_of(usable)}}});
    }
    return **std::min_element(usable.begin(), usable.end(), [](const auto* a, const auto* b) {
        return std::tuple(a->superseded, a->form()) < std::tuple(b->superseded, b->form());
    });
}

} // namespace kerb::waterlogging
