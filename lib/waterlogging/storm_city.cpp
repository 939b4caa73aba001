// Cities and their storm formulas.
#include <algorithm>
#include <cmath>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>
#include <kerb/waterlogging/storm_city.hpp>

#include "toml_numbers.hpp"

namespace kerb::waterlogging {
namespace {

using kerb::detail::only;
using kerb::detail::tables;
using kerb::detail::wrong;

PeakRatio parse_peak(const TomlTable& table) {
    only(table, {"zone", "t", "ratio", "source", "source_zh"});
    const auto t = detail::numbers(table, "t", 2);
    PeakRatio peak;
    peak.zone = table.optional_text("zone").value_or("");
    peak.t_range = {t[0], t[1]};
    peak.ratio = detail::number(table, "ratio");
    peak.source = table.text("source");
    peak.source_zh = table.optional_text("source_zh").value_or(peak.source);
    if (!(peak.ratio >= 0 && peak.ratio <= 1)) {
        wrong("toml.bad_value", table, "ratio", table.find("ratio")->as_text(), "0 … 1");
    }
    return peak;
}

void read_formulas(const TomlTable& table, StormCity& city) {
    for (const auto* part : tables(table, "formula")) {
        city.formulas.push_back(StormFormula::from_toml(*part));
        const auto& id = city.formulas.back().id;
        const auto same = std::count_if(city.formulas.begin(), city.formulas.end(),
                                        [&id](const auto& formula) { return formula.id == id; });
        if (same > 1) {
            wrong("storm.repeated", *part, "id", id);
        }
    }
    if (city.formulas.empty()) {
        wrong("toml.missing", table, "formula");
    }
}

/// \throws SourceError when two forms of one edition cannot both be right.
void insist_on_agreement(const TomlTable& table, const StormCity& city) {
    for (const auto& found : city.deviations) {
        if (found.mean > form_tolerance) {
            throw SourceError(Message{"storm.inconsistent",
                                      {{"where", table.where},
                                       {"formula", found.formula},
                                       {"against", found.against},
                                       {"return_period", found.return_period_a},
                                       {"mean", found.mean * 100},
                                       {"worst", found.worst * 100},
                                       {"duration", found.worst_at_min},
                                       {"limit", form_tolerance * 100}}});
        }
    }
}

std::vector<StormCity> load_cities() {
    std::vector<StormCity> all;
    for (const auto path : builtin_data_paths("storms/")) {
        all.push_back(StormCity::from_toml(parse_toml(builtin_data(path).value_or(""), path)));
    }
    return all;
}

} // namespace

StormCity StormCity::from_toml(const TomlTable& table) {
    only(table, {"city", "name", "name_zh", "formula", "peak"});
    StormCity city;
    city.id = table.text("city");
    city.name = table.text("name");
    city.name_zh = table.optional_text("name_zh").value_or(city.name);
    read_formulas(table, city);
    if (table.find("peak") != nullptr) {
        for (const auto* part : tables(table, "peak")) {
            city.peaks.push_back(parse_peak(*part));
        }
    }
    city.deviations = form_deviations(city.formulas);
    insist_on_agreement(table, city);
    return city;
}

bool StormCity::called(std::string_view text) const {
    return ascii::lower(text) == ascii::lower(id) || ascii::lower(text) == ascii::lower(name) || text == name_zh ||
           text == name_zh + "市";
}

const PeakRatio* StormCity::peak(std::string_view zone, double duration_min) const {
    const PeakRatio* best = nullptr;
    for (const auto& peak : peaks) {
        const bool fits = (peak.zone.empty() || peak.zone == zone) && peak.t_range.holds(duration_min);
        if (fits && (best == nullptr || peak.t_range.to - peak.t_range.from < best->t_range.to - best->t_range.from)) {
            best = &peak;
        }
    }
    return best;
}

const std::vector<StormCity>& builtin_storm_cities() {
    static const auto all = load_cities();
    return all;
}

const StormCity* find_storm_city(std::string_view name) {
    const auto& all = builtin_storm_cities();
    const auto found = std::find_if(all.begin(), all.end(), [name](const auto& city) { return city.called(name); });
    return found == all.end() ? nullptr : &*found;
}

} // namespace kerb::waterlogging
