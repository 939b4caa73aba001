#include <kerb/report/storm_report.hpp>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using namespace waterlogging;
using Fields = std::vector<std::pair<const char*, std::string>>; ///< name → JSON

std::string object(const Fields& fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", name, value);
    }
    return "{" + text + "}";
}

std::string boolean(bool value) {
    return value ? "true" : "false";
}

std::string years_json(const StormFormula& formula) {
    return formula.data_years ? fmt::format("[{},{}]", formula.data_years->first, formula.data_years->second) : "null";
}

std::string formula_json(const StormCity& city, const StormFormula& formula, Language language) {
    return object({{"id", json_text(formula.id)},
                   {"city", json_text(city.id)},
                   {"zone", json_text(formula.zone)},
                   {"zone_zh", json_text(formula.zone_zh)},
                   {"edition", json_text(formula.edition)},
                   {"form", json_text(name_of(formula.form()))},
                   {"law", json_text(law_text(formula))},
                   {"unit", json_text(name_of(formula.unit))},
                   {"p_min_a", json_number(formula.p_range.from)},
                   {"p_max_a", json_number(formula.p_range.to)},
                   {"p_max_included", boolean(!formula.open_end)},
                   {"t_min_min", json_number(formula.t_range.from)},
                   {"t_max_min", json_number(formula.t_range.to)},
                   {"ranges_stated", boolean(formula.ranges_stated)},
                   {"sampling", json_text(name_of(formula.sampling))},
                   {"data_years", years_json(formula)},
                   {"document", json_text(formula.document)},
                   {"source", json_text(formula.source)},
                   {"status", json_text(name_of(formula.status))},
                   {"valid_from", text_or_null(formula.valid_from)},
                   {"valid_to", text_or_null(formula.valid_to)},
                   {"supersedes", text_or_null(formula.supersedes)},
                   {"superseded", boolean(formula.superseded)},
                   {"note", text_or_null(language == Language::zh ? formula.note_zh : formula.note)}});
}

std::string steps_json(const Hyetograph& rain) {
    std::string text;
    double fallen = 0;
    for (std::size_t i = 0; i < rain.size(); ++i) {
        fallen += rain.depth_mm[i];
        text += (i == 0 ? "\n" : ",\n") + object({{"from_min", json_number(rain.begin_min(i))},
                                                  {"to_min", json_number(rain.end_min[i])},
                                                  {"depth_mm", json_number(rain.depth_mm[i])},
                                                  {"intensity_mm_min", json_number(rain.intensity_mm_min(i))},
                                                  {"cumulative_mm", json_number(fallen)}});
    }
    return "[" + text + "]";
}

std::string peak_json(const DesignStorm& design) {
    return object({{"ratio", json_number(design.peak_ratio)},
                   {"source", json_text(name_of(design.peak_source))},
                   {"stated_in", design.stated_peak ? json_text(design.stated_peak->source) : "null"}});
}

std::string notes_json(const DesignStorm& design, Language language) {
    std::string text;
    for (const auto& note : design.notes) {
        text += (text.empty() ? "" : ",") +
                object({{"code", json_text(note.code)}, {"text", json_text(render(note, language))}});
    }
    return "[" + text + "]";
}

/// What only a design storm has.
Fields design_fields(const StormReport& report) {
    if (report.design == nullptr) {
        return {{"city", "null"},  {"formula", "null"}, {"return_period_a", "null"},
                {"curve", "null"}, {"shape", "null"},   {"peak", "null"},
                {"notes", "[]"}};
    }
    const auto& design = *report.design;
    const auto& city = *report.city;
    return {
        {"city",
         object({{"id", json_text(city.id)}, {"name", json_text(city.name)}, {"name_zh", json_text(city.name_zh)}})},
        {"formula", formula_json(city, design.formula, report.language)},
        {"return_period_a", json_number(design.return_period_a)},
        {"curve", object({{"a", json_number(design.curve.a)},
                          {"b", json_number(design.curve.b)},
                          {"n", json_number(design.curve.n)}})},
        {"shape", json_text(name_of(design.shape))},
        {"peak", peak_json(design)},
        {"notes", notes_json(design, report.language)}};
}

std::string formula_row(const StormCity& city, const StormFormula& formula, Language language) {
    const auto number = [](double value) { return json_number(value); };
    const std::string cells[] = {formula.id,
                                 city.id,
                                 language == Language::zh ? city.name_zh : city.name,
                                 language == Language::zh ? formula.zone_zh : formula.zone,
                                 formula.edition,
                                 name_of(formula.form()),
                                 law_text(formula),
                                 number(formula.p_range.from),
                                 number(formula.p_range.to),
                                 number(formula.t_range.from),
                                 number(formula.t_range.to),
                                 boolean(formula.ranges_stated),
                                 name_of(formula.status),
                                 boolean(formula.superseded),
                                 formula.valid_from,
                                 formula.valid_to,
                                 formula.document,
                                 formula.source};
    std::string text;
    for (const auto& cell : cells) {
        text += (&cell == cells ? "" : ",") + csv_cell(cell);
    }
    return text + "\r\n";
}

} // namespace

std::string storm_json(const StormReport& report) {
    const auto& rain = *report.hyetograph;
    const auto one = rate_of_one_mm_min(report.factor);
    const auto depth = report.design != nullptr ? report.design->depth_mm : rain.total_mm();
    const auto mean = depth / rain.duration_min();
    auto fields = design_fields(report);
    fields.insert(fields.end(), {{"duration_min", json_number(rain.duration_min())},
                                 {"l_s_ha_per_mm_min", json_number(one)},
                                 {"depth_mm", json_number(depth)},
                                 {"mean_intensity_mm_min", json_number(mean)},
                                 {"mean_rate_l_s_ha", json_number(mean * one)},
                                 {"steps", steps_json(rain)}});
    return object(fields);
}

std::string storm_csv(const Hyetograph& rain) {
    std::string text = "from_min,to_min,depth_mm,intensity_mm_min,cumulative_mm\r\n";
    double fallen = 0;
    for (std::size_t i = 0; i < rain.size(); ++i) {
        fallen += rain.depth_mm[i];
        text += fmt::format("{},{},{},{},{}\r\n", json_number(rain.begin_min(i)), json_number(rain.end_min[i]),
                            json_number(rain.depth_mm[i]), json_number(rain.intensity_mm_min(i)), json_number(fallen));
    }
    return text;
}

std::string formulas_json(std::span<const StormCity> cities, Language language) {
    std::string text;
    for (const auto& city : cities) {
        for (const auto& formula : city.formulas) {
            text += (text.empty() ? "\n" : ",\n") + formula_json(city, formula, language);
        }
    }
    return "{\"formulas\":[" + text + "]}\n";
}

std::string formulas_csv(std::span<const StormCity> cities, Language language) {
    std::string text =
        "id,city,name,zone,edition,form,law,p_min_a,p_max_a,t_min_min,t_max_min,ranges_stated,status,"
        "superseded,valid_from,valid_to,document,source\r\n";
    for (const auto& city : cities) {
        for (const auto& formula : city.formulas) {
            text += formula_row(city, formula, language);
        }
    }
    return text;
}

} // namespace kerb::report
