// Numbers that mappings take out of texts: the unit behind them, and what is no number that can be told.
#include <string>
#include <utility>
#include <vector>

#include <kerb/inventory/mapping.hpp>
#include <kerb/inventory/tables.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Issue;
using kerb::Mapping;

namespace {

constexpr double none = -999; // stands for a value that is not taken

using Expected = std::vector<std::pair<std::string, double>>;

FeatureTable texts_of(const Expected& all) {
    FeatureTable made;
    made.name = "layer";
    made.frame = kerb::Frame::from("EPSG:4547");
    kerb::Points points;
    auto& column = made.add("T", ColumnType::text);
    for (const auto& one : all) {
        points.push_back({static_cast<double>(points.size()), 1});
        made.rows.push_back(static_cast<std::int64_t>(points.size()));
        column.push(one.first);
    }
    made.geometry = points;
    return made;
}

Mapping rule(const std::string& class_name, const std::string& field, const std::string& more) {
    return Mapping::from_toml(kerb::parse_toml("name='t'\n[[layer]]\nlayers='*'\nclass='" + class_name +
                                                   "'\n[layer.fields]\n" + field + "={from='T',pattern='first_number'" +
                                                   more + "}\n",
                                               "t.toml"));
}

/// Each text gives its number, or none and an issue of its row.
void check(const std::string& class_name, const std::string& field, const Expected& all, const std::string& more = "") {
    std::vector<Issue> issues;
    kerb::Accounting left_over;
    const auto tables = kerb::apply(rule(class_name, field, more), texts_of(all), issues, left_over);
    const auto* column = tables.at(0).table.find(field);
    REQUIRE(column != nullptr);
    std::vector<std::int64_t> told, expected;
    for (const auto& issue : issues) {
        CHECK(issue.reason == "field.not_a_number");
        told.push_back(issue.row);
    }
    for (std::size_t row = 0; row < all.size(); ++row) {
        CAPTURE(field, all[row].first);
        if (all[row].second == none) {
            CHECK(column->null_at(row));
            expected.push_back(static_cast<std::int64_t>(row) + 1);
        } else {
            REQUIRE_FALSE(column->null_at(row));
            CHECK(*column->number_at(row) == Approx(all[row].second));
        }
    }
    CHECK(told == expected);
    CHECK(tables[0].table.find("T") != nullptr); // the texts themselves are kept
}

} // namespace

TEST_CASE("Lengths in centimetres are turned by the unit behind the number") {
    check("waterlogging_point", "depth_cm",
          {{"30", 30},
           {"30 cm", 30},
           {"30CM", 30},
           {"0.5米", 50},
           {"500mm", 50},
           {"500毫米", 50},
           {"约30厘米", 30},
           {"30cm左右", 30},
           {"0.5 m", 50},
           {"0.5米，局部", 50},
           {".5 m", 50},
           {"1 ft", 30.48},
           {"30（cm）", 30},
           {"30（约）", none},
           {"1尺", none},
           {"0.5米深", none},
           {"2小时", none},
           {"30 (est.)", none}});
    check("tree", "trunk_cm", {{"0.3m", 30}, {"30", 30}, {"12 in", 30.48}, {"30 kg", none}});
}

TEST_CASE("Lengths in metres know the words of both languages") {
    check("bridge", "length_m",
          {{"1.2公里", 1200},
           {"1.2千米", 1200},
           {"800毫米", 0.8},
           {"80公分", 0.8},
           {"10英尺", 3.048},
           {"8 m (2019)", 8},
           {"0.3万米", none}});
}

TEST_CASE("Areas, ten thousands of square metres and mu included") {
    check("waterlogging_point", "area_m2",
          {{"300", 300},
           {"300平方米", 300},
           {"300 m²", 300},
           {"300㎡", 300},
           {"1.2万平方米", 12000},
           {"2亩", 4000.0 / 3},
           {"0.12公顷", 1200},
           {"0.12 ha", 1200},
           {"0.02平方公里", 20000},
           {"1.2万", none},
           {"300米", none}});
}

