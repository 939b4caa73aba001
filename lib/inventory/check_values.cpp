// Rules about values: numbers out of their domain, dates that cannot be, states without what they need.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>

#include "check_codes.hpp"
#include "domains.hpp"
#include "findings.hpp"
#include "groups.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

/// Calls `visit(domain, field, assets)` for every field of numbers that has a domain.
template <class Visit>
void each_domain(const CheckContext& context, Visit&& visit) {
    for (const auto& assets : lists_of(context.city)) {
        const auto& spec = assets.spec();
        for (const auto& field : spec.fields) {
            const auto* domain = assets.empty() || !field.holds_number()
                                     ? nullptr
                                     : context.rules.domain_of(spec.class_name, field.name);
            if (domain != nullptr) {
                visit(*domain, field, assets);
            }
        }
    }
}

/// Values of which `wrong` holds, told with the range that `text` names. N are the values there are.
template <class Wrong>
void out_of_range(const CheckContext& context, Findings& findings, const Wrong& wrong,
                  std::string (*text)(const ValueDomain&)) {
    each_domain(context, [&](const ValueDomain& domain, const FieldSpec& field, const AssetList& assets) {
        const auto states = each<std::uint8_t>(assets.size(), context.options.threads, [&](std::size_t i) {
            const auto value = field.number(assets.about(i));
            return static_cast<std::uint8_t>(!value ? 0 : wrong(domain, *value) ? 2 : 1);
        });
        for (std::size_t i = 0; i < assets.size(); ++i) {
            findings.looked_at(states[i] == 0 ? 0 : 1);
            if (states[i] == 2) {
                findings.add(assets[i], i,
                             {{"field", field.name},
                              {"value", *field.number(assets.about(i))},
                              {"unit", field.unit.empty() ? field.unit : " " + field.unit},
                              {"range", text(domain)}});
            }
        }
    });
}

void out_of_domain(const CheckContext& context, Findings& findings) {
    out_of_range(
        context, findings, [](const ValueDomain& domain, double value) { return !possible(domain, value); },
        &possible_text);
}

void unusual(const CheckContext& context, Findings& findings) {
    out_of_range(
        context, findings,
        [](const ValueDomain& domain, double value) { return possible(domain, value) && !usual(domain, value); },
        &usual_text);
}

/// Is a field, named `field` or `class.field`, in the list?
bool excepted(const std::vector<std::string>& list, const std::string& class_name, const std::string& field) {
    return listed_in(list, field) || listed_in(list, class_name + '.' + field);
}

/// Calls `visit(field, assets)` for every field of dates that the rule does not except.
template <class Visit>
void each_date(const CheckContext& context, Visit&& visit) {
    const auto& except = context.rule.list("except");
    for (const auto& assets : lists_of(context.city)) {
        const auto& spec = assets.spec();
        for (const auto& field : spec.fields) {
            if (!assets.empty() && field.holds_date() && !excepted(except, spec.class_name, field.name)) {
                visit(field, assets);
            }
        }
    }
}

template <class Wrong>
void wrong_dates(const CheckContext& context, Findings& findings, const Arguments& more, const Wrong& wrong) {
    each_date(context, [&](const FieldSpec& field, const AssetList& assets) {
        for (std::size_t i = 0; i < assets.size(); ++i) {
            const auto& moment = field.date(assets.about(i));
            if (!moment) {
                continue;
            }
            findings.looked_at(1);
            if (wrong(assets.about(i), *moment)) {
                Arguments arguments = {{"field", field.name}, {"value", to_text(*moment)}};
                arguments.insert(arguments.end(), more.begin(), more.end());
                findings.add(assets[i], i, std::move(arguments));
            }
        }
    });
}

/// What is planned may lie ahead.
void future(const CheckContext& context, Findings& findings) {
    if (!context.options.today) {
        findings.not_run("check.no_today");
        return;
    }
    const auto today = *context.options.today;
    wrong_dates(context, findings, {{"today", to_text(today)}},
                [&today](const Attributes& about, const Moment& moment) {
                    return about.status != Status::planned && moment.days() > today.days();
                });
}

