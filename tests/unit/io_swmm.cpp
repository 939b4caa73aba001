// Inputs and reports of SWMM: units, offsets, shapes, broken rows, and what is written for the engine.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/io/swmm.hpp>
#include <kerb/io/swmm_report.hpp>

#include "support/test.hpp"

using namespace kerb::io;

namespace {

/// US units, depths as offsets, in mixed case, with comments, quotes and both ends of lines.
constexpr const char* us_input =
    "[TITLE]\r\nA \"quoted; text\" here\n\n[options]\nFLOW_UNITS CFS ; feet\n"
    "LINK_OFFSETS DEPTH\n[JUNC]\nJ1 100 8 0 0 0\nj2 90 0\n[OUTFALLS]\nO1 80 FIXED 82 YES\n"
    "[STORAGE]\nT1 85 10 0 TABULAR tank\nT2 85 10 0 FUNCTIONAL 2 1 100\n"
    "[CONDUITS]\nC1 J1 J2 400 0.013 1 0\nC2 J2 O1 100 0.015 * 0.5\nC3 T1 T2 10 0.01 0 0\n"
    "[PUMPS]\nP1 J2 T1 lift\n"
    "[XSECTIONS]\nC1 circular 2 0 0 0 1\nC2 RECT_CLOSED 3 4 0 0 2\nC3 EGG 3 0 0 0\n"
    "[CURVES]\ntank STORAGE 0 100 10 200\nlift PUMP2 1 5\nlift 2 10\n"
    "[SUBCATCHMENTS]\nS1 g S2 10 50 300 2 0\nS2 g J1 5 25 100 1 0\n"
    "[COORDINATES]\nJ1 0 0\nJ2 400 0\nO1 500 0\n[VERTICES]\nC1 200 50\n"
    "[POLYGONS]\nS1 0 0\nS1 10 0\nS1 10 10\n";

const SwmmNode& node(const SwmmModel& model, const std::string& name) {
    const auto found =
        std::find_if(model.nodes.begin(), model.nodes.end(), [&](const auto& n) { return n.name == name; });
    REQUIRE(found != model.nodes.end());
    return *found;
}

const SwmmLink& link(const SwmmModel& model, const std::string& name) {
    const auto found =
        std::find_if(model.links.begin(), model.links.end(), [&](const auto& l) { return l.name == name; });
    REQUIRE(found != model.links.end());
    return *found;
}

/// Lines of the issues of one reason.
std::vector<std::int64_t> lines_of(const SwmmRead& read, const std::string& reason) {
    std::vector<std::int64_t> lines;
    for (const auto& issue : read.issues) {
        if (issue.reason == reason) {
            lines.push_back(issue.row);
        }
    }
    return lines;
}

void check_accounts(const SwmmRead& read) {
    for (const auto& [section, account] : read.sections) {
        CAPTURE(section);
        CHECK(account.adds_up());
    }
}

} // namespace

TEST_CASE("SWMM input: feet, acres and cubic feet become metres, offsets levels") {
    const auto read = parse_swmm(us_input, "us");
    const auto& model = read.model;
    check_accounts(read);
    CHECK(read.issues.empty());
    constexpr double foot = 0.3048;
    CHECK(node(model, "J1").invert_m == Approx(100 * foot).epsilon(1e-12));
    CHECK(node(model, "J1").depth_m == Approx(8 * foot).epsilon(1e-12));
    CHECK(node(model, "O1").stage_m.value() == Approx(82 * foot).epsilon(1e-12));
    CHECK(node(model, "O1").gate);
    CHECK(node(model, "T1").volume_m3.value() == Approx(1500 * foot * foot * foot).epsilon(1e-12));
    CHECK(node(model, "T2").volume_m3.value() == Approx((1000 + 100) * foot * foot * foot).epsilon(1e-12));
    CHECK(link(model, "C1").from == "J1");
    CHECK(link(model, "C1").to == "j2"); // as the node is written
    CHECK(link(model, "C1").length_m == Approx(400 * foot).epsilon(1e-12));
    CHECK(link(model, "C1").invert_up_m == Approx(101 * foot).epsilon(1e-12));
    CHECK(link(model, "C1").invert_down_m == Approx(90 * foot).epsilon(1e-12));
    CHECK(link(model, "C1").height_m == Approx(2 * foot).epsilon(1e-12));
    CHECK(link(model, "C1").vertices == kerb::Points{{200, 50}});
    CHECK(link(model, "C2").invert_up_m == Approx(90 * foot).epsilon(1e-12)); // *
    CHECK(link(model, "C2").invert_down_m == Approx(80.5 * foot).epsilon(1e-12));
    CHECK(link(model, "C2").barrels == 2);
    CHECK(link(model, "C2").width_m == Approx(4 * foot).epsilon(1e-12));
    CHECK(link(model, "P1").capacity_m3s.value() == Approx(10 * foot * foot * foot).epsilon(1e-12));
    REQUIRE(model.subcatchments.size() == 2);
    CHECK(model.subcatchments[0].outlet == "J1"); // over S2
    CHECK(model.subcatchments[0].area_m2 == Approx(40468.564224).epsilon(1e-9));
    CHECK(model.subcatchments[0].outline.size() == 4);
    CHECK(model.subcatchments[0].outline.front() == model.subcatchments[0].outline.back());
    CHECK(model.title == std::vector<std::string>{"A quoted"}); // what follows a semicolon is a comment
}

