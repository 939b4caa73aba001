#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include <kerb/base/random.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/synth/sample_city.hpp>

namespace kerb::synth {
namespace {

enum Purpose : std::uint32_t { node = 1, bend, removal, lighting, lamp, border_line, park, building, circuit, naming };

constexpr double block_m = 110;
constexpr double margin_m = 60; // from the outermost nodes to the border: room for jitter, bends and half a wide road
constexpr Point corner = {500000, 3556500};
constexpr double unlit_share = 0.15;

struct Scale {
    std::uint32_t nodes, roads, lamps, district_columns, district_rows, parks, buildings;
};

Scale scale_of(Size size) {
    switch (size) {
        case Size::m:
            return {225, 100'000, 330'000, 16, 10, 2'000, 100'000};
        case Size::l:
            return {708, 1'000'000, 3'300'000, 40, 40, 20'000, 1'000'000};
        case Size::s:
            break;
    }
    return {72, 10'000, 33'000, 4, 4, 200, 10'000};
}

struct Street {
    std::uint32_t column, row;
    bool east; // from its node to the east, else to the north
};

constexpr std::array<std::array<const char*, 2>, 12> syllables = {{{"人民", "Renmin"},
                                                                   {"中山", "Zhongshan"},
                                                                   {"长江", "Changjiang"},
                                                                   {"和平", "Heping"},
                                                                   {"新华", "Xinhua"},
                                                                   {"湖滨", "Hubin"},
                                                                   {"东方", "Dongfang"},
                                                                   {"青年", "Qingnian"},
                                                                   {"龙泉", "Longquan"},
                                                                   {"申城", "Shencheng"},
                                                                   {"羊山", "Yangshan"},
                                                                   {"浉河", "Shihe"}}};

class Builder {
public:
    explicit Builder(const SampleCityOptions& options)
        : seed_(options.seed), scale_(scale_of(options.size)), city_(Frame::from("EPSG:4547")) {}

    Inventory build() {
        city_.name = "kerb sample city";
        roads();
        streetlights();
        districts();
        draw_blocks();
        parks();
        buildings();
        return std::move(city_);
    }

private:
    [[nodiscard]] RandomStream stream(Purpose purpose, std::uint64_t item) const { return {seed_, purpose, item}; }
    [[nodiscard]] double extent() const { return block_m * (scale_.nodes - 1); }

    [[nodiscard]] Point node_at(std::uint32_t column, std::uint32_t row) const {
        auto random = stream(node, std::uint64_t{row} * scale_.nodes + column);
        const double dx = random.uniform(-15, 15), dy = random.uniform(-15, 15);
        return {corner.x + block_m * column + dx, corner.y + block_m * row + dy};
    }

    [[nodiscard]] std::vector<Street> streets() const;
    static RoadClass class_of(std::uint32_t line);
    [[nodiscard]] LineString bent(Point a, Point b, std::uint64_t item) const;
    [[nodiscard]] std::pair<std::string, std::string> name_of(bool east, std::uint32_t line) const;
    [[nodiscard]] bool dark(std::size_t road) const { return dark_[road] != 0; }
    void choose_dark();
    void roads();
    void streetlights();
    void add_lamp(std::uint32_t number, std::size_t road, double chainage);
    void districts();
    [[nodiscard]] Points border(std::uint32_t column, std::uint32_t row, bool east) const;
    [[nodiscard]] std::vector<std::uint32_t> by_lot(std::uint32_t count, Purpose purpose, std::uint64_t first) const;
    void draw_blocks();
    void parks();
    void buildings();
    static Polygon rectangle(Point centre, double width, double height, double turn);

    std::uint64_t seed_;
    Scale scale_;
    Inventory city_;
    std::vector<std::uint8_t> dark_;
    std::vector<std::uint32_t> blocks_; ///< by lot: first those of the parks, then those that are built on
};

/// 0 … count−1 in the order of their tickets.
std::vector<std::uint32_t> Builder::by_lot(std::uint32_t count, Purpose purpose, std::uint64_t first) const {
    std::vector<std::uint32_t> order(count), ticket(count);
    std::iota(order.begin(), order.end(), 0U);
    std::transform(order.begin(), order.end(), ticket.begin(),
                   [&](auto i) { return stream(purpose, first + i).next_u32(); });
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(ticket[a], a) < std::pair(ticket[b], b); });
    return order;
}

std::vector<Street> Builder::streets() const {
    std::vector<Street> all;
    const auto n = scale_.nodes;
    for (std::uint32_t r = 0; r < n; ++r) {
        for (std::uint32_t c = 0; c < n; ++c) {
            if (c + 1 < n) {
                all.push_back({c, r, true});
            }
            if (r + 1 < n) {
                all.push_back({c, r, false});
            }
        }
    }
    // The surplus goes by lot: the streets with the lowest tickets.
    auto order = by_lot(static_cast<std::uint32_t>(all.size()), removal, 0);
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(all.size() - scale_.roads));
    std::sort(order.begin(), order.end());
    std::vector<Street> kept;
    kept.reserve(order.size());
    for (const auto i : order) {
        kept.push_back(all[i]);
    }
    return kept;
}

RoadClass Builder::class_of(std::uint32_t line) {
    if (line % 24 == 12) {
        return RoadClass::expressway;
    }
    if (line % 12 == 0) {
        return RoadClass::arterial;
    }
    if (line % 4 == 2) {
        return RoadClass::collector;
    }
    return line % 7 == 3 ? RoadClass::lane : RoadClass::local;
}

LineString Builder::bent(Point a, Point b, std::uint64_t item) const {
    auto random = stream(bend, item);
    const double nx = -(b.y - a.y), ny = b.x - a.x;
    LineString line = {a};
    for (const double share : {1.0 / 3, 2.0 / 3}) {
        const double off = random.uniform(-0.05, 0.05);
        line.push_back({a.x + (b.x - a.x) * share + nx * off, a.y + (b.y - a.y) * share + ny * off});
    }
    line.push_back(b);
    return line;
}

std::pair<std::string, std::string> Builder::name_of(bool east, std::uint32_t line) const {
    auto random = stream(naming, std::uint64_t{line} * 2 + (east ? 1 : 0));
    const auto& [zh, en] = syllables[random.below(syllables.size())];
    return {fmt::format("{}{}路", zh, line + 1), fmt::format("{} {} {}", en, line + 1, east ? "Road" : "Street")};
}

// Dark streets come in patches: a coarse field of moods plus a street's own luck, cut at the 15 % darkest.
void Builder::choose_dark() {
    const auto& all = city_.roads;
    std::vector<std::pair<double, std::size_t>> mood(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto p = all[i].centreline[0][0];
        const auto patch = static_cast<std::uint64_t>(p.x / 700) * 100003 + static_cast<std::uint64_t>(p.y / 700);
        mood[i] = {0.5 * stream(lighting, patch + (1ULL << 40)).uniform() + stream(lighting, i).uniform(), i};
    }
    const auto count = static_cast<std::ptrdiff_t>(std::llround(unlit_share * static_cast<double>(all.size())));
    std::nth_element(mood.begin(), mood.begin() + count, mood.end());
    dark_.assign(all.size(), 0);
    for (auto it = mood.begin(); it != mood.begin() + count; ++it) {
        dark_[it->second] = 1;
    }
}

void Builder::roads() {
    std::uint64_t number = 0;
    for (const auto& street : streets()) {
        const auto line = street.east ? street.row : street.column;
        Road road;
        road.about.key = fmt::format("R-{:07}", ++number);
        std::tie(road.about.name_zh, road.about.name_en) = name_of(street.east, line);
        road.about.status = Status::in_service;
        road.road_class = class_of(line);
        road.centreline = {bent(node_at(street.column, street.row),
                                node_at(street.column + (street.east ? 1 : 0), street.row + (street.east ? 0 : 1)),
                                number)};
        constexpr std::array<double, 7> widths = {7, 40, 30, 20, 12, 5, 7};
        road.width_m = widths[static_cast<std::size_t>(road.road_class)];
        city_.roads.push_back(std::move(road));
    }
    choose_dark();
    for (std::size_t i = 0; i < city_.roads.size(); ++i) {
        const bool wrong = stream(lighting, i + (1ULL << 41)).uniform() < 0.02;
        city_.roads[i].lit = dark(i) == wrong;
    }
}

// Lamps stand at even steps of the lit length, all lit roads laid end to end, so their number is exact.
void Builder::streetlights() {
    std::vector<double> lengths(city_.roads.size());
    double lit = 0;
    for (std::size_t i = 0; i < city_.roads.size(); ++i) {
        lengths[i] = dark(i) ? 0 : length(city_.roads[i].centreline);
        lit += lengths[i];
    }
    const double step = lit / scale_.lamps;
    std::uint32_t number = 0;
    double before = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < city_.roads.size(); ++i) {
        last = lengths[i] > 0 ? i : last;
        for (; number < scale_.lamps && (number + 0.5) * step < before + lengths[i]; ++number) {
            add_lamp(number, i, (number + 0.5) * step - before);
        }
        before += lengths[i];
    }
    for (; number < scale_.lamps; ++number) {
        add_lamp(number, last, lengths[last]);
    }
}

