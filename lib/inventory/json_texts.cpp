#include "json_texts.hpp"

#include <nlohmann/json.hpp>

namespace kerb::detail {

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

std::string json_value(std::string text) {
    if (!text.starts_with('{')) {
        return text;
    }
    const auto whole = nlohmann::json::parse(text, nullptr, false);
    const auto* value = &whole;
    for (const auto* member : {"value", "object", "@value"}) {
        if (value->is_object() && value->contains(member)) {
            value = &value->at(member);
        }
    }
    if (value == &whole || value->is_null()) {
        return value == &whole ? text : std::string{};
    }
    return value->is_string() ? value->get<std::string>() : value->dump();
}

} // namespace kerb::detail
