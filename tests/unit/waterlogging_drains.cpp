// Pipes, inlets, and the network that inlets share.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/level_datum.hpp>
#include <kerb/waterlogging/storm_run.hpp>
#include <kerb/waterlogging/surface_losses.hpp>

#include "support/test.hpp"

using kerb::Conduit;
using kerb::Frame;
using kerb::Grid;
using kerb::Inlet;
using kerb::InletKind;
using kerb::Inventory;
using kerb::Manhole;
using kerb::Outfall;
using kerb::Point;
using kerb::PumpStation;
using kerb::SectionShape;
using namespace kerb::waterlogging;

namespace {

Manhole manhole(const char* key, Point place, double ground) {
    Manhole made;
    made.about.key = key;
    made.position = place;
    made.ground_m = ground;
    return made;
}

Conduit conduit(const char* key, const char* from, const char* to, double diameter, double length, double up,
                double down) {
    Conduit made;
    made.about.key = key;
    made.from = from;
    made.to = to;
    made.diameter_m = diameter;
    made.length_m = length;
    made.course = {{{0, 0}, {length, 0}}};
    made.invert_up_m = up;
    made.invert_down_m = down;
    made.roughness = 0.013;
    return made;
}

Inlet inlet(const char* key, const char* manhole, Point place) {
    Inlet made;
    made.about.key = key;
    made.manhole = manhole;
    made.position = place;
    return made;
}

/// Three manholes in a row, D600 pipes of 100 m with a fall of 0.3 m each, then an outfall; an inlet at each manhole.
Inventory chain() {
    Inventory city(Frame::from("EPSG:4547"));
    city.manholes = {manhole("M1", {0, 0}, 12), manhole("M2", {100, 0}, 11.7), manhole("M3", {200, 0}, 11.4)};
    Outfall outfall;
    outfall.about.key = "O";
    outfall.position = {300, 0};
    outfall.invert_m = 9.1;
    city.outfalls = {outfall};
    city.conduits = {conduit("C1", "M1", "M2", 0.6, 100, 10, 9.7), conduit("C2", "M2", "M3", 0.6, 100, 9.7, 9.4),
                     conduit("C3", "M3", "O", 0.6, 100, 9.4, 9.1)};
    city.inlets = {inlet("I1", "M1", {0, 1}), inlet("I2", "M2", {100, 1}), inlet("I3", "M3", {200, 1})};
    return city;
}

std::optional<double> no_ground(Point) {
    return std::nullopt;
}

std::vector<double> taken(const DrainModel& model, const std::vector<double>& offered,
                          std::vector<DrainLimit>* limits = nullptr) {
    auto state = model.initial();
    const std::vector<double> dry(offered.size(), -std::numeric_limits<double>::infinity());
    DrainShares shares;
    for (int i = 0; i < 40; ++i) {
        shares = model.share(offered, dry, state);
    }
    std::vector<double> took;
    for (std::size_t i = 0; i < offered.size(); ++i) {
        took.push_back(offered[i] * shares.share[i]);
    }
    if (limits != nullptr) {
        *limits = shares.limit;
    }
    return took;
}

} // namespace

TEST_CASE("Manning: a full pipe of 600 mm") {
    Conduit pipe;
    pipe.diameter_m = 0.6;
    const auto section = section_of(pipe).value();
    CHECK(section.area_m2 == Approx(std::numbers::pi * 0.09).epsilon(1e-12));
    CHECK(section.hydraulic_radius_m() == Approx(0.15).epsilon(1e-12));
    const double k = conveyance_m3s(section, 0.013);
    CHECK(k == Approx(std::numbers::pi * 0.09 * std::pow(0.15, 2.0 / 3) / 0.013).epsilon(1e-12));
    CHECK(flow_under_head_m3s(k, 0.3, 100) == Approx(k * std::sqrt(0.003)).epsilon(1e-12));
    CHECK(flow_under_head_m3s(k, 0, 100) == 0);
    CHECK(flow_under_head_m3s(k, -1, 100) == 0);
    pipe.shape = SectionShape::rectangular;
    pipe.width_m = 1.2;
    CHECK(section_of(pipe)->area_m2 == Approx(0.72));
    CHECK(section_of(pipe)->perimeter_m == Approx(3.6));
    pipe.diameter_m = {};
    CHECK(!section_of(pipe));
}

