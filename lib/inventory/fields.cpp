#include "fields.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include <kerb/base/units.hpp>

namespace kerb::detail {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

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
        return !trimmed((*texts)[row]).empty();
    }
    if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
        return !std::isnan((*reals)[row]);
    }
    return true;
}

std::optional<double> number_in(const Column& column, std::size_t row) {
    std::optional<double> number = column.number_at(row);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
        number = parse_number(trimmed((*texts)[row]));
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

std::string extra_to_json(const Extra& extra) {
    if (extra.empty()) {
        return {};
    }
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (const auto& [name, value] : extra) {
        // A name that comes twice (a column and a member of `extra`, say) keeps both values.
        auto free = name;
        for (int i = 2; object.contains(free) && object[free] != value; ++i) {
            free = name + '#' + std::to_string(i);
        }
        object[free] = value;
    }
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool extra_from_json(const std::string& text, Extra& extra) {
    const auto object = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return false;
    }
    for (const auto& [name, value] : object.items()) {
        extra.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return true;
}

} // namespace kerb::detail
