#include "scene.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include <kerb/base/exact_sum.hpp>
#include <kerb/coverage/representative.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>
#include <kerb/inventory/layer_view.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::scorecard {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double overlap_m2 = 1e-3; ///< zones overlap from here on
constexpr double snap_m = 100;      ///< a home farther from every street is off the streets

std::vector<std::uint32_t> numbers(std::size_t count) {
    std::vector<std::uint32_t> made(count);
    std::iota(made.begin(), made.end(), 0U);
    return made;
}

std::vector<std::uint32_t> zones_of_kind(const Inventory& city, const std::string& kind) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        const auto& zone = city.zones[i];
        if (zone.kind == kind && measurable(zone.area)) {
            found.push_back(i);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [&](auto a, auto b) { return city.zones[a].about.key < city.zones[b].about.key; });
    return found;
}

std::optional<Point> place_in(const LayerView& layer, std::size_t i) {
    std::optional<Point> place;
    if (const auto* point = layer.point(i)) {
        place = *point;
    } else if (const auto* line = layer.lines(i); line != nullptr && finite(*line)) {
        place = coverage::representative_point(*line);
    } else if (const auto* area = layer.area(i); area != nullptr && finite(*area)) {
        place = coverage::representative_point(*area);
    }
    return place && finite(*place) ? place : std::nullopt;
}

/// Fields by which a record without a place names an asset that may have one.
std::vector<const char*> naming_fields(const ClassDescription& asset_class) {
    std::vector<const char*> fields;
    for (const auto* field : {"pole", "asset", "project"}) {
        if (asset_class.find(field) != nullptr) {
            fields.push_back(field);
        }
    }
    return fields;
}

} // namespace

bool finite(Point p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}

bool finite(const MultiLineString& line) {
    return std::all_of(line.begin(), line.end(), [](const auto& chain) {
        return std::all_of(chain.begin(), chain.end(), [](Point p) { return finite(p); });
    });
}

bool finite(const MultiPolygon& areas) {
    return std::all_of(areas.begin(), areas.end(),
                       [](const Polygon& one) { return finite(MultiLineString{one.outer}) && finite(one.holes); });
}

bool measurable(const MultiPolygon& areas) {
    return !areas.empty() && !find_defect(areas);
}

bool Homes::any_people() const {
    return std::any_of(people.begin(), people.end(), [](double count) { return count > 0; });
}

Scene::Scene(const Profile& profile, const MeasureInput& given, Threads wanted)
    : city(*given.city), input(given), threads(wanted) {
    for (const auto& wish : profile.zone_kinds) {
        zones = zones_of_kind(city, wish);
        if (!zones.empty()) {
            kind = wish;
            break;
        }
    }
    for (const auto i : zones) {
        zone_areas.push_back(city.zones[i].area);
    }
    if (!zones.empty()) {
        map.emplace(zone_areas, numbers(zones.size()));
    }
}

const std::map<std::string, Point, std::less<>>& Scene::place_of_key() {
    if (!place_of_key_) {
        place_of_key_ = std::make_unique<std::map<std::string, Point, std::less<>>>();
        for (const auto& asset_class : asset_classes()) {
            if (asset_class.layer == "zones" || !naming_fields(asset_class).empty()) {
                continue; // what names others is not named itself
            }
            const LayerView layer(city, asset_class.layer);
            const auto& places = places_of(asset_class.layer);
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (places[i]) {
                    place_of_key_->emplace(layer.about(i).key, *places[i]);
                }
            }
        }
        for (const auto& head : city.luminaires) {
            if (const auto pole = place_of_key_->find(head.pole); pole != place_of_key_->end()) {
                place_of_key_->emplace(head.about.key, pole->second);
            }
        }
    }
    return *place_of_key_;
}

std::vector<std::optional<Point>> Scene::find_places(const std::string& name) {
    const LayerView layer(city, name);
    std::vector<std::optional<Point>> places(layer.size());
    std::vector<FieldView> named;
    for (const auto* field : naming_fields(*find_class(class_of_layer(name)))) {
        named.push_back(layer.field(field));
    }
    for (std::size_t i = 0; i < layer.size(); ++i) {
        places[i] = place_in(layer, i);
        for (const auto& field : named) {
            if (!places[i]) {
                const auto& all = place_of_key();
                const auto it = all.find(field.text(i));
                places[i] = it == all.end() ? std::nullopt : std::optional(it->second);
            }
        }
    }
    return places;
}

