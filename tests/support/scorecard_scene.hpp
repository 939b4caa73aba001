// Small cities and profiles of one indicator.
#pragma once

#include <string>

#include <kerb/scorecard/measure.hpp>

#include "support/test.hpp"

namespace kerb::test {

inline MultiPolygon rectangle(double x, double y, double width, double height) {
    return {{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}}};
}

template <class Asset>
Asset& add_asset(std::vector<Asset>& assets, const std::string& key) {
    assets.emplace_back().about.key = key;
    return assets.back();
}

inline Zone& add_zone(Inventory& city, const std::string& key, const std::string& kind, const MultiPolygon& area) {
    auto& zone = add_asset(city.zones, key);
    zone.kind = kind;
    zone.area = area;
    return zone;
}

/// Two districts of 1 km by 1 km, `a` and east of it `b`.
inline Inventory two_districts() {
    Inventory city(Frame::from("EPSG:4547"));
    add_zone(city, "a", "district", rectangle(0, 0, 1000, 1000));
    add_zone(city, "b", "district", rectangle(1000, 0, 1000, 1000));
    return city;
}

/// A profile of one indicator: its operator with what it takes.
inline std::string profile_text(const std::string& indicator, const std::string& more = {}) {
    return "[profile]\nid = 't'\nversion = '1'\nzh = '试'\nen = 'trial'\nzone_kinds = ['district']\n\n"
           "[[indicator]]\nid = 'x.y'\nzh = '甲'\nen = 'first'\nexplanation = { zh = '一', en = 'e' }\n"
           "method = { zh = '二', en = 'm' }\ndata_source = { zh = '三', en = 'd' }\nreference = { zh = '四', en = 'r' "
           "}\n"
           "source = 's'\nstatus = 'found'\n" +
           indicator + "\n" + more;
}

/// What the only indicator is in a city.
inline scorecard::Measured measured(const Inventory& city, const std::string& indicator,
                                    scorecard::MeasureInput input = {}) {
    input.city = &city;
    const auto profile = scorecard::read_profile(profile_text(indicator), "t.toml");
    return scorecard::measure(profile, input, {.threads = Threads{2}}).indicators.front();
}

/// The code of what is missing; empty when nothing is.
inline std::string missing(const scorecard::Measured& found) {
    return found.missing ? found.missing->code : std::string();
}

inline void check_value(const scorecard::Value& value, double k, double n, double expected) {
    CHECK(value.k == Approx(k).margin(1e-9));
    CHECK(value.n == Approx(n).margin(1e-9));
    REQUIRE(value.value);
    CHECK(*value.value == Approx(expected).margin(1e-12));
}

} // namespace kerb::test
