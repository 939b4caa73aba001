// What one rule of the check finds in a city, as `layer:key` words; with every text rendered and any number of threads.
#pragma once

#include <string>
#include <vector>

#include <kerb/inventory/check.hpp>

#include "support/test.hpp"

namespace kerb::test {

inline Inventory empty_city() {
    return Inventory(Frame::from("EPSG:4547"));
}

template <class Asset>
Asset& add(std::vector<Asset>& assets, const std::string& key) {
    assets.emplace_back().about.key = key;
    return assets.back();
}

inline MultiPolygon rectangle(double x0, double y0, double x1, double y1) {
    return {{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}, {}}};
}

struct RuleRun {
    const CheckRules& rules = CheckRules::builtin();
    std::optional<Moment> today = Moment::day(2026, 1, 1);
    std::vector<Issue> as_read = {};
};

inline CheckResult run_rule(const Inventory& city, const std::string& rule, const RuleRun& with = {}, int threads = 0) {
    return check(city, with.rules, {.only = {rule}, .today = with.today, .threads = Threads(threads)}, with.as_read);
}

inline const RuleOutcome& outcome_of(const CheckResult& result, const std::string& rule) {
    for (const auto& outcome : result.outcomes) {
        if (outcome.rule == rule) {
            return outcome;
        }
    }
    throw std::runtime_error("no rule " + rule);
}

/// `layer:key layer:key`, or why the rule was not run. \param looked_at N that the rule must state; -1: any
inline std::string found(const Inventory& city, const std::string& rule, std::int64_t looked_at = -1,
                         const RuleRun& with = {}) {
    std::string text;
    for (const int threads : {1, 2, 4}) {
        const auto result = run_rule(city, rule, with, threads);
        std::string words;
        for (const auto& issue : result.issues) {
            words += (words.empty() ? "" : " ") + issue.layer + ':' + issue.key;
            CHECK(issue.reason == rule);
            for (const auto language : {Language::en, Language::zh}) {
                const auto sentence = render(issue.message, language);
                CAPTURE(sentence);
                CHECK(sentence.rfind(issue.message.code, 0) != 0); // a text there is, with all its arguments
            }
        }
        const auto& outcome = outcome_of(result, rule);
        CHECK(outcome.found == static_cast<std::int64_t>(result.issues.size()));
        CHECK((looked_at < 0 || outcome.looked_at == looked_at));
        words += outcome.not_run;
        CHECK((threads == 1 || words == text));
        text = words;
    }
    return text;
}

/// An argument of the first finding, as text.
inline std::string argument(const Inventory& city, const std::string& rule, const std::string& name,
                            const RuleRun& with = {}) {
    const auto result = run_rule(city, rule, with);
    for (const auto& [key, value] : result.issues.at(0).message.arguments) {
        if (key == name) {
            const auto* text = std::get_if<std::string>(&value);
            const auto* number = std::get_if<double>(&value);
            return text != nullptr ? *text : number != nullptr ? std::to_string(*number) : "a whole number";
        }
    }
    return "no argument " + name;
}

} // namespace kerb::test