void Builder::add_lamp(std::uint32_t number, std::size_t road, double chainage) {
    auto random = stream(lamp, number);
    const auto& street = city_.roads[road];
    const auto& line = street.centreline[0];
    std::size_t segment = 0;
    double left = chainage;
    while (segment + 2 < line.size() && left > distance(line[segment], line[segment + 1])) {
        left -= distance(line[segment], line[segment + 1]);
        ++segment;
    }
    const auto a = line[segment], b = line[segment + 1];
    const double size = distance(a, b), share = std::min(1.0, left / size);
    const double side = (*street.width_m / 2 + 1) * (number % 2 == 0 ? 1 : -1) + random.uniform(-0.5, 0.5);
    Streetlight light;
    light.about.key = fmt::format("SL-{:07}", number + 1);
    light.about.status = Status::in_service;
    light.position = {a.x + (b.x - a.x) * share - (b.y - a.y) / size * side,
                      a.y + (b.y - a.y) * share + (b.x - a.x) / size * side};
    const auto ring = number / 60;
    light.circuit = fmt::format("C-{:05}", ring + 1);
    light.cabinet = fmt::format("K-{:05}", ring / 8 + 1);
    const bool main = street.road_class == RoadClass::arterial || street.road_class == RoadClass::expressway;
    light.height_m = main ? 12 : 8;
    light.luminaire_count = main ? 2 : 1;
    const bool circuit_out = stream(circuit, ring).uniform() < 0.01;
    light.state = circuit_out || random.uniform() < 0.0404 ? LightState::out : LightState::working;
    for (int i = 0; i < *light.luminaire_count; ++i) {
        Luminaire head;
        head.about.key = fmt::format("{}-{}", light.about.key, i + 1);
        head.pole = light.about.key;
        head.source_type = random.uniform() < 0.7 ? LightSource::led : LightSource::hps;
        head.power_w = head.source_type == LightSource::led ? 120 : 250;
        head.state = light.state;
        city_.luminaires.push_back(std::move(head));
    }
    city_.streetlights.push_back(std::move(light));
}

