#include <kerb/report/lighting_report.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using namespace coverage;

std::string number(const std::optional<double>& value, const char* none = "null") {
    return value ? json_number(*value) : none;
}

template <class Label>
std::string label_of(const Label& label, std::uint32_t index) {
    return label ? label(index) : std::string();
}

std::string figures_json(const LightFigures& figures) {
    std::string text = "{";
    for (std::size_t f = 0; f < light_figures; ++f) {
        fmt::format_to(std::back_inserter(text), "{}\"{}\":{}", f > 0 ? "," : "", light_figure_names[f],
                       number(figures[f]));
    }
    return text + "}";
}

std::string lacks_json(const ClassVerdict& verdict) {
    std::string text = "[";
    for (const auto& failed : verdict.failed) {
        fmt::format_to(std::back_inserter(text), "{}{{\"figure\":\"{}\",\"value\":{},\"limit\":{}}}",
                       text.size() > 1 ? "," : "", light_figure_names[static_cast<std::size_t>(failed.figure)],
                       json_number(failed.value), json_number(failed.limit));
    }
    return text + "]";
}

std::string tally_json(const LightTally& t) {
    return fmt::format(
        "\"sections\":{},\"judged\":{},\"met\":{},\"share\":{},\"met_all_lit\":{},\"fallen\":{},"
        "\"judged_m\":{},\"met_m\":{},\"fallen_m\":{}",
        t.sections, t.judged, t.met, number(t.share()), t.met_all_lit, t.fallen, json_number(t.judged_m),
        json_number(t.met_m), json_number(t.fallen_m));
}

const char* met_json(const ClassVerdict& verdict) {
    return verdict.by == nullptr ? "null" : verdict.met() ? "true" : "false";
}

std::string source_json(const std::string& title, const std::string& status, const std::string& source) {
    return fmt::format("{{\"title\":{},\"status\":{},\"source\":{}}}", json_text(title), json_text(status),
                       json_text(source));
}

std::string lamps_json(const RoadLighting& result, std::span<const RoadLamp> lamps) {
    std::int64_t known = 0, out = 0;
    for (std::size_t i = 0; i < lamps.size(); ++i) {
        const bool placed = result.places[i].line != no_line;
        known += placed && lamps[i].photometry != no_table && lamps[i].height_m > 0 ? 1 : 0;
        out += placed && lamps[i].out ? 1 : 0;
    }
    return fmt::format("{{\"count\":{},\"placed\":{},\"unplaced\":{},\"known\":{},\"out\":{}}}", lamps.size(),
                       static_cast<std::int64_t>(lamps.size()) - result.unplaced, result.unplaced, known, out);
}

std::string assumed_json(const LightingAssumed& a) {
    return fmt::format(
        "{{\"height_m\":{},\"heights\":{},\"width_m\":{},\"widths\":{},\"lanes\":{},"
        "\"several_heads\":{},\"arm_m\":{},\"tilt_deg\":{}}}",
        number(a.height_m), a.heights, number(a.width_m), a.widths, a.lanes, a.several_heads, json_number(a.arm_m),
        json_number(a.tilt_deg));
}

std::string sections_json(const RoadLighting& result) {
    std::int64_t states[4] = {};
    for (const auto& section : result.sections) {
        ++states[static_cast<std::size_t>(section.state)];
    }
    return fmt::format(
        "{{\"count\":{},\"measured\":{},\"no_photometry\":{},\"no_height\":{},\"no_width\":{},"
        "\"length_m\":{},\"bare_m\":{},\"bare_lines\":{}}}",
        result.sections.size(), states[0], states[1], states[2], states[3], json_number(result.section_m),
        json_number(result.bare_m), result.bare_lines);
}

std::string classes_json(const LightingAsked& asked) {
    std::string text = "[";
    for (std::size_t c = 0; asked.profile != nullptr && c < asked.profile->classes.size(); ++c) {
        const auto& tally = asked.verdicts->classes[c];
        if (tally.sections > 0) {
            const auto& of = asked.profile->classes[c];
            fmt::format_to(std::back_inserter(text), "{}\n{{\"class\":{},\"step\":{},\"status\":{},{},\"asks\":{}}}",
                           text.size() > 1 ? "," : "", json_text(of.name), text_or_null(of.step), json_text(of.status),
                           tally_json(tally), figures_json(of.asks));
        }
    }
    return text + "]";
}

