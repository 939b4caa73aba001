// What is wrong with the records of a city: every rule, one answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/moment.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// One rule as its table says it. Texts: `rule.ID.title`, `rule.ID.found`, `rule.ID.hint`.
struct CheckRule {
    std::string id;
    Severity severity = Severity::warning;
    bool enabled = true;
    std::vector<std::pair<std::string, double>> limits;                  ///< name with its unit → value
    std::vector<std::pair<std::string, std::vector<std::string>>> lists; ///< name → texts
    std::string source, status;

    /// \throws SourceError when the table lacks it: a rule without its limit is no rule.
    [[nodiscard]] double limit(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
};

/// Which values of a field there can be, and which are usual: data/rules/domains.toml.
struct ValueDomain {
    std::string class_name; ///< `*`: every class that has such a field and no domain of its own for it
    std::string field;
    std::optional<double> least, most;             ///< beyond them no value can be right
    bool least_excluded = false;                   ///< the least value itself cannot be right either
    std::optional<double> usual_least, usual_most; ///< beyond them a value deserves a look
    std::string source, status;
};

/// The rules of a file like data/rules/check.toml.
struct CheckRules {
    std::vector<CheckRule> rules; ///< by id
    std::vector<ValueDomain> domains;

    /// A file may hold some rules and domains only; the others are as built in. \throws SourceError for a rule, class
    /// or field that kerb does not know, a key that the rule does not have, a severity that is none.
    [[nodiscard]] static CheckRules from_toml(const TomlTable& table);
    [[nodiscard]] static const CheckRules& builtin();
    /// \throws UsageError listing the ids when there is no such rule.
    [[nodiscard]] const CheckRule& find(std::string_view id) const;
    /// That of the class itself, else that of any class; nullptr when there is none.
    [[nodiscard]] const ValueDomain* domain_of(std::string_view class_name, std::string_view field) const;
};

/// How one rule fared.
struct RuleOutcome {
    std::string rule;
    std::int64_t looked_at = 0; ///< assets, pairs or rows that the rule applies to: N of its rate
    std::int64_t found = 0;     ///< issues: k of its rate
    std::string not_run;        ///< code of a text why it was not looked for: `check.no_layer`, `check.not_asked`
};

struct CheckOptions {
    std::vector<std::string> only; ///< ids of rules; empty: all that are enabled
    std::optional<Moment> today;   ///< for dates in the future; absent: that rule is not run
    Threads threads = Threads(0);
};

struct CheckResult {
    std::vector<Issue> issues;         ///< ordered by rule, then by class and position in the inventory
    std::vector<RuleOutcome> outcomes; ///< one a rule, in the order of the rules
};

/// Looks for what is wrong. Issues have the rule's id as their reason, the layer's name, the asset's key and place; the
/// message is `rule.ID.found`. The same answer for any number of threads. What was found while reading counts for the
/// `read.*` and `asset.*` rules. \param as_read the issues of reading the inventory. \throws UsageError for an unknown
/// rule in `only`.
[[nodiscard]] CheckResult check(const Inventory& city, const CheckRules& rules, const CheckOptions& options = {},
                                const std::vector<Issue>& as_read = {}, const Progress& progress = {});

} // namespace kerb
