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
    return text_or_null(name ? name(index) : std::string());
}

/// A number that may be missing: an empty cell in CSV.
inline std::string number_cell(const std::optional<double>& value) {
    return value ? json_number(*value) : "";
}

} // namespace kerb::report
