#include "json_texts.hpp"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

namespace kerb::detail {
namespace {

using Json = nlohmann::ordered_json;

/// The members of objects by their names, at every depth.
Json by_name(const Json& value) {
    auto sorted = value;
    if (value.is_object()) {
        std::map<std::string, Json> members;
        for (const auto& [name, member] : value.items()) {
            members.emplace(name, by_name(member));
        }
        sorted = Json::object();
        for (auto& [name, member] : members) {
            sorted.emplace(name, std::move(member));
        }
    } else if (value.is_array()) {
        std::transform(value.begin(), value.end(), sorted.begin(), by_name);
    }
    return sorted;
}

} // namespace

std::string extra_to_json(const Extra& extra) {
    if (extra.empty()) {
        return {};
    }
    auto object = Json::object();
    for (const auto& [name, value] : extra) {
        // A name that comes twice (a column and a member of `extra`, say) keeps both values.
        auto free = name;
        for (int i = 2; object.contains(free) && object[free] != value; ++i) {
            free = name + '#' + std::to_string(i);
        }
        object[free] = value;
    }
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool extra_from_json(const std::string& text, Extra& extra) {
    const auto object = Json::parse(text, nullptr, false);
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
    const auto whole = Json::parse(text, nullptr, false);
    const auto* value = &whole;
    for (const auto* member : {"value", "object", "@value"}) {
        if (value->is_object() && value->contains(member)) {
            value = &value->at(member);
        }
    }
    if (value == &whole || value->is_null()) {
        return value == &whole ? text : std::string{};
    }
    return value->is_string() ? value->get<std::string>() : by_name(*value).dump();
}

} // namespace kerb::detail
