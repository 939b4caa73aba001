// What each operator takes.
#include <array>

#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {

const std::vector<OperatorForm>& operator_forms() {
    using Op = Operator;
    constexpr int none = 0, one = 1, some = 2;
    static const std::vector<OperatorForm> forms = {
        {Op::length_density, "length_density", {"km/km2"}, {"zone_kind"}, some, none},
        {Op::area_ratio, "area_ratio", {"%"}, {"zone_kind", "width_field", "width"}, some, none},
        {Op::area_per_capita, "area_per_capita", {"m2/person"}, {"width_field", "width"}, some, none},
        {Op::count_density, "count_density", {"1/km2"}, {"zone_kind"}, some, none},
        {Op::count_per_capita, "count_per_capita", {"1/10k"}, {}, some, none},
        {Op::cover_by_radius,
         "cover_by_radius",
         {"%"},
         {"*radius", "access", "of", "zone_kind", "within", "at_least"},
         some,
         none},
        {Op::lit_length, "lit_length", {"%"}, {"+within", "+limit_of_class"}, some, one},
        {Op::spacing_gap, "spacing_gap", {"m", "km", "%"}, {"+limit", "+limit_of_class", "within"}, some, one},
        {Op::ratio_k_n, "ratio_k_n", {"%", "count"}, {"interval", "cluster"}, one, one},
        {Op::sum_ratio, "sum_ratio", {"%", "ratio"}, {"*field", "*other_field"}, some, some},
        {Op::length_ratio, "length_ratio", {"%", "km"}, {}, one, one},
        {Op::attr_complete, "attr_complete", {"%"}, {"*fields"}, none, some},
        {Op::predicate_count, "predicate_count", {"count", "%"}, {"within", "reversed"}, some, some},
        {Op::state_change, "state_change", {"%", "count"}, {"*field", "*from", "*to", "required"}, none, one},
        {Op::on_time, "on_time", {"%"}, {"field", "+due", "*done", "+hours", "calendar"}, none, one},
        {Op::lit_rate, "lit_rate", {"%"}, {}, none, one},
        {Op::dead_ends, "dead_ends", {"count", "%"}, {}, none, one},
        {Op::pipe_capacity, "pipe_capacity", {"%", "km"}, {"*return_period"}, none, one},
        {Op::sink_depth, "sink_depth", {"m", "km", "%", "count"}, {"*limit", "reversed"}, none, one},
        {Op::light_level, "light_level", {"%"}, {"*standard"}, none, one},
    };
    return forms;
}

const OperatorForm& form_of(Operator op) {
    return operator_forms()[static_cast<std::size_t>(op)];
}

const char* name_of(Standing standing) {
    constexpr std::array names = {"official", "found", "secondary", "own", "unverified"};
    return names[static_cast<std::size_t>(standing)];
}

const char* name_of(Better better) {
    constexpr std::array names = {"high", "low", "neither"};
    return names[static_cast<std::size_t>(better)];
}

} // namespace kerb::scorecard
