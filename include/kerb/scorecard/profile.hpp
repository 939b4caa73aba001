// What does a profile ask of a city: which indicators, by which operator, held against which numbers?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/schema.hpp>

namespace kerb::scorecard {

/// Where a number comes from. What is unverified is footnoted, and refused where only what has a source may count.
enum class Standing : std::uint8_t { official, found, secondary, own, unverified };

/// Which way is better; `neither` for a figure that is only told.
enum class Better : std::uint8_t { high, low, neither };

/// The closed set of ways to compute an indicator. A profile chooses one and gives it layers, conditions and lengths;
/// it holds no script, so an auditor can read it.
enum class Operator : std::uint8_t {
    length_density,   ///< length of lines by ground, km/km²
    area_ratio,       ///< ground of areas by ground
    area_per_capita,  ///< ground of areas by people, m²
    count_density,    ///< assets by ground, 1/km²
    count_per_capita, ///< assets by 10,000 people
    cover_by_radius,  ///< share of ground or people within reach, as the crow flies or along the streets
    lit_length,       ///< share of the roads' length within reach of lamps
    spacing_gap,      ///< length of lines farther from assets than their class allows, or how often
    ratio_k_n,        ///< of those that a selection holds for, how many another holds for
    sum_ratio,        ///< the sum of one field by the sum of another: m³ dredged by m³ planned
    length_ratio,     ///< of the length of lines that a selection holds for, how much another holds for
    attr_complete,    ///< share of assets whose fields are filled
    predicate_count,  ///< how many of one layer lie in, or near, those of another
    state_change,     ///< how many of a register's entries came into a state, and how many fell back
    on_time,          ///< share that was done by when it was due, by a calendar
    lit_rate,         ///< share of lamps that are lit, with its interval
    dead_ends,        ///< ends of streets that lead nowhere
    pipe_capacity,    ///< share of the conduits' length that carries its storm
    sink_depth,       ///< length of roads under water deeper than a limit
    light_level       ///< share of sections of roads whose class of lighting is met
};

/// A field and what it may be. Coded values are the inventory's own codes. A record that is silent is neither in nor
/// out, and counts as incomplete; but it is none of the values that a negated condition names.
struct Condition {
    std::string field;
    std::vector<std::string> values;   ///< any of them; empty: the numbers decide
    std::optional<double> least, most; ///< closed
    bool filled = false;               ///< it must say something
    bool negated = false;              ///< holds for what does not
    friend bool operator==(const Condition&, const Condition&) = default;
};

/// Assets of one layer for which all conditions hold. Only what stands counts (status built, in service, or not told),
/// where no condition is about the status.
struct Selection {
    std::string layer; ///< of the inventory, `roads`
    std::vector<Condition> where;
    friend bool operator==(const Selection&, const Selection&) = default;
};

/// A radius, for assets of at least so many square metres.
struct Radius {
    double from_m2 = 0, reach_m = 0;
    friend bool operator==(const Radius&, const Radius&) = default;
};

/// What an operator is given beside its selections. Which of them it takes is in `docs/profiles.md`; the others are
/// refused by the linter.
struct Parameters {
    std::vector<Radius> radius;
    bool along_streets = false; ///< cover_by_radius: by the network, else as the crow flies
    bool of_people = false;     ///< cover_by_radius: people served, else ground
    std::optional<double>
        within_m;                  ///< predicate_count: near instead of in; lit_length: reach; spacing_gap: on the line
    std::optional<double> limit_m; ///< spacing_gap, sink_depth: the limit
    std::vector<std::pair<std::string, double>> limit_of_class; ///< the same by class of road
    std::vector<std::string> fields;                            ///< attr_complete
    std::string field, other_field;                             ///< sum_ratio: numerator and denominator
    std::vector<std::string> from, to;                          ///< state_change: states
    std::vector<std::string> required;           ///< state_change: fields without which the new state does not count
    std::string due_field, done_field, calendar; ///< on_time
    std::optional<double> hours;                 ///< on_time: allowed, where no due time is recorded
    std::optional<double> return_period_a;       ///< pipe_capacity: of the storm, in years
    std::string standard;                        ///< light_level: whose classes, `cjj45` or `en13201`
    std::string cluster_field;                   ///< ratio_k_n, lit_rate: what hangs together
    bool interval = false;                       ///< ratio_k_n: the n are a sample, so tell how sure it is
    std::string width_field;       ///< area_ratio, area_per_capita: how wide lines and points are (crowns of trees)
    std::optional<double> width_m; ///< the same where the record is silent; none: such assets are left out
    std::int64_t at_least = 1;     ///< cover_by_radius of people, straight: so many within reach (three trees)
    bool reversed = false;         ///< predicate_count, sink_depth: those for which it does not hold
    std::string zone_kind;         ///< the ground that counts, e.g. `built_up`; empty: the zones' own
    friend bool operator==(const Parameters&, const Parameters&) = default;
};

/// A number to be held against; for one group of zones or assets (`arterial`, `large_city`), or for all.
struct Threshold {
    std::string group;
    double value = 0;
    friend bool operator==(const Threshold&, const Threshold&) = default;
};

/// Points for a value: `full` from `at` on, `minus` less for every `step` that it is worse (begun steps count), never
/// below `floor`. Without a step it is all or nothing.
struct Scoring {
    double full = 1, at = 0;
    std::optional<double> step;
    double minus = 0, floor = 0;
    friend bool operator==(const Scoring&, const Scoring&) = default;
};

/// One indicator. Its values are in `unit`: shares are stored as shares and shown as `%`. So are thresholds and scoring
/// (0.98), though a profile writes them as people do (98).
struct Indicator {
    std::string id; ///< `green.park_cover@GB55014`; what stands before `@` is the measure, the rest its standard
    Label name;
    Label explanation, method, data_source, reference, scoring_text; ///< 解释 计算方法 数据来源 参考值 计分方式
    std::string unit, group; ///< `group`: the part of the score sheet that it belongs to
    Better better = Better::high;
    Operator op = Operator::ratio_k_n;
    std::vector<Selection> numerator, denominator;
    Parameters parameters;
    std::vector<Threshold> thresholds;
    std::optional<Scoring> scoring;
    double weight = 1;
    bool veto = false; ///< a zone that gets no full points here has no score at all
    std::string source;
    Standing standing = Standing::unverified;
    std::int64_t smallest_n = 0; ///< with fewer a zone is flagged, and not ranked by it