TEST_CASE("Durations in minutes") {
    check("waterlogging_point", "duration_min",
          {{"90", 90},
           {"90分钟", 90},
           {"90 min", 90},
           {"2小时", 120},
           {"2个小时", 120},
           {"1天", 1440},
           {"1.5h", 90},
           {"30秒", 0.5},
           {"2小时30分", none},
           {"2 h 30 min", none},
           {"1:30", none},
           {"3月", none}});
}

TEST_CASE("Power, apparent power and tonnes per day") {
    check("pump_station", "power_kw",
          {{"150", 150},
           {"150kW", 150},
           {"150KW", 150},
           {"150000W", 150},
           {"0.15MW", 150},
           {"0.15万千瓦", 1500},
           {"3mw", none},
           {"100kVA", none},
           {"2×75kW", none},
           {"75kW×2", none}});
    check("luminaire", "power_w", {{"150W", 150}, {"150 W LED", 150}, {"0.15千瓦", 150}, {"150瓦", 150}});
    check("cabinet", "rating_kva", {{"100kVA", 100}, {"100KVA", 100}, {"100000VA", 100}, {"100千伏安", 100}});
    // A yearly capacity is not turned: plants do not run every day of a year.
    check("waste_site", "capacity_t_per_day",
          {{"300", 300}, {"300t/d", 300}, {"300吨/日", 300}, {"300吨", 300}, {"16万吨/年", none}, {"16万吨", none}});
}

TEST_CASE("Shares may be written as percent") {
    check("catchment", "impervious", {{"0.4", 0.4}, {"40%", 0.4}, {"40 ％", 0.4}, {"4成", none}});
    check("catchment", "impervious", {{"40", 0.4}, {"40%", 0.4}}, ",factor=0.01");
    check("building", "storeys", {{"6层", 6}, {"40%", none}});
}

TEST_CASE("Digits that go on are not cut") {
    const Expected all = {{"1 200", none},     {"1，200", none}, {"1,200", none}, {"1, 200", none}, {"1'200", none},
                          {"1.200.000", none}, {"3,5", none},    {"3–5", none},   {"3~5", none},    {"3至5", none},
                          {"3/5", none},       {"3×5", none},    {"１2", none},   {"1２", none},    {"2;3", 2},
                          {"-2", -2},          {"−2", -2}};
    check("waterlogging_point", "depth_cm", all);
    check("bridge", "length_m", all);
    check("road", "lanes", all);
    check("bridge", "length_m", {{"5 ft 10 in", none}, {"5' 10\"", none}, {"8 m x 9 m", none}, {"8 m", 8}});
}

TEST_CASE("Words behind a count say what is counted, or how many at once") {
    check("building", "population",
          {{"3 people", 3}, {"1.2万人", 12000}, {"3千", 3000}, {"2百万", 2e6}, {"1.5 million", 1.5e6}, {"none", none}});
}

TEST_CASE("A factor that is that of a unit is the unit of numbers without one") {
    check("waterlogging_point", "area_m2", {{"2", 1333.34}, {"2亩", 4000.0 / 3}, {"500平方米", 500}}, ",factor=666.67");
    check("tree", "trunk_cm", {{"94", 94 * 0.3183}, {"94 cm", 94 * 0.3183}, {"0.94 m", 94 * 0.3183}}, ",factor=0.3183");
}

TEST_CASE("In a class that is not ours the end of a field's name states the unit") {
    check("bench", "seat_cm", {{"45", 45}, {"0.45米", 45}, {"45 kg", none}});
    check("bench", "seats", {{"3 seats", 3}, {"3 m", 3}});
}

TEST_CASE("A fixed number that is none is a mistake of the mapping") {
    CHECK(kerb::test::outcome([] { static_cast<void>(rule("tree", "trunk_cm", ",value='1 200'")); }) ==
          kerb::Outcome::input_unusable);
    CHECK(kerb::test::outcome([] { static_cast<void>(rule("tree", "trunk_cm", ",value='12'")); }) ==
          kerb::Outcome::done);
}
