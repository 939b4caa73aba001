// What the log of faults adds to rates: availability, failures, times of repair, by the same groups.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "outage_availability.hpp"
#include "outage_faults.hpp"
#include "outage_rates.hpp"
#include "outage_unreported.hpp"

namespace kerb::tools {

namespace {

using namespace outage;

struct GroupLog {
    Availability availability;
    std::optional<RepairTimes> repair;
    std::optional<TotalOutages> listed; ///< by two lists or three
};

std::string or_null(const std::optional<double>& value) {
    return value ? report::json_number(*value) : "null";
}

/// Levels that have groups of their own.
std::vector<std::string> levels_of(const RatesRun& run) {
    std::vector<std::string> levels;
    for (const auto level : run.options.levels) {
        if (level != Level::city && level != Level::rule) {
            levels.emplace_back(level_codes[static_cast<std::size_t>(level)]);
        }
    }
    return levels;
}

} // namespace

/// By level and key.
struct RatesLog {
    std::map<std::pair<std::string, std::string>, GroupLog> groups;
    double units_per_hour = 1; ///< days are counted where records have no time of day
    const LampTable* table = nullptr;
};

namespace {

void add_repairs(RatesLog& log, const RatesRun& run, const FaultRows& rows, const std::string& level,
                 const RepairOptions& options) {
    const auto groups = fault_groups(*run.input, rows, level);
    const auto report = repair_times(rows.spans, groups.of_fault, groups.keys.size(), options);
    for (std::size_t g = 0; g < groups.keys.size(); ++g) {
        log.groups[{level, groups.keys[g]}].repair = report.groups[g];
    }
}

} // namespace

std::shared_ptr<RatesLog> rates_log(const RatesRun& run, const RatesCommand& command) {
    const auto& city = run.input->city();
    if (city.events.empty() && city.cases.empty()) {
        return nullptr;
    }
    AvailabilityCommand asked;
    asked.confidence = command.confidence;
    AvailabilityRun found;
    found.input = run.input;
    found.levels = levels_of(run);
    found.rows = fault_rows(*run.input, "auto", command.zone_kind, "");
    if (found.rows.size() == 0) {
        return nullptr;
    }
    reckon_availability(found, asked);
    auto log = std::make_shared<RatesLog>();
    log->table = &run.input->table;
    log->units_per_hour = found.rows.days ? 1.0 / 24 : 1;
    for (auto& unit : found.result.units) {
        log->groups[{unit.level, unit.unit}].availability = std::move(unit.found);
    }
    RepairOptions options;
    options.unit = found.rows.days ? RepairUnit::days : RepairUnit::hours;
    options.window = fault_window(found.rows, "", "");
    options.confidence = command.confidence;
    options.within = {hours_option("--sla", command.sla) * log->units_per_hour};
    for (const auto& level : found.levels) {
        add_repairs(*log, run, found.rows, level, options);
    }
    return log;
}

void add_unreported(RatesLog& log, const RatesRun& run, const RatesCommand& command) {
    const auto& city = run.input->city();
    if (int{!run.input->rounds.empty()} + int{!city.events.empty()} + int{!city.cases.empty()} < 2) {
        return;
    }
    UnreportedCommand asked;
    static_cast<OutageOptions&>(asked) = command;
    asked.round = command.evidence.round;
    UnreportedRun found;
    found.input = run.input;
    link_unreported(asked, found);
    for (const auto& code : levels_of(run)) {
        const auto level =
            static_cast<Level>(std::find(level_codes.begin(), level_codes.end(), code) - level_codes.begin());
        const auto totals = unreported_by(run.input->table, found, level);
        for (std::size_t g = 0; g < totals.size(); ++g) {
            log.groups[{code, run.input->table.groups(level).keys[g]}].listed = totals[g];
        }
    }
}

std::string log_fields(const RatesLog& log, const RateRow& row) {
    const auto level = std::string(level_codes[static_cast<std::size_t>(row.level)]);
    const auto found = log.groups.find({level, log.table->groups(row.level).keys[row.group]});
    const bool known = found != log.groups.end();
    const GroupLog none;
    const auto& group = known ? found->second : none;
    const auto& share = group.availability.share;
    const auto burned = [&](double dark) { return share ? std::optional(1 - dark) : std::nullopt; };
    const auto hours = [&](const std::optional<double>& units) {
        return units ? std::optional(*units / log.units_per_hour) : std::nullopt;
    };
    const auto& repair = group.repair;
    const auto& listed = group.listed;
    const auto unseen = [&](double total) {
        return listed ? std::optional(total - static_cast<double>(listed->seen)) : std::nullopt;
    };
    const bool within = repair && !repair->within.empty();
    return fmt::format(
        ",\"availability\":{},\"availability_lo\":{},\"availability_hi\":{},\"failures_per_lamp_year\":{},"
        "\"faults\":{},\"repair_median_h\":{},\"repair_p90_h\":{},\"share_within_sla\":{}"
        ",\"reported\":{},\"unreported\":{},\"unreported_lo\":{},\"unreported_hi\":{}",
        or_null(burned(share.value_or(0))), or_null(burned(group.availability.bounds.hi)),
        or_null(burned(group.availability.bounds.lo)), or_null(group.availability.failures.per_year),
        repair ? repair->faults : 0, or_null(hours(repair ? repair->median : std::nullopt)),
        or_null(hours(repair ? repair->p90 : std::nullopt)),
        or_null(within ? repair->within.front().share : std::nullopt), listed ? std::to_string(listed->seen) : "null",
        or_null(unseen(listed ? listed->total : 0)), or_null(unseen(listed ? listed->bounds.lo : 0)),
        or_null(unseen(listed ? listed->bounds.hi : 0)));
}

} // namespace kerb::tools
