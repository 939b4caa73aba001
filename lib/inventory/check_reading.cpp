// Rules that adopt what was found while reading: each issue under one rule, none lost.
#include <array>
#include <string_view>

#include "findings.hpp"

namespace kerb::detail {
namespace {

struct Adoption {
    std::string_view reason; ///< as a whole, or its beginning when it ends with a dot
    std::string_view rule;   ///< empty: a rule of the check finds it again by itself
};

/// By reason; the first that fits.
constexpr std::array adoptions = {
    Adoption{"geometry.height_dropped", "read.note"},
    Adoption{"geometry.curve_stroked", "read.note"},
    Adoption{"geometry.", "read.geometry"},
    Adoption{"asset.wrong_shape", "read.geometry"},
    Adoption{"osm.missing_nodes", "read.geometry"},
    Adoption{"osm.area_not_assembled", "read.geometry"},
    Adoption{"osm.cut_way", "read.note"},
    Adoption{"field.unknown_code", "read.code"},
    Adoption{"field.not_a_boolean", "read.code"},
    Adoption{"field.not_a_number", "read.number"},
    Adoption{"field.unread", "read.number"},
    Adoption{"field.not_a_date", "read.date"},
    Adoption{"field.not_utf8", "read.text"},
    Adoption{"source.surplus_cells", "read.text"},
    Adoption{"asset.duplicate_key", "asset.duplicate_key"},
    Adoption{"asset.no_key", "asset.no_key"},
    Adoption{"asset.duplicate_place", ""}, // geometry.duplicate_place
    Adoption{"zone.", ""},                 // the rules of that name
};

/// The rule for a reason; what has none of its own is a note when it does no harm, else `read.other`.
std::string_view rule_of(const Issue& issue) {
    for (const auto& adoption : adoptions) {
        const bool beginning = adoption.reason.ends_with('.');
        if (beginning ? issue.reason.starts_with(adoption.reason) : issue.reason == adoption.reason) {
            return adoption.rule;
        }
    }
    return issue.severity == Severity::info ? "read.note" : "read.other";
}

std::size_t count_assets(const Inventory& city) {
    std::size_t count = 0;
    for (const auto& assets : lists_of(city)) {
        count += assets.size();
    }
    return count;
}

/// N are the assets there are and the rows that did not become one.
void adopt(const CheckContext& context, Findings& findings) {
    for (const auto& issue : context.as_read) {
        if (rule_of(issue) == context.rule.id) {
            findings.adopt(issue);
        }
    }
    const bool left_out = context.rule.id == "read.geometry";
    findings.looked_at(count_assets(context.city) + (left_out ? findings.issues.size() : 0));
}

} // namespace

const std::vector<RuleCode>& reading_rules() {
    static const std::vector<RuleCode> rules = {
        {"read.geometry", &adopt}, {"read.code", &adopt},    {"read.number", &adopt},
        {"read.date", &adopt},     {"read.text", &adopt},    {"read.other", &adopt},
        {"read.note", &adopt},     {"asset.no_key", &adopt}, {"asset.duplicate_key", &adopt}};
    return rules;
}

} // namespace kerb::detail
