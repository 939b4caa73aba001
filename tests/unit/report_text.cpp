// Texts for terminals and spreadsheets.
#include <kerb/report/text_table.hpp>

#include "report/page_parts.hpp"
#include "support/test.hpp"

using namespace kerb::report;

TEST_CASE("Chinese characters take two columns of a terminal", "[report]") {
    CHECK(display_width("road") == 4);
    CHECK(display_width("主干路") == 6);
    CHECK(display_width("–") == 1);
    CHECK(padded("主干路", 8) == "主干路  ");
    CHECK(padded("12", 4, true) == "  12");
}

TEST_CASE("Each block of wide characters ends where Unicode's East Asian Width says, cut characters count once",
          "[report]") {
    using kerb::report::display_width;
    for (const auto* wide : {"\u1100", "\u115F", "\u2E80", "\uA4CF", "\uAC00", "\uD7A3", "\uF900", "\uFAFF", "\uFE30",
                             "\uFE6F", "\uFF00", "\uFF60", "\uFFE0", "\uFFE6", "\U00020000", "\U0003FFFD"}) {
        CHECK(display_width(wide) == 2);
    }
    for (const auto* narrow : {"\u00E9", "\u10FF",     "\u1160",     "\u2E7F", "\uA4D0",   "\uABFF",  "\uD7A4",
                               "\uF8FF", "\uFB00",     "\uFE2F",     "\uFE70", "\uFEFF",   "\uFF61",  "\uFFDF",
                               "\uFFE7", "\U0001FFFF", "\U0003FFFE", "\xE6",   "\xE6\xB0", "\xF0\xA0"}) {
        CHECK(display_width(narrow) == 1);
    }
    for (const auto* none : {"\u0300", "\u036F", ""}) { // they stand on what is before them
        CHECK(display_width(none) == 0);
    }
    CHECK(display_width("\u02FF\u0370") == 2);
}

TEST_CASE("a table keeps its columns in line whatever the language", "[report]") {
    TextTable table({"分区", "share"});
    table.add({"D1", "98.0 %"});
    CHECK(table.text() == "分区   share\nD1    98.0 %\n");
}

TEST_CASE("a CSV cell is quoted where needed and never a formula", "[report]") {
    CHECK(csv_cell("plain") == "plain");
    CHECK(csv_cell("a,b") == "\"a,b\"");
    CHECK(csv_cell("say \"x\"") == "\"say \"\"x\"\"\"");
    CHECK(csv_cell("=1+1") == "'=1+1");
    CHECK(csv_cell("@cmd,1") == "\"'@cmd,1\"");
}

TEST_CASE("a share never rounds to all or none", "[report]") {
    CHECK(percent_text(std::nullopt) == "–");
    CHECK(percent_text(0.942) == "94.2 %");
    CHECK(percent_text(0.99999) == "99.9 %");
    CHECK(percent_text(1.0) == "100.0 %");
    CHECK(percent_text(1e-6) == "0.1 %");
    CHECK(percent_text(0.0) == "0.0 %");
}

TEST_CASE("lengths and counts as people read them", "[report]") {
    CHECK(length_text(212.4) == "212 m");
    CHECK(length_text(112300) == "112.3 km");
    CHECK(count_text(7) == "7");
    CHECK(count_text(33000) == "33 000");
    CHECK(count_text(-1234567) == "-1 234 567");
}

TEST_CASE("Every byte is inert on the page, and a sign that it does not have is no sign of others", "[report]") {
    using kerb::report::detail::html_text;
    CHECK(html_text("<a href=\"x\" b='c'>&") == "&lt;a href=&quot;x&quot; b=&#39;c&#39;&gt;&amp;");
    CHECK(html_text("a\tb\nc\rd\x1b[1m\x01") == "a\tb\ncd[1m");
    CHECK(html_text("\xff\xe4\xb8") == "\uFFFD\uFFFD");
    CHECK(html_text("中山路") == "中山路");
}

TEST_CASE("A value of others cannot turn the text around it, and none is a dash", "[report]") {
    CHECK(kerb::report::detail::isolated("") == "–");
    CHECK(kerb::report::detail::isolated("\u202E<b>") == "<bdi>\u202E&lt;b&gt;</bdi>");
}
