// What kerb::check() found, as JSON and CSV, and the rules it went by.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <kerb/inventory/check.hpp>

namespace kerb::report {

/// `info`, `warning`, `error`.
[[nodiscard]] const char* severity_name(Severity severity);

/// How many issues of each severity, by its number.
[[nodiscard]] std::array<std::int64_t, 3> count_by_severity(const CheckResult& result);

/// What to do about the findings of a rule; empty when no text says so.
[[nodiscard]] std::string rule_hint(const std::string& rule, Language language);

/// `{"today","errors","warnings","infos","rules":[{"id","severity","title","found","looked_at","not_run"}],
/// "issues":[{"rule","severity","layer","row","key","x","y","text","hint","arguments"}]}`, every issue listed.
/// \par Complexity O(rules + issues), written as text without a document in memory.
[[nodiscard]] std::string check_json(const CheckResult& result, const CheckRules& rules, const CheckOptions& options,
                                     Language language);

/// A line per issue: `rule,severity,layer,row,key,x,y,text,hint`.
[[nodiscard]] std::string check_csv(const CheckResult& result, Language language);

/// `{"rules":[{"id","severity","enabled","title","hint","limits","lists","source","status"}]}`.
[[nodiscard]] std::string rules_json(const CheckRules& rules, Language language);

/// A line per rule: `id,severity,enabled,title,limits,source,status,hint`.
[[nodiscard]] std::string rules_csv(const CheckRules& rules, Language language);

/// `beyond_m 15, classes a b`: what a rule can be told, for people.
[[nodiscard]] std::string limits_text(const CheckRule& rule);

} // namespace kerb::report