TEST_CASE("HEC-22: a grate is a weir in shallow water and an orifice in deep water") {
    const InletOpening grate{InletKind::grate, 1.65, 0.16875, 0.75, 0.15};
    CHECK(inlet_capacity_m3s(grate, 0, 0) == 0);
    CHECK(inlet_capacity_m3s(grate, 0.1, 0) == Approx(1.66 * 1.65 * std::pow(0.1, 1.5)).epsilon(1e-9));
    CHECK(inlet_capacity_m3s(grate, 1, 0) == Approx(0.67 * 0.16875 * std::sqrt(2 * gravity_m_s2)).epsilon(1e-9));
    CHECK(inlet_capacity_m3s(grate, 0.1, 0.4) == Approx(0.6 * inlet_capacity_m3s(grate, 0.1, 0)).epsilon(1e-12));
    CHECK(inlet_capacity_m3s(grate, 0.1, 1) == 0);
    auto curb = grate;
    curb.kind = InletKind::curb_opening;
    CHECK(inlet_capacity_m3s(curb, 0.1, 0) == Approx(1.60 * 0.75 * std::pow(0.1, 1.5)).epsilon(1e-9));
    CHECK(inlet_capacity_m3s(curb, 1, 0) ==
          Approx(0.67 * 0.15 * 0.75 * std::sqrt(2 * gravity_m_s2 * (1 - 0.075))).epsilon(1e-9));
    auto both = grate;
    both.kind = InletKind::combination;
    CHECK(inlet_capacity_m3s(both, 1, 0) ==
          Approx(inlet_capacity_m3s(grate, 1, 0) + inlet_capacity_m3s(curb, 1, 0)).epsilon(1e-12)); // two orifices
    double before = 0;
    for (double d = 0.01; d < 2; d += 0.01) { // more water, no less flow
        for (const auto& opening : {grate, curb, both}) {
            CHECK(inlet_capacity_m3s(opening, d, 0) >= 0);
        }
        CHECK(inlet_capacity_m3s(grate, d, 0) >= before);
        before = inlet_capacity_m3s(grate, d, 0);
    }
}

TEST_CASE("A chain takes what its hydraulic grade allows, shared in proportion") {
    const auto city = chain();
    const DrainModel model(city, DrainRules::builtin(), no_ground);
    REQUIRE(model.inlets().size() == 3);
    CHECK(model.issues().empty());
    const double k = conveyance_m3s(*section_of(city.conduits[0]), 0.013);
    // Little water passes whole.
    const auto little = taken(model, {0.05, 0.05, 0.05});
    CHECK((little[0] == 0.05 && little[1] == 0.05 && little[2] == 0.05));
    // All from the top: Δh from the rim of M1 to the crown at the outfall over 300 m.
    std::vector<DrainLimit> limits;
    const auto top = taken(model, {5, 0, 0}, &limits);
    const double most = k * std::sqrt((12 - 9.7) / 300);
    CHECK(top[0] == Approx(most).epsilon(0.02));
    CHECK(limits[0].kind == DrainLimit::Kind::conduit);
    // From the bottom only the last pipe counts: from the rim of M3.
    const auto bottom = taken(model, {0, 0, 5}, &limits);
    CHECK(bottom[2] == Approx(k * std::sqrt((11.4 - 9.7) / 100)).epsilon(0.02));
    CHECK(limits[2] == DrainLimit{DrainLimit::Kind::conduit, 2});
    // More offered is never less taken in all, and never more than the last pipe carries.
    double before = 0;
    for (double q = 0.02; q < 3; q += 0.04) {
        const auto now = taken(model, {q, q, q});
        const double sum = now[0] + now[1] + now[2];
        CHECK(sum <= k * std::sqrt((11.4 - 9.7) / 100) * 1.001);
        CHECK(sum >= before * 0.98);
        before = sum;
    }
}

