// Why a fault cannot be used, and what is said of it.
#pragma once

#include <string>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb::outage {

/// \param value the asset that the record names
inline Issue fault_issue(const char* layer, const std::string& key, const char* reason, const std::string& value) {
    return {Severity::warning, reason, layer, -1, key, 0, 0, false, {reason, {{"key", key}, {"value", value}}}};
}

/// What speaks against the times of an event; nullptr when nothing does.
inline const char* reason_against_times(const Event& event) {
    if (!event.found) {
        return "fault.no_begin";
    }
    return event.fixed && *event.fixed < *event.found ? "fault.negative" : nullptr;
}

} // namespace kerb::outage
