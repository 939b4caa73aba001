#include <kerb/coverage/along_lines.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <kerb/base/error.hpp>

#include "input_checks.hpp"
#include "line_walk.hpp"
#include "partition_waves.hpp"
#include "prepared_lines.hpp"

namespace kerb::coverage {
namespace {

/// Stretches of lines that there are, by line, ascending and apart.
void check_covered(std::span<const LineStretch> covered, std::size_t lines) {
    for (std::size_t i = 0; i < covered.size(); ++i) {
        const auto& own = covered[i];
        const bool after = i == 0 || covered[i - 1].line < own.line ||
                           (covered[i - 1].line == own.line && covered[i - 1].to_m <= own.from_m);
        if (own.line >= lines || !(own.from_m <= own.to_m) || !after) {
            reject("coverage.bad_stretch", "covered", i);
        }
    }
}

void check(const AlongLinesInput& input, const AlongLinesOptions& options) {
    if (input.lines == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    check_length("reach", options.reach);
    check_length("ignore_gaps_below", options.ignore_gaps_below);
    const auto lines = input.lines->size();
    check_size("asset_reach_m", input.asset_reach_m.size(), input.assets.size());
    check_size("line_reach_m", input.line_reach_m.size(), lines);
    check_size("line_scale", input.line_scale.size(), lines);
    check_size("line_group", input.line_group.size(), lines);
    check_reaches("asset_reach_m", input.asset_reach_m);
    check_reaches("line_reach_m", input.line_reach_m);
    check_scales("line_scale", input.line_scale);
    check_groups("line_group", input.line_group, input.groups);
    check_covered(input.covered, lines);
}

void append_sums(std::vector<CoveredSum>& target, const std::vector<CoveredSum>& source) {
    target.resize(std::max(target.size(), source.size()));
    for (std::size_t i = 0; i < source.size(); ++i) {
        target[i] += source[i];
    }
}

std::vector<Covered> rounded(const std::vector<CoveredSum>& sums) {
    std::vector<Covered> values;
    values.reserve(sums.size());
    std::transform(sums.begin(), sums.end(), std::back_inserter(values), [](const auto& sum) { return sum.value(); });
    return values;
}

} // namespace

std::unique_ptr<const PreparedLines> PreparedLines::from(const AlongLinesInput& input,
                                                         const AlongLinesOptions& options) {
    check(input, options);
    std::unique_ptr<PreparedLines> prepared;
    const auto index = [&] {
        const auto reach = input.asset_reach_m;
        const auto first = std::min(reach.size(), input.assets.points.size()); // line or area
        check_assets(input.assets);
        // NOLINTNEXTLINE(modernize-make-unique): clang 14 cannot make an aggregate in place
        prepared.reset(new PreparedLines{
            input, options, {input.assets.points, reach.first(first), options.reach.value()}, nullptr});
        const AssetShapes lines_and_areas{{}, input.assets.lines, input.assets.areas};
        if (lines_and_areas.size() > 0) {
            prepared->shapes =
                std::make_unique<ShapeIndex>(lines_and_areas, reach.subspan(first), options.reach.value());
        }
    };
    run_both(options.threads, index, [&] { check_points("lines", input.lines->points); });
    prepared->options.partition = std::max<std::size_t>(1, options.partition);
    return prepared;
}

std::size_t PreparedLines::partitions() const {
    const auto lines = input.lines->size(), step = options.partition;
    return lines / step + (lines % step != 0 ? 1 : 0);
}

std::pair<std::size_t, std::size_t> PreparedLines::lines_of(std::size_t partition) const {
    const auto begin = partition * options.partition;
    return {begin, begin + std::min(options.partition, input.lines->size() - begin)};
}

AlongLinesSummary PreparedLines::empty_summary() const {
    AlongLinesSummary summary;
    const auto zones = input.zones != nullptr ? input.zones->size() : 0;
    summary.zones.resize(zones);
    summary.groups.resize(input.groups);
    summary.zone_groups.resize(zones * input.groups);
    return summary;
}

struct AlongLinesPlan::State {
    std::unique_ptr<const PreparedLines> prepared;
};

AlongLinesPlan::AlongLinesPlan(const AlongLinesInput& input, const AlongLinesOptions& options)
    : state_(std::make_unique<State>(State{PreparedLines::from(input, options)})) {}

AlongLinesPlan::~AlongLinesPlan() = default;
AlongLinesPlan::AlongLinesPlan(AlongLinesPlan&&) noexcept = default;

std::size_t AlongLinesPlan::partitions() const {
    return state_->prepared->partitions();
}

AlongLinesSummary AlongLinesPlan::run(std::size_t p, std::span<Covered> lines) const {
    const auto& prepared = *state_->prepared;
    auto summary = prepared.empty_summary();
    LineWalk walk(prepared, summary);
    const auto [begin, end] = prepared.lines_of(p);
    for (auto line = begin; line < end; ++line) {
        lines[line] = walk.measure(static_cast<std::uint32_t>(line)).value();
    }
    return summary;
}

std::optional<double> Covered::share() const {
    return total_m > 0 ? std::optional<double>(covered_m / total_m) : std::nullopt;
}

CoveredSum& CoveredSum::operator+=(const CoveredSum& other) {
    total += other.total;
    covered += other.covered;
    return *this;
}

void AlongLinesSummary::merge(AlongLinesSummary&& other) {
    all += other.all;
    outside_zones += other.outside_zones;
    overlapped += other.overlapped;
    append_sums(zones, other.zones);
    append_sums(groups, other.groups);
    append_sums(zone_groups, other.zone_groups);
    gaps.insert(gaps.end(), other.gaps.begin(), other.gaps.end());
}

void sort_gaps(std::vector<Gap>& gaps) {
    std::sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) {
        const auto length_a = a.length_m(), length_b = b.length_m();
        if (length_a != length_b) {
            return length_a > length_b;
        }
        return a.line != b.line ? a.line < b.line : a.from_m < b.from_m;
    });
}

AlongLinesResult finish(AlongLinesSummary&& summary, std::vector<Covered>&& lines) {
    AlongLinesResult result;
    result.all = summary.all.value();
    result.outside_zones = summary.outside_zones.value();
    result.overlapped_m = summary.overlapped.value();
    result.lines = std::move(lines);
    result.zones = rounded(summary.zones);
    result.groups = rounded(summary.groups);
    result.zone_groups = rounded(summary.zone_groups);
    result.gaps = std::move(summary.gaps);
    sort_gaps(result.gaps);
    return result;
}

AlongLinesResult along_lines(const AlongLinesInput& input, const AlongLinesOptions& options, const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    const AlongLinesPlan plan(input, options);
    std::vector<Covered> lines(input.lines->size());
    auto summary = run_in_waves<AlongLinesSummary>(plan.partitions(), options.threads, progress,
                                                   [&](std::size_t partition) { return plan.run(partition, lines); });
    // A city without lines has its zones and groups all the same.
    const auto zones = input.zones != nullptr ? input.zones->size() : 0;
    summary.zones.resize(zones);
    summary.groups.resize(input.groups);
    summary.zone_groups.resize(zones * input.groups);
    return finish(std::move(summary), std::move(lines));
}

} // namespace kerb::coverage
