#include <kerb/scorecard/snapshot.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>

#include <kerb/base/sha256.hpp>

#include "fingerprint.hpp"

namespace kerb::scorecard {
namespace {

/// A table without places that is filled row by row.
class Rows {
public:
    Rows(const std::string& name, const std::vector<std::pair<const char*, ColumnType>>& columns) {
        table_.name = name;
        for (const auto& [column, type] : columns) {
            table_.add(column, type);
        }
    }
    void add(std::vector<CellValue> cells) {
        table_.rows.push_back(static_cast<std::int64_t>(table_.rows.size()) + 1);
        for (std::size_t c = 0; c < cells.size(); ++c) {
            table_.columns[c].push(std::move(cells[c]));
        }
    }
    [[nodiscard]] FeatureTable take() { return std::move(table_); }

private:
    FeatureTable table_;
};

template <class Number>
CellValue cell(const std::optional<Number>& value) {
    return value ? CellValue(*value) : CellValue();
}

CellValue flag(bool value) {
    return std::int64_t{value};
}

std::string settings_text(const SnapshotSource& source) {
    std::string text;
    for (const auto& [name, value] : source.settings) {
        text += name + "=" + value + "\n";
    }
    return text;
}

/// 16 digits of the hash of all that the numbers depend on.
std::string id_of(const Snapshot& snapshot) {
    auto text = snapshot.profile_sha256 + "\n" + snapshot.source.input_sha256 + "\n" + snapshot.source.taken_on + "\n" +
                snapshot.source.code_version + "\n" + settings_text(snapshot.source);
    for (const auto& mark : snapshot.marks) {
        Column value("value", ColumnType::real);
        value.push(mark.value);
        text += mark.part + "\n" + mark.zone + "\n" + value.text_at(0) + "\n";
    }
    return sha256_text(text).substr(0, 16);
}

std::vector<SnapshotItem> items_of(const Profile& profile) {
    std::vector<SnapshotItem> items;
    for (const auto& one : profile.indicators) {
        items.push_back(
            {one.id, false, one.name, one.unit, sha256_text(definition_text(one)), sha256_text(rule_text(one))});
    }
    for (const auto& part : profile.external) {
        items.push_back({part.id, true, part.name, "", "", sha256_text(rule_text(part))});
    }
    return items;
}

FeatureTable head_table(const Snapshot& snapshot) {
    using enum ColumnType;
    Rows rows("kerb_snapshot", {{"snapshot_id", text},
                                {"taken_on", text},
                                {"profile", text},
                                {"profile_version", text},
                                {"profile_sha256", text},
                                {"input", text},
                                {"input_sha256", text},
                                {"code_version", text},
                                {"frame", text},
                                {"zone_kind", text},
                                {"settings", text},
                                {"full_points", real}});
    const auto& source = snapshot.source;
    rows.add({snapshot.id, source.taken_on, snapshot.profile, snapshot.profile_version, snapshot.profile_sha256,
              source.input, source.input_sha256, source.code_version, source.frame, snapshot.city.zone_kind,
              settings_text(source), snapshot.sheet.full});
    return rows.take();
}

FeatureTable item_table(const Snapshot& snapshot) {
    using enum ColumnType;
    Rows rows("kerb_snapshot_item", {{"snapshot_id", text},
                                     {"indicator", text},
                                     {"external", boolean},
                                     {"name_zh", text},
                                     {"name_en", text},
                                     {"unit", text},
                                     {"definition_sha256", text},
                                     {"rule_sha256", text},
                                     {"method", text},
                                     {"missing", text}});
    for (std::size_t i = 0; i < snapshot.items.size(); ++i) {
        const auto& item = snapshot.items[i];
        const auto* measured = item.part ? nullptr : &snapshot.city.indicators[i];
        rows.add({snapshot.id, item.id, flag(item.part), item.name.zh, item.name.en, item.unit, item.definition_sha256,
                  item.rule_sha256, measured != nullptr ? measured->method : std::string("marks"),
                  measured != nullptr && measured->missing ? render(*measured->missing, Language::en) : std::string()});
    }
    return rows.take();
}

FeatureTable zone_table(const Snapshot& snapshot) {
    using enum ColumnType;
    Rows rows("kerb_snapshot_zone", {{"snapshot_id", text},
                                     {"zone_uid", text},
                                     {"name", text},
                                     {"boundary_sha256", text},
                                     {"score", real},
                                     {"points", real},
                                     {"possible", real},
                                     {"completeness", real},
                                     {"rank", integer},
                                     {"rank_best", integer},
                                     {"rank_worst", integer},
                                     {"vetoed", boolean},
                                     {"small_n", boolean}});
    const auto add = [&](const ZoneScore& zone, const std::string& name, const std::string& boundary) {
        const auto& between = zone.rank_interval;
        rows.add({snapshot.id, zone.zone, name, boundary, cell(zone.score), zone.points, zone.possible,
                  zone.completeness, cell(zone.rank), between ? CellValue(between->first) : CellValue(),
                  between ? CellValue(between->second) : CellValue(), flag(zone.vetoed), flag(zone.small_n)});
    };
    for (std::size_t z = 0; z < snapshot.sheet.zones.size(); ++z) {
        add(snapshot.sheet.zones[z], snapshot.city.zone_names[z], snapshot.boundary_sha256[z]);
    }
    add(snapshot.sheet.all, "", "");
    return rows.take();
}

std::vector<CellValue> result_row(const Snapshot& snapshot, const std::string& item, const std::string& zone,
                                  const Value& value, const std::string& method, const PointsGiven& points) {
    return {snapshot.id,
            item,
            zone,
            value.k,
            value.n,
            cell(value.value),
            cell(value.low),
            cell(value.high),
            value.completeness,
            method,
            cell(points.points),
            points.possible,
            cell(points.rank),
            flag(points.small_n),
            flag(points.vetoed),
            flag(points.unverified)};
}

/// What was given for a part, as a value of its full marks.
Value marked(const Snapshot& snapshot, const std::string& part, const std::string& zone, const PointsGiven& points) {
    Value value;
    value.completeness = points.points ? 1 : 0;
    for (const auto& mark : snapshot.marks) {
        if (mark.part == part && mark.zone == zone) {
            value.value = value.k = mark.value;
        }
    }
    return value;
}

FeatureTable result_table(const Snapshot& snapshot) {
    using enum ColumnType;
    Rows rows("kerb_result", {{"snapshot_id", text},
                              {"indicator", text},
                              {"zone_uid", text},
                              {"k", real},
                              {"n", real},
                              {"value", real},
                              {"lo", real},
                              {"hi", real},
                              {"completeness", real},
                              {"method", text},
                              {"points", real},
                              {"possible", real},
                              {"rank", integer},
                              {"small_n", boolean},
                              {"vetoed", boolean},
                              {"unverified", boolean}});
    const auto& sheet = snapshot.sheet;
    for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
        const auto& measured = snapshot.city.indicators[i];
        for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
            rows.add(result_row(snapshot, measured.indicator, sheet.zones[z].zone, measured.zones[z], measured.method,
                                sheet.zones[z].of_indicator[i]));
        }
        rows.add(
            result_row(snapshot, measured.indicator, "", measured.all, measured.method, sheet.all.of_indicator[i]));
    }
    for (std::size_t p = 0; p < sheet.parts.size(); ++p) {
        for (const auto& zone : sheet.zones) {
            const auto& points = zone.of_part[p];
            rows.add(result_row(snapshot, sheet.parts[p], zone.zone,
                                marked(snapshot, sheet.parts[p], zone.zone, points), "marks", points));
        }
    }
    return rows.take();
}

} // namespace

