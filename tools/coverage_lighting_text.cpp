// What `kerb coverage lighting` says in a terminal.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage_lighting.hpp"

namespace kerb::tools {
namespace {

using coverage::figure;
using coverage::LightFigure;
using report::count_text;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_sections = 10;

std::string number(const std::optional<double>& value, int digits) {
    return value ? fmt::format("{:.{}f}", *value, digits) : "–";
}

std::string counted(std::size_t count) {
    return count_text(static_cast<std::int64_t>(count));
}

std::string answer(const Session& session, const CoverageLightingRun& run) {
    const auto& all = run.verdicts.all;
    const auto measured = std::count_if(run.result.sections.begin(), run.result.sections.end(),
                                        [](const auto& s) { return s.state == coverage::SectionState::measured; });
    if (run.result.sections.empty()) {
        return session.text("lighting_plan.nothing_line") + "\n";
    }
    if (all.judged == 0) {
        return session.text(
                   Message{measured == 0 ? "lighting_plan.unmeasured_line" : "lighting_plan.unjudged_line",
                           {{"measured", count_text(measured)}, {"sections", counted(run.result.sections.size())}}}) +
               "\n";
    }
    const auto* wanted = run.profile.classes.data();
    const bool steps =
        std::any_of(wanted, wanted + run.profile.classes.size(), [](const auto& c) { return !c.step.empty(); });
    const auto step = steps ? session.text(Message{"lighting_plan.step", {{"step", run.step}}}) : std::string();
    return session.text(Message{run.any_out ? "lighting_plan.tonight_line" : "lighting_plan.met_line",
                                {{"met", count_text(all.met)},
                                 {"judged", count_text(all.judged)},
                                 {"share", percent_text(all.share())},
                                 {"met_m", length_text(all.met_m)},
                                 {"judged_m", length_text(all.judged_m)},
                                 {"all_met", count_text(all.met_all_lit)},
                                 {"fallen", count_text(all.fallen)},
                                 {"fallen_m", length_text(all.fallen_m)},
                                 {"profile", run.profile.title},
                                 {"step", step}}}) +
           "\n";
}

std::optional<double> median(const CoverageLightingRun& run, LightFigure f) {
    std::vector<double> values;
    for (const auto& s : run.result.sections) {
        if (const auto& value = figure(s.tonight, f)) {
            values.push_back(*value);
        }
    }
    if (values.empty()) {
        return std::nullopt;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::string lamps_line(const Session& session, const CoverageLightingRun& run) {
    std::int64_t placed = 0, known = 0, out = 0;
    for (std::size_t i = 0; i < run.poles.size(); ++i) {
        const auto& pole = run.poles[i];
        const bool stands = run.result.places[i].line != coverage::no_line;
        placed += stands ? 1 : 0;
        known += stands && pole.photometry != coverage::no_table && pole.height_m > 0 ? 1 : 0;
        out += stands && pole.out ? 1 : 0;
    }
    return session.text(Message{"lighting_plan.of_lamps",
                                {{"placed", count_text(placed)},
                                 {"lamps", counted(run.poles.size())},
                                 {"known", count_text(known)},
                                 {"out", count_text(out)},
                                 {"sections", counted(run.result.sections.size())},
                                 {"length", length_text(run.result.section_m)},
                                 {"bare", length_text(run.result.bare_m)}}}) +
           "\n";
}

std::string average_line(const Session& session, const CoverageLightingRun& run) {
    const auto e_av = median(run, LightFigure::e_av), e_min = median(run, LightFigure::e_min);
    return e_av
               ? session.text(Message{run.any_out ? "lighting_plan.average_tonight_line" : "lighting_plan.average_line",
                                      {{"e_av", number(e_av, 1) + " lx"}, {"e_min", number(e_min, 2) + " lx"}}}) +
                     "\n"
               : "";
}

std::string class_table(const Session& session, const CoverageLightingRun& run) {
    const auto text = [&](const char* name) { return session.text(std::string("lighting_plan.column.") + name); };
    std::vector<std::string> head = {text("class"), text("sections"), text("judged"), text("met"), text("share")};
    if (run.any_out) {
        head.push_back(text("met_before"));
    }
    TextTable table(head);
    const auto add = [&](const std::string& name, const coverage::LightTally& t) {
        std::vector<std::string> row = {name, count_text(t.sections), count_text(t.judged), count_text(t.met),
                                        percent_text(t.share())};
        if (run.any_out) {
            row.push_back(count_text(t.met_all_lit));
        }
        table.add(row);
    };
    for (std::size_t c = 0; c < run.profile.classes.size(); ++c) {
        if (run.verdicts.classes[c].sections > 0) {
            add(run.profile.classes[c].name, run.verdicts.classes[c]);
        }
    }
    add(session.text("report.all"), run.verdicts.all);
    return run.verdicts.all.sections > 0 ? "\n" + table.text() : "";
}

/// The worst first; with luminance where it was measured.
std::string section_list(const Session& session, const CoverageLightingRun& run, std::size_t top) {
    const auto text = [&](const char* name) { return session.text(std::string("lighting_plan.column.") + name); };
    const auto count = std::min(run.result.sections.size(), top == 0 ? table_sections : top);
    std::vector<std::string> head = {text("section"), text("from"), text("to"),    text("road_class"),
                                     text("class"),   text("e_av"), text("e_min"), text("u_e")};
    const std::vector<std::pair<const char*, LightFigure>> seen = {
        {"l_av", LightFigure::l_av}, {"u_o", LightFigure::u_o}, {"u_l", LightFigure::u_l}, {"ti", LightFigure::ti}};
    for (const auto& [name, f] : seen) {
        if (run.r_table) {
            head.push_back(text(name));
        }
    }
    if (run.any_out) {
        head.push_back(text("before"));
    }
    head.push_back(text("lacks"));
    TextTable table(head);
    for (const auto i : std::span(run.verdicts.worst_first).first(count)) {
        const auto& s = run.result.sections[i];
        const auto& verdict = run.verdicts.sections[i];
        std::vector<std::string> row = {run.lines.id(s.line),
                                        number(s.from_m, 1),
                                        number(s.to_m, 1),
                                        run.judged() ? run.labels().road_class(s.line) : "–",
                                        verdict.wanted == nullptr ? "–" : verdict.wanted->name,
                                        number(figure(s.tonight, LightFigure::e_av), 1),
                                        number(figure(s.tonight, LightFigure::e_min), 2),
                                        number(figure(s.tonight, LightFigure::u_e), 2)};
        for (const auto& [name, f] : seen) {
            if (run.r_table) {
                row.push_back(number(figure(s.tonight, f), f == LightFigure::ti ? 1 : 2));
            }
        }
        if (run.any_out) {
            row.push_back(number(figure(s.all, LightFigure::e_av), 1));
        }
        const auto lacks = report::lacks_text(verdict.tonight);
        row.push_back(s.state != coverage::SectionState::measured
                          ? session.text(std::string("lighting_plan.state.") + report::state_name(s.state))
                      : lacks.empty() ? "–"
                                      : lacks);
        table.add(row);
    }
    return count == 0 ? "" : "\n" + table.text();
}

std::string assumed_lines(const Session& session, const CoverageLightingRun& run) {
    const auto& a = run.assumed;
    std::string text;
    const auto add = [&](const char* code, std::int64_t count, const std::string& value) {
        if (count > 0) {
            const auto what = session.text(Message{code, {{"count", count_text(count)}, {"value", value}}});
            text += session.text(Message{"lighting_plan.assumed", {{"what", what}}}) + "\n";
        }
    };
    add("lighting_plan.assumed_height", a.heights, fmt::format("{:.4g} m", a.height_m.value_or(0)));
    add("lighting_plan.assumed_width", a.widths, fmt::format("{:.4g} m", a.width_m.value_or(0)));
    add("lighting_plan.assumed_lanes", a.lanes, "");
    add("lighting_plan.assumed_heads", a.several_heads, "");
    add("lighting_plan.assumed_arm", a.arm_m > 0 ? 1 : 0, fmt::format("{:.4g} m", a.arm_m));
    return text;
}

std::string left_out(const Session& session, const CoverageLightingRun& run) {
    std::int64_t states[4] = {};
    for (const auto& s : run.result.sections) {
        ++states[static_cast<std::size_t>(s.state)];
    }
    std::string text;
    if (states[1] + states[2] + states[3] > 0) {
        text += session.text(Message{"lighting_plan.state_line",
                                     {{"no_photometry", count_text(states[1])},
                                      {"no_height", count_text(states[2])},
                                      {"no_width", count_text(states[3])}}}) +
                "\n";
    }
    const auto unsure = std::count_if(run.result.sections.begin(), run.result.sections.end(),
                                      [](const auto& s) { return s.unknown_near > 0; });
    if (unsure > 0) {
        text += session.text(Message{"lighting_plan.unknown_near_line", {{"count", count_text(unsure)}}}) + "\n";
    }
    if (run.verdicts.no_class > 0) {
        text +=
            session.text(Message{"lighting_plan.no_class_line", {{"count", count_text(run.verdicts.no_class)}}}) + "\n";
    }
    return text;
}

std::string notes(const Session& session, const CoverageLightingRun& run) {
    std::string text =
        session.text(Message{"lighting_plan.maintenance_note", {{"value", fmt::format("{}", run.maintenance)}}}) + "\n";
    if (!run.r_table) {
        text += session.text("lighting_plan.no_r_table_note") + "\n";
    }
    if (run.verdicts.comparable > 0) {
        text +=
            session.text(Message{"lighting_plan.comparable_note", {{"count", count_text(run.verdicts.comparable)}}}) +
            "\n";
    }
    const auto unsure = [&](const std::string& name, const std::string& status, const std::string& source) {
        if (status == "unverified" || status == "secondary") {
            text += session.text(Message{"lighting_plan.unverified",
                                         {{"name", name},
                                          {"status", session.text(std::string("lighting_plan.status_") + status)},
                                          {"source", source}}}) +
                    "\n";
        }
    };
    if (run.judged()) {
        unsure(run.profile.title, run.profile.status, run.profile.source);
    }
    if (run.r_table) {
        unsure(run.r_table->name, run.r_table->status, run.r_table->source);
    }
    return text;
}

} // namespace

std::string lighting_text(const Session& session, const CoverageLightingRun& run, std::size_t top) {
    auto text = answer(session, run) + session.text(describe(*run.frame)) + "\n" + lamps_line(session, run) +
                average_line(session, run);
    text += class_table(session, run) + section_list(session, run, top) + "\n";
    return text + left_out(session, run) + skipped_text(session, run.accounts()) + assumed_lines(session, run) +
           notes(session, run);
}

} // namespace kerb::tools
