#include "outage_faults.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/tables.hpp>

#include "outage_fault_dates.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

constexpr std::int64_t day_s = 86400;

/// The name of a code of a field of events; codes begin at 1, as 0 is none.
std::string event_code(const char* field, std::size_t code) {
    return code == 0 ? std::string() : find_class("event")->find(field)->codes.at(code - 1);
}

/// Moments of faults as they were read.
std::vector<DatedFault> faults_of_log(FaultRows& rows, const FaultLog& log, const Inventory& city) {
    std::vector<DatedFault> faults;
    rows.accounting = log.accounting;
    for (const auto& fault : log.faults) {
        if (fault.repeats) {
            ++rows.repeats;
            continue;
        }
        const bool event = rows.source == "events";
        const auto& about = event ? city.events[fault.record].about : city.cases[fault.record].about;
        const auto& asset = event ? city.events[fault.record].asset : city.cases[fault.record].asset;
        faults.push_back({fault.record, about.key, asset.str(), fault.from, fault.to, fault.lamps, {}});
    }
    return faults;
}

std::vector<DatedFault> faults_by_zone(FaultRows& rows, const OutageInput& input, const std::string& zone_kind) {
    std::vector<DatedFault> faults;
    const auto& city = input.city();
    rows.requests = requests_of(city, input.words, zone_kind, rows.issues);
    rows.accounting = rows.requests->accounting;
    for (const auto& request : rows.requests->requests) {
        const auto zone = request.lies;
        faults.push_back({request.record,
                          city.cases[request.record].about.key,
                          city.cases[request.record].asset.str(),
                          request.from,
                          request.to,
                          {},
                          zone == no_asset ? "" : city.zones[zone].about.key});
    }
    return faults;
}

std::vector<DatedFault> read_faults(FaultRows& rows, const OutageInput& input, const std::string& zone_kind) {
    const auto& city = input.city();
    if (rows.source == "events") {
        return faults_of_log(rows, faults_of_events(city, *input.index, input.words, rows.issues), city);
    }
    if (input.table.size() > 0) {
        return faults_of_log(
            rows, faults_of_requests(city, input.table, *input.index, input.words, input.within_m, rows.issues), city);
    }
    return faults_by_zone(rows, input, zone_kind);
}

void take(FaultRows& rows, MeantFaults meant) {
    rows.days = meant.days;
    rows.endless = meant.endless;
    rows.issues.insert(rows.issues.end(), meant.issues.begin(), meant.issues.end());
    for (auto& fault : meant.faults) {
        rows.record.push_back(fault.record);
        rows.spans.push_back({fault.from.seconds, fault.to ? std::optional(fault.to->seconds) : std::nullopt});
        rows.lamps.push_back(std::move(fault.lamps));
        rows.district.push_back(std::move(fault.district));
    }
}

/// Days begin at midnight.
void floor_to_days(FaultRows& rows) {
    const auto floor = [](std::int64_t& s) { s -= (s % day_s + day_s) % day_s; };
    for (auto& span : rows.spans) {
        floor(span.from);
        if (span.to) {
            floor(*span.to);
        }
    }
}

bool of_lamps(const std::string& level) {
    return std::find(level_codes.begin(), level_codes.end() - 1, level) != level_codes.end() - 1;
}

std::string label_of(const OutageInput& input, const FaultRows& rows, std::size_t i, const std::string& level) {
    const auto& city = input.city();
    const auto record = rows.record[i];
    const bool event = rows.source == "events";
    if (level == "kind") {
        return event ? event_code("kind", static_cast<std::size_t>(city.events[record].kind))
                     : city.cases[record].kind.str();
    }
    if (level == "source") {
        return event ? event_code("report_source", static_cast<std::size_t>(city.events[record].report_source))
                     : city.cases[record].channel.str();
    }
    if (level == "label") {
        return event ? city.events[record].about.district.str() : city.cases[record].about.district.str();
    }
    if (!rows.lamps[i].empty()) {
        const auto& groups = input.table.groups(
            static_cast<Level>(std::find(level_codes.begin(), level_codes.end(), level) - level_codes.begin()));
        const auto group = groups.of_lamp[rows.lamps[i].front()];
        return group == no_group ? "" : groups.keys[group];
    }
    return level == "district" ? rows.district[i] : "";
}

/// Names and people of zones, of the levels that are zones.
void add_zones(FaultGroups& groups, const OutageInput& input, const std::string& level) {
    const auto& city = input.city();
    const auto add = [&](const auto& assets, bool zones) {
        const KeyIndex index(assets);
        for (const auto& key : groups.keys) {
            const auto at = index.find(key);
            groups.names_zh.push_back(at == no_asset ? "" : assets[at].about.name_zh.str());
            groups.names_en.push_back(at == no_asset ? "" : assets[at].about.name_en.str());
            if (zones) {
                groups.population.push_back(at == no_asset ? std::nullopt : city.zones[at].population);
            }
        }
    };
    if (level == "district" || level == "label") {
        add(city.zones, true);
    } else if (level == "road") {
        add(city.roads, false);
    }
    groups.names_zh.resize(groups.keys.size());
    groups.names_en.resize(groups.keys.size());
    groups.population.resize(groups.keys.size());
}

