#include "zone_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr std::uint32_t steps = ZoneLattice::steps;

/// The border from lattice point (column, row) to the east or north; both neighbours use the same points.
Points border(const Plan& plan, std::uint32_t column, std::uint32_t row, bool east) {
    const auto& scale = plan.scale;
    const auto lattice = [&](std::uint32_t c, std::uint32_t r) {
        const double size = plan.extent() + 2 * margin_m;
        return Point{corner.x - margin_m + size * c / scale.district_columns,
                     corner.y - margin_m + size * r / scale.district_rows};
    };
    const auto a = lattice(column, row), b = lattice(column + (east ? 1 : 0), row + (east ? 0 : 1));
    const bool outer = east ? row == 0 || row == scale.district_rows : column == 0 || column == scale.district_columns;
    Points line = {a};
    for (std::uint32_t i = 1; i < steps; ++i) {
        auto random = plan.stream(border_line, (std::uint64_t{row} * 4096 + column) * 64 +
                                                   static_cast<std::uint64_t>(i) * 2 + (east ? 1 : 0));
        const double off = outer ? 0 : random.uniform(-50, 50), share = static_cast<double>(i) / steps;
        line.push_back({a.x + (b.x - a.x) * share + (east ? 0 : off), a.y + (b.y - a.y) * share + (east ? off : 0)});
    }
    line.push_back(b);
    return line;
}

bool inside(const std::array<Point, 4>& ring, Point p) {
    bool odd = false;
    for (std::size_t i = 0, j = 3; i < 4; j = i++) {
        const auto a = ring[i], b = ring[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) {
            odd = !odd;
        }
    }
    return odd;
}

} // namespace

ZoneLattice::ZoneLattice(const Plan& plan)
    : plan_(plan),
      columns_(plan.scale.district_columns * steps),
      rows_(plan.scale.district_rows * steps),
      points_((std::size_t{columns_} + 1) * (rows_ + 1)) {
    for (std::uint32_t r = 0; r < plan.scale.district_rows; ++r) {
        for (std::uint32_t c = 0; c < plan.scale.district_columns; ++c) {
            lay_out(c, r);
        }
    }
}

// The borders as they are; between them what they say together (a Coons patch), and a little of its own.
void ZoneLattice::lay_out(std::uint32_t column, std::uint32_t row) {
    const auto south = border(plan_, column, row, true), north = border(plan_, column, row + 1, true);
    const auto west = border(plan_, column, row, false), east = border(plan_, column + 1, row, false);
    for (std::uint32_t j = 0; j <= steps; ++j) {
        for (std::uint32_t i = 0; i <= steps; ++i) {
            auto& p = points_[index(column * steps + i, row * steps + j)];
            if (j == 0 || j == steps) {
                p = j == 0 ? south[i] : north[i];
            } else if (i == 0 || i == steps) {
                p = i == 0 ? west[j] : east[j];
            } else {
                const double u = static_cast<double>(i) / steps, v = static_cast<double>(j) / steps;
                const auto between = [&](double Point::*x) {
                    return (1 - v) * south[i].*x + v * north[i].*x + (1 - u) * west[j].*x + u * east[j].*x -
                           (1 - u) * (1 - v) * south[0].*x - u * (1 - v) * south[steps].*x - (1 - u) * v * north[0].*x -
                           u * v * north[steps].*x;
                };
                auto random = plan_.stream(inner_line, index(column * steps + i, row * steps + j));
                p.x = between(&Point::x) + random.uniform(-10, 10);
                p.y = between(&Point::y) + random.uniform(-10, 10);
            }
        }
    }
}

Polygon ZoneLattice::ring(std::uint32_t west, std::uint32_t south, std::uint32_t east, std::uint32_t north) const {
    Polygon polygon;
    auto& ring = polygon.outer;
    for (auto i = west; i < east; ++i) {
        ring.push_back(at(i, south));
    }
    for (auto j = south; j < north; ++j) {
        ring.push_back(at(east, j));
    }
    for (auto i = east; i > west; --i) {
        ring.push_back(at(i, north));
    }
    for (auto j = north; j > south; --j) {
        ring.push_back(at(west, j));
    }
    ring.push_back(ring.front());
    return polygon;
}