void too_old(const CheckContext& context, Findings& findings) {
    const double year = context.rule.limit("before_year");
    const auto first = Moment::day(static_cast<int>(year), 1, 1);
    wrong_dates(context, findings, {{"year", static_cast<std::int64_t>(year)}},
                [&first](const Attributes&, const Moment& moment) { return moment < first; });
}

/// Days compare by the day, times by the time.
bool before(const Moment& a, const Moment& b) {
    return a.has_time && b.has_time ? a < b : a.days() < b.days();
}

/// `found fixed`: names of the earlier and the later field. \throws SourceError when a pair is none.
std::pair<std::string, std::string> pair_of(const CheckRule& rule, const std::string& text) {
    const auto blank = text.find(' ');
    std::pair<std::string, std::string> names(text.substr(0, blank),
                                              blank == std::string::npos ? "" : text.substr(blank + 1));
    const auto is_date = [](const std::string& name) {
        const auto& classes = asset_classes();
        return std::any_of(classes.begin(), classes.end(), [&name](const ClassDescription& c) {
            const auto* field = c.find(name);
            return field != nullptr && field->date;
        });
    };
    if (!is_date(names.first) || !is_date(names.second)) {
        throw SourceError(
            Message{"toml.bad_value",
                    {{"where", "rule." + rule.id}, {"key", "pairs"}, {"value", text}, {"allowed", "EARLIER LATER"}}});
    }
    return names;
}

/// The two fields of a class.
using DatePair = std::pair<const FieldSpec*, const FieldSpec*>;

/// The pairs of which the class has both.
std::vector<DatePair> pairs_in(const ClassSpec& spec, const std::vector<std::pair<std::string, std::string>>& names) {
    std::vector<DatePair> pairs;
    for (const auto& [first, second] : names) {
        const DatePair pair(spec.find(first), spec.find(second));
        if (pair.first != nullptr && pair.second != nullptr && pair.first->holds_date() && pair.second->holds_date()) {
            pairs.push_back(pair);
        }
    }
    return pairs;
}

/// The first of the pairs that an asset breaks is told.
void order(const CheckContext& context, Findings& findings) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& text : context.rule.list("pairs")) {
        pairs.push_back(pair_of(context.rule, text));
    }
    for (const auto& assets : lists_of(context.city)) {
        const auto fields = pairs_in(assets.spec(), pairs);
        for (std::size_t i = 0; i < assets.size(); ++i) {
            bool asked = false, told = false;
            for (const auto& [first, second] : fields) {
                const auto &a = first->date(assets.about(i)), &b = second->date(assets.about(i));
                asked = asked || (a && b);
                if (!told && a && b && before(*b, *a)) {
                    findings.add(assets[i], i,
                                 {{"first", first->name},
                                  {"first_value", to_text(*a)},
                                  {"second", second->name},
                                  {"second_value", to_text(*b)}});
                    told = true;
                }
            }
            findings.looked_at(asked ? 1 : 0);
        }
    }
}

void cleared_unverified(const CheckContext& context, Findings& findings) {
    const auto& points = context.city.waterlogging_points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].state != WaterloggingStatus::cleared) {
            continue;
        }
        findings.looked_at(1);
        const bool open = !points[i].closed_on, untested = points[i].verified_storm.empty();
        if (open || untested) {
            findings.add(points[i], i);
            findings.reword(!open      ? "rule.waterlogging.cleared_unverified.no_storm"
                            : untested ? "rule.waterlogging.cleared_unverified.found"
                                       : "rule.waterlogging.cleared_unverified.no_date");
        }
    }
    if (points.empty()) {
        findings.not_run("check.no_layer");
    }
}

} // namespace

const std::vector<RuleCode>& value_rules() {
    static const std::vector<RuleCode> rules = {{"value.out_of_domain", &out_of_domain},
                                                {"value.unusual", &unusual},
                                                {"date.future", &future},
                                                {"date.too_old", &too_old},
                                                {"date.order", &order},
                                                {"code.scheme", &check_codes},
                                                {"waterlogging.cleared_unverified", &cleared_unverified}};
    return rules;
}

} // namespace kerb::detail
