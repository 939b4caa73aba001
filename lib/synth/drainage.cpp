#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "ground.hpp"
#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t band_rows = 72; ///< a covered drain under every 72nd street takes what comes from the north
constexpr std::uint32_t outfall_columns = 8;
constexpr double cover_m = 0.9, block_ha = block_m * block_m / 1e4;

/// A storm pipe's section; a culvert of two metres forty and more is a box that grows in width.
struct PipeSize {
    double height, width; ///< width 0: circular
    double least_slope;
};

// Q = 0.13 A^0.83 m³/s for A ha, run full at 0.3 %.
PipeSize pipe_size(double hectares) {
    constexpr std::array<double, 14> round = {0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.35, 1.5, 1.65, 1.8, 2.0, 2.2, 2.4};
    constexpr std::array<double, 9> wide = {2.4, 3.0, 3.6, 4.2, 5.0, 6.0, 8.0, 10.0, 12.0};
    const double flow = 0.13 * std::pow(hectares, 0.83), diameter = std::pow(flow / 1.315, 3.0 / 8);
    const auto at = std::lower_bound(round.begin(), round.end(), diameter);
    if (at != round.end()) {
        const double d = *at;
        return {d, 0, d < 0.35 ? 0.003 : d < 0.55 ? 0.002 : d < 0.9 ? 0.0012 : d < 1.4 ? 0.0008 : 0.0006};
    }
    const double need = diameter * diameter / 2.4;
    const auto width = std::lower_bound(wide.begin(), wide.end(), need);
    return {2.4, width == wide.end() ? wide.back() : *width, 0.0005};
}

/// A manhole to be: the junctions first, by node of the lattice, then those along the streets.
struct Well {
    Point place;
    double ground = 0;
    double crown = std::numeric_limits<double>::infinity();  ///< lowest of the pipes that come in
    double invert = std::numeric_limits<double>::infinity(); ///< lowest of all its pipes
    std::uint32_t number = none;                             ///< position in the inventory
};

class Network {
public:
    Network(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth)
        : plan_(plan), ground_(ground), city_(city), truth_(truth), nodes_(plan.scale.nodes) {}

    void build() {
        list_streets();
        add_receiving_waters();
        find_ways();
        sum_areas();
        lay_pipes();
        add_outfall_pipes();
        add_underpass();
        add_catchments();
    }

private:
    struct Way {
        std::uint32_t road = none, next = none; ///< the street that leads down, and the node at its other end
        double hectares = 0;                    ///< upstream, with its own
    };

    [[nodiscard]] std::uint32_t id(std::uint32_t column, std::uint32_t row) const { return row * nodes_ + column; }
    [[nodiscard]] bool drained(const Street& street) const;
    void list_streets();
    void add_receiving_waters();
    [[nodiscard]] bool is_outfall(std::uint32_t node) const;
    void find_ways();
    void sum_areas();
    void lay_pipes();
    void lay_street(std::uint32_t road, std::uint32_t from, double hectares, bool whole);
    std::uint32_t manhole(Well& well);
    double lay(Well& from, Well& to, Points course, double hectares, double extra_cover);
    void close_manhole(const Well& well);
    Conduit& add_conduit(Points course, const Text& from, const Text& to, const PipeSize& size, double up, double down);
    void add_inlets(const Well& well, std::uint32_t road, Point before, Point after, double clogging);
    void add_inlet(Point place, const Well& well, RoadClass road_class, double clogging);
    void add_hollow_inlets(std::uint32_t hollow, std::uint32_t road, const Well& nearest);
    void add_outfall_pipes();
    void add_underpass();
    void add_catchments();
    [[nodiscard]] Point dual_corner(std::int64_t column, std::int64_t row) const;

    const Plan& plan_;
    const Ground& ground_;
    Inventory& city_;
    Truth& truth_;
    std::uint32_t nodes_;
    std::vector<std::array<std::uint32_t, 4>> streets_at_; ///< by node: drained streets east, north, west, south
    std::vector<Way> ways_;
    std::vector<std::uint32_t> order_; ///< nodes from the outfalls upwards
    std::vector<Well> wells_;
    std::vector<std::uint32_t> hollow_on_; ///< by road
    Text owner_ = "市政设施管理处", cover_owner_ = "市政设施管理处";
};

