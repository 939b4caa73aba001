#include <kerb/report/text_table.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/printable.hpp>

namespace kerb::report {
namespace {

/// Reads one UTF-8 character at `at` and moves on; a stray byte counts as one character.
char32_t next_character(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t code = more == 0 ? lead : lead & (0x3FU >> more);
    for (int i = 0; i < more && at < text.size(); ++i) {
        code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    }
    return code;
}

bool wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

} // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_character(text, at);
        width += (c >= 0x300 && c <= 0x36F) ? 0 : wide(c) ? 2 : 1;
    }
    return width;
}

std::string padded(std::string_view text, std::size_t width, bool right) {
    const auto used = display_width(text);
    const auto missing = width > used ? width - used : 0;
    std::string result(right ? missing : 0, ' ');
    result += text;
    result.append(right ? 0 : missing, ' ');
    return result;
}

void TextTable::add(std::vector<std::string> row) {
    std::transform(row.begin(), row.end(), row.begin(), [](const std::string& cell) { return printable(cell); });
    rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
        for (std::size_t c = 0; c < row.size() && c < widths.size(); ++c) {
            widths[c] = std::max(widths[c], display_width(row[c]));
        }
    }
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t c = 0; c < row.size() && c < widths.size(); ++c) {
            line.append(c == 0 ? 0 : 2, ' ');
            line += padded(row[c], widths[c], right_.empty() ? c > 0 : right_[c]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string csv_cell(std::string_view text) {
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    std::string cell(formula ? 1 : 0, '\'');
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        return cell;
    }
    std::string quoted = "\"";
    for (const char c : cell) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    quoted += '"';
    return quoted;
}

std::string percent_text(std::optional<double> share) {
    if (!share) {
        return "–";
    }
    const double percent = *share * 100;
    // Rounding must not turn "nearly" into "all" or "none".
    const double shown = percent < 100 ? std::min(percent, 99.9) : percent;
    return fmt::format("{:.1f} %", percent > 0 && shown < 0.05 ? 0.1 : shown);
}

std::string length_text(double metres) {
    return metres >= 10000 ? fmt::format("{:.1f} km", metres / 1000) : fmt::format("{:.0f} m", metres);
}

std::string area_text(double square_metres) {
    return square_metres >= 1e6   ? fmt::format("{:.2f} km²", square_metres / 1e6)
           : square_metres >= 1e4 ? fmt::format("{:.2f} ha", square_metres / 1e4)
                                  : fmt::format("{:.0f} m²", square_metres);
}

std::string count_text(std::int64_t count) {
    auto digits = fmt::format("{}", count);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (count < 0 ? 1 : 0); at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, ' ');
    }
    return digits;
}

} // namespace kerb::report
