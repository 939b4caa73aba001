// Dates and times as records write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kerb {

/// A day, or a time of a day, on the city's own clock. A record's offset from UTC is kept but not applied: two moments
/// compare by what the clock showed, as a patrol sheet does.
struct Moment {
    std::int64_t seconds = 0;            ///< on the city's clock, since 1970-01-01T00:00:00
    bool has_time = false;               ///< false: a day
    std::int16_t offset_min = no_offset; ///< minutes ahead of UTC, where the record says so

    static constexpr std::int16_t no_offset = 32767;

    [[nodiscard]] static Moment day(int year, int month, int day_of_month);
    /// Days since 1970-01-01.
    [[nodiscard]] std::int64_t days() const { return (seconds - (seconds % 86400 + 86400) % 86400) / 86400; }
    friend bool operator==(const Moment&, const Moment&) = default;
    friend bool operator<(const Moment& a, const Moment& b) { return a.seconds < b.seconds; }
};

/// ISO 8601: `2024-03-01`, `2024-03-01T08:30:00`, with `Z` or `+08:00` where an offset is known.
[[nodiscard]] std::string to_text(const Moment& moment);

/// Reads ISO 8601 (with `T` or a blank, seconds optional, fractions dropped, `Z` or an offset), `2024/3/1`, `20240301`,
/// `2024年3月1日`. Nothing for any other text and for days that no calendar has. Formats with months first or last are
/// never guessed: a mapping states them, see parse_moment(text, format).
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text);

/// Reads `text` by a format of `%Y %y %m %d %b %H %I %M %S %p`; other characters must match, runs of blanks as one.
/// `%y` 69–99 are 19xx, `%b` is an English month's first three letters in any case.
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text, std::string_view format);

} // namespace kerb
