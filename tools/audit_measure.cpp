// The zones of an audit, and the lit roads in them.
#include <kerb/coverage/along_roads.hpp>

#include "audit.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

const std::string& zone_label(const Zone& zone) {
    return !zone.about.key.empty()       ? zone.about.key
           : !zone.about.name_en.empty() ? zone.about.name_en.str()
                                         : zone.about.name_zh.str();
}

void choose_zones(AuditRun& run) {
    const auto& zones = run.read.city.zones;
    for (const auto& kind : run.rules.zone_kinds) {
        for (std::size_t i = 0; i < zones.size(); ++i) {
            if (zones[i].kind == kind) {
                run.zones.push_back(i);
            }
        }
        if (!run.zones.empty()) {
            run.zone_kind = kind;
            return;
        }
    }
}

} // namespace

std::string AuditRun::zone_key(std::uint32_t zone) const {
    return zone_label(read.city.zones[zones[zone]]);
}

report::LengthLabels AuditRun::labels() const {
    report::LengthLabels labels;
    labels.line = [this](std::uint32_t i) { return read.city.roads[i].about.key; };
    labels.zone = [this](std::uint32_t i) { return zone_key(i); };
    labels.group = [](std::uint32_t i) { return std::string(road_class_codes[i]); };
    labels.class_of_line = [this](std::uint32_t i) { return std::string(code_of(read.city.roads[i].road_class)); };
    return labels;
}

std::vector<MultiPolygon> zone_areas(const AuditRun& run) {
    std::vector<MultiPolygon> areas;
    for (const auto i : run.zones) {
        areas.push_back(run.read.city.zones[i].area);
    }
    return areas;
}

std::vector<std::uint32_t> zone_ranks(const AuditRun& run) {
    return ranks_by_key(run.zones.size(), [&](std::uint32_t i) { return run.zone_key(i); });
}

void measure_lit_roads(AuditRun& run, const Session& session) {
    choose_zones(run);
    std::optional<coverage::ZoneMap> zones;
    if (!run.zones.empty()) {
        zones.emplace(zone_areas(run), zone_ranks(run));
    }
    coverage::AlongRoadsOptions options{.reach = run.rules.default_reach,
                                        .ignore_gaps_below = run.rules.ignore_gaps,
                                        .threads = Threads{0},
                                        .reach_of_class_m = run.rules.reach_of_class_m,
                                        .road_scale = {},
                                        .zones = zones ? &*zones : nullptr};
    run.lit = coverage::along_roads(run.read.city.roads, run.read.city.streetlights, options, session.progress());
}

} // namespace kerb::tools
