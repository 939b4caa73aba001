// Whatever the city: zones add up, the order of records and the number of threads change nothing, and counts are those
// of a naive twin.
#include <algorithm>
#include <cmath>
#include <map>

#include "support/property.hpp"
#include "support/scorecard_scene.hpp"
#include "support/shuffled.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::add_asset;
using kerb::test::holds;
using kerb::test::rectangle;

namespace {

double coordinate() {
    return *rc::gen::inRange(0, 2000) * 1.0 + 0.25; // off the zones' borders, which are whole
}

/// Zones that overlap, with one below them all that holds everything.
Inventory any_city() {
    Inventory city(Frame::from("EPSG:4547"));
    const auto zones = *rc::gen::inRange(0, 5);
    for (int i = 0; i < zones; ++i) {
        const double x = *rc::gen::inRange(0, 15) * 100, y = *rc::gen::inRange(0, 15) * 100;
        const double width = *rc::gen::inRange(1, 6) * 100, height = *rc::gen::inRange(1, 6) * 100;
        test::add_zone(city, "z" + std::to_string(i), "district", rectangle(x, y, width, height)).population = 10 + i;
    }
    test::add_zone(city, "zz", "district", rectangle(-100, -100, 2300, 2300)).population = 1000;
    const auto count = *rc::gen::inRange(1, 25);
    for (int i = 0; i < count; ++i) {
        auto& manhole = add_asset(city.manholes, "m" + std::to_string(i));
        manhole.position = {coordinate(), coordinate()};
        manhole.net = *rc::gen::element<std::optional<bool>>(true, false, std::nullopt);
        auto& road = add_asset(city.roads, "r" + std::to_string(i));
        road.centreline = {{{coordinate(), coordinate()}, {coordinate(), coordinate()}}};
        road.lit = *rc::gen::element<std::optional<bool>>(true, false, std::nullopt);
        auto& green = add_asset(city.green_spaces, "g" + std::to_string(i));
        green.area = rectangle(coordinate(), coordinate(), *rc::gen::inRange(1, 90), *rc::gen::inRange(1, 90));
        green.green_class = GreenClass::g11;
    }
    return city;
}

struct Asked {
    const char* name;
    std::string indicator;
    bool exact; ///< counts add up to the bit, overlays to what rounding leaves
};

const std::vector<Asked>& questions() {
    static const std::vector<Asked> asked = {
        {"ratio",
         "unit = '%'\nop = 'ratio_k_n'\nnumerator = { layer = 'manholes', net = true }\n"
         "denominator = { layer = 'manholes' }",
         true},
        {"count", "unit = '1/km2'\nop = 'count_density'\nnumerator = { layer = 'manholes' }", false},
        {"people", "unit = '1/10k'\nop = 'count_per_capita'\nnumerator = { layer = 'manholes' }", true},
        {"length",
         "unit = '%'\nop = 'length_ratio'\nnumerator = { layer = 'roads', lit = true }\n"
         "denominator = { layer = 'roads' }",
         false},
        {"density", "unit = 'km/km2'\nop = 'length_density'\nnumerator = { layer = 'roads' }", false},
        {"area", "unit = '%'\nop = 'area_ratio'\nnumerator = { layer = 'green_spaces' }", false},
        {"reach",
         "unit = '%'\nop = 'lit_length'\nwithin = '50 m'\nnumerator = { layer = 'manholes' }\n"
         "denominator = { layer = 'roads' }",
         false},
        {"gap",
         "unit = 'm'\nop = 'spacing_gap'\nlimit = '100 m'\nnumerator = { layer = 'manholes' }\n"
         "denominator = { layer = 'roads' }",
         false},
        {"cover", "unit = '%'\nop = 'cover_by_radius'\nradius = '70 m'\nnumerator = { layer = 'manholes' }", false},
        {"predicate",
         "unit = '%'\nop = 'predicate_count'\nnumerator = { layer = 'manholes' }\n"
         "denominator = { layer = 'green_spaces' }",
         true},
        {"ends", "unit = 'count'\nop = 'dead_ends'\ndenominator = { layer = 'roads' }", true}};
    return asked;
}

Measured ask(const Inventory& city, const std::string& indicator, int threads) {
    MeasureInput input;
    input.city = &city;
    return measure(read_profile(test::profile_text(indicator), "t.toml"), input, {.threads = Threads{threads}})
        .indicators.front();
}

void same(const Measured& a, const Measured& b) {
    RC_ASSERT(a.all == b.all);
    RC_ASSERT(a.zones == b.zones);
    RC_ASSERT(a.worst == b.worst);
    RC_ASSERT(a.missing == b.missing);
}

bool near(double a, double b) {
    return std::fabs(a - b) <= 1e-9 * std::max(1.0, std::fabs(a));
}

/// Ground within reach is measured along borders, which begin where the first asset is: it may differ by a rounding.
void alike(const Measured& a, const Measured& b) {
    RC_ASSERT(near(a.all.k, b.all.k) && near(a.all.n, b.all.n));
    RC_ASSERT(a.zones.size() == b.zones.size());
    for (std::size_t z = 0; z < a.zones.size(); ++z) {
        RC_ASSERT(near(a.zones[z].k, b.zones[z].k) && near(a.zones[z].n, b.zones[z].n));
    }
    RC_ASSERT(a.worst == b.worst);
}

} // namespace