// The border from lattice point (column, row) to the east or north; both neighbours use the same points.
Points Builder::border(std::uint32_t column, std::uint32_t row, bool east) const {
    const auto lattice = [&](std::uint32_t c, std::uint32_t r) {
        const double size = extent() + 2 * margin_m;
        return Point{corner.x - margin_m + size * c / scale_.district_columns,
                     corner.y - margin_m + size * r / scale_.district_rows};
    };
    const auto a = lattice(column, row), b = lattice(column + (east ? 1 : 0), row + (east ? 0 : 1));
    const bool outer =
        east ? row == 0 || row == scale_.district_rows : column == 0 || column == scale_.district_columns;
    Points line = {a};
    constexpr int steps = 12;
    for (int i = 1; i < steps; ++i) {
        auto random = stream(border_line, (std::uint64_t{row} * 4096 + column) * 64 +
                                              static_cast<std::uint64_t>(i) * 2 + (east ? 1 : 0));
        const double off = outer ? 0 : random.uniform(-50, 50), share = static_cast<double>(i) / steps;
        line.push_back({a.x + (b.x - a.x) * share + (east ? 0 : off), a.y + (b.y - a.y) * share + (east ? off : 0)});
    }
    line.push_back(b);
    return line;
}

void Builder::districts() {
    for (std::uint32_t r = 0; r < scale_.district_rows; ++r) {
        for (std::uint32_t c = 0; c < scale_.district_columns; ++c) {
            Points ring = border(c, r, true);
            const auto append = [&](Points line, bool backwards) {
                if (backwards) {
                    std::reverse(line.begin(), line.end());
                }
                ring.insert(ring.end(), line.begin() + 1, line.end());
            };
            append(border(c + 1, r, false), false);
            append(border(c, r + 1, true), true);
            append(border(c, r, false), true);
            Zone zone;
            const auto number = r * scale_.district_columns + c + 1;
            zone.about.key = fmt::format("D{:04}", number);
            zone.about.name_zh = fmt::format("第{}区", number);
            zone.about.name_en = fmt::format("District {}", number);
            zone.kind = "district";
            zone.area = {{std::move(ring), {}}};
            city_.zones.push_back(std::move(zone));
        }
    }
}