const SectionVerdict& verdict_of(const LightingAsked& asked, std::uint32_t section) {
    static const SectionVerdict none;
    return asked.verdicts == nullptr ? none : asked.verdicts->sections[section];
}

std::string section_json(const RoadSection& s, const SectionVerdict& verdict, const LightingLabels& labels) {
    return fmt::format(
        "{{\"line\":{},\"road_class\":{},\"from_m\":{},\"to_m\":{},\"length_m\":{},\"state\":\"{}\",\"lamps\":{},"
        "\"out\":{},\"unknown_near\":{},\"lanes\":{},\"points\":{},\"class\":{},\"judged_by\":{},\"met\":{},\"all_lit_"
        "met\":{},"
        "\"tonight\":{},\"all_lit\":{},\"lacks\":{}}}",
        text_or_null(label_of(labels.line, s.line)), text_or_null(label_of(labels.road_class, s.line)),
        json_number(s.from_m), json_number(s.to_m), json_number(s.length_m()), state_name(s.state), s.lamps, s.out,
        s.unknown_near, s.lanes, s.along * s.across,
        text_or_null(verdict.wanted == nullptr ? "" : verdict.wanted->name),
        text_or_null(verdict.tonight.by == nullptr ? "" : verdict.tonight.by->name), met_json(verdict.tonight),
        met_json(verdict.all), figures_json(s.tonight), figures_json(s.all), lacks_json(verdict.tonight));
}

std::uint32_t in_order(const LightingAsked& asked, std::uint32_t place) {
    return asked.verdicts == nullptr ? place : asked.verdicts->worst_first[place];
}

} // namespace

const char* state_name(SectionState state) {
    constexpr const char* names[] = {"measured", "no_photometry", "no_height", "no_width"};
    return names[static_cast<std::size_t>(state)];
}

const char* symmetry_name(PhotometricSymmetry symmetry) {
    constexpr const char* names[] = {"none", "axis", "c0_c180", "c90_c270", "quadrant"};
    return names[static_cast<std::size_t>(symmetry)];
}

std::string lacks_text(const ClassVerdict& verdict) {
    std::string text;
    for (const auto& failed : verdict.failed) {
        const bool most = failed.figure == LightFigure::ti;
        text += fmt::format("{}{} {:.3g} {} {:.3g}", text.empty() ? "" : ", ",
                            light_figure_names[static_cast<std::size_t>(failed.figure)], failed.value, most ? ">" : "<",
                            failed.limit);
    }
    return text;
}

std::string lighting_json(const RoadLighting& result, const LightingAsked& asked, const LightingLabels& labels,
                          std::size_t top) {
    const auto count = top == 0 ? result.sections.size() : std::min(top, result.sections.size());
    std::string text;
    text.reserve(2048 + 500 * count);
    const auto* profile = asked.profile;
    const auto* table = asked.r_table;
    fmt::format_to(std::back_inserter(text),
                   "{{\"profile\":{},\"step\":{},\"maintenance\":{},\"r_table\":{},\n\"lamps\":{},\"assumed\":{},\n"
                   "\"sections\":{},\n\"verdict\":",
                   profile == nullptr ? "null" : source_json(profile->title, profile->status, profile->source),
                   profile == nullptr ? "null" : json_text(asked.step), json_number(asked.maintenance),
                   table == nullptr ? "null" : source_json(table->name, table->status, table->source),
                   lamps_json(result, asked.lamps), assumed_json(asked.assumed), sections_json(result));
    if (asked.verdicts == nullptr) {
        text += "null";
    } else {
        text += fmt::format("{{{},\"no_class\":{},\"comparable\":{}}}", tally_json(asked.verdicts->all),
                            asked.verdicts->no_class, asked.verdicts->comparable);
    }
    text += ",\n\"classes\":" + classes_json(asked) + ",\n\"list\":[";
    for (std::uint32_t k = 0; k < count; ++k) {
        const auto i = in_order(asked, k);
        text += (k > 0 ? ",\n" : "\n") + section_json(result.sections[i], verdict_of(asked, i), labels);
    }
    return text + "]}";
}

