// Rules about values: ranges, dates, codes, and what a state requires.
#include <algorithm>
#include <map>

#include <kerb/inventory/code_scheme.hpp>
#include <kerb/inventory/schema.hpp>

#include "findings.hpp"

namespace kerb::detail {
namespace {

/// Calls `visit(assets, spec of the field, its column)` for every field that some asset fills in.
template <class Wanted, class Visit>
void for_each_column(const Inventory& city, const Wanted& wanted, const Visit& visit) {
    for_each_class(city, [&]<class T>(const std::vector<T>& assets) {
        std::vector<const T*> pointers;
        for (const auto& f : class_spec<T>().fields) {
            if (assets.empty() || !wanted(f)) {
                continue;
            }
            if (pointers.empty()) {
                std::transform(assets.begin(), assets.end(), std::back_inserter(pointers),
                               [](const T& asset) { return &asset; });
            }
            Column column(f.name, f.type);
            if (f.get(pointers, f.codes, column)) {
                visit(assets, f, column);
            }
        }
    });
}

/// The range of a field as the schema of the inventory states it.
template <class T>
std::optional<ValueRange> range_of(const std::vector<T>&, const std::string& field) {
    if (const auto* described = find_class(class_spec<T>().class_name)) {
        for (const auto& column : schema_of(*described).columns) {
            if (column.name == field) {
                return column.range;
            }
        }
    }
    return std::nullopt;
}

bool within(const ValueRange& range, double value) {
    return (range.least_included ? value >= range.least : value > range.least) && (!range.most || value <= *range.most);
}

bool is_number(const auto& field) {
    return field.type == ColumnType::real || field.type == ColumnType::integer;
}

void out_of_domain(const CheckContext& context, Findings& findings) {
    for_each_column(
        context.city, [](const auto& f) { return is_number(f); },
        [&](const auto& assets, const auto& f, const Column& column) {
            const auto range = range_of(assets, f.name);
            for (std::size_t i = 0; range && i < assets.size(); ++i) {
                const auto value = column.number_at(i);
                if (!value) {
                    continue;
                }
                findings.looked_at(1);
                if (!within(*range, *value)) {
                    findings.add(assets[i], i,
                                 {{"field", f.name}, {"value", column.text_at(i)}, {"least", range->least}});
                }
            }
        });
}

void unusual(const CheckContext& context, Findings& findings) {
    const auto& limits = context.rule.limits;
    const auto limit = [&limits](const auto& f) {
        return std::find_if(limits.begin(), limits.end(), [&f](const auto& l) { return l.first == f.name; });
    };
    for_each_column(
        context.city, [&](const auto& f) { return is_number(f) && limit(f) != limits.end(); },
        [&](const auto& assets, const auto& f, const Column& column) {
            const double most = limit(f)->second;
            for (std::size_t i = 0; i < assets.size(); ++i) {
                const auto value = column.number_at(i);
                if (!value) {
                    continue;
                }
                findings.looked_at(1);
                if (*value > most) {
                    findings.add(assets[i], i, {{"field", f.name}, {"value", column.text_at(i)}, {"most", most}});
                }
            }
        });
}

/// Dates that are plans, and so may lie ahead.
bool is_plan(const std::string& field) {
    return field.starts_with("planned") || field == "due" || field == "expires" || field == "valid_to" ||
           field == "inspection_due" || field == "end" || field == "start" || field == "ended";
}

/// Calls `visit(assets, position, field, moment)` for every date that stands in a record.
template <class Visit>
void for_each_date(const Inventory& city, const Visit& visit) {
    for_each_column(
        city, [](const auto& f) { return f.kind == FieldKind::date; },
        [&](const auto& assets, const auto& f, const Column& column) {
            for (std::size_t i = 0; i < assets.size(); ++i) {
                if (const auto moment = column.null_at(i) ? std::nullopt : parse_moment(column.text_at(i))) {
                    visit(assets[i], i, f.name, *moment);
                }
            }
        });
}

void future(const CheckContext& context, Findings& findings) {
    if (!context.options.today) {
        findings.not_run("check.no_today");
        return;
    }
    const auto last = context.options.today->days();
    for_each_date(context.city, [&](const auto& asset, std::size_t i, const std::string& field, const Moment& moment) {
        if (is_plan(field)) {
            return;
        }
        findings.looked_at(1);
        if (moment.days() > last) {
            findings.add(asset, i, {{"field", field}, {"value", to_text(moment)}});
        }
    });
}

void too_old(const CheckContext& context, Findings& findings) {
    const auto first = Moment::day(static_cast<int>(context.rule.limit("before_year")), 1, 1);
    for_each_date(context.city, [&](const auto& asset, std::size_t i, const std::string& field, const Moment& moment) {
        findings.looked_at(1);
        if (moment < first) {
            findings.add(asset, i, {{"field", field}, {"value", to_text(moment)}});
        }
    });
}

using Date = std::optional<Moment>;

/// Later than it must be. A day without a time lasts until midnight.
bool reversed(const Date& earlier, const Date& later) {
    if (!earlier || !later) {
        return false;
    }
    return earlier->has_time && later->has_time ? *later < *earlier : later->days() < earlier->days();
}

struct Pair {
    const char *earlier, *later;
    bool wrong;
};

std::vector<Pair> pairs_of(const auto&) {
    return {};
}
std::vector<Pair> pairs_of(const Bridge& b) {
    return {{"inspected", "inspection_due", reversed(b.inspected, b.inspection_due)}};
}
std::vector<Pair> pairs_of(const Manhole& m) {
    return {{"build_date", "net_date", reversed(m.about.more.value().build_date, m.net_date)}};
}
std::vector<Pair> pairs_of(const WaterloggingPoint& w) {
    return {{"first_seen", "closed_on", reversed(w.first_seen, w.closed_on)}};
}
std::vector<Pair> pairs_of(const IllegalBuilding& b) {
    return {{"found", "demolished", reversed(b.found, b.demolished)}};
}
std::vector<Pair> pairs_of(const ConstructionSite& s) {
    return {{"started", "ended", reversed(s.started, s.ended)}};
}
std::vector<Pair> pairs_of(const ExcavationPermit& p) {
    return {{"start", "end", reversed(p.start, p.end)}};
}
std::vector<Pair> pairs_of(const Project& p) {
    return {{"planned_start", "planned_end", reversed(p.planned_start, p.planned_end)},
            {"actual_start", "actual_end", reversed(p.actual_start, p.actual_end)}};
}
std::vector<Pair> pairs_of(const Case& c) {
    return {{"reported", "filed", reversed(c.reported, c.filed)},
            {"reported", "due", reversed(c.reported, c.due)},
            {"reported", "resolved", reversed(c.reported, c.resolved)},
            {"reported", "closed", reversed(c.reported, c.closed)},
            {"resolved", "closed", reversed(c.resolved, c.closed)}};
}
std::vector<Pair> pairs_of(const Event& e) {
    return {{"found", "fixed", reversed(e.found, e.fixed)}};
}

void order(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&](const auto& assets) {
        for (std::size_t i = 0; i < assets.size(); ++i) {
            auto pairs = pairs_of(assets[i]);
            const auto& more = assets[i].about.more.value();
            pairs.push_back({"valid_from", "valid_to", reversed(more.valid_from, more.valid_to)});
            findings.looked_at(1);
            const auto wrong = std::find_if(pairs.begin(), pairs.end(), [](const Pair& p) { return p.wrong; });
            if (wrong != pairs.end()) {
                findings.add(assets[i], i, {{"earlier", wrong->earlier}, {"later", wrong->later}});
            }
        }
    });
}

