// A storm and the formulas there are, for a terminal.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include <kerb/base/printable.hpp>
#include <kerb/report/storm_report.hpp>
#include <kerb/report/text_table.hpp>

#include "waterlogging_storm.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

constexpr std::size_t most_rows = 48;
constexpr std::size_t bar_columns = 40;
constexpr std::size_t name_columns = 10;

std::string labelled(const Session& session, const char* code, const std::string& text) {
    return fmt::format("{}  {}\n", report::padded(session.text(code), name_columns), printable(text));
}

std::string named(const Session& session, const char* group, const char* name) {
    return session.text(fmt::format("storm.{}_name.{}", group, name));
}

std::string status_text(const Session& session, const StormFormula& formula) {
    const auto status = named(session, "status", name_of(formula.status));
    return formula.superseded ? session.text(Message{"storm.superseded_mark", {{"status", status}}}) : status;
}

std::string validity_text(const Session& session, const StormFormula& formula) {
    const auto from = formula.valid_from.empty() ? std::string()
                                                 : session.text(Message{"storm.since", {{"day", formula.valid_from}}});
    const auto to =
        formula.valid_to.empty() ? std::string() : session.text(Message{"storm.until", {{"day", formula.valid_to}}});
    return from + (from.empty() || to.empty() ? "" : " ") + to;
}

std::string formula_lines(const Session& session, const DesignStorm& design) {
    const auto& formula = design.formula;
    auto text = labelled(session, "storm.formula",
                         fmt::format("{} · {} · {}", formula.id, named(session, "form", name_of(formula.form())),
                                     formula.ranges_text()));
    if (formula.form() == FormulaForm::general) {
        text += labelled(session, "storm.law", report::law_text(formula));
    }
    text += labelled(session, "storm.curve", report::curve_text(design.curve));
    const bool zh = session.language == Language::zh;
    text += labelled(session, "storm.document", zh ? formula.document_zh : formula.document);
    text += labelled(session, "storm.source", zh ? formula.source_zh : formula.source);
    text += labelled(session, "storm.status", status_text(session, formula));
    const auto validity = validity_text(session, formula);
    return text + (validity.empty() ? "" : labelled(session, "storm.valid", validity));
}

std::string ratio_text(const Session& session, const DesignStorm& design) {
    switch (design.peak_source) {
        case PeakSource::wish:
            return session.text(Message{"storm.ratio_wish", {{"ratio", design.peak_ratio}}});
        case PeakSource::city:
            return session.text(Message{"storm.ratio_city",
                                        {{"ratio", design.peak_ratio},
                                         {"source", session.language == Language::zh ? design.stated_peak->source_zh
                                                                                     : design.stated_peak->source}}});
        default:
            return session.text(Message{"storm.ratio_default", {{"ratio", design.peak_ratio}}});
    }
}

std::string shape_line(const Session& session, const DesignStorm& design) {
    const auto shape = named(session, "shape", name_of(design.shape));
    return labelled(session, "storm.shape",
                    design.shape == StormShape::uniform ? shape : shape + " · " + ratio_text(session, design));
}

std::string amount_lines(const Session& session, const ShownStorm& storm) {
    const auto& rain = storm.hyetograph;
    const auto one = rate_of_one_mm_min(storm.factor);
    const auto total = rain.total_mm();
    const auto mean = total / rain.duration_min();
    const auto peak = rain.peak_step();
    auto text = labelled(session, "storm.depth", fmt::format("{:.2f} mm", total));
    text += labelled(session, "storm.mean",
                     session.text(Message{"storm.mean_value", {{"intensity", mean}, {"rate", mean * one}}}));
    if (storm.design) {
        text += shape_line(session, *storm.design);
    }
    return text + labelled(session, "storm.peak",
                           session.text(Message{"storm.peak_value",
                                                {{"from", rain.begin_min(peak)},
                                                 {"to", rain.end_min[peak]},
                                                 {"depth", rain.depth_mm[peak]},
                                                 {"intensity", rain.intensity_mm_min(peak)},
                                                 {"rate", rain.intensity_mm_min(peak) * one}}}));
}

