// What an inventory says against itself.
#include <kerb/inventory/checks.hpp>

#include "support/test.hpp"

using kerb::Inventory;
using kerb::Issue;

namespace {

kerb::Zone district(const std::string& key, double x) {
    kerb::Zone zone;
    zone.about.key = key;
    zone.about.name_zh = "区" + key;
    zone.kind = "district";
    zone.area = {{{{x, 0}, {x + 10, 0}, {x + 10, 10}, {x, 10}, {x, 0}}, {}}};
    return zone;
}

kerb::Streetlight lamp(const std::string& key, double x, const std::string& label) {
    kerb::Streetlight light;
    light.about.key = key;
    light.about.district = label;
    light.position = {x, 5};
    return light;
}

std::string found(const std::vector<Issue>& issues) {
    std::string text;
    for (const auto& issue : issues) {
        CHECK(issue.located);
        text += issue.key + ':' + issue.reason + ' ';
    }
    return text;
}

} // namespace

TEST_CASE("Labels are held against the zones that hold the lamps") {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    city.zones = {district("A", 0), district("B", 10)};
    city.streetlights = {lamp("1", 5, "A"), lamp("2", 5, "区A"), lamp("3", 5, "B"),  lamp("4", 15, ""),
                         lamp("5", 5, "C"), lamp("6", 50, "A"),  lamp("7", 10, "B"), lamp("8", 10, "A")};
    CHECK(found(kerb::check_zone_labels(city)) == "3:zone.label_differs 5:zone.label_unknown 6:zone.outside ");
    CHECK(kerb::check_zone_labels(city, "street").empty());
    for (auto& light : city.streetlights) {
        light.about.district = "";
    }
    CHECK(kerb::check_zone_labels(city).empty());
}

TEST_CASE("Lamps on one spot are told once each, with the earliest") {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    CHECK(kerb::check_duplicate_places(city).empty());
    city.streetlights = {lamp("1", 500000, ""), lamp("2", 500000.02, ""), lamp("3", 500000, ""),
                         lamp("4", 500000.009, ""), lamp("5", 500040, "")};
    const auto issues = kerb::check_duplicate_places(city);
    CHECK(found(issues) == "3:asset.duplicate_place 4:asset.duplicate_place ");
    CHECK(std::get<std::string>(issues[0].message.arguments.back().second) == "1");
    CHECK(kerb::check_duplicate_places(city, 0.05).size() == 3);
}
