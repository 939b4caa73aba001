#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/base/issue.hpp>
#include <kerb/base/message.hpp>
#include <kerb/base/printable.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/base/units.hpp>
#include <kerb/base/version.hpp>
#include <kerb/base/xml.hpp>

#include "support/test.hpp"

using kerb::parse_length;

TEST_CASE("A sum is the same in any order, and terms cancel to nothing") {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> exponent(-20, 12);
    std::vector<double> terms;
    for (int i = 0; i < 10'000; ++i) {
        terms.push_back((i % 2 == 0 ? 1 : -1) * std::pow(10, exponent(random)));
    }
    const auto sum = [&terms] {
        kerb::ExactSum total;
        for (const auto term : terms) {
            total.add(term);
        }
        return total;
    };
    const auto before = sum();
    std::shuffle(terms.begin(), terms.end(), random);
    CHECK(before == sum());
    std::sort(terms.begin(), terms.end());
    CHECK(before == sum());
    auto rest = sum();
    rest -= before;
    CHECK(rest.value() == 0);
}

TEST_CASE("A sum keeps small terms beside large ones") {
    kerb::ExactSum sum;
    sum.add(1e18);
    sum.add(0.25);
    sum.add(-1e18);
    CHECK(sum.value() == 0.25);
    kerb::ExactSum tenths;
    for (int i = 0; i < 1'000'000; ++i) {
        tenths.add(0.1);
    }
    CHECK(std::abs(tenths.value() - 100'000) < 1e-10);
}

TEST_CASE("A term is rounded to the nearest quantum") {
    const auto sum_of = [](double term) {
        kerb::ExactSum sum;
        sum.add(term);
        return sum.value();
    };
    CHECK(sum_of(0x0.cp-60) == 0x1p-60);
    CHECK(sum_of(-0x0.cp-60) == -0x1p-60);
    CHECK(sum_of(0x0.4p-60) == 0);
    CHECK(sum_of(-0x0.4p-60) == 0);
    CHECK(sum_of(0x1.fp66) == 0x1.fp66);
    CHECK(sum_of(-0x1.fp3) == -0x1.fp3);
}

TEST_CASE("Spaces, tabs and breaks of lines around a text go, and no others") {
    using kerb::ascii::trimmed;
    static_assert(trimmed(" \t\r\na b\n\r\t ") == "a b" && trimmed("a") == "a");
    static_assert(trimmed("").empty() && trimmed(" \r\n\t").empty());
    for (const auto* kept : {"\f", "\v", "\x1a", "\xc2\xa0", "\xe3\x80\x80", "\xef\xbb\xbf"}) {
        CHECK(trimmed(std::string(" ") + kept + " ") == kept);
    }
}

TEST_CASE("Lengths carry their unit") {
    const struct {
        const char* text;
        double metres;
    } rows[] = {{"300m", 300},     {"15cm", 0.15},    {"150 mm", 0.15},
                {"0.3 km", 300},   {"100ft", 30.48},  {"100us-ft", 120000.0 / 3937},
                {"300米", 300},    {"1.2公里", 1200}, {" 5 千米 ", 5000},
                {"0m", 0},         {"1e2m", 100},     {".5m", 0.5},
                {"10英尺", 3.048}, {"15厘米", 0.15},  {"150毫米", 0.15}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        REQUIRE(parse_length(row.text).has_value());
        CHECK(parse_length(row.text)->value() == Approx(row.metres).epsilon(1e-15));
    }
}

TEST_CASE("Lengths without a unit or sense are no lengths") {
    for (const auto* text : {"", " ", "m", "300", "-1m", "-0m", "+1m", "nanm", "infm", "inf m", "1e999m", "1e308km",
                             "3 m x", "3,5m", "0x10m", "300M", "3 nm", "3m3m", "米"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_length(text).has_value());
    }
}

TEST_CASE("Areas are square metres, or carry their unit") {
    const struct {
        const char* text;
        double square_metres;
    } rows[] = {{"5000", 5000},     {"5000 m2", 5000},  {"0.5ha", 5000},  {"1.2km²", 1.2e6},
                {"0", 0},           {"3公顷", 3e4},     {"5亩", 1e4 / 3}, {"800平方米", 800},
                {"2平方公里", 2e6}, {"1平方千米", 1e6}, {"7m²", 7},       {"2km2", 2e6}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        REQUIRE(kerb::parse_area(row.text).has_value());
        CHECK(*kerb::parse_area(row.text) == Approx(row.square_metres).epsilon(1e-15));
    }
    for (const auto* text : {"", "m2", "-1", "nan", "inf", "1e999", "5m", "5 acres", "1,5ha", "1e308km2"}) {
        CAPTURE(text);
        CHECK_FALSE(kerb::parse_area(text).has_value());
    }
}

TEST_CASE("Durations, depths of water and return periods are read with their units") {
    CHECK(kerb::parse_minutes("120min") == 120);
    CHECK(kerb::parse_minutes("2 h") == 120);
    CHECK(kerb::parse_minutes("90s") == Approx(1.5));
    CHECK(kerb::parse_minutes("180分钟") == 180);
    CHECK(kerb::parse_minutes("3小时") == 180);
    CHECK(kerb::parse_minutes("3时") == 180);
    CHECK(kerb::parse_minutes("5分") == 5);
    CHECK(kerb::parse_minutes("90秒") == Approx(1.5));
    CHECK(kerb::parse_millimetres("50mm") == 50);
    CHECK(kerb::parse_millimetres("50毫米") == 50);
    CHECK(kerb::parse_millimetres("5厘米") == 50);
    CHECK(kerb::parse_millimetres("0.05m") == Approx(50));
    CHECK(kerb::parse_millimetres("5 cm") == 50);
    CHECK(kerb::parse_millimetres("0.05米") == Approx(50));
    CHECK(kerb::parse_years("5") == 5);
    CHECK(kerb::parse_years("0.5a") == 0.5);
    CHECK(kerb::parse_years("20年") == 20);
    for (const auto* text : {"", "min", "-1min", "120", "nanmin", "1,5h", "5m", "2h 5min", "infh"}) {
        CAPTURE(text);
        CHECK_FALSE(kerb::parse_minutes(text).has_value());
    }
    for (const auto* text : {"", "50", "-1mm", "5in", "50mm/h"}) {
        CAPTURE(text);
        CHECK_FALSE(kerb::parse_millimetres(text).has_value());
    }
    for (const auto* text : {"", "five", "-5", "5 %", "nan"}) {
        CAPTURE(text);
        CHECK_FALSE(kerb::parse_years(text).has_value());
    }
}

TEST_CASE("Accounting adds up, and adds") {
    kerb::Accounting a{10, 7, {}};
    a.skip("geometry.null", 2);
    CHECK_FALSE(a.adds_up());
    a.skip("key.duplicate");
    CHECK(a.adds_up());
    kerb::Accounting b{3, 2, {{"geometry.null", 1}}};
    b += a;
    CHECK(b == kerb::Accounting{13, 9, {{"geometry.null", 3}, {"key.duplicate", 1}}});
    CHECK(b.adds_up());
}

TEST_CASE("TOML becomes plain values with sorted keys") {
    const auto table = kerb::parse_toml(
        "z = 1\na = 'text'\nf = 2.5\nb = true\nday = 2024-05-06\nat = 07:32:00\nlist = [1, 'x', {k = 2}]\n[t.u]\nk = "
        "'v'\n",
        "some.toml");
    REQUIRE(table.entries().size() == 8);
    CHECK(std::is_sorted(table.entries().begin(), table.entries().end(),
                         [](const auto& x, const auto& y) { return x.first < y.first; }));
    CHECK(table.text("a") == "text");
    CHECK(table.optional_number("z") == 1.0);
    CHECK(table.optional_number("f") == 2.5);
    CHECK(table.optional_boolean("b") == true);
    CHECK(table.text("day") == "2024-05-06");
    CHECK(table.text("at") == "07:32:00");
    CHECK(table.find("none") == nullptr);
    CHECK_FALSE(table.optional_text("none").has_value());
    CHECK(table.array("none").empty());
    CHECK(table.table("none").entries().empty());
    CHECK(table.table("t").table("u").text("k") == "v");
    CHECK(table.table("t").table("u").where == "some.toml [t.u]");
    const auto& list = table.array("list");
    REQUIRE(list.size() == 3);
    CHECK(list[0].as_text() == "1");
    CHECK(list[1].as_text() == "x");
    CHECK(list[2].table()->where == "some.toml [list[2]]");
    CHECK(table.find("b")->as_text() == "true");
    CHECK(table.find("f")->as_text() == "2.5");
}

TEST_CASE("TOML errors name the file, the line and the key") {
    try {
        (void)kerb::parse_toml("a = 1\nb = = 2\n", "broken.toml");
        FAIL("no error");
    } catch (const kerb::SourceError& error) {
        CHECK(error.message().code == "toml.syntax");
        CHECK_THAT(error.what(), Catch::Contains("broken.toml") && Catch::Contains("line 2"));
    }
    const auto table = kerb::parse_toml("a = 1\n", "file.toml");
    CHECK_THROWS_WITH(table.text("missing"), Catch::Contains("file.toml") && Catch::Contains("missing"));
    CHECK_THROWS_AS(table.text("a"), kerb::SourceError);
    CHECK_THROWS_AS(table.optional_text("a"), kerb::SourceError);
    CHECK_THROWS_AS(table.optional_boolean("a"), kerb::SourceError);
    CHECK_THROWS_AS(table.table("a"), kerb::SourceError);
    CHECK_THROWS_AS(table.array("a"), kerb::SourceError);
    CHECK_THROWS_AS(kerb::parse_toml("a = 'x'", "f").optional_number("a"), kerb::SourceError);
    CHECK_THROWS_AS(kerb::parse_toml(std::string(100'000, '['), "deep"), kerb::SourceError);
}

// Found by fuzz_mapping: undefined behaviour in toml++ (its issues 190 and 295).
TEST_CASE("TOML: a letter beyond ASCII where a space may stand", "[toml]") {
    CHECK(kerb::parse_toml("s = \"\"\"\\\n§\"\"\"\n", "joined").text("s") == "§");
    for (const auto* text : {"a = \"b\" \u0417", "a = [\"b\" \u00a7]", "\u032a", "a = \"b\" \u8197"}) {
        CHECK_THROWS_AS(kerb::parse_toml(text, "letter"), kerb::SourceError);
    }
}

TEST_CASE("A table keeps one value per key") {
    kerb::TomlTable table;
    table.insert("b", {std::int64_t{1}});
    table.insert("a", {std::string("x")});
    table.insert("b", {std::int64_t{2}});
    REQUIRE(table.entries().size() == 2);
    CHECK(table.entries()[0].first == "a");
    CHECK(table.optional_number("b") == 2.0);
}

TEST_CASE("Data is compiled in") {
    CHECK(kerb::builtin_data("messages/en/base.toml").has_value());
    CHECK_FALSE(kerb::builtin_data("messages/en/none.toml").has_value());
    const auto paths = kerb::builtin_data_paths("messages/en/");
    CHECK(std::is_sorted(paths.begin(), paths.end()));
    CHECK(std::find(paths.begin(), paths.end(), "messages/en/base.toml") != paths.end());
    for (const auto path : kerb::builtin_data_paths("")) {
        if (path.ends_with(".toml")) {
            CAPTURE(path);
            CHECK_NOTHROW(kerb::parse_toml(*kerb::builtin_data(path), path));
        }
    }
}

TEST_CASE("The version has three numbers") {
    CHECK(std::count(kerb::version().begin(), kerb::version().end(), '.') == 2);
}

TEST_CASE("Text of others moves no cursor and turns no line around, and Chinese stays Chinese") {
    using kerb::printable;
    CHECK(printable("Main St 7") == "Main St 7");
    CHECK(printable("中山路 é 🚦") == "中山路 é 🚦");
    CHECK(printable("a\x1b[2Jb\x07") == "a\\u001b[2Jb\\u0007");
    CHECK(printable("one\ntwo\r\tthree\x7f") == "one\\ntwo\\r\\tthree\\u007f");
    CHECK(printable("\xc2\x9b"
                    "31m") == "\\u009b31m"); // C1 in UTF-8
    CHECK(printable("\x9b"
                    "31m") == "\\u009b31m"); // and as one byte
    CHECK(printable("\u202eabc\u2066\u2028") == "\\u202eabc\\u2066\\u2028");
    CHECK(printable("些\xc2\x9b") == "些\\u009b"); // 些 ends in the byte of a control character
    CHECK(printable("\xc2") == "\xc2");
    const std::string all = printable("x\x1b\n\u202e\x80");
    CHECK(printable(all) == all);
    CHECK(kerb::printable_lines("a\x1b\nb\r\n\u202e路\n") == "a\\u001b\nb\\r\n\\u202e路\n");
    CHECK(kerb::printable_json("{\n \"路\": \"\x7f\xc2\x85\u2028\u2066 é\"\n}") ==
          "{\n \"路\": \"\\u007f\\u0085\\u2028\\u2066 é\"\n}");
    const kerb::Message told{"toml.missing", {{"file", "a\nb"}, {"table", "\x1b[1m"}, {"key", "k"}}};
    CHECK(kerb::render(told, kerb::Language::en).find_first_of("\n\x1b") == std::string::npos);
    CHECK(kerb::render(kerb::Message{"no.such", {{"key", "a\nb"}}}, kerb::Language::en) == "no.such: key=a\\nb");
}

TEST_CASE("Whatever two bytes follow the first of a sign that turns lines around, what moves is escaped") {
    const auto is_tail = [](int byte) { return (byte & 0xC0) == 0x80; };
    std::size_t wrong = 0;
    for (int second = 0; second < 256; ++second) {
        for (int third = 0; third < 256; ++third) {
            const std::string text{'\xe2', static_cast<char>(second), static_cast<char>(third)};
            const auto made = kerb::printable(text);
            const int code = 0x2000 | (second & 0x3F) << 6 | (third & 0x3F);
            const bool whole = is_tail(second) && is_tail(third);
            const bool turns = code == 0x2028 || code == 0x2029 || (code >= 0x202A && code <= 0x202E) ||
                               (code >= 0x2066 && code <= 0x2069);
            const auto expected = !whole ? kerb::printable(made) : turns ? fmt::format("\\u{:04x}", code) : text;
            const bool moves =
                made.find("\xe2\x80\xae") != std::string::npos ||
                std::any_of(made.begin(), made.end(), [](char c) { return (c & 0xE0) == 0 || c == 0x7F; });
            wrong += made != expected || moves ? 1 : 0;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("Text is inert in XML, and characters that XML does not have are left out") {
    using kerb::xml_text;
    CHECK(xml_text("<a b=\"c\">&'") == "&lt;a b=&quot;c&quot;&gt;&amp;'");
    CHECK(xml_text("a\tb\nc\rd") == "a&#9;b&#10;c&#13;d");
    CHECK(xml_text(std::string("a\0b\x1b\x1f", 5) + "中") == "ab中");
    CHECK(xml_text("a\xEF\xBF\xBE"
                   "b\xEF\xBF\xBF"
                   "c\xEF\xBF\xBD") == "abc\xEF\xBF\xBD");
    CHECK(xml_text("\xEF\xBF") == "\xEF\xBF");
}
