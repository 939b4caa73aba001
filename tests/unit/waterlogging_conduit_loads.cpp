// Do drains carry their design storm: by hand, and against a recursion up every way.
#include <cmath>
#include <functional>

#include <kerb/base/random.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/conduit_loads.hpp>
#include <kerb/waterlogging/hydraulics.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::waterlogging;

namespace {

const StormCurve storm{12, 10, 0.7, RateFactor::rounded};

void add_node(Inventory& city, const std::string& key) {
    Manhole made;
    made.about.key = key;
    city.manholes.push_back(made);
}

Conduit& add_pipe(Inventory& city, const std::string& from, const std::string& to, double diameter, double fall) {
    Conduit made;
    made.about.key = from + "-" + to;
    made.from = from;
    made.to = to;
    made.system = DrainSystem::storm;
    made.course = {{{0, 0}, {120, 0}}};
    made.diameter_m = diameter;
    made.invert_up_m = 10;
    made.invert_down_m = 10 - fall;
    made.roughness = 0.013;
    city.conduits.push_back(made);
    return city.conduits.back();
}

/// A square of so many hectares.
Catchment& add_ground(Inventory& city, const std::string& outlet, double hectares, std::optional<double> runoff) {
    Catchment made;
    const double side = 100 * std::sqrt(hectares);
    made.about.key = "ground of " + outlet;
    made.area = {{{{0, 0}, {side, 0}, {side, side}, {0, side}, {0, 0}}, {}}};
    made.outlet = outlet;
    made.runoff = runoff;
    city.catchments.push_back(made);
    return city.catchments.back();
}

Inventory empty() {
    return Inventory(Frame::from("EPSG:4547"));
}

/// D600 of 120 m that falls by 0.36 m.
double full_600() {
    constexpr double area = 3.14159265358979 * 0.09;
    return area / 0.013 * std::pow(0.15, 2.0 / 3) * std::sqrt(0.003);
}

double rate(double minutes) {
    return 167 * 12 / std::pow(minutes + 10, 0.7); // L/(s·ha)
}

} // namespace

TEST_CASE("Conduit loads: two catchments on a chain, by hand") {
    auto city = empty();
    for (const char* key : {"A", "B", "C"}) {
        add_node(city, key);
    }
    add_pipe(city, "A", "B", 0.6, 0.36);
    add_pipe(city, "B", "C", 0.6, 0.36);
    add_ground(city, "A", 1, 0.6).inlet_min = 10;
    auto& second = add_ground(city, "B", 2, {});
    second.impervious = 0.5; // ψ = 0.9 · 0.5 + 0.15 · 0.5 = 0.525
    second.inlet_min = 5;
    const auto loads = conduit_loads(city, storm);
    REQUIRE((loads[0] && loads[1]));
    CHECK(loads[0]->runoff_area_m2 == Approx(6000).epsilon(1e-9));
    CHECK(loads[0]->minutes == 10);
    CHECK(loads[0]->design_m3s == Approx(rate(10) * 0.6 / 1000).epsilon(1e-9));
    CHECK(loads[0]->full_m3s.value() == Approx(full_600()).epsilon(1e-9));
    const double travel = 120 / (full_600() / (3.14159265358979 * 0.09)) / 60;
    CHECK(loads[1]->minutes == Approx(10 + travel).epsilon(1e-9)); // the longer way: through A
    CHECK(loads[1]->design_m3s == Approx(rate(10 + travel) * (0.6 + 1.05) / 1000).epsilon(1e-9));
    CHECK(loads[0]->carries() == true);
    CHECK(loads[1]->carries() == false);
}

