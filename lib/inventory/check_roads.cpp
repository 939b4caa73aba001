#include "findings.hpp"

namespace kerb::detail {

const std::vector<RuleCode>& road_rules() {
    static const std::vector<RuleCode> rules = {};
    return rules;
}

} // namespace kerb::detail