TEST_CASE("High water at the outfall, a pump, a pipe against the grade, and pipes that lead nowhere") {
    auto city = chain();
    std::vector<DrainLimit> limits;
    const DrainModel held(city, DrainRules::builtin(), no_ground, 11.5);
    CHECK(taken(held, {0, 0, 1}, &limits)[2] == Approx(0).margin(1e-6)); // no head is left below M3's rim
    CHECK(limits[2].kind == DrainLimit::Kind::outfall_level);
    // Against its own grade, yet under head.
    city.conduits[2].invert_up_m = 9.0;
    const DrainModel adverse(city, DrainRules::builtin(), no_ground);
    CHECK(taken(adverse, {0, 0, 0.2})[2] == Approx(0.2));
    // A pump in place of the outfall carries what it can.
    auto pumped = chain();
    PumpStation station;
    station.about.key = "O";
    station.place = Point{300, 0};
    station.capacity_m3s = 0.1;
    pumped.outfalls.clear();
    pumped.pump_stations = {station};
    const DrainModel lifted(pumped, DrainRules::builtin(), no_ground);
    const auto through = taken(lifted, {0.1, 0.1, 0.2}, &limits);
    CHECK(through[0] + through[1] + through[2] == Approx(0.1));
    CHECK(through[2] == Approx(2 * through[0]));
    CHECK(limits[0].kind == DrainLimit::Kind::pump_station);
    // A circle and a dead end take nothing, and are named.
    auto broken = chain();
    broken.conduits[2].to = "M1";
    const DrainModel circle(broken, DrainRules::builtin(), no_ground);
    CHECK(taken(circle, {1, 1, 1}, &limits) == std::vector<double>{0, 0, 0});
    CHECK(limits[1].kind == DrainLimit::Kind::no_way_out);
    CHECK(circle.issues().size() == 3);
    CHECK(circle.issues()[0].reason == "drains.no_way_out");
    CHECK(circle.issues()[0].located);
    // Without levels and sizes: named, assumed, not lost.
    auto bare = chain();
    for (auto& pipe : bare.conduits) {
        pipe.invert_up_m = pipe.invert_down_m = pipe.diameter_m = {};
    }
    const DrainModel assumed(bare, DrainRules::builtin(), [](Point) { return std::optional(11.0); });
    CHECK(taken(assumed, {0.01, 0, 0})[0] == Approx(0.01));
    CHECK(assumed.issues().size() == 3);
}

TEST_CASE("A pond is drawn down through its inlet, and every litre is accounted for") {
    // A basin of 20 × 20 m, 1 m deep, with an inlet at its lowest place; 100 mm of rain in an hour.
    auto terrain = Grid::filled(24, 24, {{-12, 12}, 1, 1, false}, std::nullopt, 12);
    for (std::size_t r = 2; r < 22; ++r) {
        for (std::size_t c = 2; c < 22; ++c) {
            terrain.at({c, r}) = r == 12 && c == 12 ? 10.9F : 11.0F;
        }
    }
    const auto found = find_depressions(terrain);
    auto city = chain();
    city.inlets = {inlet("I1", "M1", {0.5, -0.5})};
    const DrainModel model(city, DrainRules::builtin(), no_ground);
    const auto inlets = place_inlets(terrain, found, model, DrainRules::builtin());
    const auto surfaces = surfaces_of(found, {}, surface_count);
    const auto rain = rain_on_surfaces(uniform_hyetograph(100, 60, 5), CoefficientLosses{});
    const Watch watch[] = {{found.basin[terrain.index({12, 12})], 11.05}};
    const auto with = run_storm(found.tree, surfaces, rain, watch, &inlets);
    const auto without = run_storm(found.tree, surfaces, rain, watch);
    CHECK(with.balance_error() < 1e-9);
    CHECK(without.balance_error() < 1e-9);
    CHECK(with.drained > 0);
    CHECK(without.drained == 0);
    CHECK(with.ponded < without.ponded);
    CHECK(with.highest_m[watch[0].leaf] < without.highest_m[watch[0].leaf]);
    CHECK(with.over_min[0] < without.over_min[0]);
    CHECK(without.over_min[0] == 40); // 20 m³ from 22 × 22 cells: after 24.8 min, in the fifth step
    // What the inlet took is what was drained.
    CHECK(with.inlets[0].taken_m3 == Approx(static_cast<double>(with.drained) * height_quantum_m).epsilon(1e-6));
}

