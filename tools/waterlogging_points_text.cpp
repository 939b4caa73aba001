// kerb waterlogging points: what a planner reads.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;
using report::NamedWaterPoint;

constexpr std::size_t table_rows = 20;

std::string place_text(const NamedWaterPoint& named) {
    return named.road.empty() ? fmt::format("{:.1f}, {:.1f}", named.point.place.x, named.point.place.y)
                              : fmt::format("{} {:.0f} m", named.road, named.point.chainage_m);
}

/// A state as the inventory codes it; what else a register writes stays as it is.
std::string state_text(const Session& session, const std::string& state) {
    for (const auto* known : {"to_verify", "approved", "under_repair", "cleared", "relapsed"}) {
        if (state == known) {
            return session.text("points.state." + state);
        }
    }
    return state.empty() ? session.text("points.state.none") : state;
}

std::string known_line(const Session& session, const PointsRun& run) {
    const auto& f = run.figures;
    return f.known.empty() ? ""
                           : session.text(Message{"points.known",
                                                  {{"found", static_cast<std::int64_t>(f.known_found())},
                                                   {"count", static_cast<std::int64_t>(f.known.size())},
                                                   {"cleared", static_cast<std::int64_t>(f.cleared_found())}}}) +
                                 "\n";
}

/// A block with a heading; nothing when it has no lines.
std::string block(const std::string& heading, const std::string& lines) {
    return lines.empty() ? "" : "\n" + heading + "\n" + lines;
}

std::string fixes_table(const Session& session, const PointsRun& run) {
    std::vector<std::string> head;
    for (const auto* name : {"id", "what", "depth", "gain", "over", "return_period"}) {
        head.push_back(session.text(std::string("points.fix_head.") + name));
    }
    report::TextTable table(head);
    bool any = false;
    for (const auto& named : run.points) {
        for (const auto& fix : named.fixes) {
            any = true;
            const auto what = session.text(Message{
                std::string("points.fix.") + fix.what,
                {{"key", fix.key}, {"from", fix.from_m.value_or(0) * 1000}, {"to", fix.to_m.value_or(0) * 1000}}});
            table.add({named.id, what, fmt::format("{:.0f} cm", fix.depth_m * 100),
                       fmt::format("{:.0f} cm", (named.point.depth_m() - fix.depth_m) * 100),
                       fix.over_min ? fmt::format("{:.0f} min", *fix.over_min) : "–",
                       onset_text(fix.onset_return_period_a, "a")});
        }
    }
    return any ? table.text() : "";
}

std::string hint_lines(const Session& session, const PointsRun& run) {
    constexpr std::size_t most = 10;
    std::string lines;
    const auto& hints = run.figures.hints;
    for (const auto& hint : std::span(hints).first(std::min(hints.size(), most))) {
        const auto value = !std::isfinite(hint.value_m) ? std::string("–")
                           : hint.value_m < 1           ? fmt::format("{:.0f} cm", hint.value_m * 100)
                                                        : fmt::format("{:.1f} m", hint.value_m);
        lines += "  " +
                 session.text(Message{std::string("points.hint.") + hint.what, {{"key", hint.key}, {"value", value}}}) +
                 "\n";
    }
    if (hints.size() > most) {
        lines +=
            "  " +
            session.text(Message{"points.hints_more", {{"count", static_cast<std::int64_t>(hints.size() - most)}}}) +
            "\n";
    }
    return lines;
}

std::string change_lines(const Session& session, const PointsRun& run) {
    std::string decks, culverts;
    for (const auto& deck : run.figures.decks) {
        decks += "  " +
                 session.text(Message{"points.deck",
                                      {{"key", deck.key},
                                       {"cells", static_cast<std::int64_t>(deck.cells)},
                                       {"before", deck.before_m},
                                       {"after", deck.after_m}}}) +
                 "\n";
    }
    for (const auto& culvert : run.figures.culverts) {
        culverts += "  " +
                    session.text(Message{"points.culvert", {{"key", culvert.key}, {"volume", culvert.through_m3}}}) +
                    "\n";
    }
    return block(session.text("points.decks"), decks) + block(session.text("points.culverts"), culverts);
}

