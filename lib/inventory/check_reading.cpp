// What reading found: every issue counts for one rule.
#include <algorithm>
#include <string_view>

#include "findings.hpp"

namespace kerb::detail {
namespace {

bool is_one_of(const std::string& reason, std::initializer_list<std::string_view> reasons) {
    return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

bool is_geometry(const Issue& issue) {
    return issue.reason.starts_with("geometry.") || issue.reason == "asset.wrong_shape" ||
           issue.reason.starts_with("osm.");
}
bool is_code(const Issue& issue) {
    return issue.reason == "field.unknown_code";
}
bool is_number(const Issue& issue) {
    return is_one_of(issue.reason, {"field.not_a_number", "field.unread", "field.not_a_boolean"});
}
bool is_date(const Issue& issue) {
    return issue.reason == "field.not_a_date";
}
bool is_duplicate_key(const Issue& issue) {
    return issue.reason == "asset.duplicate_key";
}
bool is_keyless(const Issue& issue) {
    return issue.reason == "asset.no_key";
}
/// Found again by a rule of its own, when a foreign file is read.
bool has_a_rule(const Issue& issue) {
    return issue.reason.starts_with("zone.") || issue.reason == "asset.duplicate_place";
}
/// Everything else, so that nothing is lost.
bool is_text(const Issue& issue) {
    return !is_geometry(issue) && !is_code(issue) && !is_number(issue) && !is_date(issue) && !is_duplicate_key(issue) &&
           !is_keyless(issue) && !has_a_rule(issue) && !issue.reason.starts_with("mapping.");
}

template <bool (*Belongs)(const Issue&)>
void adopt(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&](const auto& assets) { findings.looked_at(assets.size()); });
    for (const auto& issue : context.as_read) {
        if (Belongs(issue)) {
            findings.adopt(issue);
        }
    }
}

} // namespace

const std::vector<RuleCode>& reading_rules() {
    static const std::vector<RuleCode> rules = {
        {"read.geometry", adopt<is_geometry>}, {"read.code", adopt<is_code>},
        {"read.number", adopt<is_number>},     {"read.date", adopt<is_date>},
        {"read.text", adopt<is_text>},         {"asset.duplicate_key", adopt<is_duplicate_key>},
        {"asset.no_key", adopt<is_keyless>},
    };
    return rules;
}

} // namespace kerb::detail
