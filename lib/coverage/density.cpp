#include <kerb/coverage/density.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

#include "density_areas.hpp"
#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t lines_per_block = 4096;
constexpr std::size_t points_per_block = 8192;
constexpr std::size_t areas_per_block = 64;

std::optional<double> over(double k, double n, double factor = 1) {
    return n > 0 ? std::optional(k / n * factor) : std::nullopt;
}

void check(const DensityInput& input) {
    const auto lines = input.lines != nullptr ? input.lines->size() : 0;
    check_size("zone_scale", input.zone_scale.size(), input.zones.size());
    check_size("population", input.population.size(), input.zones.size());
    check_size("line_scale", input.line_scale.size(), lines);
    check_size("line_weight", input.line_weight.size(), lines);
    check_size("line_group", input.line_group.size(), lines);
    check_size("area_scale", input.area_scale.size(), input.areas.size());
    check_scales("zone_scale", input.zone_scale);
    check_scales("line_scale", input.line_scale);
    check_scales("area_scale", input.area_scale);
    check_groups("line_group", input.line_group, input.groups);
    check_points("points", input.points);
    check_areas("zones", input.zones);
    check_areas("areas", input.areas);
    if (input.lines != nullptr) {
        check_points("lines", input.lines->points);
    }
    for (std::size_t i = 0; i < input.line_weight.size(); ++i) {
        if (!(input.line_weight[i] >= 0 && input.line_weight[i] <= 1)) {
            throw UsageError({"coverage.bad_share", {{"at", static_cast<std::int64_t>(i)}}});
        }
    }
}

/// Sums of a block of lines: by zone (none last) and class.
struct LengthSums {
    std::vector<ExactSum> length;     // zone-major
    std::vector<ExactSum> overlapped; // by zone
    LengthSums(std::size_t slots, std::size_t groups) : length(slots * groups), overlapped(slots) {}
    void merge(const LengthSums& other) {
        for (std::size_t i = 0; i < length.size(); ++i) {
            length[i] += other.length[i];
        }
        for (std::size_t i = 0; i < overlapped.size(); ++i) {
            overlapped[i] += other.overlapped[i];
        }
    }
};

/// Measures lines one after the other. Positions enter as differences of the same rounded values, so the pieces of a
/// segment add up to it to the last bit.
class LengthWalk {
public:
    LengthWalk(const DensityInput& input, const ZoneMap& map, LengthSums& sums)
        : input_(input), map_(map), sums_(sums), groups_(std::max<std::size_t>(1, input.groups)) {}

    void measure(std::size_t line) {
        scale_ = value_or(input_.line_scale, line, 1);
        weight_ = value_or(input_.line_weight, line, 1);
        group_ = input_.line_group.empty() ? 0 : input_.line_group[line];
        const auto& lines = *input_.lines;
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            const auto part = lines.part(p);
            for (std::size_t i = 1; i < part.size(); ++i) {
                segment(part[i - 1], part[i]);
            }
        }
    }

private:
    void segment(Point a, Point b) {
        const auto dx = b.x - a.x, dy = b.y - a.y;
        const auto length = std::sqrt(dx * dx + dy * dy);
        if (!(length > 0)) {
            return;
        }
        pieces_.clear();
        map_.split(a, b, pieces_);
        for (const auto& piece : pieces_) {
            const auto slot = piece.zone == no_zone ? input_.zones.size() : piece.zone;
            const auto from = weight_ * (piece.from * length / scale_);
            const auto to = weight_ * ((piece.to >= 1 ? length : piece.to * length) / scale_);
            auto& sum = sums_.length[slot * groups_ + group_];
            sum.add(to);
            sum.add(-from);
            if (piece.overlapped) {
                sums_.overlapped[slot].add(to);
                sums_.overlapped[slot].add(-from);
            }
        }
    }

    const DensityInput& input_;
    const ZoneMap& map_;
    LengthSums& sums_;
    std::size_t groups_;
    std::vector<ZonePiece> pieces_;
    double scale_ = 1, weight_ = 1;
    std::uint32_t group_ = 0;
};

LengthSums measure_lines(const DensityInput& input, const ZoneMap& map, Threads threads) {
    const auto slots = input.zones.size() + 1, groups = std::max<std::size_t>(1, input.groups);
    const auto count = input.lines != nullptr ? input.lines->size() : 0;
    std::vector<LengthSums> blocks((count + lines_per_block - 1) / lines_per_block, LengthSums(slots, groups));
    for_each_block(count, lines_per_block, threads, [&](std::size_t begin, std::size_t end) {
        LengthWalk walk(input, map, blocks[begin / lines_per_block]);
        for (auto line = begin; line < end; ++line) {
            walk.measure(line);
        }
    });
    LengthSums all(slots, groups);
    for (const auto& block : blocks) {
        all.merge(block);
    }
    return all;
}

std::vector<std::int64_t> count_points(const DensityInput& input, const ZoneMap& map, Threads threads) {
    std::vector<std::uint32_t> zone(input.points.size());
    for_each_block(zone.size(), points_per_block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            zone[i] = map.zone_of(input.points[i]);
        }
    });
    std::vector<std::int64_t> counts(input.zones.size() + 1);
    for (const auto z : zone) {
        ++counts[z == no_zone ? input.zones.size() : z];
    }
    return counts;
}

double square(double scale) {
    return scale * scale;
}

