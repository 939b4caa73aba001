// Profiles as documents: what there is, what one asks, and what is odd in it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <kerb/base/issue.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::report {

/// `98 %`, `8 km/km²`, `3 /km²`: a value in a unit of a profile, as people write it.
[[nodiscard]] std::string unit_value_text(std::string_view unit, double value);

/// Indicators with a number that is unverified.
[[nodiscard]] std::int64_t unverified_count(const scorecard::Profile& profile);

/// docs/schema/profile-list.schema.json
[[nodiscard]] std::string profiles_json(std::span<const scorecard::Profile> profiles);
[[nodiscard]] std::string profiles_csv(std::span<const scorecard::Profile> profiles, Language language);

/// docs/schema/profile-show.schema.json
[[nodiscard]] std::string profile_json(const scorecard::Profile& profile);
[[nodiscard]] std::string profile_csv(const scorecard::Profile& profile, Language language);

/// docs/schema/profile-lint.schema.json; texts in `language`
[[nodiscard]] std::string lint_json(const scorecard::Profile& profile, std::span<const Issue> findings,
                                    Language language);
[[nodiscard]] std::string lint_csv(std::span<const Issue> findings, Language language);

} // namespace kerb::report
