#include <kerb/coverage/change_along_lines.hpp>

#include <algorithm>
#include <iterator>

#include "input_checks.hpp"
#include "partition_waves.hpp"
#include "trace_difference.hpp"

namespace kerb::coverage {
namespace {

AlongLinesInput input_before(const ChangeAlongLinesInput& input) {
    auto before = input.now;
    before.assets = input.before;
    before.asset_reach_m = input.before_reach_m;
    return before;
}

void append_sums(std::vector<ChangedSum>& target, const std::vector<ChangedSum>& source) {
    target.resize(std::max(target.size(), source.size()));
    for (std::size_t i = 0; i < source.size(); ++i) {
        target[i] += source[i];
    }
}

std::vector<Changed> rounded(const std::vector<ChangedSum>& sums) {
    std::vector<Changed> values;
    values.reserve(sums.size());
    std::transform(sums.begin(), sums.end(), std::back_inserter(values), [](const auto& sum) { return sum.value(); });
    return values;
}

/// What one partition found.
struct Summary {
    AlongLinesSummary before, now;
    TraceDifference::Sums sums;
    std::vector<Gap> gained, lost;

    void resize(std::size_t zones, std::size_t groups) {
        for (auto* date : {&before, &now}) {
            date->zones.resize(zones);
            date->groups.resize(groups);
            date->zone_groups.resize(zones * groups);
        }
        sums.zones.resize(zones);
        sums.groups.resize(groups);
        sums.zone_groups.resize(zones * groups);
    }
    void merge(Summary&& other) {
        before.merge(std::move(other.before));
        now.merge(std::move(other.now));
        sums.all += other.sums.all;
        sums.outside_zones += other.sums.outside_zones;
        append_sums(sums.zones, other.sums.zones);
        append_sums(sums.groups, other.sums.groups);
        append_sums(sums.zone_groups, other.sums.zone_groups);
        gained.insert(gained.end(), other.gained.begin(), other.gained.end());
        lost.insert(lost.end(), other.lost.begin(), other.lost.end());
    }
};

/// Both dates over the same lines.
class Change {
public:
    Change(const ChangeAlongLinesInput& input, const AlongLinesOptions& options)
        : before_(PreparedLines::from(input_before(input), options)), now_(PreparedLines::from(input.now, options)) {
        const auto lines = input.now.lines->size();
        lines_before_.resize(lines);
        lines_now_.resize(lines);
        changed_.resize(lines);
    }

    ChangeAlongLinesResult measure(Threads threads, const Progress& progress) {
        auto summary = run_in_waves<Summary>(now_->partitions(), threads, progress,
                                             [this](std::size_t partition) { return run(partition); });
        prepare(summary); // a city without lines has its zones and groups all the same
        return finished(std::move(summary));
    }

private:
    void prepare(Summary& summary) const {
        const auto& input = now_->input;
        summary.resize(input.zones != nullptr ? input.zones->size() : 0, input.groups);
    }

    Summary run(std::size_t partition) {
        Summary summary;
        prepare(summary);
        LineTrace trace_before, trace_now;
        LineWalk walk_before(*before_, summary.before, &trace_before), walk_now(*now_, summary.now, &trace_now);
        TraceDifference difference(now_->input, summary.sums);
        const auto [begin, end] = now_->lines_of(partition);
        for (auto line = begin; line < end; ++line) {
            const auto number = static_cast<std::uint32_t>(line);
            trace_before.clear();
            trace_now.clear();
            lines_before_[line] = walk_before.measure(number).value();
            lines_now_[line] = walk_now.measure(number).value();
            const ChangedSum changed{
                difference.add(number, trace_before, trace_now, {&ChangedSum::gained, &summary.gained}),
                difference.add(number, trace_now, trace_before, {&ChangedSum::lost, &summary.lost})};
            changed_[line] = changed.value();
        }
        return summary;
    }

    ChangeAlongLinesResult finished(Summary&& summary) {
        ChangeAlongLinesResult result;
        result.before = finish(std::move(summary.before), std::move(lines_before_));
        result.now = finish(std::move(summary.now), std::move(lines_now_));
        result.all = summary.sums.all.value();
        result.outside_zones = summary.sums.outside_zones.value();
        result.lines = std::move(changed_);
        result.zones = rounded(summary.sums.zones);
        result.groups = rounded(summary.sums.groups);
        result.zone_groups = rounded(summary.sums.zone_groups);
        result.gained = std::move(summary.gained);
        result.lost = std::move(summary.lost);
        sort_gaps(result.gained);
        sort_gaps(result.lost);
        return result;
    }

    std::unique_ptr<const PreparedLines> before_, now_;
    std::vector<Covered> lines_before_, lines_now_;
    std::vector<Changed> changed_;
};

} // namespace

ChangedSum& ChangedSum::operator+=(const ChangedSum& other) {
    gained += other.gained;
    lost += other.lost;
    return *this;
}

ChangeAlongLinesResult change_along_lines(const ChangeAlongLinesInput& input, const AlongLinesOptions& options,
                                          const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    return Change(input, options).measure(options.threads, progress);
}

} // namespace kerb::coverage
