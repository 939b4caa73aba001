// The page of an audit: nothing of the data acts, and what it shows is what it was given.
#include <cmath>
#include <string>

#include <catch2/catch.hpp>

#include <kerb/base/error.hpp>
#include <kerb/report/page.hpp>

#include "report/page_parts.hpp"
#include "report/sha256.hpp"

using namespace kerb;
namespace detail = kerb::report::detail;

namespace {

const std::string summary = R"({"frame":{"name":"EPSG:4547","scale_min":1,"scale_max":1},"read":3,"used":2,
"issue_count":1,"issues":[{"layer":"roads","key":"<b>","text":"bad </script>"}],
"result":{"lit_roads":{"rules":{"title":"t","source":"<i>s</i>","status":"found"},"zone_kind":null,
"coverage":{"total_m":200,"covered_m":150,"share":0.75,"gap_count":1,"longest_gap_m":50,
"zones":[{"id":"A","share":0.5},{"id":"B","share":null},{"id":"C","share":0.25}]}}}})";

FeatureTable points(const std::string& name, const std::string& key, std::size_t count) {
    FeatureTable table;
    table.name = name;
    Column keys("key", ColumnType::text);
    Points places;
    for (std::size_t i = 0; i < count; ++i) {
        places.push_back({static_cast<double>(i % 300), std::floor(static_cast<double>(i) / 300)});
        keys.push(key);
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    table.geometry = std::move(places);
    table.columns = {keys};
    return table;
}

std::string page_of(const std::vector<FeatureTable>& layers, const std::string& city = "City") {
    return report::page_html({summary, layers, city, Language::en});
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("SHA-256 gives the hashes of FIPS 180-4", "[report]") {
    // ba7816bf 8f01cfea … of "abc", e3b0c442 … of nothing, 248d6a61 … of 56 letters, which need a second block.
    CHECK(detail::sha256_base64("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    CHECK(detail::sha256_base64("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    CHECK(detail::sha256_base64("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=");
}

TEST_CASE("Values stand in the page as text", "[report]") {
    CHECK(detail::html_text("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    CHECK(detail::html_text(std::string("a\x01") + "b\xff") == "ab\xef\xbf\xbd");
    CHECK(detail::isolated("\xe2\x80\xae"
                           "abc") ==
          "<bdi>\xe2\x80\xae"
          "abc</bdi>");
    CHECK(detail::in_both("a", "a") == "a");
}

TEST_CASE("A hostile name opens no tag, neither in text nor in a script's data", "[report]") {
    const auto hostile = std::string("</script><script>alert(1)</script>\"'=cmd\xe2\x80\xa8");
    const auto tame = page_of({points("water_points", "k", 2)});
    const auto page = page_of({points("water_points", hostile, 2)}, hostile);
    CHECK(count_of(page, "<script") == count_of(tame, "<script"));
    CHECK(count_of(page, "</script>") == count_of(tame, "</script>"));
    CHECK(page.find("<b>") == std::string::npos);
    CHECK(page.find("<i>s") == std::string::npos);
    CHECK(page.find("&lt;script&gt;alert(1)") != std::string::npos);
}

TEST_CASE("Figures, their zones and nothing for a zone without data", "[report]") {
    const auto page = page_of({});
    CHECK(page.find("75.0 %") != std::string::npos);
    CHECK(page.find("<bdi>C</bdi> 25.0 %<br><bdi>A</bdi> 50.0 %</td>") != std::string::npos);
    CHECK(page.find("150 m of 200 m") != std::string::npos);
    CHECK(page.find("200 米中的 150 米") != std::string::npos);
    CHECK(page == page_of({}));
    CHECK_THROWS_AS(report::page_html({"{}", {}, "", Language::en}), SourceError);
    CHECK_THROWS_AS(report::page_html({"[1", {}, "", Language::en}), SourceError);
    CHECK_THROWS_WITH(report::page_html({"{\n1", {}, "", Language::en, {}, "a/s.json"}),
                      Catch::Contains("a/s.json") && Catch::Contains("line 2"));
}

TEST_CASE("Above 50,000 points the map shows counts", "[report]") {
    const std::vector<FeatureTable> many = {points("streetlights", "k", 50001)},
                                    few = {points("streetlights", "k", 50000)};
    CHECK(detail::map_data({summary, few, "", Language::en}).find("\"squares\"") == std::string::npos);
    const auto data = detail::map_data({summary, many, "", Language::en});
    CHECK(data.find("\"squares\"") != std::string::npos);
    CHECK(data.find("\"count\":50001") != std::string::npos);
    CHECK(data.size() < 300'000);
}
