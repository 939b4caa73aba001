#include "column_values.hpp"

#include <cmath>

#include <kerb/base/ascii.hpp>
#include <kerb/base/units.hpp>

namespace kerb::detail {

Text SharedTexts::get(std::string_view text) {
    if (last_ == text) {
        return last_;
    }
    if (const auto known = texts_.find(text); known != texts_.end()) {
        last_ = known->second;
        return last_;
    }
    Text made(text);
    if (texts_.size() < most && !text.empty()) {
        texts_.emplace(made.str(), made); // the key points into the text that the map holds
    }
    return made;
}

const std::string& text_in(const Column& column, std::size_t row, std::string& scratch) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values); texts && !column.null_at(row)) {
        return (*texts)[row];
    }
    scratch = column.text_at(row);
    return scratch;
}

bool has_value(const Column& column, std::size_t row) {
    if (column.null_at(row)) {
        return false;
    }
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
        return !ascii::trimmed((*texts)[row]).empty();
    }
    if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
        return !std::isnan((*reals)[row]);
    }
    return true;
}

std::optional<double> number_in(const Column& column, std::size_t row) {
    std::optional<double> number = column.number_at(row);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
        number = parse_number(ascii::trimmed((*texts)[row]));
    }
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> boolean_in(const Column& column, std::size_t row) {
    if (const auto number = number_in(column, row)) {
        return *number == 0 || *number == 1 ? std::optional(*number == 1) : std::nullopt;
    }
    const auto text = column.text_at(row);
    if (text == "yes" || text == "true") {
        return true;
    }
    return text == "no" || text == "false" ? std::optional(false) : std::nullopt;
}

} // namespace kerb::detail