Polygon Builder::rectangle(Point centre, double width, double height, double turn) {
    const double c = std::cos(turn), s = std::sin(turn);
    Points ring;
    for (const auto& [x, y] : {std::pair(-1, -1), {1, -1}, {1, 1}, {-1, 1}, {-1, -1}}) {
        const double dx = x * width / 2, dy = y * height / 2;
        ring.push_back({centre.x + dx * c - dy * s, centre.y + dx * s + dy * c});
    }
    return {std::move(ring), {}};
}

void Builder::draw_blocks() {
    blocks_ = by_lot((scale_.nodes - 1) * (scale_.nodes - 1), park, 1ULL << 40);
}

void Builder::parks() {
    for (std::uint32_t i = 0; i < scale_.parks; ++i) {
        auto random = stream(park, i);
        const auto column = blocks_[i] % (scale_.nodes - 1), row = blocks_[i] / (scale_.nodes - 1);
        const double x = column + 0.5, y = row + 0.5;
        GreenSpace green;
        green.about.key = fmt::format("G-{:05}", i + 1);
        green.about.name_zh = fmt::format("第{}公园", i + 1);
        green.about.name_en = fmt::format("Park {}", i + 1);
        green.green_class = i % 5 == 0 ? GreenClass::g11 : GreenClass::g14;
        const double width = random.uniform(30, 60), height = random.uniform(30, 60);
        green.area = {
            rectangle({corner.x + x * block_m, corner.y + y * block_m}, width, height, random.uniform(0, 0.3))};
        city_.green_spaces.push_back(std::move(green));
    }
}

void Builder::buildings() {
    for (std::uint32_t i = 0; i < scale_.buildings; ++i) {
        auto random = stream(building, i);
        const auto built = static_cast<std::uint32_t>(blocks_.size()) - scale_.parks;
        const auto block = blocks_[scale_.parks + random.below(built)];
        const auto column = block % (scale_.nodes - 1), row = block / (scale_.nodes - 1);
        const double x = column + random.uniform(0.3, 0.7);
        const double y = row + random.uniform(0.3, 0.7);
        Building house;
        house.about.key = fmt::format("B-{:07}", i + 1);
        const double width = random.uniform(10, 24), height = random.uniform(8, 16);
        house.place = MultiPolygon{rectangle({corner.x + x * block_m, corner.y + y * block_m}, width, height, 0)};
        house.population = 1 + random.below(120);
        city_.buildings.push_back(std::move(house));
    }
}

} // namespace

Inventory sample_city(const SampleCityOptions& options) {
    return Builder(options).build();
}

} // namespace kerb::synth
