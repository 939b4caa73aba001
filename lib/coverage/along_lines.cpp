#include <kerb/coverage/along_lines.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <kerb/base/error.hpp>

#include "input_checks.hpp"
#include "line_walk.hpp"
#include "prepared_lines.hpp"

namespace kerb::coverage {
namespace {

AssetShapes shapes_of(const AlongLinesInput& input) {
    return {input.assets, input.asset_lines, input.asset_areas};
}

void check(const AlongLinesInput& input, const AlongLinesOptions& options) {
    if (input.lines == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    check_length("reach", options.reach);
    check_length("ignore_gaps_below", options.ignore_gaps_below);
    const auto lines = input.lines->size();
    check_size("asset_reach_m", input.asset_reach_m.size(), shapes_of(input).size());
    check_size("line_reach_m", input.line_reach_m.size(), lines);
    check_size("line_scale", input.line_scale.size(), lines);
    check_size("line_group", input.line_group.size(), lines);
    check_reaches("asset_reach_m", input.asset_reach_m);
    check_reaches("line_reach_m", input.line_reach_m);
    check_scales("line_scale", input.line_scale);
    check_groups("line_group", input.line_group, input.groups);
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

/// Runs partitions in waves, so that few summaries wait and the caller's thread can report and cancel in between.
AlongLinesSummary run_all(const AlongLinesPlan& plan, std::span<Covered> lines, Threads threads,
                          const Progress& progress) {
    AlongLinesSummary merged;
    const auto count = plan.partitions();
    const auto wave = std::max<std::size_t>(64, (count + 15) / 16);
    std::vector<AlongLinesSummary> summaries;
    for (std::size_t first = 0; first < count; first += wave) {
        const auto width = std::min(wave, count - first);
        summaries.assign(width, {});
        for_each_block(width, 1, threads, [&](std::size_t begin, std::size_t end) {
            for (auto p = begin; p < end; ++p) {
                summaries[p] = plan.run(first + p, lines);
            }
        });
        for (auto& summary : summaries) {
            merged.merge(std::move(summary));
        }
        report_progress(progress, "coverage.measuring",
                        static_cast<double>(first + width) / static_cast<double>(count));
    }
    return merged;
}

} // namespace

std::unique_ptr<const PreparedLines> PreparedLines::from(const AlongLinesInput& input,
                                                         const AlongLinesOptions& options) {
    check(input, options);
    std::unique_ptr<PreparedLines> prepared;
    const auto index = [&] {
        const auto reach = input.asset_reach_m;
        const auto points = std::min(reach.size(), input.assets.size());
        check_assets(shapes_of(input));
        // NOLINTNEXTLINE(modernize-make-unique): clang 14 cannot make an aggregate in place
        prepared.reset(
            new PreparedLines{input, options, {input.assets, reach.first(points), options.reach.value()}, nullptr});
        const AssetShapes lines_and_areas{{}, input.asset_lines, input.asset_areas};
        if (lines_and_areas.size() > 0) {
            prepared->shapes =
                std::make_unique<ShapeIndex>(lines_and_areas, reach.subspan(points), options.reach.value());
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
    std::sort(result.gaps.begin(), result.gaps.end(), [](const Gap& a, const Gap& b) {
        const auto length_a = a.length_m(), length_b = b.length_m();
        if (length_a != length_b) {
            return length_a > length_b;
        }
        return a.line != b.line ? a.line < b.line : a.from_m < b.from_m;
    });
    return result;
}

AlongLinesResult along_lines(const AlongLinesInput& input, const AlongLinesOptions& options, const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    const AlongLinesPlan plan(input, options);
    std::vector<Covered> lines(input.lines->size());
    auto summary = run_all(plan, lines, options.threads, progress);
    // A city without lines has its zones and groups all the same.
    const auto zones = input.zones != nullptr ? input.zones->size() : 0;
    summary.zones.resize(zones);
    summary.groups.resize(input.groups);
    summary.zone_groups.resize(zones * input.groups);
    return finish(std::move(summary), std::move(lines));
}

} // namespace kerb::coverage