/// Runs of `count` steps as one.
Hyetograph joined(const Hyetograph& rain, std::size_t count) {
    Hyetograph coarse;
    for (std::size_t i = 0; i < rain.size(); i += count) {
        const auto last = std::min(i + count, rain.size());
        coarse.end_min.push_back(rain.end_min[last - 1]);
        double depth = 0;
        for (auto k = i; k < last; ++k) {
            depth += rain.depth_mm[k];
        }
        coarse.depth_mm.push_back(depth);
    }
    return coarse;
}

/// A bar of `share` of the columns, in eighths of a column.
std::string bar(double share) {
    static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto length = static_cast<std::size_t>(share * bar_columns * 8 + 0.5);
    std::string text;
    for (std::size_t i = 0; i < length / 8; ++i) {
        text += "█";
    }
    return text + eighths[length % 8];
}

std::string rain_table(const Session& session, const Hyetograph& rain) {
    const auto highest = rain.intensity_mm_min(rain.peak_step());
    report::TextTable table({session.text("storm.minutes"), "mm", "mm/min", session.text("storm.total")});
    std::vector<std::string> bars = {""};
    double fallen = 0;
    for (std::size_t i = 0; i < rain.size(); ++i) {
        fallen += rain.depth_mm[i];
        table.add({fmt::format("{:.4g}–{:.4g}", rain.begin_min(i), rain.end_min[i]),
                   fmt::format("{:.2f}", rain.depth_mm[i]), fmt::format("{:.3f}", rain.intensity_mm_min(i)),
                   fmt::format("{:.2f}", fallen)});
        bars.push_back(highest > 0 ? bar(rain.intensity_mm_min(i) / highest) : "");
    }
    std::istringstream lines(table.text());
    std::string text, line;
    for (std::size_t i = 0; std::getline(lines, line); ++i) {
        text += line + (bars[i].empty() ? "" : "  " + bars[i]) + "\n";
    }
    return text;
}

std::string note_lines(const Session& session, const ShownStorm& storm) {
    std::string text;
    if (storm.design) {
        for (const auto& note : storm.design->notes) {
            text += "* " + session.text(note) + "\n";
        }
        const auto& formula = storm.design->formula;
        const auto& own = session.language == Language::zh ? formula.note_zh : formula.note;
        text += own.empty() ? "" : "* " + printable(own) + "\n";
    }
    const bool exact = storm.factor == RateFactor::exact;
    return text + "* " + session.text(exact ? "storm.note_factor_exact" : "storm.note_factor_rounded") + "\n";
}

std::string title_line(const Session& session, const ShownStorm& storm) {
    if (!storm.design) {
        return session.text(
            Message{"storm.title_given", {{"source", storm.source}, {"duration", storm.hyetograph.duration_min()}}});
    }
    const bool zh = session.language == Language::zh;
    const auto& design = *storm.design;
    return session.text(Message{"storm.title",
                                {{"city", zh ? storm.city->name_zh : storm.city->name},
                                 {"zone", zh ? design.formula.zone_zh : design.formula.zone},
                                 {"period", design.return_period_a},
                                 {"duration", design.duration_min}}});
}

} // namespace

std::string storm_text(const Session& session, const ShownStorm& storm) {
    auto text = title_line(session, storm) + "\n";
    if (storm.design) {
        text += formula_lines(session, *storm.design);
    }
    text += amount_lines(session, storm) + "\n";
    const auto count = (storm.hyetograph.size() + most_rows - 1) / most_rows;
    text += rain_table(session, joined(storm.hyetograph, count));
    if (count > 1) {
        text += session.text(Message{"storm.joined", {{"count", static_cast<std::int64_t>(count)}}}) + "\n";
    }
    return text + "\n" + note_lines(session, storm);
}

std::string formulas_text(const Session& session, std::span<const StormCity> cities) {
    const bool zh = session.language == Language::zh;
    report::TextTable table({session.text("storm.id"), session.text("storm.city"), session.text("storm.zone"),
                             session.text("storm.form"), session.text("storm.ranges"), session.text("storm.status")});
    for (const auto& city : cities) {
        for (const auto& formula : city.formulas) {
            table.add({formula.id, zh ? city.name_zh : city.name, zh ? formula.zone_zh : formula.zone,
                       named(session, "form", name_of(formula.form())),
                       (formula.ranges_stated ? "" : "~ ") + formula.ranges_text(), status_text(session, formula)});
        }
    }
    return table.text() + session.text("storm.list_hint") + "\n";
}

} // namespace kerb::tools