// Lanes have no pipes of their own, at size l no street below a collector has. Nothing crosses the dip or a covered
// drain.
bool Network::drained(const Street& street) const {
    const auto road_class = class_of_line(street.line());
    const bool main =
        road_class == RoadClass::expressway || road_class == RoadClass::arterial || road_class == RoadClass::collector;
    if (road_class == RoadClass::lane || (plan_.size == Size::l && !main)) {
        return false;
    }
    if (!street.east && (street.row + 1) % band_rows == 0) {
        return false;
    }
    const auto& dip = ground_.dip();
    if (!dip) {
        return true;
    }
    const bool starts = street.column == dip->column && street.row == dip->row;
    const bool ends =
        street.column + (street.east ? 1 : 0) == dip->column && street.row + (street.east ? 0 : 1) == dip->row;
    return !starts && !ends;
}

void Network::list_streets() {
    streets_at_.assign(std::size_t{nodes_} * nodes_, {none, none, none, none});
    for (std::uint32_t i = 0; i < plan_.streets.size(); ++i) {
        const auto& street = plan_.streets[i];
        if (drained(street)) {
            const auto a = id(street.column, street.row);
            const auto b = id(street.column + (street.east ? 1 : 0), street.row + (street.east ? 0 : 1));
            streets_at_[a][street.east ? 0 : 1] = i;
            streets_at_[b][street.east ? 2 : 3] = i;
        }
    }
    wells_.resize(streets_at_.size());
    for (std::uint32_t node = 0; node < wells_.size(); ++node) {
        wells_[node].place = plan_.node_at(node % nodes_, node / nodes_);
        wells_[node].ground = ground_.elevation(wells_[node].place);
    }
    hollow_on_.assign(plan_.streets.size(), none);
    for (std::uint32_t i = 0; i < ground_.hollows().size(); ++i) {
        hollow_on_[ground_.hollows()[i].road] = i;
    }
}

void Network::add_receiving_waters() {
    Channel river;
    river.about.key = "CH-0001";
    river.about.name_zh = "南河";
    river.about.name_en = "South River";
    river.about.status = Status::in_service;
    river.kind = ChannelKind::river;
    river.shape = SectionShape::trapezoidal;
    river.width_m = 44;
    river.depth_m = 6;
    river.dredged = Moment::day(2023, 3, 20);
    Points axis;
    for (double x = corner.x - margin_m - 40; x <= corner.x + plan_.extent() + margin_m + 40; x += 95) {
        axis.push_back({x, Ground::river_axis(x)});
    }
    river.place = MultiLineString{std::move(axis)};
    city_.channels.push_back(std::move(river));
    for (std::uint32_t row = band_rows; row < nodes_; row += band_rows) {
        Channel drain;
        drain.about.key = fmt::format("CH-{:04}", city_.channels.size() + 1);
        drain.about.name_zh = fmt::format("{}号暗渠", row / band_rows);
        drain.about.name_en = fmt::format("Covered drain {}", row / band_rows);
        drain.about.status = Status::in_service;
        drain.kind = ChannelKind::drain;
        drain.shape = SectionShape::rectangular;
        drain.width_m = 10;
        drain.depth_m = 6;
        Points line;
        for (std::uint32_t column = 0; column < nodes_; ++column) {
            const auto node = plan_.node_at(column, row);
            line.push_back({node.x, node.y - 9});
        }
        drain.place = MultiLineString{std::move(line)};
        city_.channels.push_back(std::move(drain));
    }
}

bool Network::is_outfall(std::uint32_t node) const {
    return node / nodes_ % band_rows == 0 && node % nodes_ % outfall_columns == 2 &&
           std::any_of(streets_at_[node].begin(), streets_at_[node].end(), [](auto road) { return road != none; });
}

// From the outfalls upwards, lowest first: whoever is reached drains to the lowest neighbour reached before, so every
// node has one way down and no way leads in a circle.
void Network::find_ways() {
    using Item = std::pair<double, std::uint32_t>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> open;
    std::vector<std::uint8_t> state(wells_.size(), 0); // 1: seen, 2: done
    ways_.resize(wells_.size());
    for (std::uint32_t node = 0; node < wells_.size(); ++node) {
        if (is_outfall(node)) {
            open.emplace(wells_[node].ground, node);
            state[node] = 1;
        }
    }
    const std::array<std::int64_t, 4> step = {1, nodes_, -1, -std::int64_t{nodes_}};
    while (!open.empty()) {
        const auto [cost, node] = open.top();
        open.pop();
        order_.push_back(node);
        state[node] = 2;
        double lowest = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < 4; ++k) {
            if (streets_at_[node][k] == none) {
                continue;
            }
            const auto other = static_cast<std::uint32_t>(node + step[k]);
            if (state[other] == 0) {
                state[other] = 1;
                open.emplace(std::max(cost, wells_[other].ground), other);
            } else if (state[other] == 2 && !is_outfall(node) && wells_[other].ground < lowest) {
                lowest = wells_[other].ground;
                ways_[node].road = streets_at_[node][k];
                ways_[node].next = other;
            }
        }
    }
}

