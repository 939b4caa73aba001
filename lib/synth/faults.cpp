#include "faults.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

namespace kerb::synth {
namespace {

std::string fault_key(const char* prefix, std::uint32_t number) {
    return fmt::format("{}-F{:03}", prefix, number + 1);
}

/// The area moved as a whole.
Place shifted(const Place& place, double dx, double dy) {
    auto areas = std::get<MultiPolygon>(place);
    for (auto& polygon : areas) {
        for (auto& p : polygon.outer) {
            p = {p.x + dx, p.y + dy};
        }
    }
    return areas;
}

bool is_area(const Place& place) {
    return std::holds_alternative<MultiPolygon>(place);
}

void repeat_keys(Spoiler& s) {
    auto& toilets = s.city.toilets;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        const auto first = s.choose("toilets", toilets.size() / 2);
        const auto later = s.choose("toilets", toilets.size(), [&](auto k) { return k >= toilets.size() / 2; });
        toilets[later].about.key = toilets[first].about.key;
        s.note("asset.duplicate_key", "toilets", toilets[later].about.key);
    }
    const auto market = s.choose("markets", s.city.markets.size());
    s.city.markets[market].about.key.clear();
    s.note("asset.no_key", "markets", "");
}

void spoil_shapes(Spoiler& s) {
    auto& city = s.city;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        const auto site = s.choose("construction_sites", city.construction_sites.size());
        const auto box = bounds(std::get<MultiPolygon>(city.construction_sites[site].place));
        city.construction_sites[site].place = MultiPolygon{{{{box.min_x, box.min_y},
                                                             {box.max_x, box.max_y},
                                                             {box.max_x, box.min_y},
                                                             {box.min_x, box.max_y},
                                                             {box.min_x, box.min_y}},
                                                            {}}};
        s.note("geometry.invalid", "construction_sites", city.construction_sites[site].about.key);

        const auto duty = s.choose("responsibilities", city.responsibilities.size(), [&](auto k) {
            return std::holds_alternative<MultiLineString>(city.responsibilities[k].place);
        });
        const auto start = std::get<MultiLineString>(city.responsibilities[duty].place)[0][0];
        city.responsibilities[duty].place = MultiLineString{{start, {start.x + 0.004, start.y}}};
        s.note("geometry.zero_length", "responsibilities", city.responsibilities[duty].about.key);
    }
}

// The same again under another key, and the same again a little beside.
void repeat_shapes(Spoiler& s) {
    auto& city = s.city;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto property = city.public_properties[s.choose("public_properties", city.public_properties.size())];
        property.about.key = fault_key("PU", i);
        s.note("geometry.duplicate", "public_properties", property.about.key);
        city.public_properties.push_back(std::move(property));

        const auto lot =
            s.find("parkings", city.parkings.size(), [&](auto k) { return is_area(city.parkings[k].place); });
        if (lot) {
            auto parking = city.parkings[*lot];
            parking.about.key = fault_key("PK", i);
            parking.place = shifted(parking.place, 1, 0.5);
            s.note("geometry.overlap", "parkings", parking.about.key);
            city.parkings.push_back(std::move(parking));
        }

        auto tree = city.trees[s.choose("trees", city.trees.size())];
        tree.about.key = fault_key("TR", i);
        s.note("geometry.duplicate_place", "trees", tree.about.key);
        city.trees.push_back(std::move(tree));
    }
}

void break_links(Spoiler& s) {
    auto& city = s.city;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& head = city.luminaires[s.choose("luminaires", city.luminaires.size())];
        head.circuit = fault_key("C", i);
        s.note("relation.dangling", "luminaires", head.about.key);
        if (!city.events.empty()) {
            auto& event = city.events[s.choose("events", city.events.size())];
            event.asset = fault_key("SL", i);
            s.note("relation.dangling", "events", event.about.key);
        }
        auto& light = city.streetlights[s.choose("streetlights", city.streetlights.size())];
        light.luminaire_count = light.luminaire_count.value_or(1) + 1;
        s.note("relation.count", "streetlights", light.about.key);
    }
}

// Two residential quarters, each said to be part of the other.
void close_circle(Spoiler& s) {
    auto& zones = s.city.zones;
    const auto residential = [&](std::size_t k) { return zones[k].kind == "residential"; };
    const auto first = s.find("zones", zones.size(), residential), second = s.find("zones", zones.size(), residential);
    if (first && second) {
        zones[*first].parent = zones[*second].about.key;
        zones[*second].parent = zones[*first].about.key;
        s.note("relation.cycle", "zones", zones[std::min(*first, *second)].about.key);
    }
}