Snapshot make_snapshot(const Profile& profile, const MeasuredCity& city, const std::vector<MultiPolygon>& areas,
                       const ScoreSheet& sheet, const std::vector<ExternalMark>& marks, const SnapshotSource& source) {
    Snapshot snapshot;
    snapshot.profile = profile.id;
    snapshot.profile_version = profile.version;
    snapshot.profile_sha256 = profile.sha256;
    snapshot.source = source;
    std::sort(snapshot.source.settings.begin(), snapshot.source.settings.end());
    snapshot.items = items_of(profile);
    std::transform(areas.begin(), areas.end(), std::back_inserter(snapshot.boundary_sha256),
                   [](const MultiPolygon& area) { return sha256_text(boundary_text(area)); });
    snapshot.city = city;
    snapshot.sheet = sheet;
    snapshot.marks = marks;
    std::sort(snapshot.marks.begin(), snapshot.marks.end(), [](const ExternalMark& a, const ExternalMark& b) {
        return std::tie(a.part, a.zone) < std::tie(b.part, b.zone);
    });
    snapshot.id = id_of(snapshot);
    return snapshot;
}

const std::vector<std::string>& snapshot_table_names() {
    static const std::vector<std::string> names = {"kerb_snapshot", "kerb_snapshot_item", "kerb_snapshot_zone",
                                                   "kerb_result"};
    return names;
}

std::vector<FeatureTable> snapshot_tables(const Snapshot& snapshot) {
    return {head_table(snapshot), item_table(snapshot), zone_table(snapshot), result_table(snapshot)};
}

} // namespace kerb::scorecard
