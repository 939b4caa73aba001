#include <kerb/report/check_report.hpp>

#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

std::string value_json(const MessageValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        return json_text(*text);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return json_number(*number);
    }
    return fmt::format("{}", std::get<std::int64_t>(value));
}

/// Arguments by name; of two of one name the first.
std::string arguments_json(const Message& message) {
    std::string text = "{";
    for (std::size_t i = 0; i < message.arguments.size(); ++i) {
        const auto& [name, value] = message.arguments[i];
        bool before = false;
        for (std::size_t j = 0; j < i; ++j) {
            before = before || message.arguments[j].first == name;
        }
        if (!before) {
            text += fmt::format("{}{}:{}", text.size() > 1 ? "," : "", json_text(name), value_json(value));
        }
    }
    return text + "}";
}

void append_issue(std::string& text, const Issue& issue, Language language) {
    fmt::format_to(std::back_inserter(text),
                   "{{\"rule\":{},\"severity\":\"{}\",\"layer\":{},\"row\":{},\"key\":{},\"x\":{},\"y\":{},\"text\":{},"
                   "\"hint\":{},\"arguments\":{}}}",
                   json_text(issue.reason), severity_name(issue.severity), text_or_null(issue.layer),
                   issue.row >= 0 ? fmt::format("{}", issue.row) : "null", text_or_null(issue.key),
                   issue.located ? json_number(issue.x) : "null", issue.located ? json_number(issue.y) : "null",
                   json_text(render(issue.message, language)), text_or_null(rule_hint(issue.reason, language)),
                   arguments_json(issue.message));
}

std::string outcome_json(const RuleOutcome& outcome, const CheckRules& rules, Language language) {
    return fmt::format("{{\"id\":{},\"severity\":\"{}\",\"title\":{},\"found\":{},\"looked_at\":{},\"not_run\":{}}}",
                       json_text(outcome.rule), severity_name(rules.find(outcome.rule).severity),
                       json_text(render("rule." + outcome.rule + ".title", language)), outcome.found, outcome.looked_at,
                       outcome.not_run.empty() ? "null" : json_text(render(outcome.not_run, language)));
}

std::string rule_json(const CheckRule& rule, Language language) {
    std::string limits, lists;
    for (const auto& [name, value] : rule.limits) {
        limits += fmt::format("{}{}:{}", limits.empty() ? "" : ",", json_text(name), json_number(value));
    }
    for (const auto& [name, values] : rule.lists) {
        std::string list;
        for (const auto& value : values) {
            list += (list.empty() ? "" : ",") + json_text(value);
        }
        lists += fmt::format("{}{}:[{}]", lists.empty() ? "" : ",", json_text(name), list);
    }
    return fmt::format(
        "{{\"id\":{},\"severity\":\"{}\",\"enabled\":{},\"title\":{},\"hint\":{},\"limits\":{{{}}},"
        "\"lists\":{{{}}},\"source\":{},\"status\":{}}}",
        json_text(rule.id), severity_name(rule.severity), rule.enabled,
        json_text(render("rule." + rule.id + ".title", language)), text_or_null(rule_hint(rule.id, language)), limits,
        lists, text_or_null(rule.source), text_or_null(rule.status));
}

template <class Values, class Append>
void append_list(std::string& text, const Values& values, Append&& append) {
    text += '[';
    bool first = true;
    for (const auto& value : values) {
        text += first ? "\n" : ",\n";
        first = false;
        append(value);
    }
    text += ']';
}

} // namespace

const char* severity_name(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "info";
}

std::array<std::int64_t, 3> count_by_severity(const CheckResult& result) {
    std::array<std::int64_t, 3> counts{};
    for (const auto& issue : result.issues) {
        ++counts[static_cast<std::size_t>(issue.severity)];
    }
    return counts;
}

std::string rule_hint(const std::string& rule, Language language) {
    const auto code = "rule." + rule + ".hint";
    return has_text(code, language) ? render(code, language) : std::string();
}

std::string check_json(const CheckResult& result, const CheckRules& rules, const CheckOptions& options,
                       Language language) {
    const auto counts = count_by_severity(result);
    std::string text =
        fmt::format("{{\"today\":{},\"errors\":{},\"warnings\":{},\"infos\":{},\n\"rules\":",
                    options.today ? json_text(to_text(*options.today)) : "null", counts[2], counts[1], counts[0]);
    append_list(text, result.outcomes,
                [&](const RuleOutcome& outcome) { text += outcome_json(outcome, rules, language); });
    text += ",\n\"issues\":";
    append_list(text, result.issues, [&](const Issue& issue) { append_issue(text, issue, language); });
    return text + "}";
}

std::string check_csv(const CheckResult& result, Language language) {
    std::string text = "rule,severity,layer,row,key,x,y,text,hint\r\n";
    for (const auto& issue : result.issues) {
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{}\r\n", csv_cell(issue.reason),
                       severity_name(issue.severity), csv_cell(issue.layer),
                       issue.row >= 0 ? fmt::format("{}", issue.row) : "", csv_cell(issue.key),
                       issue.located ? json_number(issue.x) : "", issue.located ? json_number(issue.y) : "",
                       csv_cell(render(issue.message, language)), csv_cell(rule_hint(issue.reason, language)));
    }
    return text;
}

std::string rules_json(const CheckRules& rules, Language language) {
    std::string text = "{\"rules\":";
    append_list(text, rules.rules, [&](const CheckRule& rule) { text += rule_json(rule, language); });
    return text + "}\n";
}

std::string rules_csv(const CheckRules& rules, Language language) {
    std::string text = "id,severity,enabled,title,limits,source,status,hint\r\n";
    for (const auto& rule : rules.rules) {
        text +=
            fmt::format("{},{},{},{},{},{},{},{}\r\n", csv_cell(rule.id), severity_name(rule.severity), rule.enabled,
                        csv_cell(render("rule." + rule.id + ".title", language)), csv_cell(limits_text(rule)),
                        csv_cell(rule.source), csv_cell(rule.status), csv_cell(rule_hint(rule.id, language)));
    }
    return text;
}

std::string limits_text(const CheckRule& rule) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : rule.limits) {
        parts.push_back(fmt::format("{} {}", name, value));
    }
    for (const auto& [name, values] : rule.lists) {
        parts.push_back(fmt::format("{}: {}", name, fmt::join(values, " · ")));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

} // namespace kerb::report
