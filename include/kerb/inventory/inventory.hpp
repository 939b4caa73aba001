// The inventory of a city: every asset in one frame. Const once built.
#pragma once

#include <string>
#include <vector>

#include <kerb/geometry/frame.hpp>
#include <kerb/inventory/assets.hpp>

namespace kerb {

struct Inventory {
    explicit Inventory(Frame working_frame) : frame(std::move(working_frame)) {}

    Frame frame;
    std::string name; ///< of the city, may be empty
    /// Vertical datum that the layers of drains state for their levels (Frame::heights); empty: they state none.
    std::string heights;

    std::vector<Road> roads;
    std::vector<RoadArea> road_areas;
    std::vector<Bridge> bridges;

    std::vector<Streetlight> streetlights;
    std::vector<Luminaire> luminaires;
    std::vector<Circuit> circuits;
    std::vector<Cabinet> cabinets;

    std::vector<Manhole> manholes;
    std::vector<Inlet> inlets;
    std::vector<Conduit> conduits;
    std::vector<Channel> channels;
    std::vector<Outfall> outfalls;
    std::vector<PumpStation> pump_stations;
    std::vector<Storage> storages;
    std::vector<Catchment> catchments;
    std::vector<RainZone> rain_zones;
    std::vector<WaterloggingPoint> waterlogging_points;

    std::vector<GreenSpace> green_spaces;
    std::vector<Tree> trees;

    std::vector<Toilet> toilets;
    std::vector<WasteSite> waste_sites;
    std::vector<Parking> parkings;
    std::vector<Market> markets;
    std::vector<Building> buildings;

    std::vector<Billboard> billboards;
    std::vector<IllegalBuilding> illegal_buildings;
    std::vector<ConstructionSite> construction_sites;
    std::vector<PublicProperty> public_properties;

    std::vector<ExcavationPermit> excavation_permits;
    std::vector<Responsibility> responsibilities;
    std::vector<Project> projects;
    std::vector<Case> cases;

    std::vector<Event> events;
    std::vector<Reading> readings;
    std::vector<Inspection> inspections;
    std::vector<Milestone> milestones;

    std::vector<Zone> zones;
    std::vector<OtherAsset> others;
};

/// Calls `visit` with the list of every class, in the order above.
template <class City, class Visit>
void for_each_class(City& city, Visit&& visit) {
    const auto all = [&visit](auto&... lists) { (visit(lists), ...); };
    all(city.roads, city.road_areas, city.bridges, city.streetlights, city.luminaires, city.circuits, city.cabinets,
        city.manholes, city.inlets, city.conduits, city.channels, city.outfalls, city.pump_stations, city.storages,
        city.catchments, city.rain_zones, city.waterlogging_points, city.green_spaces, city.trees, city.toilets,
        city.waste_sites, city.parkings, city.markets, city.buildings, city.billboards, city.illegal_buildings,
        city.construction_sites, city.public_properties, city.excavation_permits, city.responsibilities, city.projects,
        city.cases, city.events, city.readings, city.inspections, city.milestones, city.zones, city.others);
}

/// Geometry of an asset, whatever its class calls it.
template <class Asset>
decltype(auto) geometry_of(Asset& asset) {
    if constexpr (requires { asset.position; }) {
        return (asset.position);
    } else if constexpr (requires { asset.centreline; }) {
        return (asset.centreline);
    } else if constexpr (requires { asset.course; }) {
        return (asset.course);
    } else if constexpr (requires { asset.area; }) {
        return (asset.area);
    } else if constexpr (requires { asset.place; }) {
        return (asset.place);
    }
}

[[nodiscard]] Box bounds(const Inventory& city);

} // namespace kerb
