// The parts of a sample city, in the order in which they are built.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/base/random.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/synth/sample_city.hpp>

namespace kerb::synth {

/// What a random stream is for; with the number of the item it keys the stream. Never renumbered.
enum Purpose : std::uint32_t {
    node = 1,
    bend,
    removal,
    lighting,
    lamp,
    border_line,
    park,
    building,
    circuit,
    naming,
    hill,
    low_spot,
    tree,
    toilet,
    bin,
    parking_bay,
    sign,
    unlawful,
    site,
    property,
    residence,
    inner_line,
    cover,
    dead_end,
    old_town,
    landscape,
    street_tree,
    dredging,
    vehicle,
    footbridge,
    // 100 … 199: records; 200 … 299: faults
    first_record_purpose = 100,
    first_fault_purpose = 200
};

constexpr double block_m = 110;
constexpr double margin_m = 60; // from the outermost nodes to the border: room for jitter, bends and half a wide road
constexpr Point corner = {500000, 3556500};
constexpr double unlit_share = 0.15;

/// How much of everything.
struct Scale {
    std::uint32_t nodes, roads, lamps, district_columns, district_rows, parks, buildings;
};

[[nodiscard]] Scale scale_of(Size size);

/// How many of a thing of which size s has `at_s`: a tenth, ten or a hundred times that by the roads, but eight at
/// least where size s has so many.
[[nodiscard]] constexpr std::uint32_t times(const Scale& scale, std::uint32_t at_s) {
    return std::max(at_s * (scale.roads / 100) / 100, std::min(at_s, 8U));
}

/// A street of the lattice, from its node to the east or to the north.
struct Street {
    std::uint32_t column, row;
    bool east;
    /// Number of the lattice line it lies on.
    [[nodiscard]] std::uint32_t line() const { return east ? row : column; }
};

/// What the parts share: the lattice of streets and blocks.
struct Plan {
    explicit Plan(const SampleCityOptions& options);

    [[nodiscard]] RandomStream stream(Purpose purpose, std::uint64_t item) const { return {seed, purpose, item}; }
    [[nodiscard]] double extent() const { return block_m * (scale.nodes - 1); }
    [[nodiscard]] Point node_at(std::uint32_t column, std::uint32_t row) const;
    [[nodiscard]] Point node_of(const Street& street, bool end) const;
    /// The centreline of the street that is road `number`, from 1.
    [[nodiscard]] LineString bent(const Street& street, std::uint64_t number) const;
    /// The ground of a block between the carriageways of the streets around it; `inset_m` from their
    /// kerbs, bends included.
    [[nodiscard]] Polygon block_ground(std::uint32_t block, double inset_m) const;
    [[nodiscard]] Point block_centre(std::uint32_t block) const;
    /// The block that a place is in, by the lattice without its jitter; none outside.
    [[nodiscard]] std::optional<std::uint32_t> block_at(Point p) const;
    /// Takes the next free block for a use of its own. \pre there is one
    [[nodiscard]] std::uint32_t take_block();
    /// 0 … count−1 in the order of their tickets.
    [[nodiscard]] std::vector<std::uint32_t> by_lot(std::uint32_t count, Purpose purpose, std::uint64_t first) const;

    std::uint64_t seed;
    Size size;
    Scale scale;
    std::vector<Street> streets;            ///< road i is streets[i]
    std::vector<std::uint8_t> dark;         ///< by road: no lamp stands there
    std::vector<std::uint32_t> blocks;      ///< by lot: first those of the parks, then those that are built on
    std::vector<std::uint16_t> houses;      ///< by block: buildings on it
    std::vector<std::uint32_t> people;      ///< by block
    std::vector<std::uint32_t> free_blocks; ///< neither park nor built on, by lot; their users take them from the end
};

/// The place at `chainage` of a line, `side` metres to its left.
[[nodiscard]] Point beside(const LineString& line, double chainage, double side);
/// The line moved `side` metres to its left, its bends mitred.
[[nodiscard]] Points moved(const LineString& line, double side);
/// The strip beside a line from chainage `from` to `to`, between `right` and `left` metres to its left.
[[nodiscard]] Polygon strip(const LineString& line, double from, double to, double right, double left);

[[nodiscard]] RoadClass class_of_line(std::uint32_t line);
[[nodiscard]] double width_of(RoadClass road_class);
[[nodiscard]] Polygon rectangle(Point centre, double width, double height, double turn);

void add_roads(Plan& plan, Inventory& city, Truth& truth);
void add_lighting(const Plan& plan, Inventory& city, Truth& truth);
void add_districts(const Plan& plan, Inventory& city);
void add_parks(const Plan& plan, Inventory& city);
void add_buildings(Plan& plan, Inventory& city);
void add_road_areas(const Plan& plan, Inventory& city);
void add_drainage(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth);
/// Circuits and cabinets, whose keys the lamps name.
void add_circuits(const Plan& plan, Inventory& city);
/// Squares, road belts and trees.
void add_green(Plan& plan, Inventory& city);
/// Kinds of trees, in turn.
[[nodiscard]] const Text& species_in_turn(std::size_t number);
/// A tree whose sizes the stream draws; its crown is `least_crown_m` across and up to so many steps of 0.1 m more.
[[nodiscard]] Tree grown_tree(RandomStream random, std::string key, Point place, const Text& species,
                              double least_crown_m, std::uint32_t crown_steps);
void add_pond(Plan& plan, const Ground& ground, Inventory& city);
void add_bridges(const Ground& ground, Inventory& city, Truth& truth);
/// The planted hollows and the register of waterlogging points.
void add_known_water(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth);
/// Toilets, waste sites, parking and markets.
void add_services(Plan& plan, Inventory& city, Truth& truth);
/// Billboards, illegal buildings, construction sites and public property.
void add_order(Plan& plan, Inventory& city, Truth& truth);
/// The zones above and below the districts, and the people of all.
void add_zones(const Plan& plan, Inventory& city);
/// Lanes without lamps that stop short of their further node; \pre the carriageways are there.
void close_lanes(const Plan& plan, Inventory& city, Truth& truth);
/// The pipes that lead to one of the outfalls carry foul water as well.
void combine_drains(const Plan& plan, Inventory& city, Truth& truth);

/// What stands apart from all above and draws from streams of its own, so that it may come last.
void add_mains(const Plan& plan, Inventory& city, Truth& truth);
void add_sewers(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth);
/// Parks of two to three hectares, on several blocks.
void add_large_parks(const Plan& plan, Inventory& city, Truth& truth);
/// Trees along the kerbs of some local streets, and in the large parks.
void add_street_trees(const Plan& plan, Inventory& city, Truth& truth);
/// Lamps of squares and of some parks.
void add_landscape_lights(const Plan& plan, Inventory& city, Truth& truth);
void add_footbridges(const Plan& plan, Inventory& city, Truth& truth);
/// Bins along the river, where no unit grid is.
void add_riverside(const Plan& plan, Inventory& city, Truth& truth);
void add_dredging(const Plan& plan, Inventory& city, Truth& truth);
/// Cars that are registered in each district; nowhere else, for a city counts what its zones say of themselves.
void count_vehicles(const Plan& plan, Inventory& city, Truth& truth);

/// Events, patrols, cases, permits and projects of the finished city, and what they should lead to.
void add_records(Inventory& city, Truth& truth, const SampleCityOptions& options);
/// Spoils the finished city; called when `options.faults`.
void add_faults(Inventory& city, Truth& truth, const SampleCityOptions& options);

} // namespace kerb::synth