std::string lighting_csv(const RoadLighting& result, const LightingAsked& asked, const LightingLabels& labels) {
    std::string text = "line,road_class,from_m,to_m,state,lamps,out,class,judged_by,met,all_lit_met";
    for (const auto* when : {"", "all_lit_"}) {
        for (const auto* name : light_figure_names) {
            text += fmt::format(",{}{}", when, name);
        }
    }
    text += ",lacks\r\n";
    for (std::uint32_t k = 0; k < result.sections.size(); ++k) {
        const auto i = in_order(asked, k);
        const auto& s = result.sections[i];
        const auto& verdict = verdict_of(asked, i);
        const auto met = [](const ClassVerdict& v) { return v.by == nullptr ? "" : v.met() ? "true" : "false"; };
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{}",
                       csv_cell(label_of(labels.line, s.line)), csv_cell(label_of(labels.road_class, s.line)),
                       json_number(s.from_m), json_number(s.to_m), state_name(s.state), s.lamps, s.out,
                       csv_cell(verdict.wanted == nullptr ? "" : verdict.wanted->name),
                       csv_cell(verdict.tonight.by == nullptr ? "" : verdict.tonight.by->name), met(verdict.tonight),
                       met(verdict.all));
        for (const auto* figures : {&s.tonight, &s.all}) {
            for (const auto& value : *figures) {
                text += "," + number(value, "");
            }
        }
        text += "," + csv_cell(lacks_text(verdict.tonight)) + "\r\n";
    }
    return text;
}

std::string luminaire_json(const Photometry& p, const std::string& file, const LuminaireAsked& asked,
                           Language language) {
    const auto strongest = peak(p);
    const double flux = flux_lm(p);
    auto text = fmt::format(
        "{{\"file\":{},\"name\":{},\"maker\":{},\"format\":{},\"symmetry\":\"{}\",\"planes\":{},\"gammas\":{},"
        "\"lamp_lm\":{},\"power_w\":{},\"flux_lm\":{},\"below_share\":{},\"peak\":{{\"cd\":{},\"c_deg\":{},"
        "\"gamma_deg\":{}}},\n\"height_m\":{},\"tilt_deg\":{},\"maintenance\":{},\"samples\":[",
        json_text(file), text_or_null(p.name), text_or_null(p.maker), json_text(p.format), symmetry_name(p.symmetry),
        p.c_deg.size() - 1, p.gamma_deg.size(), number(p.lamp_lm), number(p.power_w), json_number(flux),
        flux > 0 ? json_number(flux_lm(p, 90) / flux) : "null", json_number(strongest.cd), json_number(strongest.c_deg),
        json_number(strongest.gamma_deg), json_number(asked.height_m), json_number(asked.tilt_deg),
        json_number(asked.maintenance));
    for (std::size_t i = 0; i < asked.samples.size(); ++i) {
        const auto& s = asked.samples[i];
        text += fmt::format("{}\n{{\"c_deg\":{},\"distance_m\":{},\"gamma_deg\":{},\"cd\":{},\"lx\":{}}}",
                            i > 0 ? "," : "", json_number(s.c_deg), json_number(s.distance_m), json_number(s.gamma_deg),
                            json_number(s.cd), json_number(s.lx));
    }
    text += "],\"remarks\":[";
    for (std::size_t i = 0; i < p.remarks.size(); ++i) {
        text += (i > 0 ? "," : "") + json_text(render(p.remarks[i], language));
    }
    return text + "]}";
}

std::string luminaire_csv(const LuminaireAsked& asked) {
    std::string text = "c_deg,distance_m,gamma_deg,cd,lx\r\n";
    for (const auto& s : asked.samples) {
        text += fmt::format("{},{},{},{},{}\r\n", json_number(s.c_deg), json_number(s.distance_m),
                            json_number(s.gamma_deg), json_number(s.cd), json_number(s.lx));
    }
    return text;
}

} // namespace kerb::report
