#include <kerb/coverage/road_lighting.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/road_widths.hpp>

#include "input_checks.hpp"
#include "line_places.hpp"
#include "section_light.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t lamps_per_block = 4096, sections_per_block = 8;
constexpr double highest_m = 1000;
constexpr std::uint32_t most_lanes = 40, most_heads = 16;

void check_lamp(const RoadLamp& lamp, std::size_t i, std::size_t photometries) {
    const bool good = !(lamp.height_m < 0) && !(lamp.height_m > highest_m) && std::abs(lamp.arm_m) <= 100 &&
                      std::abs(lamp.tilt_deg) <= 90 && lamp.heads >= 1 && lamp.heads <= most_heads &&
                      (lamp.photometry == no_table || lamp.photometry < photometries);
    if (!good) {
        reject("photometry.bad_luminaire", "lamps", i);
    }
}

void check(const RoadLightingInput& input, const RoadLightingOptions& options) {
    if (input.lines == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    const auto lines = input.lines->size();
    check_length("within", options.within);
    check_size("width_m", input.width_m.size(), lines);
    check_size("lanes", input.lanes.size(), lines);
    check_size("one_way", input.one_way.size(), lines);
    check_size("line_rank", input.line_rank.size(), lines);
    check_size("line_scale", input.line_scale.size(), lines);
    check_reaches("width_m", input.width_m);
    check_scales("line_scale", input.line_scale);
    check_points("lines", input.lines->points);
    if (!(options.maintenance > 0 && options.maintenance <= 1)) {
        throw UsageError({"photometry.bad_maintenance", {{"value", options.maintenance}}});
    }
    for (const auto& photometry : input.photometries) {
        coverage::check(photometry);
    }
    for (std::size_t i = 0; i < input.width_m.size(); ++i) {
        if (input.width_m[i] > widest_road_m || (!input.lanes.empty() && input.lanes[i] > most_lanes)) {
            reject("photometry.bad_width", "width_m", i);
        }
    }
    for (std::size_t i = 0; i < input.lamps.size(); ++i) {
        check_lamp(input.lamps[i], i, input.photometries.size());
    }
}

std::vector<AssetPlace> places_of(const RoadLightingInput& input, const RoadLightingOptions& options) {
    Points poles;
    for (const auto& lamp : input.lamps) {
        poles.push_back(lamp.pole);
    }
    check_points("lamps", poles);
    SpacingInput where;
    where.lines = input.lines;
    where.line_rank = input.line_rank;
    where.line_scale = input.line_scale;
    const LinePlaces lines(where, options.within.value());
    std::vector<AssetPlace> places(poles.size());
    for_each_block(poles.size(), lamps_per_block, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            places[i] = lines.place(poles[i]);
        }
    });
    return places;
}

/// Lamps by line, then by chainage; of those at one chainage in the order of the input.
struct Standing {
    std::vector<LampOnLine> lamps;
    std::vector<std::size_t> begin;

    Standing(std::span<const AssetPlace> places, std::size_t lines) : begin(lines + 1) {
        std::vector<std::uint32_t> order;
        for (std::uint32_t i = 0; i < places.size(); ++i) {
            if (places[i].line != no_line) {
                order.push_back(i);
                ++begin[places[i].line + 1];
            }
        }
        std::partial_sum(begin.begin(), begin.end(), begin.begin());
        std::sort(order.begin(), order.end(), [&](auto a, auto b) {
            return std::tuple(places[a].line, places[a].at_m, a) < std::tuple(places[b].line, places[b].at_m, b);
        });
        for (const auto i : order) {
            lamps.push_back({places[i].at_m, i});
        }
    }
    [[nodiscard]] std::span<const LampOnLine> on(std::uint32_t line) const {
        return std::span(lamps).subspan(begin[line], begin[line + 1] - begin[line]);
    }
};

/// Chainages of the row with most lamps.
std::vector<double> row_of(std::span<const LampOnLine> lamps, std::span<const AssetPlace> places) {
    std::array<std::vector<double>, 3> rows; // left, right, on the line
    for (const auto& lamp : lamps) {
        const double offset = places[lamp.lamp].offset_m;
        rows[std::abs(offset) <= tie_m ? 2 : offset > 0 ? 0 : 1].push_back(lamp.at_m);
    }
    return *std::max_element(rows.begin(), rows.end(),
                             [](const auto& a, const auto& b) { return a.size() < b.size(); });
}

/// How the lamps that stand on the section leave it.
void count_lamps(RoadSection& section, std::span<const LampOnLine> lamps, const RoadLightingInput& input) {
    bool dark = false, low = false;
    for (const auto& on : lamps) {
        if (on.at_m >= section.from_m - tie_m && on.at_m <= section.to_m + tie_m) {
            const auto& lamp = input.lamps[on.lamp];
            ++section.lamps;
            section.out += lamp.out ? 1 : 0;
            dark = dark || lamp.photometry == no_table;
            low = low || !(lamp.height_m > 0);
        }
    }
    const bool wide = !input.width_m.empty() && input.width_m[section.line] > 0;
    section.state = dark    ? SectionState::no_photometry
                    : low   ? SectionState::no_height
                    : !wide ? SectionState::no_width
                            : SectionState::measured;
}

