// One lamp in the middle of a straight road of 100 m lights 60 m of it; the two ends stay dark.
#include <cmath>

#include <kerb/coverage/along_lines.hpp>

int main() {
    kerb::Lines roads;
    roads.push({{{0, 0}, {100, 0}}});
    const kerb::Points lamps = {{50, 0}};
    kerb::coverage::AlongLinesInput input;
    input.lines = &roads;
    input.assets.points = lamps;
    const auto lit = kerb::coverage::along_lines(input, {.reach = kerb::Metres{30}});
    const bool right = std::abs(lit.all.covered_m - 60) < 1e-9 && std::abs(lit.all.total_m - 100) < 1e-9 &&
                       lit.gaps.size() == 2 && std::abs(lit.gaps[0].length_m() - 20) < 1e-9;
    return right ? 0 : 1;
}