TEST_CASE("SWMM input: each unit of flow, and offsets as elevations") {
    const auto capacity = [](const std::string& units) {
        const auto text =
            "[OPTIONS]\nFLOW_UNITS " + units +
            "\n[JUNCTIONS]\nA 0 1\n[OUTFALLS]\nO 0 FREE\n[PUMPS]\nP A O c\n[CURVES]\nc PUMP4 0 0 1 1000\n";
        return link(parse_swmm(text, units).model, "P").capacity_m3s.value();
    };
    CHECK(capacity("CMS") == 1000);
    CHECK(capacity("LPS") == Approx(1));
    CHECK(capacity("MLD") == Approx(1e6 / 86400));
    CHECK(capacity("CFS") == Approx(28.316846592));
    CHECK(capacity("GPM") == Approx(3.785411784 / 60));
    CHECK(capacity("MGD") == Approx(3.785411784e6 / 86400));
    CHECK_THROWS_AS(parse_swmm("[OPTIONS]\nFLOW_UNITS XYZ\n[JUNCTIONS]\nA 0\n", "x"), kerb::SourceError);
    const auto read = parse_swmm(
        "[OPTIONS]\nFLOW_UNITS CMS\nLINK_OFFSETS ELEVATION\n[JUNCTIONS]\nA 10 2\nB 9 2\n"
        "[CONDUITS]\nC A B 100 0.013 10.5 *\n",
        "x");
    CHECK(link(read.model, "C").invert_up_m == 10.5);
    CHECK(link(read.model, "C").invert_down_m == 9);
}

TEST_CASE("SWMM input: what is broken is named with its line, and counted") {
    const auto read = parse_swmm(
        "[JUNCTIONS]\nA 10 2\nB nine 2\nA 11 2\nC\nD 5 1\n"                               // 1 … 6
        "[CONDUITS]\n1 A Z 10 0.01 0 0\n2 A A 10 0.01 0 0\n3 A D 10\n4 A D 10 0.01 0 0\n" // 7 … 11
        "[NONSENSE]\nx y z\n[XSECTIONS]\n9 CIRCULAR 1 0 0 0\n[ORIFICES]\nO A D SIDE 0 0.6 NO\n"
        "[COORDINATES]\nQ 1 2\n[LANDUSES]\nu v w\n[SUBCATCHMENTS]\nS g lost 1 1 1 1 0\n",
        "broken");
    check_accounts(read);
    using Lines = std::vector<std::int64_t>;
    CHECK(lines_of(read, "swmm.no_number") == Lines{3});
    CHECK(lines_of(read, "swmm.duplicate") == Lines{4});
    CHECK(lines_of(read, "swmm.columns") == Lines{5, 10});
    CHECK(lines_of(read, "swmm.missing_node") == Lines{8});
    CHECK(lines_of(read, "swmm.self_loop") == Lines{9});
    CHECK(lines_of(read, "swmm.unknown_section") == Lines{12});
    CHECK(lines_of(read, "swmm.missing_link") == Lines{15});
    CHECK(lines_of(read, "swmm.link_kind") == Lines{17});
    CHECK(lines_of(read, "swmm.missing_object") == Lines{19});
    CHECK(lines_of(read, "swmm.not_inventory") == Lines{21});
    CHECK(lines_of(read, "swmm.missing_outlet") == Lines{23});
    CHECK(lines_of(read, "swmm.no_size") == Lines{11});
    CHECK(read.model.nodes.size() == 2);
    CHECK(read.model.links.size() == 1);
    CHECK(read.sections.at("JUNCTIONS").read == 5);
    CHECK(read.sections.at("JUNCTIONS").used == 2);
    CHECK(read.sections.at("[NONSENSE]").skipped_total() == 1);
    for (const auto* text : {"", "x,y\n1,2\n", "[OPTIONS]\nFLOW_UNITS CMS\n", "[JUNCTIONS]\n;; none\n"}) {
        CHECK_THROWS_AS(parse_swmm(text, "none"), kerb::SourceError);
    }
    CHECK_THROWS_AS(read_swmm("/nowhere.inp"), kerb::SourceError);
}

