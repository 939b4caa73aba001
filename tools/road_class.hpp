// Road classes by their codes.
#pragma once

#include <array>
#include <cstddef>

#include <kerb/inventory/roads.hpp>

namespace kerb::tools {

inline constexpr std::array<const char*, 7> road_class_codes = {"unknown", "expressway", "arterial", "collector",
                                                                "local",   "lane",       "other"};

/// A road's class and its code.
[[nodiscard]] inline const char* code_of(RoadClass road_class) {
    return road_class_codes[static_cast<std::size_t>(road_class)];
}

} // namespace kerb::tools
