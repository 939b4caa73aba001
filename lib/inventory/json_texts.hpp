// Texts that are JSON: the column `extra`, and properties of NGSI.
#pragma once

#include <string>

#include <kerb/inventory/attributes.hpp>

namespace kerb::detail {

/// `extra` as a JSON object; empty text for an empty list.
[[nodiscard]] std::string extra_to_json(const Extra& extra);
/// Adds the members of a JSON object; false when the text is none.
bool extra_from_json(const std::string& text, Extra& extra);

/// What a JSON object (a property of NGSI) says as its value, or as the object it refers to; other texts as they are.
[[nodiscard]] std::string json_value(std::string text);

} // namespace kerb::detail