std::string street_lines(const Session& session, const PointsRun& run) {
    constexpr std::size_t most = 5;
    std::string lines;
    const auto& streets = run.figures.streets;
    std::vector<std::string> named; // a street has many records
    for (const auto& street : streets) {
        if (named.size() == most || std::find(named.begin(), named.end(), street.road) != named.end()) {
            continue;
        }
        named.push_back(street.road);
        lines += "  " +
                 session.text(Message{"points.street",
                                      {{"road", street.road},
                                       {"depth", street.flow.depth_m * 100},
                                       {"bound", std::string(street.flow.over_brim ? "≥ " : "")},
                                       {"flow", street.flow.flow_m3s},
                                       {"slope", street.flow.slope * 100}}}) +
                 "\n";
    }
    return block(session.text(Message{"points.streets",
                                      {{"count", static_cast<std::int64_t>(streets.size())},
                                       {"threshold", run.figures.threshold_m * 100}}}),
                 lines);
}

std::string register_table(const Session& session, const PointsRun& run) {
    std::vector<std::string> head;
    for (const auto* name : {"key", "state", "found", "distance", "says"}) {
        head.push_back(session.text(std::string("points.known_head.") + name));
    }
    report::TextTable table(head);
    for (const auto& known : run.figures.known) {
        const bool found = !known.found.empty();
        const auto* says = !found ? "miss" : known.state == "cleared" ? "relapse" : "hit";
        table.add({known.key, state_text(session, known.state), found ? known.found : "–",
                   known.distance_m ? fmt::format("{:.0f} m", *known.distance_m) : "–",
                   session.text(std::string("points.known_says.") + says)});
    }
    return run.figures.known.empty() ? "" : table.text();
}

std::string points_table(const Session& session, const PointsRun& run, std::size_t top) {
    std::vector<std::string> head;
    for (const auto* name :
         {"id", "road", "depth", "best_lane", "area", "volume", "over", "onset", "return_period", "cause"}) {
        head.push_back(session.text(std::string("points.head.") + name));
    }
    if (run.figures.realisations) {
        head.push_back(session.text("points.head.wet"));
    }
    report::TextTable table(head);
    const auto count = std::min(run.points.size(), top == 0 ? table_rows : top);
    for (const auto& named : std::span(run.points).first(count)) {
        const auto& p = named.point;
        const std::string marks = std::string(p.edge_limited ? " ≥" : "") + (p.artefact_suspect ? " ?" : "");
        std::vector<std::string> row = {
            named.id,
            place_text(named),
            fmt::format("{:.0f} cm{}", p.depth_m() * 100, marks),
            p.best_lane_depth_m ? fmt::format("{:.0f} cm", *p.best_lane_depth_m * 100) : "–",
            report::area_text(p.area_m2),
            fmt::format("{:.0f} m³", p.volume_m3),
            named.over_min ? fmt::format("{:.0f} min", *named.over_min) : "–",
            onset_text(named.onset_rain_mm, "mm"),
            onset_text(named.onset_return_period_a, "a"),
            session.text("points.cause." + named.cause) + (named.cause_key.empty() ? "" : " " + named.cause_key)};
        if (run.figures.realisations) {
            row.push_back(fmt::format("{}/{}", named.wet_in.value_or(0), *run.figures.realisations));
        }
        table.add(row);
    }
    return count == 0 ? "" : "\n" + table.text();
}

} // namespace

std::string onset_text(const std::optional<waterlogging::Onset>& onset, const char* unit) {
    if (!onset) {
        return "–";
    }
    if (!std::isfinite(onset->reached)) {
        return fmt::format("> {:.4g} {}", onset->below, unit);
    }
    return std::isfinite(onset->below) ? fmt::format("{:.3g} {}", onset->reached, unit)
                                       : fmt::format("< {:.4g} {}", onset->reached, unit);
}

std::string points_text(const Session& session, const PointsRun& run, std::size_t top) {
    const auto& f = run.figures;
    return session.text(describe(run.terrain.frame)) + "\n" +
           session.text(Message{run.road_of_cell.empty() ? "points.sheets" : "points.line",
                                {{"depressions", report::count_text(static_cast<std::int64_t>(f.depressions))},
                                 {"rain", f.rain_mm},
                                 {"count", static_cast<std::int64_t>(run.points.size())},
                                 {"threshold", f.threshold_m * 100}}}) +
           "\n" +
           session.text(Message{"points.balance",
                                {{"rain", f.rain_m3},
                                 {"ponded", f.ponded_m3},
                                 {"drained", f.drained_m3},
                                 {"left", f.outflow_m3},
                                 {"lost", f.lost_m3},
                                 {"error", f.balance_error}}}) +
           "\n" + known_line(session, run) + points_table(session, run, top) +
           block(session.text("points.fixes"), fixes_table(session, run)) +
           block(session.text("points.register"), register_table(session, run)) +
           block(session.text("points.hints"), hint_lines(session, run)) + change_lines(session, run) +
           street_lines(session, run) + "\n" + session.text("points.limits") + "\n";
}

} // namespace kerb::tools
