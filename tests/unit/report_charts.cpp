// Charts as SVG: marks where they belong, texts that cannot break the file.
#include <algorithm>

#include <kerb/report/charts.hpp>

#include "support/test.hpp"

using namespace kerb::report;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++n;
    }
    return n;
}

} // namespace

TEST_CASE("A funnel has its points, two limits on each side and the line of the promise") {
    const auto svg = funnel_svg({{"C-1", 60, 0.05, false}, {"C-2", 10, 0.4, true}}, 0.04, 0.02,
                                {"Circuits", "lamps", "rate", "", "limit 2 %"});
    CHECK(count(svg, "<circle") == 2);
    CHECK(count(svg, "<path") == 4);
    CHECK(count(svg, "limit 2 %") == 1);
    CHECK(count(svg, "<title>C-2</title>") == 1);
}

TEST_CASE("Names are escaped and cut between characters") {
    const auto svg = intervals_svg({{"<b>&\"路灯路灯路灯路灯路灯路灯路灯", 0.1, 0.05, 0.2, "met"}}, std::nullopt,
                                   {"a < b", "", "", "", ""});
    CHECK(count(svg, "<b>") == 0);
    CHECK(count(svg, "&lt;b&gt;&amp;&quot;") == 2); // in the label and in the title of the mark
    CHECK(count(svg, "a &lt; b") == 2);
    CHECK(count(svg, "…") == 1);
}

TEST_CASE("Nothing to draw is an empty chart, not an error") {
    CHECK(count(funnel_svg({}, 0, std::nullopt, {}), "</svg>") == 1);
    CHECK(count(intervals_svg({}, std::nullopt, {}), "</svg>") == 1);
    CHECK(count(curves_svg({}, std::nullopt, {}), "</svg>") == 1);
    CHECK(count(series_svg({}, {}), "</svg>") == 1);
    CHECK(count(series_svg({{"W1", std::nullopt}, {"W2", 0.5}}, {}), "<rect") == 3);
}

TEST_CASE("Curves are drawn as steps with a band each") {
    const auto svg = curves_svg({{"one", {{0, 1, 1, 1}, {2, 0.5, 0.3, 0.7}}}, {"two", {{0, 1, 1, 1}}}}, 1.0,
                                {"t", "days", "open", "", "24 h"});
    CHECK(count(svg, "<path") == 4);
    CHECK(count(svg, ">two<") == 1);
}