const std::vector<std::optional<Point>>& Scene::places_of(const std::string& layer) {
    const auto it = places_of_.find(layer);
    return it != places_of_.end() ? it->second : places_of_.emplace(layer, find_places(layer)).first->second;
}

const std::vector<std::uint32_t>& Scene::zones_of(const std::string& layer) {
    const auto known = zones_of_.find(layer);
    if (known != zones_of_.end()) {
        return known->second;
    }
    std::vector<std::uint32_t> found;
    if (layer == "zones") { // each is itself, and others are in none
        found.assign(city.zones.size(), no_zone);
        for (std::uint32_t z = 0; z < zones.size(); ++z) {
            found[zones[z]] = z;
        }
    } else {
        const auto& places = places_of(layer);
        std::transform(places.begin(), places.end(), std::back_inserter(found),
                       [&](const auto& place) { return place && map ? map->zone_of(*place) : no_zone; });
    }
    return zones_of_.emplace(layer, std::move(found)).first->second;
}

const Cells& Scene::cells_of(const std::string& land_kind) {
    const auto known = cells_.find(land_kind);
    if (known != cells_.end()) {
        return known->second;
    }
    Cells made;
    made.areas = each_once(zone_areas, numbers(zone_areas.size()), overlap_m2, threads);
    made.zone = numbers(made.areas.size());
    if (!land_kind.empty()) {
        std::vector<const MultiPolygon*> land;
        for (const auto& zone : city.zones) {
            if (zone.kind == land_kind && measurable(zone.area)) {
                land.push_back(&zone.area);
            }
        }
        if (land.empty()) {
            made = {};
        } else if (zones.empty()) {
            made.areas = {united(land)};
            made.zone = {no_zone};
        } else {
            made.areas = clipped(made.areas, land, threads);
        }
    }
    made.rank = numbers(made.areas.size());
    return cells_.emplace(land_kind, std::move(made)).first->second;
}

const Homes& Scene::homes() {
    if (!homes_) {
        homes_ = std::make_unique<Homes>();
        const auto& places = places_of("buildings");
        const auto& zone = zones_of("buildings");
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto& about = city.buildings[i].about;
            if (places[i] && about.status != Status::removed && about.status != Status::planned) {
                homes_->places.push_back(*places[i]);
                const auto people = city.buildings[i].population;
                homes_->people.push_back(people && *people >= 0 && *people <= 1e12 ? *people : nan);
                homes_->zone.push_back(zone[i]);
            }
        }
    }
    return *homes_;
}

const WalkedStreets& Scene::walked() {
    if (!walked_) {
        walked_ = std::make_unique<WalkedStreets>();
        for (const auto& road : city.roads) {
            const auto status = road.about.status;
            if (road.road_class != RoadClass::expressway && status != Status::planned && status != Status::removed &&
                finite(road.centreline)) {
                walked_->lines.push(road.centreline);
            }
        }
        network::StreetInput streets;
        streets.lines = &walked_->lines;
        walked_->streets = network::street_graph(streets, {.threads = threads});
        if (!walked_->streets.graph.edges.empty()) {
            walked_->homes =
                network::snap(walked_->streets.graph, walked_->lines, std::span<const Point>(homes().places),
                              {.within = Metres{snap_m}, .threads = threads})
                    .places;
        }
    }
    return *walked_;
}

std::vector<double> Scene::population() {
    std::vector<double> people;
    std::transform(zones.begin(), zones.end(), std::back_inserter(people),
                   [&](auto i) { return city.zones[i].population.value_or(nan); });
    if (std::none_of(people.begin(), people.end(), [](double count) { return count > 0; })) {
        std::vector<ExactSum> sums(zones.size());
        const auto& at = homes();
        for (std::size_t i = 0; i < at.places.size(); ++i) {
            if (at.zone[i] < sums.size() && at.people[i] > 0) {
                sums[at.zone[i]].add(at.people[i]);
            }
        }
        std::transform(sums.begin(), sums.end(), people.begin(),
                       [](const ExactSum& sum) { return sum.value() > 0 ? sum.value() : nan; });
    }
    return people;
}

void Scene::tell(const std::vector<Issue>& found) {
    std::map<std::string, std::int64_t> seen;
    for (const auto& issue : found) {
        const auto text = issue.layer + '\n' + issue.key + '\n' + render(issue.message, Language::en);
        const auto count = ++seen[text];
        if (auto& told = told_[text]; count > told) {
            told = count;
            issues_.push_back(issue);
        }
    }
}

} // namespace kerb::scorecard
