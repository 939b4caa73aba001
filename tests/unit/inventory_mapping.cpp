// Mapping files: what they say, and what they make of tables.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/inventory/tables.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::Accounting;
using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Issue;
using kerb::MappedTable;
using kerb::Mapping;

namespace {

Mapping mapping(const std::string& text) {
    return Mapping::from_toml(kerb::parse_toml("name='t'\n" + text, "t.toml"));
}

FeatureTable table(const std::string& name, std::size_t rows) {
    FeatureTable made;
    made.name = name;
    made.frame = kerb::Frame::from("EPSG:4547");
    kerb::Points points(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        points[i] = {static_cast<double>(i), 1};
        made.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    made.geometry = points;
    return made;
}

void add(FeatureTable& made, const std::string& name, const std::vector<std::string>& values) {
    auto& column = made.add(name, ColumnType::text);
    for (const auto& value : values) {
        if (value.empty()) {
            column.push(std::monostate{});
        } else {
            column.push(value);
        }
    }
}

struct Applied {
    std::vector<MappedTable> tables;
    std::vector<Issue> issues;
    Accounting left_over;
};

Applied apply(const Mapping& rules, const FeatureTable& source) {
    Applied applied;
    applied.tables = kerb::apply(rules, source, applied.issues, applied.left_over);
    std::int64_t rows = applied.left_over.read;
    CHECK(applied.left_over.adds_up());
    for (const auto& mapped : applied.tables) {
        CHECK(mapped.accounting.adds_up());
        CHECK(mapped.accounting.read == static_cast<std::int64_t>(mapped.table.size()));
        rows += mapped.accounting.read;
    }
    CHECK(rows == static_cast<std::int64_t>(source.size())); // no row is lost
    return applied;
}

std::vector<std::string> values(const MappedTable& mapped, const std::string& name) {
    std::vector<std::string> all;
    const auto* column = mapped.table.find(name);
    REQUIRE(column != nullptr);
    for (std::size_t row = 0; row < column->size(); ++row) {
        all.push_back(column->null_at(row) ? "-" : column->text_at(row));
    }
    return all;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("Every built-in mapping is read, and its rules name classes and fields that exist") {
    const auto paths = kerb::builtin_data_paths("mappings/");
    CHECK(paths.size() >= 3);
    for (const auto path : paths) {
        CAPTURE(path);
        const auto rules = Mapping::from_toml(kerb::parse_toml(*kerb::builtin_data(path), path));
        CHECK_FALSE(rules.layers.empty());
        CHECK(std::string(path).find(rules.name) != std::string::npos);
        CHECK((rules.name == "kerb" || !rules.licence.empty()));
    }
}

TEST_CASE("Fields are renamed, codes translated, units turned, and the rest rides along") {
    const auto rules = mapping(R"([[layer]]
layers = ["lamps"]
class = "streetlight"
[layer.fields]
key = "ID"
state = { from = "ST", codes = { 1 = "working", 2 = "out" } }
height_m = { from = "H", unit = "ft" }
owner = { from = ["OWNER", "OPERATOR"], value = "city" }
)");
    auto source = table("lamps", 3);
    add(source, "ID", {"a", "b", "c"});
    add(source, "ST", {"1", "2", "9"});
    add(source, "H", {"10", "tall", ""});
    add(source, "OWNER", {"", "x", ""});
    add(source, "OPERATOR", {"y", "z", ""});
    add(source, "colour", {"red", "", ""});
    add(source, "district", {"D1", "", ""});
    add(source, "nothing", {"", "", ""});
    const auto applied = apply(rules, source);
    REQUIRE(applied.tables.size() == 1);
    const auto& mapped = applied.tables[0];
    CHECK(mapped.class_name == "streetlight");
    CHECK(values(mapped, "key") == Texts{"a", "b", "c"});
    CHECK(values(mapped, "state") == Texts{"working", "out", "-"});
    CHECK(values(mapped, "height_m") == Texts{"3.048", "-", "-"});
    CHECK(values(mapped, "owner") == Texts{"y", "x", "city"});
    CHECK(values(mapped, "ST") == Texts{"1", "2", "9"}); // codes do not hold all of it
    CHECK(values(mapped, "H") == Texts{"10", "tall", "-"});
    CHECK(values(mapped, "OPERATOR") == Texts{"y", "z", "-"});
    CHECK(values(mapped, "source:district") == Texts{"D1", "-", "-"}); // named like ours, but nobody said it is
    CHECK(mapped.table.find("ID") == nullptr);
    CHECK(mapped.table.find("nothing") == nullptr);
    CHECK(mapped.unmapped == Texts{"colour", "district"});
    REQUIRE(applied.issues.size() == 2);
    CHECK(applied.issues[0].reason == "field.not_a_number"); // fields come in the order of their names
    CHECK(applied.issues[0].row == 2);
    CHECK(applied.issues[1].reason == "field.unknown_code");
    CHECK(applied.issues[1].row == 3);
    CHECK(applied.issues[1].key == "c");
    CHECK(applied.issues[1].located);
}

TEST_CASE("A row goes to the first rule whose conditions hold; the others are counted") {
    const auto rules = mapping(R"([[layer]]
layers = ["points"]
class = "streetlight"
where = { highway = "street_lamp", access = "!private" }
[[layer]]
layers = ["points"]
class = "manhole"
where = { manhole = "*" }
[[layer]]
layers = ["points"]
class = "post"
where = { highway = ["*", "!bus_stop"], lit = "!*" }
)");
    auto source = table("points", 6);
    add(source, "highway", {"street_lamp", "street_lamp", "", "bus_stop", "crossing", "crossing"});
    add(source, "access", {"", "private", "", "", "", ""});
    add(source, "manhole", {"", "", "drain", "", "", ""});
    add(source, "lit", {"", "", "", "", "", "yes"});
    const auto applied = apply(rules, source);
    REQUIRE(applied.tables.size() == 3);
    CHECK(applied.tables[0].table.rows == std::vector<std::int64_t>{1});
    CHECK(applied.tables[1].table.rows == std::vector<std::int64_t>{3});
    CHECK(applied.tables[2].table.rows == std::vector<std::int64_t>{2, 5});
    CHECK(applied.left_over.skipped.at("mapping.not_selected") == 2);
    CHECK(apply(rules, table("lines", 2)).left_over.skipped.at("mapping.no_rule") == 2);
}

TEST_CASE("A rule of another shape does not take the row") {
    const auto rules = mapping("[[layer]]\nlayers='*'\nclass='road'\nshape='line'\n");
    CHECK(apply(rules, table("points", 2)).left_over.skipped.at("mapping.no_rule") == 2);
}

TEST_CASE("Lengths in free text are read with their unit, or not at all") {
    const auto rules = mapping(
        "[[layer]]\nlayers='*'\nclass='streetlight'\n[layer.fields]\n"
        "height_m = { from='height', pattern='first_number' }\n"
        "luminaire_count = { from='count', pattern='first_number' }\n");
    auto source = table("points", 10);
    add(source, "height", {"8", "8 m", "approx. 3.5 m", "30 ft", "30'", "350 cm", "3,5", "5 storeys", "-2", "?"});
    add(source, "count", {"2", "2;3", "3 lamps", "", "", "", "", "", "", ""});
    const auto applied = apply(rules, source);
    const auto& height = *applied.tables.at(0).table.find("height_m");
    for (const auto& [row, expected] :
         {std::pair(0, 8.0), {1, 8.0}, {2, 3.5}, {3, 30 * 0.3048}, {4, 30 * 0.3048}, {5, 3.5}, {8, -2.0}}) {
        CAPTURE(row);
        CHECK(height.number_at(static_cast<std::size_t>(row)) == expected);
    }
    for (const std::size_t row : {6, 7, 9}) {
        CAPTURE(row);
        CHECK(height.null_at(row));
    }
    CHECK(applied.issues.size() == 3);
    CHECK(values(applied.tables[0], "luminaire_count") == Texts{"2", "2", "3", "-", "-", "-", "-", "-", "-", "-"});
}

TEST_CASE("A source's NaN is said, not dropped") {
    const auto rules =
        mapping("[[layer]]\nlayers='*'\nclass='streetlight'\n[layer.fields]\nheight_m={from='H',unit='ft'}\n");
    auto source = table("points", 2);
    auto& column = source.add("H", ColumnType::real);
    column.push(std::nan(""));
    column.push(10.0);
    const auto applied = apply(rules, source);
    REQUIRE(applied.issues.size() == 1);
    CHECK(applied.issues[0].reason == "field.not_a_number");
    CHECK(applied.issues[0].row == 1);
}

TEST_CASE("A text is like a pattern: any run, any one character") {
    CHECK(kerb::is_like("钢筋混凝土管", "*混凝土*"));
    CHECK(kerb::is_like("污水", "?水"));
    CHECK(kerb::is_like("污水", "污*水*"));
    CHECK(kerb::is_like("", "*"));
    CHECK(kerb::is_like("a*b", "a*b"));
    CHECK(kerb::is_like("abcabd", "*abd"));
    CHECK_FALSE(kerb::is_like("污水", "??水"));
    CHECK_FALSE(kerb::is_like("雨水口", "雨水"));
    CHECK_FALSE(kerb::is_like("", "?"));
    CHECK_FALSE(kerb::is_like("ab", "b*"));
}

TEST_CASE("Codes, conditions and layers may be patterns; several fields may tell") {
    const auto rules = mapping(R"([[layer]]
layers = ["*管线*"]
class = "conduit"
where = { "类型|种类" = ["*水*", "!给水"] }
[layer.fields]
material = { from = "材质", codes = { "*钢*" = "steel", "*混凝土*" = "concrete", "未知" = "" } }
system = { from = ["种类", "类型"], codes = { "污水" = "sewage", "*" = "" } }
)");
    auto source = table("地下管线", 5);
    add(source, "类型", {"雨水 ", "", "电力", "给水", "污水"});
    add(source, "种类", {"", "污水", "", "", "不明"});
    add(source, "材质", {"钢筋混凝土", " 钢 ", "钢", "钢", "未知"});
    const auto applied = apply(rules, source);
    REQUIRE(applied.tables.size() == 1);
    CHECK(applied.tables[0].table.rows == std::vector<std::int64_t>{1, 2, 5});
    CHECK(values(applied.tables[0], "material") == Texts{"concrete", "steel", "-"});
    CHECK(values(applied.tables[0], "system") == Texts{"-", "sewage", "sewage"});
    CHECK(applied.issues.empty());
    CHECK(apply(rules, table("管", 1)).left_over.skipped.at("mapping.no_rule") == 1);
}

TEST_CASE("Numbers are turned by unit and factor, values taken out of JSON, blanks cut off") {
    const auto rules = mapping(R"([fields]
owner = "O"
remark = { value = "common" }
[[layer]]
layers = "*"
class = "tree"
[layer.fields]
trunk_cm = { from = "girth", unit = "m", pattern = "first_number", factor = 31.830988618379067 }
species = { from = "S", pattern = "json_value" }
remark = { from = "R", pattern = "trim" }
)");
    auto source = table("trees", 4);
    add(source, "girth", {"3.141592653589793", "314.1592653589793 cm", "", "wide"});
    add(source, "S",
        {R"({"type":"Property","value":"榆"})", R"({"object":"urn:1"})", "plain", R"({"value":{"@value":"x"}})"});
    add(source, "R", {" a ", "", "", ""});
    add(source, "O", {"o", "", "", ""});
    const auto applied = apply(rules, source);
    const auto& trunk = *applied.tables.at(0).table.find("trunk_cm");
    CHECK(trunk.number_at(0) == Approx(100));
    CHECK(trunk.number_at(1) == Approx(100));
    CHECK(trunk.null_at(2));
    CHECK(trunk.null_at(3));
    CHECK(values(applied.tables[0], "species") == Texts{"榆", "urn:1", "plain", "x"});
    CHECK(values(applied.tables[0], "remark") == Texts{"a", "-", "-", "-"}); // its own say otherwise
    CHECK(values(applied.tables[0], "owner") == Texts{"o", "-", "-", "-"});
    CHECK(applied.issues.size() == 1);
}

TEST_CASE("A value that is an object itself has its members by name, at every depth") {
    const auto rules = mapping(
        "[[layer]]\nlayers='*'\nclass='tree'\n[layer.fields]\n"
        "species={from='S',pattern='json_value'}\n");
    auto source = table("trees", 2);
    add(source, "S", {R"({"value":{"b":1.5,"a":{"d":[{"z":null,"y":[]},"t"],"c":2},"b":3}})", R"({"value":[2,1]})"});
    const auto applied = apply(rules, source);
    CHECK(values(applied.tables.at(0), "species") ==
          Texts{R"({"a":{"c":2,"d":[{"y":[],"z":null},"t"]},"b":3})", "[2,1]"});
}

TEST_CASE("A text's own unit counts before the one that the mapping states") {
    const auto rules = mapping(
        "[[layer]]\nlayers='*'\nclass='conduit'\n[layer.fields]\n"
        "diameter_m={from='D',unit='mm',pattern='first_number'}\n");
    auto source = table("pipes", 4);
    add(source, "D", {"300", "DN400", "1.2 m", "600×800"});
    const auto applied = apply(rules, source);
    CHECK(values(applied.tables.at(0), "diameter_m") == Texts{"0.3", "0.4", "1.2", "-"});
}

TEST_CASE("Values that the mapping says mean nothing are none") {
    const auto rules = mapping(R"([[layer]]
layers = "*"
class = "conduit"
[layer.fields]
width_m = { from = "W", nothing = ["0", "99*"] }
length_m = { from = ["L", "M"], nothing = "0", pattern = "first_number" }
defect_grade = { from = "G", nothing = "无", codes = { "*" = "4" } }
)");
    auto source = table("pipes", 4);
    source.add("W", ColumnType::real).values = std::vector<double>{0, 0.8, 9999, -0.5};
    add(source, "L", {"0", " 0 ", "12 m", ""});
    add(source, "M", {"7", "0", "8", "9"});
    add(source, "G", {"无", "无 ", "x", ""});
    const auto applied = apply(rules, source);
    CHECK(values(applied.tables.at(0), "width_m") == Texts{"-", "0.8", "-", "-0.5"});
    CHECK(applied.tables[0].table.find("width_m")->type == ColumnType::real);
    CHECK(values(applied.tables[0], "length_m") == Texts{"7", "-", "12", "9"});
    CHECK(values(applied.tables[0], "defect_grade") == Texts{"-", "-", "4", "-"});
    CHECK(applied.issues.empty());
}

TEST_CASE("The class * is the layer's own, and our layers keep their classes") {
    const auto rules = mapping("[[layer]]\nlayers='*'\nclass='*'\n");
    CHECK(apply(rules, table("streetlights", 1)).tables.at(0).class_name == "streetlight");
    CHECK(apply(rules, table("manhole", 1)).tables.at(0).class_name == "manhole");
}

TEST_CASE("Fields named like ours are ours only where the rule says so") {
    auto source = table("streetlights", 1);
    add(source, "key", {"SL-1"});
    add(source, "extra", {"{\"a\":\"b\"}"});
    add(source, "colour", {"red"});
    const auto ours = apply(mapping("[[layer]]\nlayers='*'\nclass='*'\nours=true\n"), source);
    CHECK(values(ours.tables.at(0), "key") == Texts{"SL-1"});
    CHECK(values(ours.tables[0], "extra") == Texts{"{\"a\":\"b\"}"});
    CHECK(ours.tables[0].unmapped == Texts{"colour"});
    const auto theirs = apply(mapping("[[layer]]\nlayers='*'\nclass='*'\n"), source);
    CHECK(values(theirs.tables.at(0), "source:key") == Texts{"SL-1"});
    CHECK(theirs.tables[0].unmapped == Texts{"key", "extra", "colour"});
}

TEST_CASE("Mistakes in a mapping file are named") {
    const std::string layer = "[[layer]]\nlayers='a'\nclass='streetlight'\n";
    for (const auto& bad : std::vector<std::string>{
             "",
             "[[layer]]\nclass='road'\n",
             "[[layer]]\nlayers='a'\n",
             layer + "shape='circle'\n",
             layer + "colour='red'\n",
             "titel='x'\n" + layer,
             layer + "[layer.fields]\nkey={}\n",
             layer + "[layer.fields]\nkey=['a','b']\n",
             layer + "[layer.fields]\nstate={from='S',codes={1='broken'}}\n",
             layer + "[layer.fields]\nstate={from='S',other='broken'}\n",
             layer + "[layer.fields]\nstate={value='broken'}\n",
             layer + "[layer.fields]\nheight_m={from='H',unit='yards'}\n",
             layer + "[layer.fields]\nheight_m={from='H',pattern='any'}\n",
             layer + "[layer.fields]\nheight_m={form='H'}\n",
             layer + "[layer.fields]\nheight_m={from='H',factor=0}\n",
             layer + "[layer.fields]\nheight_m={from='H',factor='two'}\n",
             "[fields]\nstate={value='broken'}\n" + layer,
             layer + "where={a={b=1}}\n",
             layer + "ours='perhaps'\n",
             "layer = 5\n",
         }) {
        CAPTURE(bad);
        CHECK(kerb::test::outcome([&] { static_cast<void>(mapping(bad)); }) == kerb::Outcome::input_unusable);
    }
    CHECK(kerb::test::outcome([&] { static_cast<void>(mapping(layer)); }) == kerb::Outcome::done);
}
