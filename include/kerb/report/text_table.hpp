// Text for terminals and spreadsheets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kerb::report {

/// Columns a terminal needs for a UTF-8 text: Chinese, Japanese and Korean characters take two.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` with spaces up to `width` columns, before it when `right`.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width, bool right = false);

/// A table with aligned columns.
class TextTable {
public:
    /// \param right columns that are flush right; none told: all but the first
    explicit TextTable(std::vector<std::string> header, std::vector<bool> right = {})
        : right_(std::move(right)), rows_{std::move(header)} {}
    /// Control characters in a cell are shown, not sent: see printable().
    void add(std::vector<std::string> row);
    [[nodiscard]] std::string text() const;

private:
    std::vector<bool> right_;
    std::vector<std::vector<std::string>> rows_;
};

/// A cell of a CSV file: quoted where needed; a text that a spreadsheet would run as a formula gets an apostrophe.
[[nodiscard]] std::string csv_cell(std::string_view text);

/// `94.2 %`, or a dash without data. A share below 1 never shows as 100.0 %.
[[nodiscard]] std::string percent_text(std::optional<double> share);
/// `112.3 km` from 10 km on, else `212 m`.
[[nodiscard]] std::string length_text(double metres);
/// `12.35 km²` from 1 km² on, `4.20 ha` from 1 ha on, else `812 m²`.
[[nodiscard]] std::string area_text(double square_metres);
/// `33 000`, with thin gaps between thousands.
[[nodiscard]] std::string count_text(std::int64_t count);

} // namespace kerb::report
