// What layers and columns are called, and how older inventories become today's.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include <kerb/inventory/schema.hpp>

#include "support/same_city.hpp"
#include "support/schema_document.hpp"
#include "support/test.hpp"

using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Language;
using kerb::migrate_table;

namespace {

FeatureTable other_layer(const std::string& name, kerb::GeometryColumn geometry,
                         const std::vector<std::string>& extra) {
    FeatureTable table;
    table.name = name;
    table.frame = kerb::Frame::from("EPSG:4547");
    table.geometry = std::move(geometry);
    auto& key = table.add("key", ColumnType::text);
    for (std::size_t i = 0; i < extra.size(); ++i) {
        key.push(name + std::to_string(i));
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    auto& column = table.add("extra", ColumnType::text);
    for (const auto& text : extra) {
        if (text.empty()) {
            column.push(std::monostate{});
        } else {
            column.push(text);
        }
    }
    return table;
}

kerb::Lines two_lines() {
    kerb::Lines lines;
    lines.push({{{0, 0}, {1, 1}}});
    lines.push({{{0, 1}, {1, 2}}});
    return lines;
}

std::string text_in(const FeatureTable& table, const std::string& column, std::size_t row) {
    const auto* found = table.find(column);
    return found == nullptr ? "(no column)" : found->null_at(row) ? "(null)" : found->text_at(row);
}

} // namespace

TEST_CASE("Every class, field and code has a name in both languages") {
    for (const auto& asset_class : kerb::asset_classes()) {
        const auto layer = schema_of(asset_class);
        CAPTURE(layer.layer);
        CHECK((!layer.title.en.empty() && !layer.title.zh.empty()));
        for (const auto& column : layer.columns) {
            CAPTURE(column.name);
            CHECK((!column.title.en.empty() && !column.title.zh.empty()));
            for (const auto& code : column.codes) {
                CAPTURE(code.code);
                CHECK((!code.label.en.empty() && !code.label.zh.empty()));
            }
        }
    }
}

TEST_CASE("Columns with the same domain have the same codes") {
    std::map<std::string, std::string> domains;
    for (const auto& asset_class : kerb::asset_classes()) {
        for (const auto& column : schema_of(asset_class).columns) {
            std::string codes = column.range ? kerb::test::range_text(*column.range) : "";
            for (const auto& code : column.codes) {
                codes += code.code + ' ';
            }
            CHECK(column.domain.empty() == codes.empty());
            CAPTURE(column.domain);
            CHECK((codes.empty() || domains.emplace(column.domain, codes).first->second == codes));
        }
    }
    CHECK(domains.at("bridge_kind").starts_with("road_bridge"));
    CHECK(domains.at("status").starts_with("planned"));
    CHECK(domains.at("confidence") == "0 … 1");
}

TEST_CASE("The layers of a city are named without their rows") {
    auto city = kerb::test::small_city();
    city.toilets.resize(2);
    city.toilets[0].place = kerb::Point{1, 2};
    city.toilets[1].place = kerb::MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}, {}}};
    const auto tables = to_tables(city);
    const auto names = layers_of(city);
    REQUIRE(names.size() == tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        CHECK(names[i].name == tables[i].name);
        CHECK(names[i].shape == tables[i].shape());
        CHECK(names[i].class_name == kerb::class_of_layer(tables[i].name));
    }
    const auto schema = kerb::schema_of(tables);
    const auto title_of = [&](const std::string& layer) {
        return std::find_if(schema.begin(), schema.end(), [&](const auto& s) { return s.layer == layer; })->title;
    };
    CHECK(title_of("toilets").zh == "公厕");
    CHECK(title_of("toilets__areas").zh == "公厕（面）");
    CHECK(title_of("toilets__areas").en == "public toilets: areas");
    CHECK(title_of("kiosk").empty());

    const auto labels = kerb::label_table(schema);
    std::set<std::string> rows;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        std::string cells;
        for (const auto& column : labels.columns) {
            cells += column.text_at(row) + '|';
        }
        CHECK(rows.insert(cells).second);
    }
    CHECK(rows.contains("roads|||zh|道路|"));
    CHECK(rows.contains("roads|width_m||en|width|"));
    CHECK(rows.contains("roads|road_class|arterial|en|arterial|"));
}

TEST_CASE("A unit stands with its title, as people write it") {
    const auto layer = schema_of(*kerb::find_class("pump_station"));
    const auto of = [&](const std::string& name) {
        return *std::find_if(layer.columns.begin(), layer.columns.end(),
                             [&](const auto& column) { return column.name == name; });
    };
    CHECK(of("capacity_m3s").title_with_unit(Language::en) == "capacity (m³/s)");
    CHECK(of("pumps").title_with_unit(Language::en) == "pumps");
}

namespace {

/// The column of a layer of results with that one column.
kerb::ColumnSchema column_of(const std::string& layer, const char* name, ColumnType type) {
    FeatureTable table;
    table.name = layer;
    table.add(name, type);
    return kerb::schema_of(std::vector<FeatureTable>{std::move(table)}).front().columns.front();
}

} // namespace

