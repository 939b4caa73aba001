// What was measured of each indicator in each zone?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/message.hpp>

namespace kerb::scorecard {

/// A value with what it was made of. `value` is absent where there is no data: n = 0 is never 0 %.
struct Value {
    std::optional<double> value;     ///< in the indicator's unit; a share as a share
    double k = 0, n = 0;             ///< numerator and denominator in SI units
    std::optional<double> low, high; ///< an interval of 95 %, where there is one
    double completeness = 1;         ///< share of the denominator of which the record says what is needed
    friend bool operator==(const Value&, const Value&) = default;
};

/// One indicator of a profile.
struct Measured {
    std::string indicator;          ///< its id
    Value all;                      ///< of the city
    std::vector<Value> zones;       ///< by zone
    std::string method;             ///< how, and how exactly: `interval union`, `wilson`
    std::optional<Message> missing; ///< which layer or record is not there, so that nothing could be computed
    std::vector<std::string> worst; ///< keys of the assets that cost most, the worst first; at most 20
};

struct MeasuredCity {
    std::vector<std::string> zone_keys, zone_names;
    std::string zone_kind;
    std::vector<Measured> indicators; ///< as in the profile
    std::vector<Issue> issues;        ///< what speaks against records that were asked, each once
};

} // namespace kerb::scorecard
