// What is odd in a profile that can be read.
#include <algorithm>
#include <cmath>

#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {
namespace {

/// Collects findings about one indicator, or about the profile.
struct Findings {
    const Profile& profile;
    std::vector<Issue> found{};

    void add(Severity severity, const std::string& reason, const std::string& id, std::string value = {}) {
        Issue issue;
        issue.severity = severity;
        issue.reason = reason;
        issue.layer = profile.id;
        issue.key = id;
        issue.message = Message{reason, {{"id", id}, {"value", std::move(value)}}};
        found.push_back(std::move(issue));
    }
};

/// Keys of the parameters that an indicator gives.
std::vector<std::string> given_of(const Parameters& p) {
    std::vector<std::string> keys;
    const auto add = [&](bool given, const char* key) {
        if (given) {
            keys.emplace_back(key);
        }
    };
    add(!p.radius.empty(), "radius");
    add(p.along_streets, "access");
    add(p.of_people, "of");
    add(p.within_m.has_value(), "within");
    add(p.limit_m.has_value(), "limit");
    add(!p.limit_of_class.empty(), "limit_of_class");
    add(!p.fields.empty(), "fields");
    add(!p.field.empty(), "field");
    add(!p.other_field.empty(), "other_field");
    add(!p.from.empty(), "from");
    add(!p.to.empty(), "to");
    add(!p.required.empty(), "required");
    add(!p.due_field.empty(), "due");
    add(!p.done_field.empty(), "done");
    add(!p.calendar.empty(), "calendar");
    add(p.hours.has_value(), "hours");
    add(p.return_period_a.has_value(), "return_period");
    add(!p.standard.empty(), "standard");
    add(!p.cluster_field.empty(), "cluster");
    add(p.interval, "interval");
    add(!p.zone_kind.empty(), "zone_kind");
    add(!p.width_field.empty(), "width_field");
    add(p.width_m.has_value(), "width");
    add(p.at_least != 1, "at_least");
    add(p.reversed, "reversed");
    return keys;
}

bool has(const std::vector<std::string>& list, const std::string& key) {
    return std::find(list.begin(), list.end(), key) != list.end();
}

void check_parameters(Findings& findings, const Indicator& one) {
    const auto given = given_of(one.parameters);
    const auto& form = form_of(one.op);
    std::vector<std::string> allowed, either;
    bool one_of_either = false;
    for (auto key : form.parameters) {
        const char mark = key.front();
        key = mark == '*' || mark == '+' ? key.substr(1) : key;
        allowed.push_back(key);
        if (mark == '*' && !has(given, key)) {
            findings.add(Severity::error, "scorecard_lint.needs", one.id, key);
        } else if (mark == '+') {
            either.push_back(key);
            one_of_either = one_of_either || has(given, key);
        }
    }
    if (!either.empty() && !one_of_either) {
        findings.add(Severity::error, "scorecard_lint.needs", one.id, detail::listed(either));
    }
    for (const auto& key : given) {
        if (!has(allowed, key)) {
            findings.add(Severity::error, "scorecard_lint.takes_not", one.id, key);
        }
    }
}

bool takes(int many, std::size_t selections) {
    return many == 0 ? selections == 0 : many == 1 ? selections == 1 : selections > 0;
}

/// Has the layer a shape that the operator can measure?
bool fits_shape(Operator op, const Selection& selection, bool denominator) {
    const bool lines = op == Operator::length_density || op == Operator::length_ratio || op == Operator::dead_ends ||
                       op == Operator::pipe_capacity || op == Operator::light_level ||
                       ((op == Operator::lit_length || op == Operator::spacing_gap) && denominator);
    const auto& shapes = find_class(class_of_layer(selection.layer))->shapes;
    const bool placed = std::any_of(shapes.begin(), shapes.end(), [](Shape shape) { return shape != Shape::none; });
    return lines ? std::find(shapes.begin(), shapes.end(), Shape::line) != shapes.end()
                 : placed || op == Operator::ratio_k_n || op == Operator::sum_ratio || op == Operator::attr_complete ||
                       op == Operator::on_time || op == Operator::state_change || op == Operator::predicate_count;
}

/// Layers of which the library knows more than their fields.
const char* only_layer(Operator op) {
    return op == Operator::lit_rate                                   ? "streetlights"
           : op == Operator::pipe_capacity                            ? "conduits"
           : op == Operator::light_level || op == Operator::dead_ends ? "roads"
                                                                      : nullptr;
}

void check_selections(Findings& findings, const Indicator& one) {
    const auto& form = form_of(one.op);
    if (!takes(form.numerators, one.numerator.size())) {
        findings.add(Severity::error, "scorecard_lint.selections", one.id, "numerator");
    }
    if (!takes(form.denominators, one.denominator.size())) {
        findings.add(Severity::error, "scorecard_lint.selections", one.id, "denominator");
    }
    const bool same_layer = one.op == Operator::ratio_k_n || one.op == Operator::length_ratio;
    if (same_layer && one.numerator.size() == 1 && one.denominator.size() == 1 &&
        one.numerator.front().layer != one.denominator.front().layer) {
        findings.add(Severity::error, "scorecard_lint.one_layer", one.id, one.numerator.front().layer);
    }
    if (!one.parameters.limit_of_class.empty() && !one.denominator.empty() &&
        one.denominator.front().layer != "roads") {
        findings.add(Severity::error, "scorecard_lint.class_of_roads", one.id, one.denominator.front().layer);
    }
    const auto* own = only_layer(one.op);
    for (const auto* list : {&one.numerator, &one.denominator}) {
        for (const auto& selection : *list) {
            if (!fits_shape(one.op, selection, list == &one.denominator) ||
                (own != nullptr && selection.layer != own)) {
                findings.add(Severity::error, "scorecard_lint.shape", one.id, selection.layer);
            }
        }
    }
}

void check_unit(Findings& findings, const Indicator& one) {
    const auto& form = form_of(one.op);
    if (!has(form.units, one.unit)) {
        findings.add(Severity::error, "scorecard_lint.unit", one.id, one.unit);
    }
    for (const auto& threshold : one.thresholds) {
        if (!std::isfinite(threshold.value) || threshold.value < 0 || (one.unit == "%" && threshold.value > 1)) {
            findings.add(Severity::error, "scorecard_lint.threshold", one.id, threshold.group);
        }
    }
    if (one.parameters.hours && one.parameters.field.empty()) {
        findings.add(Severity::error, "scorecard_lint.needs", one.id, "field");
    }
    if (one.parameters.along_streets && !one.parameters.of_people) {
        findings.add(Severity::error, "scorecard_lint.streets_people", one.id);
    }
    if (one.parameters.at_least != 1 && (one.parameters.along_streets || !one.parameters.of_people)) {
        findings.add(Severity::error, "scorecard_lint.at_least", one.id);
    }
}

void check_scoring(Findings& findings, const Indicator& one) {
    if (!one.scoring) {
        if (one.veto) {
            findings.add(Severity::error, "scorecard_lint.veto", one.id);
        }
        return;
    }
    const auto& rule = *one.scoring;
    const bool share = one.unit == "%";
    const bool out_of_range = !std::isfinite(rule.at) || rule.at < 0 || (share && rule.at > 1);
    const bool bad_step = rule.step && !(*rule.step > 0 && rule.minus > 0);
    if (one.better == Better::neither || out_of_range || bad_step || !(rule.full > 0) || rule.floor > rule.full ||
        rule.floor < 0 || (!rule.step && rule.minus != 0)) {
        findings.add(Severity::error, "scorecard_lint.scoring", one.id);
    }
    if (!(one.weight > 0)) {
        findings.add(Severity::warning, "scorecard_lint.no_weight", one.id);
    }
}

void check_record(Findings& findings, const Indicator& one) {
    const std::pair<const Label*, const char*> fields[] = {{&one.explanation, "explanation"},
                                                           {&one.method, "method"},
                                                           {&one.data_source, "data_source"},
                                                           {&one.reference, "reference"}};
    for (const auto& [label, key] : fields) {
        if (label->zh.empty() || label->en.empty()) {
            findings.add(Severity::warning, "scorecard_lint.no_record", one.id, key);
        }
    }
    if (one.scoring && (one.scoring_text.zh.empty() || one.scoring_text.en.empty())) {
        findings.add(Severity::warning, "scorecard_lint.no_record", one.id, "scoring_text");
    }
    const bool claims =
        one.standing == Standing::official || one.standing == Standing::found || one.standing == Standing::secondary;
    if (claims && one.source.empty()) {
        findings.add(Severity::error, "scorecard_lint.no_source", one.id, name_of(one.standing));
    }
    if (one.standing == Standing::unverified) {
        findings.add(Severity::warning, "scorecard_lint.unverified", one.id);
    }
}

/// Where parts come from elsewhere, the whole is a sheet of so many points.
void check_weights(Findings& findings) {
    double sum = 0;
    for (const auto& one : findings.profile.indicators) {
        sum += one.scoring ? one.weight : 0;
    }
    for (const auto& part : findings.profile.external) {
        sum += part.weight;
        if (part.standing == Standing::unverified) {
            findings.add(Severity::warning, "scorecard_lint.unverified", part.id);
        }
    }
    const bool whole = std::fabs(sum - 100) < 1e-6 || std::fabs(sum - 1000) < 1e-6;
    if (!findings.profile.external.empty() && !whole) {
        findings.add(Severity::warning, "scorecard_lint.weights", findings.profile.id, std::to_string(sum));
    }
}

} // namespace

std::vector<Issue> lint(const Profile& profile) {
    Findings findings{profile};
    for (const auto& one : profile.indicators) {
        check_parameters(findings, one);
        check_selections(findings, one);
        check_unit(findings, one);
        check_scoring(findings, one);
        check_record(findings, one);
    }
    if (profile.zone_kinds.empty()) {
        findings.add(Severity::error, "scorecard_lint.no_zones", profile.id);
    }
    check_weights(findings);
    return std::move(findings.found);
}

} // namespace kerb::scorecard
