#include "calendar.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/base/toml_checks.hpp>

namespace kerb::scorecard {
namespace {

constexpr std::int64_t day_s = 86400;

std::int64_t floor_day(std::int64_t seconds) {
    return (seconds - (seconds % day_s + day_s) % day_s) / day_s;
}

std::int64_t clock_of(const TomlTable& table, const std::string& text) {
    const auto digits = [&](std::size_t at) {
        return text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9'
                   ? (text[at] - '0') * 10 + (text[at + 1] - '0')
                   : -1;
    };
    const int hour = text.size() == 5 && text[2] == ':' ? digits(0) : -1, minute = hour >= 0 ? digits(3) : -1;
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 24 * 60) {
        detail::wrong("toml.bad_value", table, "hours", text, "00:00 … 24:00");
    }
    return (hour * 60 + minute) * std::int64_t{60};
}

std::set<std::int64_t> days_of(const TomlTable& table, const char* key) {
    std::set<std::int64_t> days;
    for (const auto& text : detail::texts(table, key)) {
        const auto day = parse_moment(text);
        if (!day || day->has_time) {
            detail::wrong("toml.bad_value", table, key, text, "2026-10-01");
        }
        days.insert(day->days());
    }
    return days;
}

WorkCalendar read(const TomlTable& table) {
    static const std::vector<std::string> names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    detail::only(table, {"title", "title_zh", "source", "status", "weekdays", "hours", "holidays", "made_up"});
    WorkCalendar made;
    made.work_day.fill(false);
    for (const auto& day : detail::texts(table, "weekdays")) {
        const auto it = std::find(names.begin(), names.end(), day);
        if (it == names.end()) {
            detail::wrong("toml.bad_value", table, "weekdays", day, detail::listed(names));
        }
        made.work_day[static_cast<std::size_t>(it - names.begin())] = true;
    }
    for (const auto& span : detail::texts(table, "hours")) {
        const auto dash = std::min(span.find('-'), span.size());
        const auto from = clock_of(table, span.substr(0, dash));
        const auto to = clock_of(table, dash < span.size() ? span.substr(dash + 1) : "");
        if (from >= to || (!made.spans.empty() && from < made.spans.back().second)) {
            detail::wrong("scorecard.ascending", table, "hours", span);
        }
        made.spans.emplace_back(from, to);
    }
    if (made.spans.empty() || std::none_of(made.work_day.begin(), made.work_day.end(), [](bool day) { return day; })) {
        detail::wrong("toml.missing", table, made.spans.empty() ? "hours" : "weekdays");
    }
    made.holidays = days_of(table, "holidays");
    made.made_up = days_of(table, "made_up");
    return made;
}

} // namespace

bool WorkCalendar::works(std::int64_t day) const {
    constexpr std::int64_t first_monday = 4; // 1970-01-05
    const auto weekday = static_cast<std::size_t>(((day - first_monday) % 7 + 7) % 7);
    return made_up.contains(day) || (work_day[weekday] && !holidays.contains(day));
}

std::int64_t WorkCalendar::day_seconds() const {
    std::int64_t sum = 0;
    for (const auto& [from, to] : spans) {
        sum += to - from;
    }
    return sum;
}

std::int64_t WorkCalendar::after(std::int64_t from, std::int64_t seconds) const {
    auto day = floor_day(from);
    auto at = from - day * day_s;
    for (;; ++day, at = 0) {
        for (const auto& [begin, end] : spans) {
            const auto start = std::max(at, begin);
            if (!works(day) || start >= end) {
                continue;
            }
            if (seconds <= end - start) {
                return day * day_s + start + seconds;
            }
            seconds -= end - start;
        }
    }
}

std::vector<std::string> calendar_names() {
    constexpr std::string_view folder = "calendars/", ending = ".toml";
    std::vector<std::string> names;
    for (const auto path : builtin_data_paths(folder)) {
        names.emplace_back(path.substr(folder.size(), path.size() - folder.size() - ending.size()));
    }
    return names;
}

WorkCalendar calendar_named(std::string_view name) {
    const auto path = "calendars/" + std::string(name) + ".toml";
    const auto text = builtin_data(path);
    if (!text) {
        throw UsageError(
            {"scorecard.no_calendar", {{"name", std::string(name)}, {"names", detail::listed(calendar_names())}}});
    }
    return read(parse_toml(*text, path));
}

} // namespace kerb::scorecard