TEST_CASE("SWMM input: water is followed over any number of subcatchments, and from a circle to none") {
    constexpr int count = 3000;
    std::string text = "[JUNCTIONS]\nJ 0 1\n[SUBCATCHMENTS]\n";
    for (int i = count; i > 0; --i) { // the last one first
        text += fmt::format("S{} * {} 1 50 10 1\n", i, i == 1 ? "J" : fmt::format("S{}", i - 1));
    }
    text += "A * B 1 50 10 1\nB * C 1 50 10 1\nC * B 1 50 10 1\nD * D 1 50 10 1\nE * nobody 1 50 10 1\n";
    const auto read = parse_swmm(text, "chain");
    std::size_t at_node = 0;
    for (const auto& s : read.model.subcatchments) {
        at_node += s.outlet == "J" ? 1 : 0;
    }
    CHECK(at_node == count);
    CHECK(lines_of(read, "swmm.missing_outlet") ==
          std::vector<std::int64_t>{count + 4, count + 5, count + 6, count + 7, count + 8});
}

TEST_CASE("SWMM input: of very many findings the first are named, and all are counted") {
    constexpr std::int64_t many = 5000;
    std::string rows, headings, title = "[TITLE]\n";
    for (std::int64_t i = 0; i < many; ++i) {
        rows += "a\n";
        headings += "[U" + std::to_string(i) + "]\nx\n[u]\n";
        title += "word\n";
    }
    const auto read = parse_swmm("[JUNCTIONS]\nA 10 2\n" + rows + "[OUTFALLS]\n" + rows + headings + title, "many");
    check_accounts(read);
    std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> found; // named, counted
    for (const auto& issue : read.issues) {
        auto& [named, counted] = found[{issue.layer, issue.reason}];
        ++named;
        counted += issue.count;
    }
    using Found = std::pair<std::int64_t, std::int64_t>;
    CHECK(found.size() == 4);
    CHECK(found[{"[JUNCTIONS]", "swmm.columns"}] == Found{1001, many});
    CHECK(found[{"[OUTFALLS]", "swmm.columns"}] == Found{1001, many});
    CHECK(found[{"[]", "swmm.unknown_section"}] == Found{1001, many + 1}); // [u] is one, however often it comes
    CHECK(found[{"[TITLE]", "swmm.title"}] == Found{1001, many - 1000});
    CHECK(lines_of(read, "swmm.columns")[1000] == 1003); // where those that are not named begin
    CHECK(read.sections.at("JUNCTIONS").skipped_total() == many);
    CHECK(read.sections.at("[U0]").read == 1);
    std::int64_t unknown = 0;
    for (const auto& [section, account] : read.sections) {
        unknown += section.starts_with('[') ? account.read : 0;
    }
    CHECK(unknown == many);
    CHECK(read.sections.size() < 1010);
    CHECK(read.model.title.size() == 1000);
}

TEST_CASE("SWMM input: a section in pieces is one, and its lines are those of the text") {
    const auto read = parse_swmm(
        "[JUNCTIONS]\r\nA 10 2\r\n\r\n; none\r\nB\r\n[OUTFALLS]\n[JUNC]\n\nC\n  ;\nD 9 1\n\"[JUNCTIONS]\" x\nE",
        "pieces");
    check_accounts(read);
    CHECK(lines_of(read, "swmm.columns") == std::vector<std::int64_t>{5, 9, 13});
    CHECK(read.model.nodes.size() == 2);
    CHECK(node(read.model, "D").line == 11);
}

