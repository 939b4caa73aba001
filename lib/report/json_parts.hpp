// Small pieces of JSON and CSV that several results are made of.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <kerb/report/envelope.hpp>

namespace kerb::report {

/// The name of a number as JSON; null without one.
inline std::string name_json(const std::function<std::string(std::uint32_t)>& name, std::uint32_t index) {
    const std::string text = name ? name(index) : std::string();
    return text.empty() ? "null" : json_text(text);
}

/// A number that may be missing: null in JSON.
inline std::string number_or_null(const std::optional<double>& value) {
    return value ? json_number(*value) : "null";
}

/// A number that may be missing: an empty cell in CSV.
inline std::string number_cell(const std::optional<double>& value) {
    return value ? json_number(*value) : "";
}

} // namespace kerb::report
