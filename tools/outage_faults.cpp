#include "outage_faults.hpp"

#include <algorithm>
#include <map>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::tools {
namespace {

using namespace outage;

constexpr std::int64_t day_s = 86400;

/// The name of a code of a field of events; codes begin at 1, as 0 is none.
std::string event_code(const char* field, std::size_t code) {
    return code == 0 ? std::string() : find_class("event")->find(field)->codes.at(code - 1);
}

void add_row(FaultRows& rows, std::uint32_t record, const Moment& from, const std::optional<Moment>& to) {
    rows.record.push_back(record);
    rows.spans.push_back({from.seconds, to ? std::optional(to->seconds) : std::nullopt});
    rows.days = rows.days || !from.has_time || (to && !to->has_time);
}

void take_log(FaultRows& rows, const FaultLog& log) {
    rows.accounting = log.accounting;
    for (const auto& fault : log.faults) {
        if (fault.repeats) {
            ++rows.repeats;
            continue;
        }
        add_row(rows, fault.record, fault.from, fault.to);
        rows.lamps.push_back(fault.lamps);
    }
}

void take_requests(FaultRows& rows, const OutageInput& input, const std::string& zone_kind) {
    rows.requests = requests_of(input.city(), input.words, zone_kind, rows.issues);
    rows.accounting = rows.requests->accounting;
    for (const auto& request : rows.requests->requests) {
        add_row(rows, request.record, request.from, request.to);
        rows.lamps.emplace_back();
        const auto zone = request.lies;
        rows.district.push_back(zone == no_asset ? "" : input.city().zones[zone].about.key);
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
    return level == "district" && !rows.district.empty() ? rows.district[i] : "";
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

std::int64_t moment_seconds(const Moment& moment, bool days) {
    return days ? moment.days() * day_s : moment.seconds;
}

} // namespace

FaultRows fault_rows(const OutageInput& input, const std::string& from, const std::string& zone_kind) {
    FaultRows rows;
    const auto& city = input.city();
    rows.source = from != "auto" ? from : !city.events.empty() ? "events" : "tickets";
    if (rows.source == "events") {
        take_log(rows, faults_of_events(city, *input.index, input.words, rows.issues));
    } else if (input.table.size() > 0) {
        take_log(rows, faults_of_requests(city, input.table, *input.index, input.words, input.within_m, rows.issues));
    } else {
        take_requests(rows, input, zone_kind);
    }
    if (rows.accounting.read == 0) {
        throw UsageError({"outage_repair.no_faults", {}});
    }
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