void Network::sum_areas() {
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) {
        auto& way = ways_[*node];
        way.hectares += block_ha;
        if (way.next != none) {
            ways_[way.next].hectares += way.hectares;
        }
    }
}

std::uint32_t Network::manhole(Well& well) {
    if (well.number == none) {
        well.number = static_cast<std::uint32_t>(city_.manholes.size());
        auto random = plan_.stream(cover, well.number);
        Manhole made;
        made.about.key = fmt::format("MH-{:07}", well.number + 1);
        made.about.status = Status::in_service;
        made.about.owner = owner_;
        made.position = well.place;
        made.system = DrainSystem::storm;
        made.ground_m = well.ground;
        if (random.uniform() > 0.03) {
            made.cover_owner = cover_owner_;
        }
        made.net = random.uniform() < 0.8;
        if (*made.net) {
            made.net_date = Moment::day(2021 + static_cast<int>(random.below(4)), 4, 1);
        }
        city_.manholes.push_back(std::move(made));
    }
    return well.number;
}

void Network::close_manhole(const Well& well) {
    auto& made = city_.manholes[well.number];
    made.invert_m = well.invert;
    made.depth_m = well.ground - well.invert;
}

Conduit& Network::add_conduit(Points course, const Text& from, const Text& to, const PipeSize& size, double up,
                              double down) {
    Conduit pipe;
    pipe.about.key = fmt::format("CD-{:07}", city_.conduits.size() + 1);
    pipe.about.status = Status::in_service;
    pipe.about.owner = owner_;
    pipe.course = {std::move(course)};
    pipe.from = from;
    pipe.to = to;
    pipe.system = DrainSystem::storm;
    pipe.shape = size.width > 0 ? SectionShape::rectangular : SectionShape::circular;
    pipe.diameter_m = size.height;
    if (size.width > 0) {
        pipe.width_m = size.width;
    }
    pipe.material = size.height < 0.45 ? Material::pe : Material::concrete;
    pipe.roughness = size.height < 0.45 ? 0.010 : 0.013;
    pipe.invert_up_m = up;
    pipe.invert_down_m = down;
    return city_.conduits.emplace_back(std::move(pipe));
}

// Crown to crown, under its cover at both ends, at its least slope or steeper as the ground falls.
double Network::lay(Well& from, Well& to, Points course, double hectares, double extra_cover) {
    const auto size = pipe_size(hectares);
    const double below = cover_m + extra_cover + size.height;
    const double up = std::min({from.crown - size.height, from.invert, from.ground - below});
    const double down = std::min(up - size.least_slope * length(course), to.ground - below);
    manhole(from);
    manhole(to);
    from.invert = std::min(from.invert, up);
    to.crown = std::min(to.crown, down + size.height);
    to.invert = std::min(to.invert, down);
    add_conduit(std::move(course), city_.manholes[from.number].about.key, city_.manholes[to.number].about.key, size, up,
                down);
    close_manhole(from);
    return down;
}

// A street on the way down is a pipe from node to node; another one begins at its upper third, so that the network
// stays a tree.
void Network::lay_street(std::uint32_t road, std::uint32_t from, double hectares, bool whole) {
    const auto& street = plan_.streets[road];
    auto line = city_.roads[road].centreline[0];
    const auto first = id(street.column, street.row);
    const auto last = id(street.column + (street.east ? 1 : 0), street.row + (street.east ? 0 : 1));
    if (from != first) {
        std::reverse(line.begin(), line.end());
    }
    auto& upper = wells_[from];
    auto& lower = wells_[from == first ? last : first];
    const auto hollow = hollow_on_[road];
    const double extra = hollow == none ? 0 : ground_.hollows()[hollow].depth;
    if (plan_.size == Size::l) {
        if (whole) {
            lay(upper, lower, line, hectares, extra);
        }
        return;
    }
    Well second = {line[1], ground_.elevation(line[1])}, third = {line[2], ground_.elevation(line[2])};
    if (whole) {
        lay(upper, second, {line[0], line[1]}, hectares, extra);
    }
    lay(second, third, {line[1], line[2]}, hectares, extra);
    lay(third, lower, {line[2], line[3]}, hectares, extra);
    const double clogging = hollow != none && hollow % 3 == 1 ? 0.9 : 0;
    add_inlets(second, road, line[0], line[2], clogging);
    add_inlets(third, road, line[1], line[3], clogging);
    if (hollow != none) {
        add_hollow_inlets(hollow, road, third);
    }
}

