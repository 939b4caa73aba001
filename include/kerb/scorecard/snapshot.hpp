// What was a score sheet made of, so that it can be compared with, and made again?
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/scorecard/score.hpp>

namespace kerb::scorecard {

/// Where the numbers come from.
struct SnapshotSource {
    std::string taken_on; ///< the day, or moment, as of which they hold
    std::string input, input_sha256;
    std::string code_version, frame;
    /// What else they depend on, by name: hashes of terrain and marks, the storm; sorted.
    std::vector<std::pair<std::string, std::string>> settings;
    friend bool operator==(const SnapshotSource&, const SnapshotSource&) = default;
};

/// An indicator, or a part from elsewhere, as it was defined then.
struct SnapshotItem {
    std::string id;
    bool part = false;
    Label name;
    std::string unit, definition_sha256, rule_sha256; ///< how it is measured, and what it is worth
};

/// A score sheet with all that it stands on.
struct Snapshot {
    std::string id; ///< made of the hashes: the same for the same numbers
    std::string profile, profile_version, profile_sha256;
    SnapshotSource source;
    std::vector<SnapshotItem> items;          ///< indicators in the profile's order, then parts
    std::vector<std::string> boundary_sha256; ///< of each zone
    MeasuredCity city;
    ScoreSheet sheet;
    std::vector<ExternalMark> marks;
};

/// \param areas boundaries of the zones, in the frame that the source names \pre sizes fit \par Complexity linear in
/// values and boundaries, but for sorting
[[nodiscard]] Snapshot make_snapshot(const Profile& profile, const MeasuredCity& city,
                                     const std::vector<MultiPolygon>& areas, const ScoreSheet& sheet,
                                     const std::vector<ExternalMark>& marks, const SnapshotSource& source);

/// Names of the tables of a snapshot: `kerb_snapshot`, `kerb_snapshot_item`, `kerb_snapshot_zone`, `kerb_result`.
[[nodiscard]] const std::vector<std::string>& snapshot_table_names();
/// The snapshot as tables without places, in that order. The city's own rows have an empty zone. Numbers are kept to
/// the last bit.
[[nodiscard]] std::vector<FeatureTable> snapshot_tables(const Snapshot& snapshot);
/// The way back; what moved the scores is not kept. \throws SourceError naming the table or column that is missing
[[nodiscard]] Snapshot read_snapshot(const std::vector<FeatureTable>& tables, const std::string& name);

/// What may make two snapshots measure different things.
enum class Difference : std::uint8_t {
    zone_kind, ///< streets then, districts now
    frame,     ///< boundaries cannot be compared
    zone_new,
    zone_gone,
    boundary,
    item_new,
    item_gone,
    definition, ///< an indicator is measured in another way
    rule,       ///< it is worth something else
    settings,   ///< another storm
    code        ///< another version of kerb: told, and no obstacle
};

struct SnapshotDifference {
    Difference what = Difference::code;
    std::string id, then, now; ///< of the zone or item
    friend bool operator==(const SnapshotDifference&, const SnapshotDifference&) = default;
};

/// In the order of Difference, then by id. \par Complexity O(n log n)
[[nodiscard]] std::vector<SnapshotDifference> differences(const Snapshot& then, const Snapshot& now);

/// The earlier sheet with the zones of today, in their order; zones that are new have no score there.
[[nodiscard]] ScoreSheet sheet_for(const Snapshot& then, const std::vector<std::string>& zones);

/// A number that is not the same to the last bit.
struct Unequal {
    std::string zone, item, field; ///< empty zone: the city; empty item: the sheet
    std::string then, now;
    friend bool operator==(const Unequal&, const Unequal&) = default;
};

/// All numbers of the two snapshots that differ, by zone and item.
[[nodiscard]] std::vector<Unequal> unequal(const Snapshot& then, const Snapshot& now);

} // namespace kerb::scorecard
