#include <kerb/coverage/spacing.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

#include "input_checks.hpp"
#include "line_places.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t assets_per_block = 4096;
constexpr std::size_t lines_per_block = 2048;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

void check(const SpacingInput& input, const SpacingOptions& options) {
    if (input.lines == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    const auto lines = input.lines->size();
    check_length("within", options.within);
    check_length("limit", options.limit.value_or(Metres{0}));
    check_size("line_rank", input.line_rank.size(), lines);
    check_size("line_limit_m", input.line_limit_m.size(), lines);
    check_size("line_scale", input.line_scale.size(), lines);
    check_size("line_group", input.line_group.size(), lines);
    check_reaches("line_limit_m", input.line_limit_m);
    check_scales("line_scale", input.line_scale);
    check_groups("line_group", input.line_group, input.groups);
    check_points("assets", input.assets);
    check_points("lines", input.lines->points);
}

/// Touching parts of one line, by chainage.
struct Run {
    double from_m, to_m;
    std::uint32_t last_part;
};

/// Where an asset stands: chainage grows with the part.
using Spot = std::pair<std::uint32_t, double>;

/// A run without assets.
struct Bare {
    std::uint32_t line;
    double length_m;
};

/// What a block of lines gave.
struct Found {
    std::vector<Stretch> stretches;
    std::vector<Bare> bare;
    std::vector<std::int64_t> assets; // by group
};

/// Assets by line, in the order of their chainage.
class Standing {
public:
    Standing(std::span<const AssetPlace> places, std::size_t lines) : places_(places), begin_(lines + 1) {
        for (const auto& place : places) {
            if (place.line != no_line) {
                ++begin_[place.line + 1];
            }
        }
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
        members_.resize(begin_.back());
        auto next = begin_;
        for (std::uint32_t i = 0; i < places.size(); ++i) {
            if (places[i].line != no_line) {
                members_[next[places[i].line]++] = i;
            }
        }
    }
    /// Assets on one side of a line, in the order of their chainage.
    [[nodiscard]] std::vector<Spot> on(std::uint32_t line, Side side) const {
        std::vector<Spot> spots;
        for (auto i = begin_[line]; i < begin_[line + 1]; ++i) {
            const auto& place = places_[members_[i]];
            if (side == Side::both || std::abs(place.offset_m) <= tie_m ||
                (place.offset_m > 0) == (side == Side::left)) {
                spots.emplace_back(place.part, place.at_m);
            }
        }
        std::sort(spots.begin(), spots.end());
        return spots;
    }

private:
    std::span<const AssetPlace> places_;
    std::vector<std::size_t> begin_;
    std::vector<std::uint32_t> members_;
};

class Measurer {
public:
    Measurer(const SpacingInput& input, const SpacingOptions& options, const LinePlaces& lines,
             const Standing& standing)
        : input_(input), options_(options), lines_(lines), standing_(standing) {}

    void measure(std::uint32_t line, Found& found) const {
        const auto runs = runs_of(line);
        static constexpr Side whole[] = {Side::both}, sides[] = {Side::left, Side::right};
        for (const auto side : options_.each_side ? std::span<const Side>(sides) : std::span<const Side>(whole)) {
            const auto spots = standing_.on(line, side);
            auto next = spots.begin();
            for (const auto& run : runs) {
                const auto end =
                    std::find_if(next, spots.end(), [&](const Spot& s) { return s.first > run.last_part; });
                measure_run(line, side, run, {next, end}, found);
                next = end;
            }
            found.assets[group_of(line)] += static_cast<std::int64_t>(spots.size());
        }
    }

private:
    [[nodiscard]] std::uint32_t group_of(std::uint32_t line) const {
        return input_.line_group.empty() ? 0 : input_.line_group[line];
    }

    [[nodiscard]] std::vector<Run> runs_of(std::uint32_t line) const {
        const auto& lines = *input_.lines;
        std::vector<Run> runs;
        const Point* last = nullptr;
        double at = 0;
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            const auto part = lines.part(p);
            if (part.empty()) {
                continue;
            }
            const auto end = lines_.part_ends()[p];
            if (last == nullptr || *last != part.front()) {
                runs.push_back({at, end, 0});
            }
            runs.back().to_m = end;
            runs.back().last_part = p - lines.feature_begin[line];
            last = &part.back();
            at = end;
        }
        return runs;
    }

    void measure_run(std::uint32_t line, Side side, const Run& run, std::span<const Spot> spots, Found& found) const {
        if (spots.empty()) {
            if (run.to_m > run.from_m) {
                found.bare.push_back({line, run.to_m - run.from_m});
            }
            return;
        }
        const auto limit = limit_of(line);
        const auto push = [&](double from, double to, bool end) {
            if (!end || to - from > tie_m) {
                found.stretches.push_back({line, from, to, side, end, limit});
            }
        };
        push(run.from_m, spots.front().second, true);
        for (std::size_t i = 1; i < spots.size(); ++i) {
            push(spots[i - 1].second, spots[i].second, false);
        }
        push(spots.back().second, run.to_m, true);
    }

    [[nodiscard]] double limit_of(std::uint32_t line) const {
        const auto own = value_or(input_.line_limit_m, line, none);
        return std::isnan(own) && options_.limit ? options_.limit->value() : own;
    }

    const SpacingInput& input_;
    const SpacingOptions& options_;
    const LinePlaces& lines_;
    const Standing& standing_;
};

