#include "findings.hpp"

namespace kerb::detail {

const std::vector<RuleCode>& zone_rules() {
    static const std::vector<RuleCode> rules = {};
    return rules;
}

} // namespace kerb::detail
