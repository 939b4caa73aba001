#include <kerb/base/moment.hpp>

#include <chrono>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>

namespace kerb {
namespace {

constexpr std::int64_t day_s = 86400;

struct Fields {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    int offset_min = Moment::no_offset;
    bool has_time = false, afternoon = false, morning = false;
};

std::optional<Moment> moment_of(Fields f) {
    const std::chrono::year_month_day date{std::chrono::year(f.year),
                                           std::chrono::month(static_cast<unsigned>(f.month)),
                                           std::chrono::day(static_cast<unsigned>(f.day))};
    if (f.afternoon || f.morning) {
        if (f.hour < 1 || f.hour > 12) {
            return std::nullopt;
        }
        f.hour = f.hour % 12 + (f.afternoon ? 12 : 0);
    }
    const bool midnight_after = f.hour == 24 && f.minute == 0 && f.second == 0;
    if (!date.ok() || f.year < 1000 || f.year > 9999 || (f.hour > 23 && !midnight_after) || f.minute > 59 ||
        f.second > 60) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t hour = f.hour, minute = f.minute;
    return Moment{days * day_s + hour * 3600 + minute * 60 + f.second, f.has_time,
                  static_cast<std::int16_t>(f.offset_min)};
}

/// Reads a text from the left.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    [[nodiscard]] bool done() const { return text_.empty(); }
    bool take(std::string_view expected) {
        if (!text_.starts_with(expected)) {
            return false;
        }
        text_.remove_prefix(expected.size());
        return true;
    }
    /// A number of `least` to `most` digits.
    bool number(int& value, std::size_t least, std::size_t most) {
        std::size_t n = 0;
        int sum = 0;
        while (n < most && n < text_.size() && text_[n] >= '0' && text_[n] <= '9') {
            sum = sum * 10 + (text_[n++] - '0');
        }
        if (n < least) {
            return false;
        }
        value = sum;
        text_.remove_prefix(n);
        return true;
    }
    void blanks() {
        while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) {
            text_.remove_prefix(1);
        }
    }
    bool letters(std::string_view lower) {
        if (text_.size() < lower.size()) {
            return false;
        }
        for (std::size_t i = 0; i < lower.size(); ++i) {
            const char c = text_[i];
            if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) {
                return false;
            }
        }
        text_.remove_prefix(lower.size());
        return true;
    }
    bool digits_only() {
        while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
            text_.remove_prefix(1);
        }
        return true;
    }

private:
    std::string_view text_;
};

bool read_date(Cursor& cursor, Fields& f, bool compact) {
    if (compact) {
        return cursor.number(f.year, 4, 4) && cursor.number(f.month, 2, 2) && cursor.number(f.day, 2, 2);
    }
    if (!cursor.number(f.year, 4, 4)) {
        return false;
    }
    if (cursor.take("年")) {
        return cursor.number(f.month, 1, 2) && cursor.take("月") && cursor.number(f.day, 1, 2) && cursor.take("日");
    }
    const std::string_view mark = cursor.take("-") ? "-" : cursor.take("/") ? "/" : cursor.take(".") ? "." : "";
    return !mark.empty() && cursor.number(f.month, 1, 2) && cursor.take(mark) && cursor.number(f.day, 1, 2);
}

bool read_offset(Cursor& cursor, Fields& f) {
    if (cursor.take("Z")) {
        f.offset_min = 0;
        return true;
    }
    const int sign = cursor.take("+") ? 1 : cursor.take("-") ? -1 : 0;
    if (sign == 0) {
        return true;
    }
    int hours = 0, minutes = 0;
    if (!cursor.number(hours, 2, 2)) {
        return false;
    }
    cursor.take(":");
    if (!cursor.done() && !cursor.number(minutes, 2, 2)) {
        return false;
    }
    f.offset_min = sign * (hours * 60 + minutes);
    return hours <= 14 && minutes <= 59;
}

bool read_time(Cursor& cursor, Fields& f) {
    if (!cursor.number(f.hour, 1, 2) || !cursor.take(":") || !cursor.number(f.minute, 2, 2)) {
        return false;
    }
    f.has_time = true;
    if (cursor.take(":")) {
        if (!cursor.number(f.second, 2, 2)) {
            return false;
        }
        if (cursor.take(".")) {
            cursor.digits_only();
        }
    }
    return read_offset(cursor, f);
}

bool read_month_name(Cursor& cursor, Fields& f) {
    static constexpr std::string_view names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                                 "jul", "aug", "sep", "oct", "nov", "dec"};
    for (int i = 0; i < 12; ++i) {
        if (cursor.letters(names[i])) {
            f.month = i + 1;
            return true;
        }
    }
    return false;
}

bool read_field(Cursor& cursor, char kind, Fields& f) {
    const auto time_part = [&](int& value) {
        f.has_time = true;
        return cursor.number(value, 1, 2);
    };
    switch (kind) {
        case 'Y':
            return cursor.number(f.year, 4, 4);
        case 'y': {
            const bool taken = cursor.number(f.year, 2, 2);
            f.year += f.year < 69 ? 2000 : 1900;
            return taken;
        }
        case 'm':
            return cursor.number(f.month, 1, 2);
        case 'd':
            return cursor.number(f.day, 1, 2);
        case 'b':
            return read_month_name(cursor, f);
        case 'H':
        case 'I':
            return time_part(f.hour);
        case 'M':
            return time_part(f.minute);
        case 'S':
            return time_part(f.second);
        case 'p':
            f.afternoon = cursor.letters("pm");
            f.morning = !f.afternoon && cursor.letters("am");
            return f.afternoon || f.morning;
        default:
            return false;
    }
}

} // namespace

Moment Moment::day(int year, int month, int day_of_month) {
    return moment_of({.year = year, .month = month, .day = day_of_month}).value_or(Moment{});
}

std::string to_text(const Moment& moment) {
    const auto days = moment.days();
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    auto text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                            static_cast<unsigned>(date.day()));
    if (moment.has_time) {
        const auto s = moment.seconds - days * day_s;
        text += fmt::format("T{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    }
    if (moment.has_time && moment.offset_min != Moment::no_offset) {
        const int offset = moment.offset_min, size = offset < 0 ? -offset : offset;
        text += offset == 0 ? "Z" : fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 60, size % 60);
    }
    return text;
}

std::optional<Moment> parse_moment(std::string_view text) {
    text = ascii::trimmed(text);
    Fields f;
    Cursor cursor(text);
    const bool compact = text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!read_date(cursor, f, compact)) {
        return std::nullopt;
    }
    if (!cursor.done()) {
        if (!cursor.take("T")) {
            cursor.blanks();
        }
        if (!read_time(cursor, f) || !cursor.done()) {
            return std::nullopt;
        }
    }
    return moment_of(f);
}

std::optional<Moment> parse_moment(std::string_view text, std::string_view format) {
    Cursor cursor(ascii::trimmed(text));
    Fields f;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == ' ') {
            cursor.blanks();
        } else if (format[i] == '%' && i + 1 < format.size()) {
            if (!read_field(cursor, format[++i], f)) {
                return std::nullopt;
            }
        } else if (!cursor.take(format.substr(i, 1))) {
            return std::nullopt;
        }
    }
    return cursor.done() ? moment_of(f) : std::nullopt;
}

} // namespace kerb
