// A real sewer network: what the rules find in it, counted beforehand by SQL and by another program.
#include <cstdlib>
#include <filesystem>

#include <kerb/inventory/check.hpp>
#include <kerb/io/inventory_file.hpp>

#include "support/test.hpp"

namespace {

constexpr const char* mapping_text = R"(name = "sewers"
title = "Sewers of Sant Boi"
source = "giswater"
licence = "GPL-3.0"
[[layer]]
layers = ["node"]
class = "outfall"
where = { node_type = ["OUT_MANHOLE", "WWTP"] }
[layer.fields]
key = "node_id"
[[layer]]
layers = ["node"]
class = "storage"
where = { node_type = "SEWER_STORAGE" }
[layer.fields]
key = "node_id"
[[layer]]
layers = ["node"]
class = "manhole"
[layer.fields]
key = "node_id"
system = { value = "combined" }
[[layer]]
layers = ["conduit"]
class = "conduit"
[layer.fields]
key = "arc_id"
from = "node_1"
to = "node_2"
system = { value = "combined" }
shape = { from = "shape", codes = { CIRCULAR = "circular", RECT_CLOSED = "rectangular", EGG = "egg" }, other = "other" }
diameter_m = "diam_m"
width_m = "width_m"
invert_up_m = "elev1"
invert_down_m = "elev2"
status = { from = "state", codes = { 0 = "out_of_service", 1 = "in_service", 2 = "planned" } }
)";

} // namespace

TEST_CASE("Four pipes of a real network rise, and every record that is named exists") {
    const char* data = std::getenv("KERB_SHARED_DATA");
    const std::string path = std::string(data != nullptr ? data : "") + "/santboi_drainage/sant_boi_drainage.gpkg";
    if (!std::filesystem::exists(path)) {
        WARN("The shared data are not here; skipped.");
        return;
    }
    const auto mapping = kerb::Mapping::from_toml(kerb::parse_toml(mapping_text, "sewers.toml"));
    const auto read = kerb::io::import_sources({{path, "node"}, {path, "conduit"}}, mapping);
    REQUIRE(read.city.conduits.size() == 206);
    const auto result = kerb::check(read.city, kerb::CheckRules::builtin());
    std::string adverse;
    for (const auto& issue : result.issues) {
        adverse += issue.reason == "conduit.adverse_slope" ? issue.key + ' ' : "";
    }
    CHECK(adverse == "100011 18966 245 100014 ");
    const auto found = [&result](const std::string& rule) {
        for (const auto& outcome : result.outcomes) {
            if (outcome.rule == rule) {
                return outcome.found;
            }
        }
        return std::int64_t{-1};
    };
    CHECK(found("conduit.no_invert") == 0);
    CHECK(found("relation.dangling") == 0);
    CHECK(found("relation.cycle") == 0);
    CHECK(found("conduit.reversed") == 0);
    CHECK(found("conduit.off_node") == 0);
    CHECK(found("conduit.no_outlet") == 6);
    CHECK(found("manhole.isolated") == 4); // at the ends of planned pipes
    CHECK(found("conduit.smaller_downstream") == 0);
}
