// The street lights of Cambridge, Massachusetts, as the frame of a thousand patrols whose truth is known.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <kerb/base/toml.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/io/inventory_file.hpp>

#include "support/patrol_rounds.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

constexpr int rounds = 1000;

std::string cambridge() {
    const char* folder = std::getenv("KERB_SHARED_DATA");
    const auto path = std::filesystem::path(folder == nullptr ? "" : folder) / "cambridge_ma" / "cambridge_ma.gpkg";
    return folder != nullptr && std::filesystem::exists(path) ? path.string() : std::string();
}

/// Its lamps and roads. It records no circuits: lamps of a square of 250 m are taken for one.
Inventory lights(const std::string& file) {
    const auto mapping = Mapping::from_toml(parse_toml(*builtin_data("mappings/cambridge.toml"), "cambridge"));
    auto read = io::import_sources({{file, "street_lights"}, {file, "street_centerlines"}}, mapping);
    for (auto& pole : read.city.streetlights) {
        pole.circuit = fmt::format("{}-{}", std::floor(pole.position.x / 250), std::floor(pole.position.y / 250));
    }
    return std::move(read.city);
}

} // namespace

TEST_CASE("A thousand patrols of Cambridge hold its truth at least 93 times of 100") {
    const auto file = cambridge();
    if (file.empty()) {
        std::puts("skipped: no data of Cambridge");
        return;
    }
    const auto city = lights(file);
    const auto table = lamp_table(city);
    const auto frame = patrol_frame(table, Level::road, Level::road_class);
    const auto line =
        fmt::format("Cambridge: {} lamps on {} roads in {} classes, {} lamps on none, {:.1f} a road", frame.lamps,
                    frame.clusters.size(), frame.strata.size(), frame.not_in_frame, frame.mean_lamps);
    std::puts(line.c_str());
    REQUIRE(frame.lamps > 5000);
    REQUIRE(frame.strata.size() >= 2);
    const auto share = std::int64_t(frame.clusters.size()) / 6;
    const auto night = test::known_night(table, 0.02, 0.05, 0, 21);
    for (const auto draw : {PatrolDraw::simple, PatrolDraw::by_size}) {
        const auto held = test::rounds_of(table, night, share, draw, rounds);
        const auto told = test::told(draw == PatrolDraw::simple ? "a sixth of its roads" : "by size", night, held);
        std::puts(told.c_str());
        INFO(told);
        CHECK(held.process >= 0.93 * rounds);
        CHECK(held.night >= 0.93 * rounds);
        CHECK(held.plain >= 0.93 * rounds);
        CHECK(held.plain_finite >= 0.93 * rounds);
    }
    const auto dark = test::known_night(table, 0.02, 0.05, 4, 22);
    const auto held = test::rounds_of(table, dark, share, PatrolDraw::simple, rounds);
    const auto told = test::told("four squares dark", dark, held);
    std::puts(told.c_str());
    INFO(told);
    CHECK(held.known_dead >= 0.93 * rounds);
}