std::vector<ExactSum> measure_areas(const DensityInput& input, const AreaCutter& cutter, const DissolvedAreas& areas,
                                    Threads threads) {
    std::vector<std::vector<std::pair<std::uint32_t, double>>> shares(areas.items.size());
    for_each_block(shares.size(), areas_per_block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            shares[i] = cutter.cut(*areas.items[i].area);
        }
    });
    std::vector<ExactSum> sums(input.zones.size() + 1);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        for (const auto& [zone, m2] : shares[i]) {
            if (zone == no_zone) {
                sums.back().add(m2 / square(value_or(input.area_scale, areas.items[i].first, 1)));
            } else {
                sums[zone].add(m2 / square(value_or(input.zone_scale, zone, 1)));
            }
        }
    }
    return sums;
}

/// What makes up a Density, before rounding.
struct DensitySum {
    ExactSum area, overlapped_area, length, overlapped_length, assets, population;
    std::int64_t count = 0;
    bool peopled = false; ///< the population is known
    DensitySum& operator+=(const DensitySum& other) {
        area += other.area;
        overlapped_area += other.overlapped_area;
        length += other.length;
        overlapped_length += other.overlapped_length;
        assets += other.assets;
        population += other.population;
        count += other.count;
        peopled = peopled && other.peopled;
        return *this;
    }
    [[nodiscard]] Density value() const {
        return {area.value(),
                overlapped_area.value(),
                length.value(),
                overlapped_length.value(),
                count,
                assets.value(),
                peopled ? std::optional(population.value()) : std::nullopt};
    }
};

void add_ground(const DensityInput& input, const Grounds& grounds, std::vector<DensitySum>& sums) {
    for (std::uint32_t zone = 0; zone < input.zones.size(); ++zone) {
        const auto scale = square(value_or(input.zone_scale, zone, 1));
        sums[zone].area.add(grounds.area_m2(zone) / scale);
        sums[zone].overlapped_area.add(grounds.taken_m2(zone) / scale);
        const auto people = value_or(input.population, zone, std::nan(""));
        sums[zone].peopled = std::isfinite(people) && people >= 0;
        if (sums[zone].peopled) {
            sums[zone].population.add(people);
        }
    }
}

void add_lengths(const LengthSums& lengths, std::size_t groups, std::vector<DensitySum>& sums, DensityResult& result) {
    std::vector<ExactSum> by_group(groups);
    for (std::size_t slot = 0; slot < sums.size(); ++slot) {
        const auto each = std::max<std::size_t>(1, groups);
        for (std::size_t g = 0; g < each; ++g) {
            const auto& length = lengths.length[slot * each + g];
            sums[slot].length += length;
            if (groups > 0) {
                by_group[g] += length;
                result.zone_groups_m.push_back(length.value());
            }
        }
        sums[slot].overlapped_length += lengths.overlapped[slot];
    }
    std::transform(by_group.begin(), by_group.end(), std::back_inserter(result.groups_m),
                   [](const auto& sum) { return sum.value(); });
}

void finish(const std::vector<DensitySum>& sums, DensityResult& result) {
    DensitySum inside;
    inside.peopled = sums.size() > 1;
    for (std::size_t zone = 0; zone + 1 < sums.size(); ++zone) {
        result.zones.push_back(sums[zone].value());
        inside += sums[zone];
    }
    result.inside = inside.value();
    result.outside = sums.back().value();
    auto total = inside;
    total += sums.back();
    total.peopled = inside.peopled; // nobody is counted outside
    result.total = total.value();
}

} // namespace

std::optional<double> Density::km_per_km2() const {
    return over(length_m, area_m2, 1e3);
}
std::optional<double> Density::per_km() const {
    return over(static_cast<double>(count), length_m, 1e3);
}
std::optional<double> Density::per_km2() const {
    return over(static_cast<double>(count), area_m2, 1e6);
}
std::optional<double> Density::ratio() const {
    return over(assets_m2, area_m2);
}
std::optional<double> Density::m_per_person() const {
    return over(length_m, population.value_or(0));
}
std::optional<double> Density::per_1000_people() const {
    return over(static_cast<double>(count), population.value_or(0), 1e3);
}
std::optional<double> Density::m2_per_person() const {
    return over(assets_m2, population.value_or(0));
}
std::optional<double> Density::people_per_km2() const {
    return population ? over(*population, area_m2, 1e6) : std::nullopt;
}

DensityResult density(const DensityInput& input, Threads threads, const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    check(input);
    const ZoneMap map(input.zones, input.rank);
    const Grounds grounds(input.zones, input.rank, threads);
    DensityResult result;
    std::vector<DensitySum> sums(input.zones.size() + 1);
    add_ground(input, grounds, sums);
    report_progress(progress, "coverage.measuring", 0.2);
    add_lengths(measure_lines(input, map, threads), input.groups, sums, result);
    report_progress(progress, "coverage.measuring", 0.6);
    const auto counts = count_points(input, map, threads);
    for (std::size_t slot = 0; slot < sums.size(); ++slot) {
        sums[slot].count = counts[slot];
    }
    if (!input.areas.empty()) {
        const AreaCutter cutter(input.zones, map, grounds);
        auto areas = dissolve(input.areas, threads);
        const auto shares = measure_areas(input, cutter, areas, threads);
        for (std::size_t slot = 0; slot < sums.size(); ++slot) {
            sums[slot].assets += shares[slot];
        }
        result.areas_left_out = std::move(areas.left_out);
    }
    finish(sums, result);
    report_progress(progress, "coverage.measuring", 1);
    return result;
}

} // namespace kerb::coverage
