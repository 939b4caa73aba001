#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/printable.hpp>
#include <kerb/io/swmm.hpp>

namespace kerb::io {
namespace {

class Writer {
public:
    template <class... Arguments>
    void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
        text_ += '\n';
    }
    void section(const char* name, const char* columns) { line("\n[{}]\n;;{}", name, columns); }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string clock_of(std::int64_t seconds) {
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// A line of the title as such: one that begins with a bracket would begin a section.
std::string title_line(const std::string& text) {
    const auto line = printable(text);
    const auto first = line.find_first_not_of(" \t,\"");
    return first != std::string::npos && line[first] == '[' ? "- " + line : line;
}

void write_options(Writer& out, const SwmmModel& model) {
    constexpr std::int64_t day = 86400;
    const auto days = model.duration_s / day; // of January
    const auto step = std::clamp<std::int64_t>(model.interval_s, 1, 60);
    out.line("[TITLE]\n;;Project title and notes");
    for (const auto& title : model.title) {
        out.line("{}", title_line(title));
    }
    out.section("OPTIONS", "Option Value");
    for (const auto* fixed : {"FLOW_UNITS CMS",
                              "INFILTRATION HORTON",
                              "FLOW_ROUTING DYNWAVE",
                              "LINK_OFFSETS ELEVATION",
                              "MIN_SLOPE 0",
                              "ALLOW_PONDING YES",
                              "SKIP_STEADY_STATE NO",
                              "START_DATE 01/01/2000",
                              "START_TIME 00:00:00",
                              "REPORT_START_DATE 01/01/2000",
                              "REPORT_START_TIME 00:00:00",
                              "SWEEP_START 01/01",
                              "SWEEP_END 12/31",
                              "DRY_DAYS 0",
                              "REPORT_STEP 00:05:00",
                              "RULE_STEP 00:00:00",
                              "INERTIAL_DAMPING PARTIAL",
                              "NORMAL_FLOW_LIMITED BOTH",
                              "FORCE_MAIN_EQUATION H-W",
                              "SURCHARGE_METHOD EXTRAN",
                              "VARIABLE_STEP 0.75",
                              "LENGTHENING_STEP 0",
                              "MIN_SURFAREA 1.167",
                              "MAX_TRIALS 20",
                              "HEAD_TOLERANCE 0.0015",
                              "ROUTING_STEP 2",
                              "MINIMUM_STEP 0.5",
                              "THREADS 1"}) {
        out.line("{}", fixed);
    }
    out.line("END_DATE {:02}/{:02}/2000", 1 + days / 31, 1 + days % 31);
    out.line("END_TIME {}", clock_of(model.duration_s % day));
    out.line("WET_STEP {}\nDRY_STEP {}", clock_of(step), clock_of(step));
    out.section("EVAPORATION", "Data Parameters");
    out.line("CONSTANT 0.0\nDRY_ONLY NO");
}

void write_rain(Writer& out, const SwmmModel& model) {
    if (model.rain_mm_h.empty()) {
        return;
    }
    out.section("RAINGAGES", "Name Format Interval SCF Source");
    out.line("rain INTENSITY {} 1.0 TIMESERIES storm", clock_of(model.interval_s));
    out.section("TIMESERIES", "Name Time Value (mm/h from this time on)");
    std::int64_t at = 0;
    for (const double intensity : model.rain_mm_h) {
        out.line("storm {} {:.6f}", clock_of(at), intensity);
        at += model.interval_s;
    }
    out.line("storm {} 0", clock_of(at));
}

// Roughness, depressions and Horton's numbers are typical ones of the manual: smooth pavement, short grass, loam.
void write_subcatchments(Writer& out, const SwmmModel& model) {
    if (model.subcatchments.empty() || model.rain_mm_h.empty()) {
        return;
    }
    out.section("SUBCATCHMENTS", "Name Gage Outlet Area(ha) %Imperv Width(m) %Slope CurbLen");
    for (const auto& s : model.subcatchments) {
        out.line("{} rain {} {:.6f} {:.3f} {:.3f} {:.4f} 0", s.name, s.outlet, s.area_m2 / 1e4, s.impervious * 100,
                 s.width_m, s.slope * 100);
    }
    out.section("SUBAREAS", "Subcatchment N-Imperv N-Perv S-Imperv(mm) S-Perv(mm) %Zero RouteTo");
    for (const auto& s : model.subcatchments) {
        out.line("{} 0.012 0.15 1.5 5 25 OUTLET", s.name);
    }
    out.section("INFILTRATION", "Subcatchment MaxRate(mm/h) MinRate(mm/h) Decay(1/h) DryTime(d) MaxInfil");
    for (const auto& s : model.subcatchments) {
        out.line("{} 76.2 13.2 4.14 7 0", s.name);
    }
}

void write_nodes(Writer& out, const SwmmModel& model) {
    out.section("JUNCTIONS", "Name Elev(m) MaxDepth(m) InitDepth SurDepth PondedArea(m2)");
    for (const auto& n : model.nodes) {
        if (n.kind == SwmmNodeKind::junction) {
            out.line("{} {:.4f} {:.4f} 0 0 0", n.name, n.invert_m, n.depth_m);
        }
    }
    out.section("OUTFALLS", "Name Elev(m) Type Stage Gated");
    for (const auto& n : model.nodes) {
        if (n.kind == SwmmNodeKind::outfall) {
            out.line("{} {:.4f} {} {}", n.name, n.invert_m,
                     n.stage_m ? fmt::format("FIXED {:.4f}", *n.stage_m) : std::string("FREE"), n.gate ? "YES" : "NO");
        }
    }
    const auto is_storage = [](const SwmmNode& n) { return n.kind == SwmmNodeKind::storage; };
    if (std::any_of(model.nodes.begin(), model.nodes.end(), is_storage)) {
        out.section("STORAGE", "Name Elev(m) MaxDepth(m) InitDepth Shape Coeff Expon Const(m2)");
    }
    for (const auto& n : model.nodes) {
        if (is_storage(n)) {
            out.line("{} {:.4f} {:.4f} 0 FUNCTIONAL 0 0 {:.4f} 0 0", n.name, n.invert_m, n.depth_m, n.area_m2);
        }
    }
}

void write_conduits(Writer& out, const SwmmModel& model) {
    out.section("CONDUITS", "Name From To Length(m) Roughness InOffset(m) OutOffset(m) InitFlow MaxFlow");
    for (const auto& l : model.links) {
        if (l.kind == SwmmLinkKind::conduit) {
            out.line("{} {} {} {:.3f} {:.5g} {:.4f} {:.4f} 0 0", l.name, l.from, l.to, l.length_m, l.roughness,
                     l.invert_up_m, l.invert_down_m);
        }
    }
    out.section("XSECTIONS", "Link Shape Height(m) Width(m) Geom3 Geom4 Barrels");
    for (const auto& l : model.links) {
        if (l.kind == SwmmLinkKind::conduit) {
            out.line("{} {} {:.4f} {:.4f} 0 0 {}", l.name, l.shape, l.height_m, l.width_m, l.barrels);
        }
    }
}

// A pump runs at its capacity from 0.3 m of water on, and less below: flow by depth (PUMP4) starts without a jump.
void write_pumps(Writer& out, const SwmmModel& model) {
    const auto is_pump = [](const SwmmLink& l) { return l.kind == SwmmLinkKind::pump; };
    if (std::none_of(model.links.begin(), model.links.end(), is_pump)) {
        return;
    }
    out.section("PUMPS", "Name From To Curve Status Startup Shutoff");
    for (const auto& l : model.links) {
        if (is_pump(l)) {
            out.line("{} {} {} {} ON 0 0", l.name, l.from, l.to, l.capacity_m3s ? "curve_" + l.name : "*");
        }
    }
    out.section("CURVES", "Name Type Depth(m) Flow(m3/s)");
    for (const auto& l : model.links) {
        if (is_pump(l) && l.capacity_m3s) {
            out.line("curve_{} PUMP4 0 0", l.name);
            out.line("curve_{} 0.3 {:.5f}", l.name, *l.capacity_m3s);
        }
    }
}

void write_places(Writer& out, const SwmmModel& model) {
    out.section("COORDINATES", "Node X Y");
    for (const auto& n : model.nodes) {
        if (n.place) {
            out.line("{} {:.3f} {:.3f}", n.name, n.place->x, n.place->y);
        }
    }
    out.section("VERTICES", "Link X Y");
    for (const auto& l : model.links) {
        for (const auto p : l.vertices) {
            out.line("{} {:.3f} {:.3f}", l.name, p.x, p.y);
        }
    }
    out.section("POLYGONS", "Subcatchment X Y");
    const auto ring = [&out](const std::string& name, const Points& outline) {
        for (std::size_t i = 0; i + 1 < outline.size(); ++i) { // SWMM closes it
            out.line("{} {:.3f} {:.3f}", name, outline[i].x, outline[i].y);
        }
    };
    for (const auto& s : model.subcatchments) {
        ring(s.name, s.outline);
    }
    for (const auto& n : model.nodes) {
        ring(n.name, n.outline);
    }
}

/// A name with a blank or a bracket would become other words, or a section.
void require_names(const SwmmModel& model) {
    const auto require = [](const std::string& name) {
        if (!is_swmm_name(name)) {
            throw UsageError(Message{"swmm.no_name", {{"name", name}}});
        }
    };
    for (const auto& node : model.nodes) {
        require(node.name);
    }
    for (const auto& link : model.links) {
        for (const auto* name : {&link.name, &link.from, &link.to, &link.shape}) {
            require(*name);
        }
    }
    for (const auto& subcatchment : model.subcatchments) {
        require(subcatchment.name);
        require(subcatchment.outlet);
    }
}

} // namespace

bool is_swmm_name(std::string_view text) {
    const auto bad = [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == ';' || c == '"' || c == '[' || c == ']' || c == '\x7f';
    };
    return !text.empty() && text != "*" && std::none_of(text.begin(), text.end(), bad);
}

std::string swmm_text(const SwmmModel& model) {
    require_names(model);
    Writer out;
    write_options(out, model);
    write_rain(out, model);
    write_subcatchments(out, model);
    write_nodes(out, model);
    write_conduits(out, model);
    write_pumps(out, model);
    out.section("REPORT", "Reporting options");
    out.line("INPUT NO\nCONTROLS NO\nSUBCATCHMENTS NONE\nNODES NONE\nLINKS NONE");
    write_places(out, model);
    return out.take();
}

} // namespace kerb::io
