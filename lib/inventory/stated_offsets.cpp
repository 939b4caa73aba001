#include <kerb/inventory/stated_offsets.hpp>

namespace kerb {

std::set<std::int16_t> stated_offsets(const Inventory& city) {
    std::set<std::int16_t> offsets;
    const auto see = [&offsets](const std::optional<Moment>& when) {
        if (when && when->has_time && when->offset_min != Moment::no_offset) {
            offsets.insert(when->offset_min);
        }
    };
    for (const auto& one : city.events) {
        see(one.found);
        see(one.fixed);
    }
    for (const auto& one : city.readings) {
        see(one.time);
    }
    for (const auto& one : city.cases) {
        for (const auto* when : {&one.reported, &one.filed, &one.due, &one.resolved, &one.closed}) {
            see(*when);
        }
    }
    return offsets;
}

} // namespace kerb