std::string kind_of(const auto&) {
    return {};
}
std::string kind_of(const Zone& zone) {
    return zone.kind;
}

/// The first fault of a code by the scheme that it comes nearest to: the one with fewest errors; none when a scheme
/// finds no error. Codes are checked, never required.
std::optional<CodeFinding> fault_of(const std::vector<const CodeScheme*>& schemes, const std::string& code) {
    std::optional<CodeFinding> nearest;
    std::size_t least = 0;
    for (const auto* scheme : schemes) {
        const auto found = kerb::findings(*scheme, code);
        const auto errors = static_cast<std::size_t>(
            std::count_if(found.begin(), found.end(), [](const auto& f) { return f.severity == Severity::error; }));
        if (errors == 0) {
            return std::nullopt;
        }
        if (!nearest || errors < least) {
            least = errors;
            nearest =
                *std::find_if(found.begin(), found.end(), [](const auto& f) { return f.severity == Severity::error; });
        }
    }
    return nearest;
}

void scheme(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        std::map<std::string, std::vector<const CodeScheme*>> schemes; // by kind
        for (std::size_t i = 0; i < assets.size(); ++i) {
            const auto& code = assets[i].about.more.value().code;
            if (code.empty()) {
                continue;
            }
            const auto [known, fresh] = schemes.try_emplace(kind_of(assets[i]));
            if (fresh) {
                for (const auto& one : builtin_code_schemes()) {
                    if (one.applies(class_spec<T>().class_name, "code", known->first)) {
                        known->second.push_back(&one);
                    }
                }
            }
            if (known->second.empty()) {
                continue;
            }
            findings.looked_at(1);
            if (const auto fault = fault_of(known->second, code)) {
                findings.add(assets[i], i, {{"code", code.str()}, {"fault", fault->message.code}});
            }
        }
    });
}

void cleared_unverified(const CheckContext& context, Findings& findings) {
    const auto& points = context.city.waterlogging_points;
    if (points.empty()) {
        findings.not_run("check.no_layer");
    }
    findings.looked_at(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& point = points[i];
        if (point.state == WaterloggingStatus::cleared && (!point.closed_on || point.verified_storm.empty())) {
            findings.add(point, i);
        }
    }
}

} // namespace

const std::vector<RuleCode>& value_rules() {
    static const std::vector<RuleCode> rules = {
        {"value.out_of_domain", out_of_domain},
        {"value.unusual", unusual},
        {"date.future", future},
        {"date.too_old", too_old},
        {"date.order", order},
        {"code.scheme", scheme},
        {"waterlogging.cleared_unverified", cleared_unverified},
    };
    return rules;
}

} // namespace kerb::detail