TEST_CASE("SWMM input: a line or a number of objects that no model has is refused") {
    const std::string start = "[JUNCTIONS]\nA 10 2\nB 9 2\n";
    CHECK(parse_swmm(start + ";" + std::string((1U << 20) - 1, 'x') + "\n", "x").model.nodes.size() == 2);
    try {
        static_cast<void>(parse_swmm(start + std::string((1U << 20) + 1, 'x') + "\n", "long.inp"));
        FAIL("a line of more than 1 MiB was read");
    } catch (const kerb::SourceError& error) {
        CHECK(error.message() == kerb::Message{"swmm.long_line", {{"file", "long.inp"}, {"line", std::int64_t{4}}}});
    }
    const auto inlets = [&start](int streets) { // of 999 inlets each
        auto text = start + "[INLETS]\ng GRATE 1 1\n[CONDUITS]\n";
        std::string uses = "[INLET_USAGE]\n";
        for (int i = 0; i < streets; ++i) {
            text += std::to_string(i) + " A B 9 0.01\n";
            uses += std::to_string(i) + " g B 999\n";
        }
        return text + uses;
    };
    CHECK(parse_swmm(inlets(1999), "x").model.inlets.size() == 1999);
    CHECK_THROWS_AS(parse_swmm(inlets(2003), "x"), kerb::ResourceError);
}

TEST_CASE("SWMM input: offsets are depths or elevations, and a word that is neither is refused") {
    const auto upper_end = [](const std::string& option) {
        const auto text = "[OPTIONS]\nFLOW_UNITS CMS\n" + option +
                          "\n[JUNCTIONS]\nA 10 2\nB 9 2\n[CONDUITS]\nC A B 100 0.013 10.5 *\n";
        return link(parse_swmm(text, "x").model, "C").invert_up_m;
    };
    for (const auto* word : {"ELEVATION", "elevation", "ELEVATIONS", "Elev"}) {
        CHECK(upper_end(std::string("LINK_OFFSETS ") + word) == 10.5);
    }
    for (const auto* option : {"", "LINK_OFFSETS DEPTH", "link_offsets depths"}) { // depths where nothing is said
        CHECK(upper_end(option) == 20.5);
    }
    for (const auto* option : {"LINK_OFFSETS", "LINK_OFFSETS \"\"", "LINK_OFFSETS ELE", "LINK_OFFSETS NO"}) {
        CHECK_THROWS_AS(upper_end(option), kerb::SourceError);
    }
    try {
        static_cast<void>(upper_end("LINK_OFFSETS height"));
        FAIL("offsets from nowhere were read");
    } catch (const kerb::SourceError& error) {
        CHECK(error.message().code == "swmm.link_offsets");
        CHECK(std::string(error.what()).find("height") != std::string::npos);
    }
}

TEST_CASE("SWMM input: options and sizes that SWMM would not take are named with their line") {
    const auto read = parse_swmm(
        "[OPTIONS]\nFLOW_UNITS CMS\nLINK_OFFSET ELEVATION\n"                                          // 1 … 3
        "[JUNCTIONS]\nA 10 -2\nB 9 2\n[STORAGE]\nT 7 -3 0 FUNCTIONAL 0 0 100\n"                       // 4 … 8
        "[CONDUITS]\n1 A B 9 0.01 0 inf\n2 A B 9 0.01\n3 A B 9 0.01\n4 A B 9 0.01\n5 A B 9 0.01\n"    // 9 … 14
        "[XSECTIONS]\n1 CIRCULAR -0.6 0 0 0\n2 RECT_CLOSED 1 -2 0 0 1\n3 STREET s\n4 EGG 0 0 0 0\n"   // 15 … 19
        "[INLETS]\ng GRATE -0.9 0.5 GENERIC\n[INLET_USAGE]\n1 g A 0 25\n2 g A 1 120\n3 g A 1000 0\n", // 20 … 25
        "x");
    check_accounts(read);
    using Lines = std::vector<std::int64_t>;
    CHECK(lines_of(read, "swmm.unknown_option") == Lines{3});
    CHECK(lines_of(read, "swmm.negative") == Lines{5, 8, 16, 17, 21});
    CHECK(lines_of(read, "swmm.no_offset") == Lines{10});
    CHECK(lines_of(read, "swmm.no_size") == Lines{10, 13, 14}); // a street is none
    CHECK(lines_of(read, "swmm.no_count") == Lines{23, 25});
    CHECK(lines_of(read, "swmm.clogging") == Lines{24});
    CHECK(read.issues.size() == 13);
    CHECK(read.sections.at("OPTIONS").skipped.at("swmm.unknown_option") == 1);
    CHECK(node(read.model, "A").depth_m == 0);
    CHECK_FALSE(node(read.model, "T").volume_m3.has_value());
    CHECK(link(read.model, "1").height_m == 0);
    CHECK(link(read.model, "1").invert_down_m == 9); // the node's
    CHECK(link(read.model, "2").height_m == 1);
    CHECK(link(read.model, "2").width_m == 0);
    REQUIRE(read.model.inlets.size() == 3);
    CHECK(read.model.inlets[0].length_m == 0);
    CHECK(read.model.inlets[0].count == 1);
    CHECK(read.model.inlets[1].clogging == 1);
    CHECK(read.model.inlets[2].count == 1);
}