TEST_CASE("Losses are read as they are written") {
    CHECK(std::get<CoefficientLosses>(parse_losses("none").value()).coefficient[0] == 1);
    CHECK(std::get<CoefficientLosses>(parse_losses("coefficient=0.7").value()).coefficient[3] == 0.7);
    CHECK(std::get<CurveNumberLosses>(parse_losses("cn=85").value()).curve_number == 85);
    CHECK(std::get<HortonLosses>(parse_losses("horton=76,13,4.1").value()).soil.decay_per_h == 4.1);
    for (const auto* bad : {"", "sand", "cn", "cn=", "cn=a", "horton=1,2", "coefficient=0.5,1"}) {
        CHECK(!parse_losses(bad));
    }
    const auto by_surface = losses_by_surface();
    CHECK(by_surface.coefficient[static_cast<std::size_t>(Surface::road)] >
          by_surface.coefficient[static_cast<std::size_t>(Surface::green)]);
    const auto rain = rain_on_surfaces(uniform_hyetograph(60, 60, 10), HortonLosses{{76, 13, 4.1}});
    CHECK(rain.excess_m[static_cast<std::size_t>(Surface::road)] == rain.fallen_m);
    CHECK(rain.excess_m[static_cast<std::size_t>(Surface::green)].back() < rain.fallen_m.back());
    CHECK(rain.length_s == std::vector<double>(6, 600));
}

TEST_CASE("Ground levels that lie off the terrain in common are another datum; scattered or few ones are none") {
    Inventory city(Frame::from("EPSG:4547"));
    const auto flat = [](Point) { return std::optional<double>(10); };
    const auto said = [&city, &flat](std::size_t count, double shift, double spread) {
        city.manholes.clear();
        for (std::size_t i = 0; i < count; ++i) { // evenly over the spread, the highest first
            const double part = count > 1 ? 0.5 - static_cast<double>(i) / static_cast<double>(count - 1) : 0;
            city.manholes.push_back(manhole("M", {static_cast<double>(i), 0}, 10 + shift + spread * part));
        }
        return other_datum(city, flat);
    };
    const auto wusong = said(21, 1.7, 0.4);
    REQUIRE(wusong);
    CHECK(wusong->reason == "drains.other_datum");
    CHECK(wusong->layer == "manholes");
    const auto text = kerb::render(wusong->message, kerb::Language::en);
    for (const auto* part : {"21 manholes", "+1.70 m", "+1.60 … +1.80 m"}) {
        CHECK(text.find(part) != std::string::npos);
    }
    CHECK(said(21, -1.7, 0.4)); // below, too
    CHECK(said(10, 1.7, 0.4));
    CHECK(!said(9, 1.7, 0.4));  // few
    CHECK(!said(21, 0.5, 0.1)); // near
    CHECK(said(21, 0.51, 0.1));
    CHECK(!said(21, 1.7, 3.4)); // half of them as far apart as the median is off
    CHECK(said(21, 1.7, 3.3));
    CHECK(!said(0, 0, 0));
    // Only what stands on the terrain and has a level is compared.
    said(21, 1.7, 0.4);
    CHECK(!other_datum(city, no_ground));
    CHECK(!other_datum(city, [](Point place) { return place.x < 9 ? std::optional<double>(10) : std::nullopt; }));
    for (std::size_t i = 0; i < 12; ++i) {
        city.manholes[i].ground_m.reset();
    }
    CHECK(!other_datum(city, flat));
    // The drains of a storm say it.
    city.manholes.clear();
    const auto none = DrainModel(city, DrainRules::builtin(), flat);
    CHECK(none.issues().empty());
    said(21, 1.7, 0.4);
    const DrainModel model(city, DrainRules::builtin(), flat);
    REQUIRE(model.issues().size() == 1);
    CHECK(model.issues()[0].reason == "drains.other_datum");
}
