// Drafts of mappings: right guesses where names and values tell, honesty where they do not.
#include <kerb/inventory/mapping.hpp>
#include <kerb/inventory/suggest.hpp>

#include "support/test.hpp"

using kerb::FeatureTable;
using kerb::Mapping;

namespace {

using Texts = std::vector<std::string>;

FeatureTable points(const std::string& name, const std::vector<std::pair<std::string, Texts>>& columns) {
    FeatureTable made;
    made.name = name;
    made.frame = kerb::Frame::from("EPSG:4547");
    const auto rows = columns.front().second.size();
    made.geometry = kerb::Points(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        made.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    for (const auto& [column_name, values] : columns) {
        auto& column = made.add(column_name, kerb::ColumnType::text);
        for (const auto& value : values) {
            column.push(value);
        }
    }
    return made;
}

struct Drafted {
    std::string text;
    Mapping mapping;
};

Drafted drafted(const FeatureTable& table, kerb::Language language = kerb::Language::en) {
    auto text = kerb::suggest_mapping("t", {table}, language);
    CAPTURE(text);
    auto mapping = Mapping::from_toml(kerb::parse_toml(text, "draft.toml"));
    REQUIRE(mapping.layers.size() == 1);
    return {std::move(text), std::move(mapping)};
}

/// The rule's source of a field; empty when the draft has none.
std::string source_of(const Drafted& draft, const std::string& target) {
    for (const auto& field : draft.mapping.layers[0].fields) {
        if (field.target == target) {
            return field.sources.at(0);
        }
    }
    return {};
}

const kerb::FieldRule& field_of(const Drafted& draft, const std::string& target) {
    for (const auto& field : draft.mapping.layers[0].fields) {
        if (field.target == target) {
            return field;
        }
    }
    throw std::out_of_range(target);
}

bool has_line(const Drafted& draft, const std::string& line) {
    return draft.text.find(line + '\n') != std::string::npos;
}

} // namespace

TEST_CASE("A layer of lamps as an American city has it") {
    const auto draft = drafted(points("street_lights", {{"PoleID", {"1-1", "1-2", "1-3"}},
                                                        {"Neighborhood", {"11", "12", "11"}},
                                                        {"NumLamps", {"1", "2", "1"}},
                                                        {"Height_ft", {"20", "25", "30"}},
                                                        {"Installed", {"12/31/2019", "1/2/2020", "1/30/2020"}},
                                                        {"Owner", {"City", "City", "Private"}},
                                                        {"FixtureType", {"A1", "A2", "A1"}}}));
    CHECK(draft.mapping.layers[0].class_name == "streetlight");
    CHECK(draft.mapping.layers[0].shape == kerb::Shape::point);
    CHECK(source_of(draft, "key") == "PoleID");
    CHECK(source_of(draft, "district") == "Neighborhood");
    CHECK(source_of(draft, "luminaire_count") == "NumLamps");
    CHECK(source_of(draft, "owner") == "Owner");
    CHECK(field_of(draft, "height_m").unit == "ft");
    CHECK(field_of(draft, "build_date").date == Texts{"%m/%d/%Y"});
    CHECK(draft.text.find("# ? = \"FixtureType\"") != std::string::npos);
    std::vector<kerb::Issue> issues;
    kerb::Accounting left_over;
    const auto source =
        points("street_lights", {{"PoleID", {"a"}}, {"Height_ft", {"10"}}, {"Installed", {"12/31/2019"}}});
    const auto mapped = kerb::apply(draft.mapping, source, issues, left_over);
    REQUIRE(mapped.size() == 1);
    CHECK(mapped[0].table.find("height_m")->number_at(0) == Approx(3.048));
    CHECK(mapped[0].table.find("build_date")->text_at(0) == "2019-12-31");
    CHECK(issues.empty());
}

TEST_CASE("A layer with Chinese names, in either language of the comments") {
    const auto table = points("城区检查井", {{"井号", {"W1", "W2", "W3"}},
                                             {"井深", {"1.2", "2", "1.8"}},
                                             {"井盖类型", {"雨水", "污水", "不详"}},
                                             {"权属单位", {"市住建局", "市住建局", "水务局"}},
                                             {"防坠网", {"有", "无", "有"}},
                                             {"建成时间", {"2019年5月", "2019-05-01", "2020/1/2"}}});
    const auto draft = drafted(table, kerb::Language::zh);
    CHECK(draft.mapping.layers[0].class_name == "manhole");
    CHECK(source_of(draft, "key") == "井号");
    CHECK(source_of(draft, "depth_m") == "井深");
    CHECK(source_of(draft, "owner") == "权属单位");
    CHECK(field_of(draft, "system").codes ==
          std::vector<std::pair<std::string, std::string>>{{"污水", "sewage"}, {"雨水", "storm"}});
    CHECK(field_of(draft, "net").codes.size() == 2);
    CHECK(source_of(draft, "build_date") == "建成时间"); // two of three, and the third becomes an issue
    CHECK(draft.text.find("井深 对应 井深") != std::string::npos);
    CHECK(drafted(table).text.find("井深 matches 井深") != std::string::npos);
    CHECK(kerb::suggest_mapping("t", {table}) == kerb::suggest_mapping("t", {table}));
}

TEST_CASE("Fields alone tell a class, cut names and millimetres are seen") {
    auto table = points("layer7", {{"管径", {"DN300", "600", "400"}},
                                   {"管材", {"砼", "HDPE", "PVC"}},
                                   {"起点井", {"a", "b", "c"}}, // 起点井号 in three characters
                                   {"管段编", {"G1", "G2", "G3"}}});
    kerb::Lines lines;
    for (int i = 0; i < 3; ++i) {
        lines.push({{{0, 0}, {1, 1}}});
    }
    table.geometry = lines;
    const auto draft = drafted(table);
    CHECK(draft.mapping.layers[0].class_name == "conduit");
    CHECK(field_of(draft, "diameter_m").unit == "mm");
    CHECK(field_of(draft, "diameter_m").pattern == "first_number");
    CHECK(source_of(draft, "from") == "起点井");
    CHECK(source_of(draft, "key") == "管段编");
    CHECK(field_of(draft, "material").codes.size() == 3);
}

TEST_CASE("Where nothing tells, the draft says so, and whatever stands there it can be read") {
    const auto draft = drafted(points(
        "x\"7\n]]", {{"a\"b\\", {"?", "*"}}, {"line\nbreak", {"1\n2", "\x01"}}, {"", {"", ""}}, {"owner", {"", ""}}}));
    CHECK(draft.mapping.layers[0].class_name == "*");
    CHECK(draft.mapping.layers[0].layers == Texts{"x\"7\n]]"});
    CHECK(draft.mapping.layers[0].fields.empty());
    CHECK(has_line(draft, "class = \"*\""));
    const auto turned = drafted(points("\u202ex\u0085", {{"\x1b\u2066", {"a", "b"}}}));
    CHECK(turned.mapping.layers[0].layers == Texts{"\u202ex\u0085"});
    CHECK(turned.text.find("layers = [\"\\u202ex\\u0085\"]") != std::string::npos);
    CHECK(turned.text.find_first_of("\x1b\x7f") == std::string::npos);
    CHECK(kerb::suggest_mapping("", {}).find("name = \"draft\"") != std::string::npos);
}

TEST_CASE("Days and months that cannot be told apart are said") {
    const auto draft =
        drafted(points("complaints", {{"created", {"01/02/2020", "03/04/2020"}}, {"status", {"Open", "Closed"}}}));
    CHECK(draft.mapping.layers[0].class_name == "case");
    CHECK(field_of(draft, "reported").date == Texts{"%m/%d/%Y"});
    CHECK(draft.text.find("%d/%m/%Y fits as well") != std::string::npos);
    CHECK(field_of(draft, "state").codes.size() == 2);
}