void Network::lay_pipes() {
    // What is higher is laid first: all that comes in is known when a node's own pipe is laid.
    std::vector<std::uint32_t> rank(wells_.size(), none);
    for (std::uint32_t i = 0; i < order_.size(); ++i) {
        rank[order_[i]] = i;
    }
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) {
        const auto& way = ways_[*node];
        for (const auto road : streets_at_[*node]) {
            if (road == none || road == way.road) {
                continue;
            }
            const auto& street = plan_.streets[road];
            const auto first = id(street.column, street.row);
            const auto other =
                first != *node ? first : id(street.column + (street.east ? 1 : 0), street.row + (street.east ? 0 : 1));
            if (rank[other] > rank[*node] && rank[other] != none && ways_[other].road != road) {
                lay_street(road, other, 0.4, false);
            }
        }
        if (way.next != none) {
            lay_street(way.road, *node, way.hectares, true);
        }
    }
}

void Network::add_inlets(const Well& well, std::uint32_t road, Point before, Point after, double clogging) {
    const double size = distance(before, after), half = *city_.roads[road].width_m / 2 - 0.3;
    const double nx = -(after.y - before.y) / size * half, ny = (after.x - before.x) / size * half;
    const auto road_class = city_.roads[road].road_class;
    add_inlet({well.place.x + nx, well.place.y + ny}, well, road_class, clogging);
    add_inlet({well.place.x - nx, well.place.y - ny}, well, road_class, clogging);
}

void Network::add_inlet(Point place, const Well& well, RoadClass road_class, double clogging) {
    const auto number = city_.inlets.size();
    Inlet inlet;
    inlet.about.key = fmt::format("IN-{:07}", number + 1);
    inlet.about.status = Status::in_service;
    inlet.position = place;
    inlet.kind = road_class == RoadClass::arterial || road_class == RoadClass::expressway ? InletKind::combination
                                                                                          : InletKind::grate;
    const auto& node = city_.manholes[well.number];
    inlet.manhole = node.about.key;
    inlet.ground_m = ground_.elevation(place);
    inlet.invert_m = std::max(*inlet.ground_m - 1, *node.invert_m + 0.05);
    inlet.length_m = 0.75;
    inlet.width_m = 0.45;
    inlet.clogging = clogging > 0 ? clogging : 0.2 * plan_.stream(cover, number + (1ULL << 40)).uniform();
    city_.inlets.push_back(std::move(inlet));
}

void Network::add_hollow_inlets(std::uint32_t hollow, std::uint32_t road, const Well& nearest) {
    const auto& line = city_.roads[road].centreline[0];
    const double half = *city_.roads[road].width_m / 2 - 0.3, middle = length(line) / 2;
    const double clogging = hollow % 3 == 1 ? 0.9 : 0;
    add_inlet(beside(line, middle, half), nearest, city_.roads[road].road_class, clogging);
    add_inlet(beside(line, middle, -half), nearest, city_.roads[road].road_class, clogging);
}

void Network::add_outfall_pipes() {
    std::vector<std::uint32_t> ends;
    std::copy_if(order_.begin(), order_.end(), std::back_inserter(ends),
                 [this](auto node) { return is_outfall(node); });
    std::sort(ends.begin(), ends.end());
    for (const auto node : ends) {
        auto& well = wells_[node];
        const bool river = node < nodes_;
        const Point place = {well.place.x, river ? Ground::river_axis(well.place.x) + 26 : well.place.y - 9};
        const auto size = pipe_size(ways_[node].hectares);
        manhole(well);
        const double up = std::min({well.crown - size.height, well.invert, well.ground - cover_m - size.height});
        const double down = up - std::max(size.least_slope, 0.001) * distance(well.place, place);
        well.invert = std::min(well.invert, up);
        close_manhole(well);
        Outfall outfall;
        outfall.about.key = fmt::format("OF-{:04}", city_.outfalls.size() + 1);
        outfall.about.status = Status::in_service;
        outfall.about.owner = owner_;
        outfall.position = place;
        outfall.receiving = city_.channels[node / nodes_ / band_rows].about.key;
        outfall.invert_m = down;
        outfall.flap_gate = river;
        add_conduit({well.place, place}, city_.manholes[well.number].about.key, outfall.about.key, size, up, down);
        city_.outfalls.push_back(std::move(outfall));
    }
}

