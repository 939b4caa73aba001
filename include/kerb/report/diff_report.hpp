// What differs between two inventories of a city, as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/coverage/change_along_lines.hpp>
#include <kerb/inventory/diff.hpp>

namespace kerb::report {

/// How many assets are what on both dates, over all classes or of one.
struct DiffCounts {
    std::int64_t before = 0, now = 0, same = 0, changed = 0, moved = 0, moved_and_changed = 0, removed = 0, added = 0;

    DiffCounts& operator+=(const DiffCounts& other);
};
[[nodiscard]] DiffCounts counts_of(const ClassDiff& part);
[[nodiscard]] DiffCounts counts_of(const InventoryDiff& found);

/// How often each field changed in a class, the most frequent first, then by name.
[[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> changed_fields(const ClassDiff& part);

/// Ground (m of lines, m² of areas) of the assets that stand, wherever their records come from: what lies on ground of
/// the other date, and what does not. now = fresh + kept_now, before = gone + kept_before.
struct GroundChange {
    std::string group; ///< empty: none said
    double before = 0, now = 0;
    double fresh = 0;                     ///< of now, where nothing of the class was before
    double gone = 0;                      ///< of before, where nothing of the class is now
    double kept_before = 0, kept_now = 0; ///< the rest of each
    double improved = 0;                  ///< of kept_now, that of assets whose fields changed 提升
};

struct GroundSum {
    std::string layer;
    Shape shape = Shape::line;
    double within_m = 0; ///< a line this near to one of the other date is on its ground
    GroundChange all;
    std::vector<GroundChange> groups; ///< by code
    std::int64_t left_out = 0;        ///< areas of both dates that are not valid
};

/// A figure of an audit on both dates.
struct DiffIndicator {
    std::string id, title_en, title_zh;
    std::string unit;  ///< `share` or `km/km2`
    std::string parts; ///< what k and N count: `m`, `m2`, `m_m2` (m of m²), `people`, `buildings` or `assets`
    struct Figure {
        std::optional<double> value, k, n; ///< value = k / n
    };
    Figure before, now;
    std::string not_comparable; ///< a code that says why (`zones`, `ground`, `basis`), else empty
};

/// Stretches of road that lamps light now and did not before, and the other way round.
struct LitChange {
    coverage::ChangeAlongLinesResult result;
    std::vector<std::string> road; ///< key of each line
    std::vector<std::string> part; ///< what each line is: `continued`, `new` or `removed`
};

/// All that a report stands on; nothing is copied.
struct DiffFound {
    const Inventory& before;
    const Inventory& now;
    const InventoryDiff& diff;
    DiffOptions options;
    std::span<const GroundSum> ground;
    std::span<const DiffIndicator> indicators;
    const LitChange* lit = nullptr; ///< nullptr: not measured
};

/// `{"within_m","moved_m","counts":{…},"classes":[…],"asset_count","assets":[…],"ground":[…],"lit":{…}|null,
/// "indicators":[…],"left_out":[…]}`. \param top at most so many assets and stretches (0: all); counts are of all.
[[nodiscard]] std::string diff_json(const DiffFound& found, std::size_t top = 0);

/// A row for each asset that differs: `layer,what,key,key_before,paired_by,moved_m,x,y,changes`; what is `added`,
/// `removed`, `moved`, `changed` or `moved+changed`.
[[nodiscard]] std::string diff_csv(const DiffFound& found);

/// An asset that differs, in the order of the reports: by class; removed, added, moved, changed.
struct DiffItem {
    const ClassDiff* part = nullptr;
    std::string what, key, key_before;
    std::optional<Point> place; ///< as it is now; of what was removed, as it was
    const AssetPair* pair = nullptr;
};
[[nodiscard]] std::vector<DiffItem> diff_items(const DiffFound& found);

/// `width_m: 7 → 9; surface: – → asphalt`
[[nodiscard]] std::string changes_text(const AssetPair& pair);

} // namespace kerb::report