// Cells lie within 60 m of where the lattice would have them without its wiggles, so the nine around that place do.
std::pair<std::uint32_t, std::uint32_t> ZoneLattice::cell_of(Point p) const {
    const double size = plan_.extent() + 2 * margin_m;
    const auto guess = [size](double off, std::uint32_t count) {
        return static_cast<std::int64_t>(std::clamp(std::floor(off / size * count), 0.0, count - 1.0));
    };
    const auto i = guess(p.x - corner.x + margin_m, columns_), j = guess(p.y - corner.y + margin_m, rows_);
    for (const auto dj : {0, -1, 1}) {
        for (const auto di : {0, -1, 1}) {
            if (i + di < 0 || j + dj < 0 || i + di >= columns_ || j + dj >= rows_) {
                continue;
            }
            const auto a = static_cast<std::uint32_t>(i + di), b = static_cast<std::uint32_t>(j + dj);
            if (inside({at(a, b), at(a + 1, b), at(a + 1, b + 1), at(a, b + 1)}, p)) {
                return {a, b};
            }
        }
    }
    return {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)};
}

namespace {

constexpr std::uint32_t per_street = 6, per_community = 3; // cells of a side
constexpr double people_per_household = 2.8;

/// A zone's place in the lattice: cells [west, west + size) × [south, south + size).
struct Square {
    std::uint32_t west, south, size;
};

struct Zones {
    const Plan& plan;
    const ZoneLattice& lattice;
    Inventory& city;
    std::vector<std::uint32_t> people; ///< by cell

