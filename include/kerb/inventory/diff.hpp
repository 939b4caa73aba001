// Two inventories of a city, from two dates: which assets are new, gone, moved or changed?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

struct DiffOptions {
    Metres within = Metres{2};  ///< assets without a common key are one when they lie this near to each other
    Metres moved = Metres{0.5}; ///< a pair whose places differ by more has moved
    bool by_key = true;         ///< false: keys are not to be trusted, only places are
    /// Layers to compare (`roads`; other assets by the name of their class); empty: all but records of what happened
    /// (cases, events, readings, inspections, milestones).
    std::vector<std::string> only;
    std::vector<std::string> ignore; ///< fields that are not compared
    bool extra = false;              ///< compare the fields that no mapping names, too (`extra.NAME`)
    Threads threads = Threads{0};
};

/// By what two records were taken for one asset.
enum class PairedBy : std::uint8_t {
    key,    ///< the same key, which no other asset of the class has on either date
    place,  ///< the same place
    content ///< records without a place that say the same
};

struct FieldChange {
    std::string field, before, now; ///< values as texts (`yes`, `no`), empty: says nothing
    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// An asset that stands in both inventories; positions in the list of its class.
struct AssetPair {
    std::uint32_t before = 0, now = 0;
    PairedBy by = PairedBy::key;
    /// How far its place moved, to 0.1 mm: of points their distance, of lines and borders of areas the greatest
    /// distance from a point of either to the nearest of the other (Hausdorff). Where one is drawn as a point, a line
    /// or an area and the other is not, how far the lesser's corners lie off the other. None without two places.
    std::optional<double> distance_m;
    bool moved = false;
    std::vector<FieldChange> changes; ///< in the order of the class's fields; `geometry` when it is drawn otherwise

    [[nodiscard]] bool same() const { return !moved && changes.empty(); }
    friend bool operator==(const AssetPair&, const AssetPair&) = default;
};

/// Length (m) or area (m²) of the assets that stand, that is, are neither planned nor removed by their status.
/// before = removed + kept_before and now = added + kept_now, before rounding to doubles.
struct SizeChange {
    std::string group; ///< code of a field such as `road_class` on the date in question; empty: none said
    double before = 0, now = 0;
    double added = 0;                     ///< of assets that did not stand before
    double removed = 0;                   ///< of assets that stand no more
    double kept_before = 0, kept_now = 0; ///< of assets that stand on both dates
    double changed_now = 0;               ///< of kept_now, that of assets whose fields changed
    friend bool operator==(const SizeChange&, const SizeChange&) = default;
};

struct ClassSizes {
    Shape shape = Shape::line; ///< or polygon
    SizeChange all;
    std::string field;              ///< by which groups are told; empty: none
    std::vector<SizeChange> groups; ///< by code
    friend bool operator==(const ClassSizes&, const ClassSizes&) = default;
};

/// One class of assets on both dates. before = same + changed + moved + removed; now = same + changed + moved + added.
struct ClassDiff {
    std::string class_name, layer;
    std::size_t list = 0; ///< position of its list in for_each_class()
    std::int64_t before_count = 0, now_count = 0;
    std::int64_t same = 0, changed = 0, moved = 0;
    std::int64_t moved_and_changed = 0; ///< of `moved`
    std::int64_t ambiguous_keys = 0;    ///< keys that several assets have on a date: paired by place
    std::int64_t without_key = 0;       ///< assets of both dates that have none of their own: paired by place
    /// Pairs whose keys differ, where these are most of the pairs that have two: the class was numbered anew, which is
    /// no change of its assets. 0 where keys go on; a pair whose keys differ has changed then.
    std::int64_t renumbered = 0;
    std::vector<AssetPair> pairs;              ///< by the key before, then by what they say
    std::vector<std::uint32_t> removed, added; ///< positions before and now; in that order, too
    std::vector<ClassSizes> sizes;
    friend bool operator==(const ClassDiff&, const ClassDiff&) = default;
};

struct InventoryDiff {
    std::vector<ClassDiff> classes;    ///< those that have assets on either date, in the order of for_each_class()
    std::vector<std::string> left_out; ///< layers with rows that were not compared
};

/// Compares two inventories in one frame. Assets of a class are one
/// 1. when they have the same key, and nobody else in the class has it on either date. Keys that an import gave for
///    want of one (`road-17`) name a row, not an asset, and count as none;
/// 2. else by their places, the likest pair first (the pairs of mutual nearest, taken out one after the other): points
///    within `within`; lines of which at least half of each runs within `within` of the other, the greatest shared part
///    first; areas that share at least half of the ground they take up together, the greatest share first; then areas
///    whose centres lie within `within` and of which neither is more than twice the other. Zones and duties only with
///    their kind;
/// 3. else, where neither has a place, by what they say.
/// Of two equal distances that of records which say the same goes first, then that of the lowest key. A key is a field
/// like others where a pair was found by place and both have one, unless the class was numbered anew.
///
/// The same for any number of threads and any order of rows (positions apart); diff(b, a) is the mirror of diff(a, b),
/// and diff(a, a) has no difference. Places that are not finite, or not valid, only count for what their keys say.
/// \throws UsageError when the frames differ, Cancelled. \par Complexity O(n log n) and the pairs near each other.
[[nodiscard]] InventoryDiff diff(const Inventory& before, const Inventory& now, const DiffOptions& options,
                                 const Progress& progress = {});

/// The record of an asset of one date: `diff_record(before, part, part.removed[0])`.
[[nodiscard]] const Attributes& diff_record(const Inventory& city, const ClassDiff& part, std::uint32_t position);

/// Where an asset of one date is: its point, else the middle of its box. None without a place.
[[nodiscard]] std::optional<Point> diff_place(const Inventory& city, const ClassDiff& part, std::uint32_t position);

/// Layers of what differs, by shape, those without rows left out: `diff_added`, `diff_removed` and `diff_changed` (the
/// place as it is now) of points, then `diff_moved`, a line for each asset that moved, from where it was to where it is
/// (of lines and areas: where they moved most), then the others again with the suffixes `__lines`, `__areas` and, for
/// what has no place, `__rows`. What moved and changed is in both layers.
[[nodiscard]] std::vector<FeatureTable> diff_tables(const Inventory& before, const Inventory& now,
                                                    const InventoryDiff& found);

} // namespace kerb