TEST_CASE("Columns of results have titles of their layer, units of their names, and codes") {
    CHECK(column_of("water_points", "volume_m3", ColumnType::real).title_with_unit(Language::en) ==
          "volume of water (m³)");
    CHECK(column_of("depressions", "volume_m3", ColumnType::real).title_with_unit(Language::zh) == "容积 (m³)");
    CHECK(column_of("conveyance", "flow_m3s", ColumnType::real).title_with_unit(Language::en) == "flow (m³/s)");
    CHECK(column_of("districts", "share", ColumnType::real).unit.empty());
    CHECK(column_of("zones", "m2_per_person", ColumnType::real).unit == "m²");
    const auto crew = column_of("dark_lamps", "crew", ColumnType::text);
    REQUIRE(crew.codes.size() == 3);
    CHECK(crew.codes[0].code == "circuit");
    CHECK(crew.codes[0].label.zh == "整回路不亮");
    CHECK(crew.domain == "dark_lamps_crew");
    CHECK(column_of("dark_stretches", "road_class", ColumnType::text).codes.front().label.en == "expressway");
    CHECK(column_of("lines", "road_class", ColumnType::text).codes.empty()); // a source's own words
    CHECK(column_of("lines", "cls", ColumnType::text).title.empty());
}

TEST_CASE("Every code that a column of results may hold has a name, and no title holds its unit twice") {
    std::size_t coded = 0;
    for (const auto* layer : {"dark_lamps", "lamps", "patrol_lamps", "dark_circuits", "lamp_changes", "ads_in_green",
                              "conflicts", "clusters", "issues", "stretches", "sections", "hints", "water_points"}) {
        for (const auto* name :
             {"state", "crew", "verdict", "change", "kind", "cause", "severity", "side", "what", "evidence"}) {
            for (const auto& code : column_of(layer, name, ColumnType::text).codes) {
                CAPTURE(layer, name, code.code);
                CHECK_FALSE(code.label.empty());
                ++coded;
            }
        }
    }
    CHECK(coded > 50);
    for (const auto& code : kerb::message_codes(Language::en)) {
        if (code.starts_with("field.")) {
            const auto column = column_of("lines", code.substr(6).c_str(), ColumnType::real);
            CAPTURE(code);
            CHECK((column.unit.empty() || !column.title.en.ends_with(')')));
            CHECK((column.unit.empty() || (!column.title.zh.ends_with(')') && !column.title.zh.ends_with("）"))));
        }
    }
}

TEST_CASE("A layer of version 1 becomes its class of today") {
    auto bins = other_layer("waste_basket", kerb::Points{{0, 0}, {1, 1}}, {R"({"amenity":"recycling"})", ""});
    CHECK(migrate_table(1, "waste_basket", bins) == "waste_site");
    CHECK(text_in(bins, "kind", 0) == "recycling");
    CHECK(text_in(bins, "kind", 1) == "bin");
    CHECK(text_in(bins, "extra", 0) == R"({"amenity":"recycling"})");

    auto water = other_layer("waterway", two_lines(),
                             {R"({"waterway":"river","width_m":"12.5"})", R"({"waterway":"riverbank","boat":"no"})"});
    CHECK(migrate_table(1, "waterway", water) == "channel");
    CHECK(text_in(water, "kind", 0) == "river");
    CHECK(text_in(water, "kind", 1) == "river");
    CHECK(text_in(water, "width_m", 0) == "12.5");
    CHECK(text_in(water, "width_m", 1) == "(null)");
    CHECK(text_in(water, "extra", 0) == R"({"waterway":"river"})");

    auto parking = other_layer("parking", kerb::Points{{0, 0}}, {R"({"amenity":"bicycle_parking","bays":"40"})"});
    CHECK(migrate_table(1, "parking", parking) == "parking");
    CHECK(text_in(parking, "kind", 0) == "bicycle");
    CHECK(text_in(parking, "bays", 0) == "40");
}

TEST_CASE("What version 1 could hold and today's classes cannot is left as it was") {
    auto bins = other_layer("waste_basket", two_lines(), {"", ""}); // no line is a waste site
    CHECK(migrate_table(1, "waste_basket", bins) == "waste_basket");
    CHECK(bins.find("kind") == nullptr);

    auto odd = other_layer("tree", kerb::Points{{0, 0}}, {"no JSON"});
    CHECK(migrate_table(1, "tree", odd) == "tree");
    CHECK(text_in(odd, "extra", 0) == "no JSON");

    auto kept = other_layer("tree", kerb::Points{{0, 0}}, {R"({"key":"other"})"}); // there is a column of that name
    CHECK(migrate_table(1, "tree", kept) == "tree");
    CHECK(text_in(kept, "key", 0) == "tree0");
    CHECK(text_in(kept, "extra", 0) == R"({"key":"other"})");

    auto today = other_layer("waste_basket", kerb::Points{{0, 0}}, {""});
    CHECK(migrate_table(kerb::inventory_schema_version, "waste_basket", today) == "waste_basket");
    auto kiosk = other_layer("kiosk", kerb::Points{{0, 0}}, {R"({"height_m":"3"})"});
    CHECK(migrate_table(1, "kiosk", kiosk) == "kiosk");
    CHECK(text_in(kiosk, "extra", 0) == R"({"height_m":"3"})");
}

TEST_CASE("docs/inventory.md lists the classes and fields that there are") {
    const std::string path = std::string(KERB_SOURCE_DIR) + "/docs/inventory.md";
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string begin =
        "<!-- from here on made by the code: KERB_WRITE_DOCS=1 build/release/tests/test_inventory \"docs*\" -->\n\n";
    const auto at = text.find(begin);
    REQUIRE(at != std::string::npos);
    const auto told = text.substr(at + begin.size());
    const auto made = kerb::test::schema_document();
    if (std::getenv("KERB_WRITE_DOCS") != nullptr) {
        std::ofstream(path, std::ios::binary) << text.substr(0, at + begin.size()) << made;
        return;
    }
    INFO("docs/inventory.md is not what the code says. Write it anew: KERB_WRITE_DOCS=1 test_inventory 'docs*'");
    CHECK(told == made);
}