TEST_CASE("SWMM input: numbers of barrels that are none are one, with the line, and the size stays") {
    const auto read = [](const std::string& barrels) {
        return parse_swmm(
            "[OPTIONS]\nFLOW_UNITS CMS\n[JUNCTIONS]\nA 10 2\nB 9 2\n[CONDUITS]\nC A B 100 0.013\n"
            "[XSECTIONS]\nC CIRCULAR 0.6 0 0 0 " +
                barrels + "\n",
            "x");
    };
    for (const auto* good : {"", "1", "2", "3.0", "127"}) {
        CHECK(read(good).issues.empty());
    }
    CHECK(link(read("").model, "C").barrels == 1);
    CHECK(link(read("3.0").model, "C").barrels == 3);
    CHECK(link(read("127").model, "C").barrels == 127);
    for (const auto* bad : {"0", "-1", "1.5", "128", "5000", "two", "nan", "1e300"}) {
        CAPTURE(bad);
        const auto made = read(bad);
        check_accounts(made);
        CHECK(lines_of(made, "swmm.no_count") == std::vector<std::int64_t>{9});
        CHECK(made.issues.size() == 1);
        CHECK(made.issues[0].key == "C");
        CHECK(link(made.model, "C").barrels == 1);
        CHECK(link(made.model, "C").height_m == 0.6);
    }
}

TEST_CASE("SWMM input: of two rows for one key it is said which counts") {
    const auto read = parse_swmm(
        "[OPTIONS]\nFLOW_UNITS CFS\nFLOW_UNITS CMS\n[JUNCTIONS]\nA 10 2\nB 9 2\na 11 2\n"                // 1 … 7
        "[CONDUITS]\nC A B 9 0.01\n"                                                                     // 8, 9
        "[XSECTIONS]\nC EGG 0.6 0 0 0 2\nc RECT_CLOSED 1.2 2 0 0\nC ARCH x 1 0 0\n"                      // 10 … 13
        "[INLETS]\ng GRATE 0.9 0.5 GENERIC\ng CURB 1.2 0.1 HORIZONTAL\ng GRATE 1.1 0.5 GENERIC\n"        // 14 … 17
        "[INLET_USAGE]\nC g A 2 25\nC g B 3 0\n[COORDINATES]\nA 0 0\nB 9 0\na 5 5\nQ 1 1\nQ 1 1\n"       // 18 … 26
        "[VERTICES]\nC 1 1\nC 2 1\n[SUBCATCHMENTS]\nS g A 1 1 1 1 0\n[POLYGONS]\nS 0 0\nS 1 0\nS 1 1\n", // 27 …
        "x");
    check_accounts(read);
    using Lines = std::vector<std::int64_t>;
    CHECK(lines_of(read, "swmm.again") == Lines{3, 12, 17, 20, 24}); // not vertices, nor grate and curb of one design
    CHECK(lines_of(read, "swmm.duplicate") == Lines{7});
    CHECK(lines_of(read, "swmm.no_number") == Lines{13});
    CHECK(lines_of(read, "swmm.missing_object") == Lines{25, 26});
    CHECK(read.issues.size() == 9);
    CHECK(node(read.model, "A").invert_m == 10); // the first of two nodes, in the later units
    CHECK(node(read.model, "A").place == kerb::Point{5, 5});
    CHECK(link(read.model, "C").shape == "RECT_CLOSED"); // of which the broken row takes nothing
    CHECK(link(read.model, "C").height_m == 1.2);
    CHECK(link(read.model, "C").barrels == 1);
    CHECK(link(read.model, "C").vertices.size() == 2);
    REQUIRE(read.model.inlets.size() == 1);
    CHECK(read.model.inlets[0].node == "B");
    CHECK(read.model.inlets[0].count == 3);
    CHECK(read.model.inlets[0].type == "COMBO");
    CHECK(read.model.inlets[0].length_m == 1.1);
    const auto& sections = read.sections.at("XSECTIONS");
    CHECK(sections.read == 3);
    CHECK(sections.used == 1);
    CHECK(sections.skipped == std::map<std::string, std::int64_t>{{"swmm.again", 1}, {"swmm.no_number", 1}});
}

