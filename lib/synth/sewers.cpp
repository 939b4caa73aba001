#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "ground.hpp"
#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr std::uint32_t first_column = 2, trunk_columns = 12; // all of them collectors
constexpr double beside_m = 2.5, cover_m = 2.2, manhole_depth_m = 2.8;

/// A trunk sewer under the streets of one column, from the north to its pumping station in the south.
class Trunk {
public:
    Trunk(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth, std::uint32_t column)
        : plan_(plan), ground_(ground), city_(city), truth_(truth), column_(column) {}

    void lay(const std::vector<std::uint32_t>& street_north_of) {
        auto row = plan_.scale.nodes - 1;
        Text from = add_manhole(place(row));
        level_ = ground_.elevation(place(row)) - manhole_depth_m;
        sink(level_);
        for (; row > 0; --row) {
            const Text to = add_manhole(place(row - 1));
            lay_pipe(course(row, street_north_of[row - 1]), from, to);
            sink(level_);
            from = to;
        }
        add_pump(from);
    }

private:
    [[nodiscard]] Point place(std::uint32_t row) const {
        const auto node = plan_.node_at(column_, row);
        return {node.x + beside_m, node.y + beside_m};
    }

    // Along the street; straight where there is none.
    [[nodiscard]] Points course(std::uint32_t row, std::uint32_t road) const {
        Points line = {place(row)};
        if (road < plan_.streets.size()) {
            const auto beside = moved(plan_.bent(plan_.streets[road], std::uint64_t{road} + 1), -beside_m);
            line.push_back(beside[2]);
            line.push_back(beside[1]);
        }
        line.push_back(place(row - 1));
        return line;
    }

    // Grows by a hundred millimetres every so many streets.
    [[nodiscard]] double diameter() const { return std::min(0.4 + 0.1 * std::floor(pipes_ / 18.0), 1.2); }

    Text add_manhole(Point at) {
        Manhole made;
        made.about.key = fmt::format("SM-{:03}-{:03}", column_ + 1, ++manholes_);
        made.about.status = Status::in_service;
        made.about.owner = made.cover_owner = owner_;
        made.position = at;
        made.system = DrainSystem::sewage;
        made.ground_m = ground_.elevation(at);
        made.net = true;
        made.net_date = Moment::day(2022, 4, 1);
        city_.manholes.push_back(std::move(made));
        return city_.manholes.back().about.key;
    }

    // The last manhole has its bed where its pipes have theirs.
    void sink(double level) {
        auto& made = city_.manholes.back();
        made.invert_m = level;
        made.depth_m = *made.ground_m - level;
    }

    void lay_pipe(Points course, const Text& from, const Text& to) {
        Conduit pipe;
        pipe.about.key = fmt::format("SW-{:03}-{:03}", column_ + 1, ++pipes_);
        pipe.about.status = Status::in_service;
        pipe.about.owner = owner_;
        const double end_ground = ground_.elevation(course.back());
        pipe.course = {std::move(course)};
        pipe.from = from;
        pipe.to = to;
        pipe.system = DrainSystem::sewage;
        pipe.shape = SectionShape::circular;
        pipe.diameter_m = diameter();
        pipe.material = Material::concrete;
        pipe.roughness = 0.013;
        pipe.invert_up_m = level_;
        const double whole = length(pipe.course);
        level_ = std::min(level_ - 0.0015 * whole, end_ground - cover_m - *pipe.diameter_m);
        pipe.invert_down_m = level_;
        truth_.systems.sewage_m += whole;
        city_.conduits.push_back(std::move(pipe));
    }

    // It lifts to the works outside the city, along the river.
    void add_pump(const Text& from) {
        const auto last = place(0);
        const Point house = {last.x + 12, last.y - 30};
        PumpStation pump;
        pump.about.key = fmt::format("PS-W{:03}", column_ + 1);
        pump.about.name_zh = fmt::format("{}号污水泵站", column_ + 1);
        pump.about.name_en = fmt::format("Sewage pumping station {}", column_ + 1);
        pump.about.status = Status::in_service;
        pump.about.owner = owner_;
        pump.place = MultiPolygon{rectangle(house, 9, 7, 0)};
        pump.kind = PumpKind::sewage;
        pump.capacity_m3s = 0.35;
        pump.pumps = 3;
        pump.power_kw = 110;
        pump.head_m = 18;
        pump.dual_power = true;
        lay_pipe({last, house}, from, pump.about.key);
        city_.pump_stations.push_back(std::move(pump));
    }

    const Plan& plan_;
    const Ground& ground_;
    Inventory& city_;
    Truth& truth_;
    std::uint32_t column_;
    int manholes_ = 0, pipes_ = 0;
    double level_ = 0;
    Text owner_ = "排水公司";
};

} // namespace

void add_sewers(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth) {
    const auto nodes = plan.scale.nodes;
    std::vector<std::vector<std::uint32_t>> north_of(nodes); // by column and row
    for (auto& column : north_of) {
        column.assign(nodes, static_cast<std::uint32_t>(plan.streets.size()));
    }
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        if (!plan.streets[i].east) {
            north_of[plan.streets[i].column][plan.streets[i].row] = i;
        }
    }
    for (auto column = first_column; column < nodes; column += trunk_columns) {
        Trunk(plan, ground, city, truth, column).lay(north_of[column]);
    }
}

} // namespace kerb::synth
