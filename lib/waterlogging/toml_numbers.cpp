#include "toml_numbers.hpp"

#include <cmath>
#include <string>

#include <kerb/base/toml_checks.hpp>

namespace kerb::waterlogging::detail {

using kerb::detail::wrong;

double number(const TomlTable& table, std::string_view key) {
    const auto value = table.optional_number(key);
    if (!value) {
        wrong("toml.missing", table, key);
    }
    if (!std::isfinite(*value)) {
        wrong("toml.not_number", table, key);
    }
    return *value;
}

std::vector<double> numbers(const TomlTable& table, std::string_view key, std::size_t count) {
    if (table.find(key) == nullptr) {
        wrong("toml.missing", table, key);
    }
    std::vector<double> all;
    for (const auto& element : table.array(key)) {
        all.push_back(element.number().value_or(std::nan("")));
        if (!std::isfinite(all.back())) {
            wrong("storm.not_numbers", table, key, {}, std::to_string(count));
        }
    }
    if (all.size() != count) {
        wrong("storm.not_numbers", table, key, {}, std::to_string(count));
    }
    return all;
}

} // namespace kerb::waterlogging::detail