double from_roads(const Inventory& city, Point p) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& road : city.roads) {
        const auto& line = road.centreline[0];
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            least = std::min(least, distance_to_segment(p, line[i], line[i + 1]) - road.width_m.value_or(0) / 2);
        }
    }
    return least;
}

void misplace_lights(Spoiler& s) {
    auto& lights = s.city.streetlights;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& far = lights[s.choose("streetlights", lights.size())];
        const auto park = s.choose("green_spaces", s.city.green_spaces.size(), [&](auto k) {
            const auto& green = s.city.green_spaces[k];
            return !green.road_belt.value_or(false) && from_roads(s.city, bounds(green.area).centre()) > 20;
        });
        far.position = bounds(s.city.green_spaces[park].area).centre();
        s.note("light.off_road", "streetlights", far.about.key);

        const auto close = s.choose("streetlights", lights.size() - 1);
        s.spoil("streetlights", close + 1);
        lights[close + 1].position = {lights[close].position.x + 0.3, lights[close].position.y};
        s.note("light.too_close", "streetlights", lights[close + 1].about.key);
    }
}

// A second line of a road, eight metres beside the first: who adds lengths counts the road twice.
void pair_roads(Spoiler& s) {
    auto& roads = s.city.roads;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto road = roads[s.choose("roads", roads.size(), [&](auto k) {
            return !roads[k].about.name_zh.empty() && roads[k].carriageway != Carriageway::left &&
                   roads[k].carriageway != Carriageway::right && roads[k].one_way.value_or(true) &&
                   length(roads[k].centreline) > 60;
        })];
        road.about.key = fault_key("R", i);
        const auto line = road.centreline[0];
        const double size = distance(line.front(), line.back());
        const Point off = {-(line.back().y - line.front().y) / size * 8, (line.back().x - line.front().x) / size * 8};
        for (auto& p : road.centreline[0]) {
            p = {p.x + off.x, p.y + off.y};
        }
        s.note("road.carriageway_pair", "roads", road.about.key);
        roads.push_back(std::move(road));
    }
}

bool in_box(const Inventory& city, Point p, const std::string& kind, std::string& key) {
    for (const auto& zone : city.zones) {
        if (zone.kind == kind && bounds(zone.area).contains(p) && covers(zone.area, p)) {
            key = zone.about.key;
            return true;
        }
    }
    return false;
}

void mislabel_lights(Spoiler& s) {
    auto& lights = s.city.streetlights;
    const auto& zones = s.city.zones;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& unknown = lights[s.choose("streetlights", lights.size())];
        unknown.about.district = "第九九九区";
        s.note("zone.label_unknown", "streetlights", unknown.about.key);

        auto& wrong = lights[s.choose("streetlights", lights.size())];
        std::string home;
        static_cast<void>(in_box(s.city, wrong.position, "district", home));
        const auto other = std::find_if(zones.begin(), zones.end(),
                                        [&](const auto& z) { return z.kind == "district" && z.about.key != home; });
        wrong.about.district = other->about.key;
        s.note("zone.label_differs", "streetlights", wrong.about.key);

        auto& outside = lights[s.choose("streetlights", lights.size())];
        outside.position = {corner.x - 700 - 40.0 * i, corner.y - 500};
        s.note("zone.outside", "streetlights", outside.about.key);
        s.note("light.off_road", "streetlights", outside.about.key); // there is no road either
    }
}

/// Bends a side that the zone shares with one neighbour: outward it overlaps the neighbour, inward it leaves a gap.
bool bend_border(Spoiler& s, std::size_t at, double by) {
    auto& ring = s.city.zones[at].area.front().outer;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const auto a = ring[i], b = ring[i + 1];
        const double size = distance(a, b);
        if (size < 20) {
            continue;
        }
        const Point middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
        const Point normal = {(b.y - a.y) / size, -(b.x - a.x) / size};
        const bool out = !covers({{ring, {}}}, {middle.x + normal.x * 0.5, middle.y + normal.y * 0.5});
        const double side = out ? 1 : -1;
        const Point beyond = {middle.x + normal.x * side * 0.5, middle.y + normal.y * side * 0.5};
        std::string neighbour;
        if (in_box(s.city, beyond, s.city.zones[at].kind, neighbour)) {
            ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                        {middle.x + normal.x * side * by, middle.y + normal.y * side * by});
            return true;
        }
    }
    return false;
}