bool over(const Stretch& stretch) {
    return stretch.spacing_m() > stretch.limit_m + tie_m; // false without a limit
}

/// Linear between the ranks around share·(n − 1).
double quantile(const std::vector<double>& sorted, double share) {
    const auto at = share * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const auto high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (sorted[high] - sorted[low]) * (at - static_cast<double>(low));
}

/// Gathers the figures of one class.
class Tally {
public:
    void add(const Stretch& stretch) {
        const bool judged = !std::isnan(stretch.limit_m), beyond = over(stretch);
        if (stretch.end) {
            figures_.end_count += 1;
            figures_.end_judged += judged ? 1 : 0;
            figures_.end_over_count += beyond ? 1 : 0;
            return;
        }
        spacings_.push_back(stretch.spacing_m());
        sum_.add(stretch.spacing_m());
        figures_.judged += judged ? 1 : 0;
        if (beyond) {
            figures_.over_count += 1;
            over_.add(stretch.spacing_m());
        }
    }
    void add(const Bare& bare) {
        figures_.bare_count += 1;
        bare_.add(bare.length_m);
    }
    void add_assets(std::int64_t count) { figures_.assets += count; }
    [[nodiscard]] SpacingFigures figures() {
        figures_.over_m = over_.value();
        figures_.bare_m = bare_.value();
        figures_.count = static_cast<std::int64_t>(spacings_.size());
        if (!spacings_.empty()) {
            std::sort(spacings_.begin(), spacings_.end());
            figures_.min_m = spacings_.front();
            figures_.median_m = quantile(spacings_, 0.5);
            figures_.mean_m = sum_.value() / static_cast<double>(spacings_.size());
            figures_.p95_m = quantile(spacings_, 0.95);
            figures_.max_m = spacings_.back();
        }
        return figures_;
    }

private:
    SpacingFigures figures_;
    ExactSum sum_, over_, bare_;
    std::vector<double> spacings_;
};

void rank(std::vector<Stretch>& stretches) {
    std::sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) {
        const auto length_a = a.spacing_m(), length_b = b.spacing_m();
        return length_a != length_b ? length_a > length_b
                                    : std::tie(a.line, a.from_m, a.side) < std::tie(b.line, b.from_m, b.side);
    });
}

void summarise(const SpacingInput& input, const std::vector<Found>& blocks, SpacingResult& result) {
    Tally all;
    std::vector<Tally> groups(std::max<std::size_t>(1, input.groups));
    const auto group_of = [&](std::uint32_t line) { return input.line_group.empty() ? 0 : input.line_group[line]; };
    for (const auto& block : blocks) {
        for (const auto& stretch : block.stretches) {
            all.add(stretch);
            groups[group_of(stretch.line)].add(stretch);
            if (over(stretch)) {
                result.over.push_back(stretch);
            }
        }
        for (const auto& bare : block.bare) {
            all.add(bare);
            groups[group_of(bare.line)].add(bare);
        }
        for (std::size_t g = 0; g < block.assets.size(); ++g) {
            all.add_assets(block.assets[g]);
            groups[g].add_assets(block.assets[g]);
        }
    }
    result.all = all.figures();
    for (std::size_t g = 0; g < input.groups; ++g) {
        result.groups.push_back(groups[g].figures());
    }
    rank(result.over);
}

} // namespace

std::optional<double> SpacingFigures::over_share() const {
    return judged > 0 ? std::optional(static_cast<double>(over_count) / static_cast<double>(judged)) : std::nullopt;
}

SpacingResult spacing(const SpacingInput& input, const SpacingOptions& options, const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    check(input, options);
    const LinePlaces lines(input, options.within.value());
    SpacingResult result;
    result.places.resize(input.assets.size());
    for_each_block(input.assets.size(), assets_per_block, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            result.places[i] = lines.place(input.assets[i]);
        }
    });
    result.unplaced = std::count_if(result.places.begin(), result.places.end(),
                                    [](const AssetPlace& place) { return place.line == no_line; });
    report_progress(progress, "coverage.measuring", 0.5);
    const auto count = input.lines->size();
    const Standing standing(result.places, count);
    const Measurer measurer(input, options, lines, standing);
    std::vector<Found> blocks((count + lines_per_block - 1) / lines_per_block);
    for_each_block(count, lines_per_block, options.threads, [&](std::size_t begin, std::size_t end) {
        auto& found = blocks[begin / lines_per_block];
        found.assets.resize(std::max<std::size_t>(1, input.groups));
        for (auto line = begin; line < end; ++line) {
            measurer.measure(static_cast<std::uint32_t>(line), found);
        }
    });
    summarise(input, blocks, result);
    report_progress(progress, "coverage.measuring", 1);
    return result;
}

} // namespace kerb::coverage