TEST_CASE("Conduit loads: what is not known is not said to carry") {
    auto city = empty();
    for (const char* key : {"A", "B", "C", "D", "S", "T"}) {
        add_node(city, key);
    }
    add_pipe(city, "A", "B", 3, 0.36);
    add_pipe(city, "B", "C", 0.1, 0.36);
    add_pipe(city, "C", "D", 3, 0.36).invert_up_m.reset();
    add_pipe(city, "S", "T", 3, 0.36);                              // no catchment
    add_pipe(city, "A", "D", 3, 0.36).system = DrainSystem::sewage; // none of the storm's
    add_ground(city, "A", 1, {});                                   // neither ψ nor impervious share
    add_ground(city, "B", 1, 0.9);
    const auto loads = conduit_loads(city, storm);
    REQUIRE((loads[0] && loads[1] && loads[2]));
    CHECK(loads[0]->incomplete);
    CHECK_FALSE(loads[0]->carries());
    CHECK(loads[1]->carries() == false); // already what is known is too much
    CHECK_FALSE(loads[2]->carries());
    CHECK_FALSE(loads[2]->full_m3s);
    CHECK_FALSE(loads[3]);
    CHECK_FALSE(loads[4]);
}

TEST_CASE("Conduit loads: water that leaves by several conduits, an adverse one, and a circle") {
    auto city = empty();
    for (const char* key : {"A", "B", "C", "D", "E"}) {
        add_node(city, key);
    }
    add_pipe(city, "A", "B", 0.6, 0.36);
    add_pipe(city, "A", "C", 1.2, 0.36);
    add_pipe(city, "B", "D", 0.6, -0.1); // adverse: carries nothing
    add_pipe(city, "D", "E", 0.6, 0.36);
    add_pipe(city, "E", "D", 0.6, 0.36); // a circle
    add_ground(city, "A", 1, 1);
    const auto loads = conduit_loads(city, storm);
    REQUIRE((loads[0] && loads[1] && loads[2]));
    const double ratio = std::pow(2, 8.0 / 3); // of full flow, by Manning
    CHECK(loads[0]->runoff_area_m2 == Approx(10000 / (1 + ratio)).epsilon(1e-9));
    CHECK(loads[1]->runoff_area_m2 == Approx(10000 * ratio / (1 + ratio)).epsilon(1e-9));
    CHECK(loads[2]->carries() == false);
    CHECK_FALSE(loads[3]);
    CHECK_FALSE(loads[4]);
}

TEST_CASE("Conduit loads are those of a recursion up every way") {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        RandomStream random(seed, 1, 0);
        auto city = empty();
        const int nodes = 8;
        for (int n = 0; n < nodes; ++n) {
            add_node(city, std::to_string(n));
            add_ground(city, std::to_string(n), 0.1 + random.uniform(), 0.5).inlet_min = 5 + 10 * random.uniform();
        }
        for (int n = 0; n + 1 < nodes; ++n) { // always downwards in number, so there is no circle
            for (int to = n + 1; to < nodes; ++to) {
                if (random.uniform() < 0.4) {
                    add_pipe(city, std::to_string(n), std::to_string(to), 0.3 + random.uniform(), 0.36);
                }
            }
        }
        const auto loads = conduit_loads(city, storm);
        const auto full = [&](const Conduit& pipe) { return full_600() * std::pow(*pipe.diameter_m / 0.6, 8.0 / 3); };
        std::function<std::pair<double, double>(const Conduit&)> up = [&](const Conduit& pipe) {
            const auto node = static_cast<std::size_t>(std::stoi(pipe.from.str()));
            double ground = area(city.catchments[node].area) * 0.5, minutes = *city.catchments[node].inlet_min, all = 0;
            for (const auto& other : city.conduits) {
                all += other.from == pipe.from ? full(other) : 0;
                if (other.to == pipe.from) {
                    const auto [more, after] = up(other);
                    const double a = 3.14159265358979 / 4 * *other.diameter_m * *other.diameter_m;
                    ground += more;
                    minutes = std::max(minutes, after + 120 * a / full(other) / 60);
                }
            }
            return std::pair(ground * full(pipe) / all, minutes);
        };
        for (std::size_t i = 0; i < city.conduits.size(); ++i) {
            const auto [ground, minutes] = up(city.conduits[i]);
            REQUIRE(loads[i]);
            CHECK(loads[i]->runoff_area_m2 == Approx(ground).epsilon(1e-9));
            CHECK(loads[i]->minutes == Approx(minutes).epsilon(1e-9));
        }
    }
}
