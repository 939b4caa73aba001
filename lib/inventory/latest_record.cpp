#include <kerb/inventory/latest_record.hpp>

namespace kerb {

std::optional<Moment> latest_record(const Inventory& city) {
    std::optional<Moment> latest;
    const auto see = [&latest](const std::optional<Moment>& when) {
        if (when && (!latest || *latest < *when)) {
            latest = when;
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
    return latest;
}

} // namespace kerb
