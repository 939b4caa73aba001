#include <kerb/inventory/late_records.hpp>

#include <algorithm>
#include <type_traits>

#include <kerb/inventory/meant_time.hpp>

namespace kerb {
namespace {

/// Calls `take(layer, record, begin, end)`.
template <class Take>
void each_timed(const Inventory& city, const TimedRecords& asked, Take&& take) {
    const std::optional<Moment> none;
    for (std::size_t i = 0; asked.events && i < city.events.size(); ++i) {
        take("events", city.events[i], city.events[i].found, city.events[i].fixed);
    }
    for (std::size_t i = 0; asked.readings && i < city.readings.size(); ++i) {
        take("readings", city.readings[i], city.readings[i].time, none);
    }
    for (std::size_t i = 0; asked.requests && i < city.cases.size(); ++i) {
        take("cases", city.cases[i], city.cases[i].reported, city.cases[i].closed);
    }
}

/// Begins of events, by which 9999-12-31 is told from a date.
MeantTime time_of_events(const Inventory& city) {
    std::vector<std::int64_t> begins;
    for (const auto& event : city.events) {
        if (event.found) {
            begins.push_back(event.found->seconds);
        }
    }
    return meant_time(begins);
}

std::vector<Moment> meant_of(const Inventory& city, const TimedRecords& asked) {
    const auto meant = asked.events ? time_of_events(city) : MeantTime{};
    std::vector<Moment> moments;
    each_timed(city, asked, [&]<class Record>(const char*, const Record&, const auto& begin, const auto& end) {
        constexpr bool event = std::is_same_v<Record, Event>;
        if (begin && (!event || meant.begins(begin->seconds))) {
            moments.push_back(*begin);
        }
        if (end && (!event || !meant.never(end->seconds))) {
            moments.push_back(*end);
        }
    });
    return moments;
}

bool never(const Moment& end, const Moment& at) {
    return end.seconds > at.seconds + MeantTime::years_s;
}

/// A begin or end after `last`; an end that no one can know is none, see odd_ends().
const Moment* after(const std::optional<Moment>& begin, const std::optional<Moment>& end, const Moment& last) {
    if (begin && last < *begin) {
        return &*begin;
    }
    return end && last < *end && !never(*end, last) ? &*end : nullptr;
}

std::string shown(const std::string& text) {
    return text.empty() ? "–" : text;
}

} // namespace

bool RecordTimes::beyond(const Moment& at) const {
    return last < at && (late.empty() || at < late.front() || late.back() < at);
}

std::optional<RecordTimes> record_times(const Inventory& city, const TimedRecords& asked) {
    auto moments = meant_of(city, asked);
    if (moments.empty()) {
        return std::nullopt;
    }
    RecordTimes times{asked, last_meant(std::move(moments)), {}};
    each_timed(city, asked, [&](const char*, const auto&, const auto& begin, const auto& end) {
        if (begin && times.last < *begin) {
            times.late.push_back(*begin);
        }
        if (end && times.last < *end && !never(*end, times.last)) {
            times.late.push_back(*end);
        }
    });
    std::sort(times.late.begin(), times.late.end());
    return times;
}

Issue late_record(const std::string& layer, const std::string& key, const std::string& asset, const Moment& moment,
                  const Moment& last, const std::string& option) {
    Issue issue{Severity::warning, "fault.late_record", layer, -1, key, 0, 0, false, {}};
    issue.message = {
        option.empty() ? "fault.late_record" : "fault.late_record_option",
        {{"key", shown(key)}, {"asset", shown(asset)}, {"moment", to_text(moment)}, {"last", to_text(last)}}};
    if (!option.empty()) {
        issue.message.arguments.emplace_back("option", option);
    }
    return issue;
}

std::vector<Issue> late_records(const Inventory& city, const RecordTimes& times, const std::string& option) {
    std::vector<Issue> issues;
    each_timed(city, times.asked, [&](const char* layer, const auto& record, const auto& begin, const auto& end) {
        if (const auto* at = after(begin, end, times.last)) {
            issues.push_back(late_record(layer, record.about.key, record.asset.str(), *at, times.last, option));
        }
    });
    return issues;
}

std::vector<Issue> odd_ends(const Inventory& city, const TimedRecords& asked, const Moment& at) {
    std::vector<Issue> issues;
    const auto look = [&](const char* layer, const std::string& key, const std::optional<Moment>& end) {
        if (end && never(*end, at)) {
            const Message said{"fault.odd_end", {{"key", shown(key)}, {"moment", to_text(*end)}}};
            issues.push_back({Severity::warning, "fault.odd_end", layer, -1, key, 0, 0, false, said});
        }
    };
    for (std::size_t i = 0; asked.events && i < city.events.size(); ++i) {
        look("events", city.events[i].about.key, city.events[i].fixed);
    }
    for (std::size_t i = 0; asked.requests && i < city.cases.size(); ++i) {
        const auto& request = city.cases[i];
        look("cases", request.about.key, request.resolved ? request.resolved : request.closed);
    }
    return issues;
}

} // namespace kerb