/// Nothing was read: are there requests, of kinds that nobody listed?
UsageError no_faults(const FaultRows& rows) {
    constexpr std::size_t most = 6;
    std::vector<std::string> kinds;
    for (const auto& issue : rows.issues) {
        if (issue.message.code == "fault.other_kind") {
            kinds.push_back(std::get<std::string>(issue.message.arguments.front().second));
        }
    }
    if (kinds.size() > most) {
        kinds.resize(most);
        kinds.emplace_back("…");
    }
    return kinds.empty()
               ? UsageError({"outage_repair.no_faults", {}})
               : UsageError({"outage_repair.no_kinds", {{"kinds", fmt::format("{}", fmt::join(kinds, ", "))}}});
}

std::int64_t moment_seconds(const Moment& moment, bool days) {
    return days ? moment.days() * day_s : moment.seconds;
}

} // namespace

FaultRows fault_rows(const OutageInput& input, const std::string& from, const std::string& zone_kind,
                     const std::string& window_to) {
    FaultRows rows;
    rows.source = from != "auto" ? from : !input.city().events.empty() ? "events" : "tickets";
    auto faults = read_faults(rows, input, zone_kind);
    if (rows.accounting.read == 0) {
        throw no_faults(rows);
    }
    const auto* layer = rows.source == "events" ? "events" : "cases";
    take(rows, meant_faults(std::move(faults), layer, !window_to.empty(), rows.accounting));
    if (rows.days) {
        floor_to_days(rows);
    }
    return rows;
}

FaultGroups fault_groups(const OutageInput& input, const FaultRows& rows, const std::string& level) {
    FaultGroups groups;
    groups.level = level;
    std::vector<std::string> labels;
    std::map<std::string, std::uint32_t> number;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        labels.push_back(label_of(input, rows, i, level));
        if (!labels.back().empty()) {
            number.emplace(labels.back(), 0);
        }
    }
    for (auto& [key, at] : number) {
        at = static_cast<std::uint32_t>(groups.keys.size());
        groups.keys.push_back(key);
    }
    for (const auto& label : labels) {
        groups.of_fault.push_back(label.empty() ? no_group : number.at(label));
    }
    add_zones(groups, input, level);
    return groups;
}

std::vector<std::string> fault_levels(const std::string& by) {
    std::vector<std::string> levels;
    for (std::size_t from = 0; from <= by.size();) {
        const auto to = std::min(by.find(',', from), by.size());
        const auto name = by.substr(from, to - from);
        if (!of_lamps(name) && name != "kind" && name != "source" && name != "label") {
            throw UsageError({"outage_repair.no_level", {{"value", name}}});
        }
        if (name != "city" && std::find(levels.begin(), levels.end(), name) == levels.end()) {
            levels.push_back(name);
        }
        from = to + 1;
    }
    return levels;
}

Stretch fault_window(const FaultRows& rows, const std::string& from, const std::string& to) {
    Stretch window;
    bool first = true;
    const std::int64_t unit = rows.days ? day_s : 1;
    for (const auto& span : rows.spans) {
        const auto last = span.to.value_or(span.from) + unit;
        window.from = first ? span.from : std::min(window.from, span.from);
        window.to = first ? last : std::max(window.to, last);
        first = false;
    }
    if (const auto moment = moment_option("--window-from", from)) {
        window.from = moment_seconds(*moment, rows.days);
    }
    if (const auto moment = moment_option("--window-to", to)) {
        window.to = moment_seconds(*moment, rows.days);
    }
    if (window.to < window.from || (window.to == window.from && !first)) {
        throw UsageError({"outage_repair.no_window",
                          {{"from", moment_text(window.from, rows.days)}, {"to", moment_text(window.to, rows.days)}}});
    }
    return window;
}

double hours_option(const std::string& option, const std::string& text) {
    const char unit = text.empty() ? ' ' : text.back();
    const auto number = parse_number(text.substr(0, text.empty() ? 0 : text.size() - 1));
    if ((unit != 'h' && unit != 'd') || !number || !(*number > 0 && *number < 1e6)) {
        throw UsageError({"outage_repair.bad_hours", {{"option", option}, {"value", text}}});
    }
    return unit == 'd' ? *number * 24 : *number;
}

std::string moment_text(std::int64_t seconds, bool day_only) {
    return to_text(Moment{seconds, !day_only, Moment::no_offset});
}

std::string group_label(const Session& session, const FaultGroups& groups, std::size_t group) {
    const auto& key = groups.keys[group];
    const auto field = groups.level == "source" ? std::string("report_source")
                       : groups.level == "type" ? std::string("source_type")
                                                : groups.level;
    const auto code = "code." + field + "." + key;
    if (has_text(code, session.language)) {
        return session.text(code);
    }
    const auto& names = session.language == Language::zh ? groups.names_zh : groups.names_en;
    const auto& other = session.language == Language::zh ? groups.names_en : groups.names_zh;
    const auto& name = !names[group].empty() ? names[group] : other[group];
    return name.empty() ? key : key + " " + name;
}

} // namespace kerb::tools
