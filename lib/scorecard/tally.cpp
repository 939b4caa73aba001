#include "tally.hpp"

#include <algorithm>

namespace kerb::scorecard {

void Tally::add(std::uint32_t zone, double k, double n) {
    const auto to = [&](Sum& sum) {
        sum.k.add(k);
        sum.n.add(n);
    };
    to(all_);
    if (zone < zones_.size()) {
        to(zones_[zone]);
    }
}

void Tally::told(std::uint32_t zone, bool known) {
    const auto to = [&](Sum& sum) {
        sum.known += known ? 1 : 0;
        ++sum.records;
    };
    to(all_);
    if (zone < zones_.size()) {
        to(zones_[zone]);
    }
}

std::vector<Value> Tally::zones(std::string_view unit) const {
    std::vector<Value> values;
    std::transform(zones_.begin(), zones_.end(), std::back_inserter(values),
                   [&](const Sum& sum) { return value(sum, unit); });
    return values;
}

void Tally::into(Measured& measured, const Indicator& indicator) const {
    measured.all = all(indicator.unit);
    measured.zones = zones(indicator.unit);
}

Value Tally::value(const Sum& sum, std::string_view unit) {
    Value value;
    value.k = sum.k.value();
    value.n = sum.n.value();
    value.value = in_unit(unit, value.k, value.n);
    value.completeness = sum.records > 0 ? static_cast<double>(sum.known) / static_cast<double>(sum.records)
                         : value.n > 0   ? 1
                                         : 0;
    return value;
}

std::optional<double> in_unit(std::string_view unit, double k, double n) {
    if (!(n > 0)) {
        return std::nullopt;
    }
    if (unit == "count" || unit == "m") {
        return k;
    }
    return unit == "km"       ? k / 1e3
           : unit == "km/km2" ? k / n * 1e3
           : unit == "1/km2"  ? k / n * 1e6
           : unit == "1/10k"  ? k / n * 1e4
                              : k / n; // %, ratio, m2/person
}

std::vector<std::string> Worst::keys() {
    constexpr std::size_t most = 20;
    std::sort(found_.begin(), found_.end());
    found_.resize(std::min(found_.size(), most));
    std::vector<std::string> keys;
    std::transform(found_.begin(), found_.end(), std::back_inserter(keys), [](const auto& one) { return one.second; });
    return keys;
}

} // namespace kerb::scorecard