TEST_CASE("A title stays a title, whatever it says") {
    SwmmModel model;
    SwmmNode node;
    node.name = "O";
    node.kind = SwmmNodeKind::outfall;
    model.nodes = {node};
    model.title = {"[JUNCTIONS]", "M2 9 2", "  \"[OUTFALLS]\"", "a\n[JUNCTIONS]\nM3 9 2"};
    const auto read = parse_swmm(kerb::io::swmm_text(model), "again");
    REQUIRE(read.model.nodes.size() == 1);
    CHECK(read.model.nodes[0].name == "O");
    REQUIRE(read.model.title.size() == 4);
    CHECK(read.model.title[0] == "- [JUNCTIONS]");
    CHECK(read.model.title[1] == "M2 9 2");
    // What a file's title holds in quotes is written no other way.
    const auto quoted = parse_swmm("[TITLE]\n\"\"\"\"[JUNCTIONS]\nM2 9 2\n[OUTFALLS]\nO 8 FREE\n", "quoted");
    CHECK(parse_swmm(kerb::io::swmm_text(quoted.model), "again").model.nodes.size() == quoted.model.nodes.size());
}

TEST_CASE("What is written is read again as it was") {
    SwmmModel model;
    model.title = {"One title"};
    SwmmNode a, o, t;
    a.name = "雨水井-1";
    a.invert_m = 10.1234;
    a.depth_m = 2.5;
    a.place = kerb::Point{500000.123, 3400000.5};
    o.name = "O";
    o.kind = SwmmNodeKind::outfall;
    o.stage_m = 8.5;
    o.gate = true;
    o.place = kerb::Point{500100, 3400000};
    t.name = "T";
    t.kind = SwmmNodeKind::storage;
    t.depth_m = 4;
    t.area_m2 = 250;
    t.outline = {{0, 0}, {10, 0}, {10, 10}, {0, 0}};
    model.nodes = {a, o, t};
    SwmmLink c, p;
    c.name = "C";
    c.from = a.name;
    c.to = "O";
    c.length_m = 100.5;
    c.roughness = 0.013;
    c.invert_up_m = 10.2;
    c.invert_down_m = 9.9;
    c.shape = "ARCH";
    c.height_m = 1.2;
    c.width_m = 1.8;
    c.vertices = {{500050, 3400010}};
    p = c;
    p.name = "P";
    p.from = "T";
    p.kind = SwmmLinkKind::pump;
    p.capacity_m3s = 0.25;
    model.links = {c, p};
    SwmmSubcatchment s;
    s.name = "S";
    s.outlet = a.name;
    s.area_m2 = 12345;
    s.impervious = 0.6;
    s.width_m = 111;
    s.slope = 0.005;
    s.outline = {{0, 0}, {100, 0}, {100, 100}, {0, 0}};
    model.subcatchments = {s};
    model.rain_mm_h = {12, 60, 6};
    model.duration_s = 7200;
    const auto text = swmm_text(model);
    const auto read = parse_swmm(text, "ours");
    check_accounts(read);
    CHECK(std::none_of(read.issues.begin(), read.issues.end(),
                       [](const auto& issue) { return issue.reason != "swmm.not_inventory"; }));
    CHECK(node(read.model, a.name).invert_m == 10.1234);
    CHECK(node(read.model, a.name).depth_m == 2.5);
    CHECK(node(read.model, a.name).place == a.place);
    CHECK(node(read.model, "O").stage_m == 8.5);
    CHECK(node(read.model, "O").gate);
    CHECK(node(read.model, "T").volume_m3.value() == Approx(1000));
    CHECK(node(read.model, "T").outline == t.outline);
    const auto& again = link(read.model, "C");
    CHECK(again.invert_up_m == 10.2);
    CHECK(again.invert_down_m == 9.9);
    CHECK(again.shape == "ARCH");
    CHECK(again.width_m == 1.8);
    CHECK(again.vertices == c.vertices);
    CHECK(link(read.model, "P").capacity_m3s == 0.25);
    CHECK(read.model.subcatchments[0].area_m2 == Approx(12345));
    CHECK(read.model.subcatchments[0].outline == s.outline);
    CHECK(text.find("storm 00:05:00 60.000000\n") != std::string::npos);
    CHECK(text.find("END_TIME 02:00:00\n") != std::string::npos);
    CHECK(text.find("FLOW_UNITS CMS\n") != std::string::npos);
}

