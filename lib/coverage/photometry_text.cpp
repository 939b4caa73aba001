#include "photometry_text.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

namespace kerb::coverage {
namespace {

constexpr std::size_t shown = 40; // of what was found

std::string excerpt(std::string_view found) {
    std::string text;
    for (const char c : found.substr(0, shown)) {
        text += c >= ' ' && c <= '~' ? c : '?'; // bytes of any encoding, or none
    }
    return text;
}

} // namespace

std::vector<std::string_view> lines_of(std::string_view text, std::string_view name) {
    if (text.size() > most_bytes) {
        throw SourceError({"photometry.too_large", {{"file", std::string(name)}}});
    }
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        text.remove_prefix(3);
    }
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
    }
    return lines;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\f\v\x1A"; // old files end with Ctrl-Z
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<double> number_in(std::string_view text, bool comma) {
    std::string digits(trimmed(text));
    if (comma) {
        const auto at = digits.find(',');
        if (at != std::string::npos) {
            digits[at] = '.';
        }
    }
    const char* begin = digits.c_str() + (!digits.empty() && digits.front() == '+' ? 1 : 0);
    const char* end = digits.c_str() + digits.size();
    double value = 0;
    const auto [at, error] = std::from_chars(begin, end, value);
    return error == std::errc() && at == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

void Complaint::no_number(std::size_t line, std::string_view field, std::string_view found) const {
    throw SourceError({"photometry.no_number",
                       {{"file", file_},
                        {"line", static_cast<std::int64_t>(line)},
                        {"field", std::string(field)},
                        {"found", excerpt(found)}}});
}

void Complaint::ended(std::size_t line, std::string_view field) const {
    throw SourceError({"photometry.ended",
                       {{"file", file_}, {"line", static_cast<std::int64_t>(line)}, {"field", std::string(field)}}});
}

void Complaint::not_allowed(std::size_t line, std::string_view field, double found, std::string_view allowed) const {
    throw SourceError({"photometry.not_allowed",
                       {{"file", file_},
                        {"line", static_cast<std::int64_t>(line)},
                        {"field", std::string(field)},
                        {"found", fmt::format("{}", found)},
                        {"allowed", std::string(allowed)}}});
}

void Complaint::not_ascending(std::size_t line, std::string_view field, double before, double found) const {
    throw SourceError({"photometry.not_ascending",
                       {{"file", file_},
                        {"line", static_cast<std::int64_t>(line)},
                        {"field", std::string(field)},
                        {"before", fmt::format("{}", before)},
                        {"found", fmt::format("{}", found)}}});
}

void Complaint::other(const char* code, std::size_t line, std::string_view found) const {
    throw SourceError({code, {{"file", file_}, {"line", static_cast<std::int64_t>(line)}, {"found", excerpt(found)}}});
}

std::size_t Complaint::count(std::size_t line, std::string_view field, double found, std::size_t most) const {
    if (!(found >= 1 && found <= static_cast<double>(most) && found == std::floor(found))) {
        not_allowed(line, field, found, fmt::format("1 … {}", most));
    }
    return static_cast<std::size_t>(found);
}

Message Complaint::remark(const char* code, std::size_t line, double value) const {
    return {code,
            {{"file", file_}, {"line", static_cast<std::int64_t>(line)}, {"value", fmt::format("{:.4g}", value)}}};
}

void compare_flux(Photometry& photometry, const Complaint& complaint) {
    if (!photometry.lamp_lm || !(*photometry.lamp_lm > 0)) {
        return;
    }
    const double share = flux_lm(photometry) / *photometry.lamp_lm;
    if (share > 1.05) { // tables are rounded, and coarse
        photometry.remarks.push_back(complaint.remark("photometry.remark.more_than_lamps", 0, share * 100));
    }
}

} // namespace kerb::coverage
