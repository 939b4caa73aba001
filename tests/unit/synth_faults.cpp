// A city with faults has those of its truth, and the clean one has none: by the rules of the check itself.
#include <map>
#include <set>
#include <string>

#include <kerb/inventory/check.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/synth/reading_faults.hpp>
#include <kerb/synth/sample_city.hpp>

#include "support/test.hpp"

namespace {

using Keys = std::set<std::pair<std::string, std::string>>; // layer, key

std::map<std::string, Keys> planted(const kerb::synth::Truth& truth) {
    std::map<std::string, Keys> by_rule;
    for (const auto& fault : truth.faults) {
        by_rule[fault.reason].emplace(fault.layer, fault.key);
    }
    return by_rule;
}

bool grave(const kerb::Issue& issue) {
    return issue.severity != kerb::Severity::info;
}

kerb::CheckResult checked(const kerb::Inventory& city) {
    kerb::CheckOptions options;
    options.today = kerb::Moment::day(2026, 1, 1);
    return kerb::check(city, kerb::CheckRules::builtin(), options);
}

} // namespace

TEST_CASE("Every rule has a fault of its own") {
    auto made = kerb::synth::make_sample_city({.faults = true});
    static_cast<void>(kerb::synth::with_reading_faults(kerb::to_tables(made.city), made.truth));
    const auto faults = planted(made.truth);
    for (const auto& rule : kerb::CheckRules::builtin().rules) {
        CAPTURE(rule.id);
        // Remarks of readers are no faults of records.
        CHECK((faults.contains(rule.id) || rule.id == "read.note" || rule.id == "read.other"));
    }
    CHECK(kerb::synth::make_sample_city({}).truth.faults.empty());
}

TEST_CASE("The clean city breaks no rule") {
    const auto made = kerb::synth::make_sample_city({});
    const auto result = checked(made.city);
    std::map<std::string, int> found;
    for (const auto& issue : result.issues) {
        if (grave(issue)) {
            ++found[issue.reason + " " + issue.layer];
        }
    }
    for (const auto& [what, count] : found) {
        FAIL_CHECK(what << ": " << count);
    }
}

TEST_CASE("Each rule finds what was planted for it and nothing else") {
    const auto made = kerb::synth::make_sample_city({.faults = true});
    auto faults = planted(made.truth);
    const auto result = checked(made.city);
    std::map<std::string, Keys> found;
    for (const auto& issue : result.issues) {
        found[issue.reason].emplace(issue.layer, issue.key);
    }
    for (const auto& outcome : result.outcomes) {
        if (!outcome.not_run.empty() || outcome.rule.starts_with("read.") || outcome.rule.starts_with("asset.")) {
            continue; // what is found while reading is seen in the file
        }
        INFO(outcome.rule);
        CHECK(faults[outcome.rule] == found[outcome.rule]);
    }
}