void Network::add_underpass() {
    const auto& dip = ground_.dip();
    if (!dip) {
        return;
    }
    auto& sump = wells_[id(dip->column, dip->row)];
    manhole(sump);
    const PipeSize size = {0.8, 0, 0.005};
    const double up = sump.ground - 1.8;
    sump.invert = up;
    close_manhole(sump);
    const Point house = {sump.place.x + 26, sump.place.y + 34};
    PumpStation pump;
    pump.about.key = "PS-0001";
    pump.about.name_zh = "下穿立交泵站";
    pump.about.name_en = "Underpass pumping station";
    pump.about.status = Status::in_service;
    pump.about.owner = owner_;
    pump.place = MultiPolygon{rectangle(house, 10, 8, 0)};
    pump.kind = PumpKind::storm;
    pump.capacity_m3s = 0.6;
    pump.pumps = 3;
    pump.power_kw = 165;
    pump.head_m = 11;
    pump.wet_well_m3 = 60;
    pump.dual_power = false;
    pump.to = city_.manholes[wells_[id(dip->column + 1, dip->row + 1)].number].about.key;
    add_conduit({sump.place, house}, city_.manholes[sump.number].about.key, pump.about.key, size, up,
                up - size.least_slope * distance(sump.place, house));
    city_.pump_stations.push_back(std::move(pump));
    for (std::size_t k = 0; k < 2; ++k) {
        const auto& line = city_.roads[dip->roads[k]].centreline[0];
        const double whole = length(line), half = *city_.roads[dip->roads[k]].width_m / 2 - 0.3;
        for (const double off : {4.0, 14.0}) {
            for (const double side : {half, -half}) {
                add_inlet(beside(line, k == 0 ? whole - off : off, side), sump, RoadClass::arterial, 0);
            }
        }
    }
    truth_.underpass = PlantedUnderpass{};
    auto& planted = *truth_.underpass;
    planted.hollow = {"LS-UNDERPASS",
                      city_.roads[dip->roads[0]].about.key,
                      sump.place,
                      dip->depth,
                      dip->volume,
                      dip->area,
                      dip->level,
                      false,
                      {}};
    planted.pump_station = "PS-0001";
    planted.road_above = city_.roads[dip->road_above].about.key;
}

// The middle of a block, or beyond the border where a block would have it.
Point Network::dual_corner(std::int64_t column, std::int64_t row) const {
    Point sum;
    for (const auto r : {row, row + 1}) {
        for (const auto c : {column, column + 1}) {
            const bool there = c >= 0 && r >= 0 && c < nodes_ && r < nodes_;
            const auto p =
                there ? wells_[static_cast<std::size_t>(r) * nodes_ + static_cast<std::size_t>(c)].place
                      : Point{corner.x + block_m * static_cast<double>(c), corner.y + block_m * static_cast<double>(r)};
            sum = {sum.x + p.x / 4, sum.y + p.y / 4};
        }
    }
    return sum;
}

void Network::add_catchments() {
    if (plan_.size == Size::l) {
        return;
    }
    for (std::uint32_t node = 0; node < wells_.size(); ++node) {
        if (wells_[node].number == none) {
            continue;
        }
        const std::int64_t c = node % nodes_, r = node / nodes_;
        Catchment area;
        area.about.key = fmt::format("CA-{:06}", city_.catchments.size() + 1);
        area.about.status = Status::in_service;
        const Points ring = {dual_corner(c - 1, r - 1), dual_corner(c, r - 1), dual_corner(c, r), dual_corner(c - 1, r),
                             dual_corner(c - 1, r - 1)};
        area.area = {{ring, {}}};
        area.outlet = city_.manholes[wells_[node].number].about.key;
        area.runoff = 0.6;
        area.inlet_min = 10;
        area.impervious = 0.65;
        area.slope = 0.003;
        city_.catchments.push_back(std::move(area));
    }
}

} // namespace

void add_drainage(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth) {
    Network(plan, ground, city, truth).build();
}

} // namespace kerb::synth