TEST_CASE("Zones add up to the city, whatever overlaps") {
    holds("Σ zone = city", [] {
        const auto city = any_city();
        for (const auto& [name, indicator, exact] : questions()) {
            const auto found = ask(city, indicator, 1);
            double k = 0, n = 0;
            for (const auto& zone : found.zones) {
                k += zone.k;
                n += zone.n;
                RC_ASSERT(zone.value.has_value() == (zone.n > 0));
                RC_ASSERT(zone.completeness >= 0 && zone.completeness <= 1);
            }
            const double least = exact ? 0 : 1e-6;
            RC_LOG() << name << ' ' << k << " of " << n << ", city " << found.all.k << " of " << found.all.n << '\n';
            RC_ASSERT(std::fabs(k - found.all.k) <= least * std::max(1.0, found.all.k));
            RC_ASSERT(std::fabs(n - found.all.n) <= least * std::max(1.0, found.all.n));
        }
    });
}

TEST_CASE("Neither threads nor the order of records change a bit") {
    holds("the same for 1, 2 and 4 threads, and shuffled", [] {
        const auto city = any_city();
        auto other = city;
        other.manholes = test::shuffled(city.manholes);
        other.zones = test::shuffled(city.zones);
        for (const auto& asked : questions()) {
            RC_LOG() << asked.name << '\n';
            const auto one = ask(city, asked.indicator, 1);
            same(one, ask(city, asked.indicator, 2));
            same(one, ask(city, asked.indicator, 4));
            if (std::string(asked.name) == "cover") {
                alike(one, ask(other, asked.indicator, 2));
            } else {
                same(one, ask(other, asked.indicator, 2));
            }
        }
    });
}

TEST_CASE("Counts by zone are those of a naive twin") {
    holds("the first zone by key that holds it", [] {
        const auto city = any_city();
        const auto found = ask(city, questions().front().indicator, 2);
        std::vector<double> k(city.zones.size(), 0), n(city.zones.size(), 0);
        for (const auto& manhole : city.manholes) {
            for (std::size_t z = 0; z < city.zones.size() && manhole.net; ++z) { // any_city() makes them by key
                const auto& ring = city.zones[z].area.front().outer;
                const auto p = manhole.position;
                if (p.x > ring[0].x && p.x < ring[2].x && p.y > ring[0].y && p.y < ring[2].y) {
                    k[z] += *manhole.net ? 1 : 0;
                    n[z] += 1;
                    break;
                }
            }
        }
        for (std::size_t z = 0; z < k.size() && !found.missing; ++z) {
            RC_ASSERT(found.zones[z].k == k[z]);
            RC_ASSERT(found.zones[z].n == n[z]);
        }
    });
}