    [[nodiscard]] std::uint32_t people_in(std::uint32_t west, std::uint32_t south, std::uint32_t east,
                                          std::uint32_t north) const;
    static void count(Zone& zone, std::uint32_t number);
    void add(std::string key, const char* kind, const std::string& zh, const std::string& en, Text parent,
             std::array<std::uint32_t, 4> cells, Polygon area);
    void add_outlines();
    void add_nested();
    void add_street(std::uint32_t district, const Square& square, std::uint32_t number);
    void add_community(const std::string& street, const Square& square, std::uint32_t number);
    void add_grids(const std::string& community, const Square& square);
    void add_residences();
};

std::uint32_t Zones::people_in(std::uint32_t west, std::uint32_t south, std::uint32_t east, std::uint32_t north) const {
    std::uint32_t sum = 0;
    for (auto j = south; j < north; ++j) {
        for (auto i = west; i < east; ++i) {
            sum += people[std::size_t{j} * lattice.columns() + i];
        }
    }
    return sum;
}

void Zones::count(Zone& zone, std::uint32_t number) {
    zone.population = number;
    zone.households = std::round(number / people_per_household);
}

void Zones::add(std::string key, const char* kind, const std::string& zh, const std::string& en, Text parent,
                std::array<std::uint32_t, 4> cells, Polygon area) {
    Zone zone;
    zone.about.key = std::move(key);
    zone.about.name_zh = zh;
    zone.about.name_en = en;
    zone.about.status = Status::in_service;
    zone.kind = kind;
    zone.parent = std::move(parent);
    zone.area = {std::move(area)};
    count(zone, people_in(cells[0], cells[1], cells[2], cells[3]));
    city.zones.push_back(std::move(zone));
}

// Built up is all but the outermost communities.
void Zones::add_outlines() {
    const auto columns = lattice.columns(), rows = lattice.rows();
    add("CITY", "city", "示例市", "Sample City", {}, {0, 0, columns, rows}, lattice.ring(0, 0, columns, rows));
    const std::array<std::uint32_t, 4> inner = {per_community, per_community, columns - per_community,
                                                rows - per_community};
    add("BUILT-UP", "built_up", "建成区", "Built-up area", "CITY", inner,
        lattice.ring(inner[0], inner[1], inner[2], inner[3]));
}

void Zones::add_nested() {
    for (std::uint32_t r = 0; r < plan.scale.district_rows; ++r) {
        for (std::uint32_t c = 0; c < plan.scale.district_columns; ++c) {
            const auto number = r * plan.scale.district_columns + c;
            auto& district = city.zones[number];
            district.parent = "CITY";
            count(district, people_in(c * steps, r * steps, (c + 1) * steps, (r + 1) * steps));
            for (std::uint32_t k = 0; k < 4; ++k) {
                add_street(number, {c * steps + k % 2 * per_street, r * steps + k / 2 * per_street, per_street}, k + 1);
            }
        }
    }
}

// Codes: six digits of the district, three of the street, three of the community, three of the unit grid, counted from
// west to east and from north to south.
void Zones::add_street(std::uint32_t district, const Square& square, std::uint32_t number) {
    const auto [west, south, size] = square;
    const auto key = fmt::format("{:06}{:03}", 990001 + district, number);
    add(key, "street", fmt::format("第{}区第{}街道", district + 1, number),
        fmt::format("District {}, Subdistrict {}", district + 1, number), city.zones[district].about.key,
        {west, south, west + size, south + size}, lattice.ring(west, south, west + size, south + size));
    constexpr auto side = per_street / per_community;
    for (std::uint32_t k = 0; k < side * side; ++k) {
        add_community(key,
                      {west + k % side * per_community, south + (side - 1 - k / side) * per_community, per_community},
                      k + 1);
    }
}

void Zones::add_community(const std::string& street, const Square& square, std::uint32_t number) {
    const auto [west, south, size] = square;
    const auto key = fmt::format("{}{:03}", street, number);
    add(key, "community", fmt::format("{}社区", key), fmt::format("Community {}", key), street,
        {west, south, west + size, south + size}, lattice.ring(west, south, west + size, south + size));
    add_grids(key, square);
}

void Zones::add_grids(const std::string& community, const Square& square) {
    const auto [west, south, size] = square;
    const Text parent = community;
    for (std::uint32_t k = 0; k < size * size; ++k) {
        const auto i = west + k % size, j = south + size - 1 - k / size;
        add(fmt::format("{}{:03}", community, k + 1), "grid", {}, {}, parent, {i, j, i + 1, j + 1},
            lattice.ring(i, j, i + 1, j + 1));
    }
}

// Blocks with two houses or more; at size l those with four.
void Zones::add_residences() {
    std::uint32_t number = 0;
    const int least = plan.size == Size::l ? 4 : 2;
    for (std::uint32_t block = 0; block < plan.houses.size(); ++block) {
        if (plan.houses[block] < least) {
            continue;
        }
        Zone zone;
        zone.about.key = fmt::format("RES-{:06}", ++number);
        zone.about.status = Status::in_service;
        zone.kind = "residential";
        zone.land_use = "R2";
        zone.area = {plan.block_ground(block, 5)};
        count(zone, plan.people[block]);
        city.zones.push_back(std::move(zone));
    }
}

} // namespace

void add_districts(const Plan& plan, Inventory& city) {
    const ZoneLattice lattice(plan);
    for (std::uint32_t r = 0; r < plan.scale.district_rows; ++r) {
        for (std::uint32_t c = 0; c < plan.scale.district_columns; ++c) {
            Zone zone;
            const auto number = r * plan.scale.district_columns + c + 1;
            zone.about.key = fmt::format("D{:04}", number);
            zone.about.name_zh = fmt::format("第{}区", number);
            zone.about.name_en = fmt::format("District {}", number);
            zone.kind = "district";
            zone.area = {lattice.ring(c * steps, r * steps, (c + 1) * steps, (r + 1) * steps)};
            city.zones.push_back(std::move(zone));
        }
    }
}

void add_zones(const Plan& plan, Inventory& city) {
    const ZoneLattice lattice(plan);
    Zones zones = {plan, lattice, city, std::vector<std::uint32_t>(std::size_t{lattice.columns()} * lattice.rows(), 0)};
    for (const auto& house : city.buildings) {
        const auto [i, j] = lattice.cell_of(bounds(std::get<MultiPolygon>(house.place)).centre());
        zones.people[std::size_t{j} * lattice.columns() + i] += static_cast<std::uint32_t>(*house.population);
    }
    zones.add_outlines();
    zones.add_nested();
    zones.add_residences();
}

} // namespace kerb::synth