void find_sections(const RoadLightingInput& input, const Standing& standing, std::span<const LineChain> chains,
                   RoadLighting& result) {
    ExactSum bare, covered;
    for (std::uint32_t line = 0; line < chains.size(); ++line) {
        const auto lamps = standing.on(line);
        const auto row = row_of(lamps, result.places);
        bare.add(chains[line].length());
        const auto before = result.sections.size();
        for (std::size_t i = 1; i < row.size(); ++i) {
            if (row[i] - row[i - 1] > tie_m && chains[line].joined(row[i - 1], row[i])) {
                RoadSection section;
                section.line = line;
                section.from_m = row[i - 1];
                section.to_m = row[i];
                count_lamps(section, lamps, input);
                covered.add(section.length_m());
                result.sections.push_back(section);
            }
        }
        result.bare_lines += result.sections.size() == before ? 1 : 0;
    }
    bare -= covered;
    result.bare_m = bare.value();
    result.section_m = covered.value();
}

/// Counts the lamps that light a section and are not known.
void count_unknown(const RoadLightingInput& input, std::span<const LineChain> chains, double reach,
                   RoadLighting& result) {
    Points unknown;
    for (std::size_t i = 0; i < input.lamps.size(); ++i) {
        const auto& lamp = input.lamps[i];
        if (result.places[i].line != no_line && (lamp.photometry == no_table || !(lamp.height_m > 0))) {
            unknown.push_back(lamp.pole);
        }
    }
    if (unknown.empty()) {
        return;
    }
    const PointGrid grid(unknown, std::max(reach / 3, 1.0));
    for (auto& section : result.sections) {
        const auto& chain = chains[section.line];
        const auto from = chain.at(section.from_m).at, to = chain.at(section.to_m).at;
        Box around;
        around.add(from);
        around.add(to);
        grid.visit(around.grown(reach), [&](Point p, std::uint32_t) {
            const bool near = distance_to_segment(p, from, to) <= reach;
            section.unknown_near += near && section.state == SectionState::measured ? 1 : 0;
        });
    }
}

void measure_all(const RoadLightingInput& input, const RoadLightingOptions& options, const Standing& standing,
                 std::span<const LineChain> chains, const Progress& progress, RoadLighting& result) {
    const auto heads = heads_of(input, result.places, chains);
    check_luminaires(input.photometries, heads.luminaires);
    const LampRays rays(input.photometries, heads.luminaires);
    const double heights =
        input.r_table == nullptr ? reach_in_heights : std::max(reach_in_heights, input.r_table->tan_eps.back());
    const double reach = heights * heads.highest();
    count_unknown(input, chains, reach, result);
    Points places;
    for (const auto& l : heads.luminaires) {
        places.push_back(l.position);
    }
    const PointGrid grid(places, std::max(reach / 3, 1.0));
    const SectionLight::City city{input, options, heads, rays, grid, reach};
    std::vector<std::vector<GridPoint>> points(options.keep_grid ? result.sections.size() : 0);
    report_progress(progress, "photometry.lighting", 0);
    for_each_block(result.sections.size(), sections_per_block, options.threads,
                   [&](std::size_t begin, std::size_t end) {
                       SectionLight light(city);
                       for (auto i = begin; i < end; ++i) {
                           auto& section = result.sections[i];
                           if (section.state == SectionState::measured) {
                               light.measure(section, chains[section.line], standing.on(section.line),
                                             options.keep_grid ? &points[i] : nullptr);
                           }
                       }
                   });
    for (std::uint32_t i = 0; i < points.size(); ++i) {
        for (auto& point : points[i]) {
            point.section = i;
            result.grid.push_back(point);
        }
    }
}

} // namespace

RoadLighting road_lighting(const RoadLightingInput& input, const RoadLightingOptions& options,
                           const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    check(input, options);
    RoadLighting result;
    result.places = places_of(input, options);
    result.unplaced = std::count_if(result.places.begin(), result.places.end(),
                                    [](const AssetPlace& place) { return place.line == no_line; });
    const auto count = static_cast<std::uint32_t>(input.lines->size());
    std::vector<LineChain> chains;
    chains.reserve(count);
    for (std::uint32_t line = 0; line < count; ++line) {
        chains.emplace_back(*input.lines, line, input.line_scale.empty() ? 1 : input.line_scale[line]);
    }
    const Standing standing(result.places, count);
    find_sections(input, standing, chains, result);
    measure_all(input, options, standing, chains, progress, result);
    report_progress(progress, "photometry.lighting", 1);
    return result;
}

} // namespace kerb::coverage
