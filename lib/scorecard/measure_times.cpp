// What was done by when it was due?
#include <algorithm>
#include <limits>

#include "calendar.hpp"
#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

constexpr std::int64_t day_s = 86400;

/// The last second of a day; a moment of a day itself.
std::int64_t end_of(const Moment& moment) {
    return moment.has_time ? moment.seconds : moment.days() * day_s + day_s - 1;
}

/// 9999-12-31 is what systems write for no date.
std::optional<Moment> meant(const std::optional<Moment>& date) {
    static const auto never = Moment::day(9000, 1, 1);
    return date && *date < never ? date : std::nullopt;
}

/// The fields of a record, and what is allowed.
struct Promise {
    std::optional<FieldView> start, due, done;
    std::optional<double> hours;
    WorkCalendar calendar;

    /// By when it must be done: as recorded, else so many hours after it began. Of a record that gives days, the end of
    /// a day.
    [[nodiscard]] std::optional<std::int64_t> deadline(std::size_t i) const {
        if (const auto date = due ? due->date(i) : std::nullopt; meant(date)) {
            return end_of(*date);
        }
        const auto begun = start ? start->date(i) : std::nullopt;
        if (!begun || !hours) {
            return std::nullopt;
        }
        const auto seconds = calendar.after(begun->seconds, static_cast<std::int64_t>(*hours * 3600));
        return begun->has_time ? seconds : end_of(Moment{seconds, false});
    }
};

/// When the records end: the latest time that one of them tells.
std::int64_t latest(const Promise& promise, std::size_t count) {
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < count; ++i) {
        for (const auto* field : {&promise.start, &promise.done}) {
            const auto date = *field ? meant((*field)->date(i)) : std::nullopt;
            last = date ? std::max(last, date->seconds) : last;
        }
    }
    return last;
}

Promise promise_of(const LayerView& layer, const Parameters& given) {
    const auto field = [&](const std::string& name) {
        return name.empty() ? std::nullopt : std::optional(layer.field(name));
    };
    return {field(given.field), field(given.due_field), field(given.done_field), given.hours,
            calendar_named(given.calendar.empty() ? "clock" : given.calendar)};
}

/// The field that is filled nowhere, when neither a due time nor a beginning is.
std::optional<Message> no_deadline(const Inventory& city, const Selection& records, const Parameters& given) {
    std::optional<Message> missing;
    for (const auto& field : {given.hours ? given.field : std::string(), given.due_field}) {
        if (!field.empty()) {
            missing = lacking(city, records, {field});
            if (!missing) {
                return std::nullopt;
            }
        }
    }
    return missing;
}

} // namespace

void measure_on_time(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& given = indicator.parameters;
    const auto& records = indicator.denominator.front();
    measured.method = "count";
    measured.missing = lacking(scene.city, records, {given.done_field});
    measured.missing = measured.missing ? measured.missing : no_deadline(scene.city, records, given);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    Worst worst;
    const Chooser chooser(scene.city, records);
    const auto& layer = chooser.layer();
    const auto promise = promise_of(layer, given);
    const auto now = scene.input.now ? end_of(*scene.input.now) : latest(promise, layer.size());
    const auto& zone = scene.zones_of(records.layer);
    for (std::size_t i = 0; i < layer.size(); ++i) {
        const auto answer = chooser.of(i);
        const auto deadline = promise.deadline(i);
        if (answer == Answer::no) {
            continue;
        }
        tally.told(zone[i], answer == Answer::yes && deadline.has_value());
        const auto done = meant(promise.done->date(i));
        if (answer != Answer::yes || !deadline || (!done && now <= *deadline)) {
            continue; // not known, or not due yet
        }
        const auto at = done ? done->seconds : now; // a day's record is as early as that day began
        const bool kept = done && at <= *deadline;
        tally.add(zone[i], kept ? 1 : 0, 1);
        worst.add(kept ? 0 : static_cast<double>(at - *deadline), layer.about(i).key);
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.due", {{"layer", records.layer}}};
    }
}

} // namespace kerb::scorecard