void bend_borders(Spoiler& s) {
    auto& zones = s.city.zones;
    const auto bend = [&](double by, const char* rule) {
        const auto at = s.find("zones", zones.size(), [&](auto k) { return zones[k].kind == "grid"; });
        if (at && bend_border(s, *at, by)) {
            s.note(rule, "zones", zones[*at].about.key);
        }
    };
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        bend(4, "zone.overlap");
        bend(-4, "zone.gap");
    }
}

/// Conduits by the node they lead to and from.
class Pipes {
public:
    explicit Pipes(Spoiler& s) : s_(s), conduits_(s.city.conduits) {
        for (std::uint32_t i = 0; i < conduits_.size(); ++i) {
            into_.emplace_back(conduits_[i].to.str(), i);
            out_of_.emplace_back(conduits_[i].from.str(), i);
        }
        std::sort(into_.begin(), into_.end());
        std::sort(out_of_.begin(), out_of_.end());
    }

    /// A drain that is not spoiled, nor are those at its ends.
    template <class Fits>
    [[nodiscard]] Conduit& choose(Fits&& fits) {
        const auto i = s_.choose("conduits", conduits_.size(), [&](auto k) {
            const auto& pipe = conduits_[k];
            return pipe.system == DrainSystem::storm && pipe.course.size() == 1 && length(pipe.course) > 12 &&
                   is_manhole(pipe.from) && is_manhole(pipe.to) && fits(pipe);
        });
        for (const auto* list : {&into_, &out_of_}) {
            for (const auto* node : {&conduits_[i].from, &conduits_[i].to}) {
                each(*list, node->str(), [&](std::uint32_t k) { s_.spoil("conduits", k); });
            }
        }
        return conduits_[i];
    }
    [[nodiscard]] std::size_t into(const std::string& node) const {
        std::size_t count = 0;
        each(into_, node, [&](std::uint32_t) { ++count; });
        return count;
    }
    /// Height of the largest round pipe that comes in.
    [[nodiscard]] double largest_into(const std::string& node) const {
        double most = 0;
        each(into_, node, [&](std::uint32_t k) {
            const bool round = conduits_[k].shape == SectionShape::circular;
            most = round ? std::max(most, conduits_[k].diameter_m.value_or(0)) : most;
        });
        return most;
    }

private:
    using List = std::vector<std::pair<std::string, std::uint32_t>>;
    static bool is_manhole(const std::string& key) { return key.starts_with("MH-"); }
    template <class Visit>
    static void each(const List& list, const std::string& node, Visit&& visit) {
        for (auto it = std::lower_bound(list.begin(), list.end(), std::pair(node, 0U));
             it != list.end() && it->first == node; ++it) {
            visit(it->second);
        }
    }

    Spoiler& s_;
    std::vector<Conduit>& conduits_;
    List into_, out_of_;
};

void spoil_levels(Spoiler& s, Pipes& pipes) {
    const auto any = [](const Conduit&) { return true; };
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& uphill = pipes.choose(any);
        uphill.invert_down_m = *uphill.invert_up_m + 0.12;
        s.note("conduit.adverse_slope", "conduits", uphill.about.key);

        auto& narrow = pipes.choose([&](const Conduit& pipe) {
            return pipe.shape == SectionShape::circular && pipes.largest_into(pipe.from) >= 0.6;
        });
        narrow.diameter_m = 0.3;
        s.note("conduit.smaller_downstream", "conduits", narrow.about.key);

        auto& unknown = pipes.choose(any);
        unknown.invert_up_m.reset();
        unknown.invert_down_m.reset();
        s.note("conduit.no_invert", "conduits", unknown.about.key);
    }
}

void spoil_courses(Spoiler& s, Pipes& pipes) {
    const auto any = [](const Conduit&) { return true; };
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& back = pipes.choose(any);
        std::reverse(back.course[0].begin(), back.course[0].end());
        s.note("conduit.reversed", "conduits", back.about.key);

        auto& off = pipes.choose(any);
        off.course[0].back().x += 2;
        off.course[0].back().y += 1.5;
        s.note("conduit.off_node", "conduits", off.about.key);

        auto& lost = pipes.choose([&](const Conduit& pipe) { return pipes.into(pipe.from) == 0; });
        lost.to = "";
        s.note("conduit.no_outlet", "conduits", lost.about.key);
    }
}