    [[nodiscard]] std::string_view measure() const;
};

/// A weighted part of a score sheet that comes from elsewhere: a department, a third party, 12345, experts, media.
struct ExternalPart {
    std::string id;
    Label name;
    double weight = 0, full = 100;
    std::string source; ///< of its weight
    Standing standing = Standing::unverified;
};

struct Profile {
    std::string id, version;
    Label name, note;
    std::vector<Indicator> indicators; ///< in the order of the file; ids are unique
    std::vector<ExternalPart> external;
    std::vector<std::string> zone_kinds; ///< that are scored: the first kind that the inventory has
    std::string sha256;                  ///< of its text and of what was laid over it
    std::vector<std::string> overrides;  ///< why a local file differs, one for each change

    [[nodiscard]] const Indicator* find(std::string_view wanted) const;
};

/// What of an operator a profile may give, for the linter and for people.
struct OperatorForm {
    Operator op;
    const char* name;
    std::vector<std::string> units; ///< of its value
    /// Keys of parameters; those that it cannot do without begin with `*`, of those with `+` one is needed.
    std::vector<std::string> parameters;
    int numerators = 0, denominators = 0; ///< selections: 0 none, 1 one, 2 at least one
};
/// In the order of Operator.
[[nodiscard]] const std::vector<OperatorForm>& operator_forms();
[[nodiscard]] const OperatorForm& form_of(Operator op);
[[nodiscard]] const char* name_of(Standing standing);
[[nodiscard]] const char* name_of(Better better);

/// Reads a profile. An unknown key, operator, layer, field, code or unit is refused with its place. \param name names
/// the source in messages \param over text of a local file: `[override]` with `profile`, `why`, and `[[indicator]]`
/// tables of which each changes one by its id and says `why` (it is then of standing `own` unless it says another);
/// empty: none \throws SourceError.
[[nodiscard]] Profile read_profile(std::string_view text, std::string_view name, std::string_view over = {},
                                   std::string_view over_name = {});

/// Ids of the profiles that kerb brings, sorted.
[[nodiscard]] std::vector<std::string> builtin_profiles();

/// What is odd in a profile that can be read: unverified numbers, missing fields of the record, weights that do not add
/// up, scores that nothing can reach. Ordered by indicator.
[[nodiscard]] std::vector<Issue> lint(const Profile& profile);

} // namespace kerb::scorecard
