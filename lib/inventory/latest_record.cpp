#include <kerb/inventory/latest_record.hpp>

#include <utility>
#include <vector>

#include <kerb/inventory/meant_time.hpp>

namespace kerb {

std::optional<Moment> latest_record(const Inventory& city) {
    std::vector<Moment> told;
    const auto see = [&told](const std::optional<Moment>& when) {
        if (when) {
            told.push_back(*when);
        }
    };
    for (const auto& one : city.inspections) {
        see(one.time);
    }
    for (const auto& one : city.readings) {
        see(one.time);
    }
    for (const auto& one : city.events) {
        see(one.found);
        see(one.fixed);
    }
    for (const auto& one : city.cases) {
        see(one.reported);
        see(one.closed);
    }
    return told.empty() ? std::nullopt : std::optional(last_meant(std::move(told)));
}

} // namespace kerb