void spoil_nodes(Spoiler& s) {
    auto& city = s.city;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto manhole = city.manholes[s.choose("manholes", city.manholes.size())];
        manhole.about.key = fault_key("MH", i);
        manhole.system = DrainSystem::storm;
        manhole.position = {manhole.position.x + 3, manhole.position.y + 2};
        s.note("manhole.isolated", "manholes", manhole.about.key);
        city.manholes.push_back(std::move(manhole));

        auto& inlet = city.inlets[s.choose("inlets", city.inlets.size())];
        inlet.manhole = "";
        s.note("inlet.unconnected", "inlets", inlet.about.key);
    }
}

void spoil_dates(Spoiler& s) {
    auto& city = s.city;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& coming = city.toilets[s.choose("toilets", city.toilets.size())];
        coming.about.more.edit().build_date = Moment::day(2099, 1, 1);
        s.note("date.future", "toilets", coming.about.key);

        auto& ancient = city.toilets[s.choose("toilets", city.toilets.size())];
        ancient.about.more.edit().build_date = Moment::day(1188, 8, 8); // 1988 by a slip of the finger
        s.note("date.too_old", "toilets", ancient.about.key);

        auto& permit = city.excavation_permits[s.choose("excavation_permits", city.excavation_permits.size())];
        std::swap(permit.start, permit.end);
        s.note("date.order", "excavation_permits", permit.about.key);
    }
}

} // namespace

bool Spoiler::spoiled(const std::string& layer, std::size_t i) const {
    return std::find(spoiled_.begin(), spoiled_.end(), std::pair(layer, i)) != spoiled_.end();
}

void spoil_keys_and_shapes(Spoiler& spoiler) {
    repeat_keys(spoiler);
    spoil_shapes(spoiler);
    repeat_shapes(spoiler);
}

void spoil_relations(Spoiler& spoiler) {
    break_links(spoiler);
    close_circle(spoiler);
}

void spoil_lights_and_roads(Spoiler& spoiler) {
    misplace_lights(spoiler);
    pair_roads(spoiler);
}

void spoil_zones(Spoiler& spoiler) {
    mislabel_lights(spoiler);
    bend_borders(spoiler);
}

void spoil_drains(Spoiler& spoiler) {
    Pipes pipes(spoiler);
    spoil_levels(spoiler, pipes);
    spoil_courses(spoiler, pipes);
    spoil_nodes(spoiler);
}

void spoil_values(Spoiler& s) {
    auto& city = s.city;
    for (std::uint32_t i = 0; i < fault_times; ++i) {
        auto& green = city.green_spaces[s.choose("green_spaces", city.green_spaces.size())];
        green.canopy_ratio = 1.4;
        s.note("value.out_of_domain", "green_spaces", green.about.key);

        auto& head = city.luminaires[s.choose("luminaires", city.luminaires.size())];
        head.power_w = 25'000; // watts with a zero too many, twice
        s.note("value.unusual", "luminaires", head.about.key);

        auto& manhole = city.manholes[s.choose("manholes", city.manholes.size())];
        manhole.about.more.edit().code = "4115020199000001";
        s.note("code.scheme", "manholes", manhole.about.key);
    }
    const auto open = s.find("waterlogging_points", city.waterlogging_points.size(), [&](auto k) {
        return city.waterlogging_points[k].state == WaterloggingStatus::under_repair;
    });
    if (open) {
        city.waterlogging_points[*open].state = WaterloggingStatus::cleared;
        s.note("waterlogging.cleared_unverified", "waterlogging_points", city.waterlogging_points[*open].about.key);
    }
    spoil_dates(s);
}

void add_faults(Inventory& city, Truth& truth, const SampleCityOptions& options) {
    Spoiler spoiler(city, truth, options);
    spoil_keys_and_shapes(spoiler);
    spoil_relations(spoiler);
    spoil_lights_and_roads(spoiler);
    spoil_zones(spoiler);
    spoil_drains(spoiler);
    spoil_values(spoiler);
}

} // namespace kerb::synth
