// What is said of a fault that cannot be used.
#pragma once

#include <string>

#include <kerb/base/issue.hpp>

namespace kerb::outage {

/// \param value the asset that the record names
inline Issue fault_issue(const char* layer, const std::string& key, const char* reason, const std::string& value) {
    return {Severity::warning, reason, layer, -1, key, 0, 0, false, {reason, {{"key", key}, {"value", value}}}};
}

} // namespace kerb::outage