TEST_CASE("Names that SWMM does not take") {
    CHECK(is_swmm_name("MH-1~2"));
    CHECK(is_swmm_name("雨水井1"));
    for (const auto* bad : {"", "*", "a b", "a;b", "a\"b", "[a]", "a\tb"}) {
        CHECK_FALSE(is_swmm_name(bad));
        SwmmModel model;
        model.nodes.emplace_back().name = bad;
        CHECK_THROWS_AS(swmm_text(model), kerb::UsageError);
        model.nodes = {};
        auto& conduit = model.links.emplace_back();
        conduit.name = "C";
        conduit.from = "A";
        conduit.to = bad;
        CHECK_THROWS_AS(swmm_text(model), kerb::UsageError);
        model.links = {};
        auto& ground = model.subcatchments.emplace_back();
        ground.name = "S";
        ground.outlet = bad;
        CHECK_THROWS_AS(swmm_text(model), kerb::UsageError);
    }
}

TEST_CASE("A report: floods, inflows, full conduits, continuity") {
    constexpr const char* text =
        "\n  EPA STORM WATER MANAGEMENT MODEL - VERSION 5.2 (Build 5.2.4)\n\n"
        "  Runoff Quantity Continuity     hectare-m            mm\n  Continuity Error (%) .....        -0.043\n"
        "  Flow Routing Continuity        hectare-m      10^6 ltr\n  Continuity Error (%) .....         0.092\n\n"
        "  *******************\n  Node Inflow Summary\n  *******************\n  \n  -----------\n"
        "   Inflow   Inflow\n  Node   Type   LPS      LPS  days hr:min    10^6 ltr\n  -----------\n"
        "  M1  JUNCTION  1000.0  1500  0  00:00  7.2  7.2  0.2\n  \n"
        "  *********************\n  Node Flooding Summary\n  *********************\n  \n"
        "  Flooding refers to all water that overflows a node, whether it ponds or not.\n  -----------\n"
        "  Node  Flooded  LPS   days hr:min    10^6 ltr    Meters\n  -----------\n"
        "  M1    2.00     828      0  00:00       3.211     0.000\n  M2    0.01     498      0  00:01       0.002     "
        "0.000\n  \n"
        "  *************************\n  Conduit Surcharge Summary\n  *************************\n  \n"
        "  No conduits were surcharged.\n";
    const auto report = parse_swmm_report(text, "r");
    CHECK(report.version == "5.2 (Build 5.2.4)");
    CHECK(report.runoff_error_pct == -0.043);
    CHECK(report.routing_error_pct == 0.092);
    REQUIRE(report.floodings.size() == 2);
    CHECK(report.floodings[0].node == "M1");
    CHECK(report.floodings[0].hours == 2);
    CHECK(report.floodings[0].peak_m3s == Approx(0.828));
    CHECK(report.floodings[0].volume_m3 == Approx(3211));
    CHECK(report.surcharges.empty());
    REQUIRE(report.inflows.size() == 1);
    CHECK(report.inflows[0].lateral_m3s == Approx(1));
    CHECK(report.inflows[0].total_m3s == Approx(1.5));
    CHECK_THROWS_AS(parse_swmm_report("nothing", "r"), kerb::SourceError);
    try {
        static_cast<void>(parse_swmm_report("\n  ERROR 138: Node J1 has initial depth\n", "r"));
        FAIL("a failed run was read");
    } catch (const kerb::SourceError& error) {
        CHECK(std::string(error.what()).find("ERROR 138") != std::string::npos);
    }
}
