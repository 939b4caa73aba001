// From the tables of a snapshot back to what they hold.
#include <algorithm>
#include <map>
#include <utility>

#include <kerb/base/error.hpp>
#include <kerb/scorecard/snapshot.hpp>

namespace kerb::scorecard {
namespace {

/// One of the tables, by the names of its columns.
class Reader {
public:
    Reader(const std::vector<FeatureTable>& tables, const std::string& name, std::string file)
        : file_(std::move(file)) {
        const auto it = std::find_if(tables.begin(), tables.end(), [&](const auto& one) { return one.name == name; });
        if (it == tables.end()) {
            refuse(name);
        }
        table_ = &*it;
    }
    [[nodiscard]] std::size_t size() const { return table_->size(); }
    [[nodiscard]] std::string text(const char* name, std::size_t row) const { return column(name).text_at(row); }
    [[nodiscard]] std::optional<double> number(const char* name, std::size_t row) const {
        return column(name).number_at(row);
    }
    [[nodiscard]] double sure(const char* name, std::size_t row) const { return number(name, row).value_or(0); }
    [[nodiscard]] bool flag(const char* name, std::size_t row) const { return sure(name, row) != 0; }
    [[nodiscard]] std::optional<std::int64_t> whole(const char* name, std::size_t row) const {
        const auto value = number(name, row);
        return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
    }
    [[noreturn]] void refuse(const std::string& lacks) const {
        throw SourceError({"score.no_snapshot", {{"file", file_}, {"name", lacks}}});
    }

private:
    [[nodiscard]] const Column& column(const char* name) const {
        const auto* found = table_->find(name);
        if (found == nullptr) {
            refuse(table_->name + "." + name);
        }
        return *found;
    }
    std::string file_;
    const FeatureTable* table_ = nullptr;
};

void read_settings(const std::string& text, SnapshotSource& source) {
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        const auto line = text.substr(from, end - from);
        if (const auto sign = line.find('='); sign != std::string::npos) {
            source.settings.emplace_back(line.substr(0, sign), line.substr(sign + 1));
        }
        from = end + 1;
    }
}

void read_head(const Reader& head, Snapshot& snapshot) {
    if (head.size() != 1) {
        head.refuse("kerb_snapshot");
    }
    snapshot.id = head.text("snapshot_id", 0);
    snapshot.profile = head.text("profile", 0);
    snapshot.profile_version = head.text("profile_version", 0);
    snapshot.profile_sha256 = head.text("profile_sha256", 0);
    auto& source = snapshot.source;
    source.taken_on = head.text("taken_on", 0);
    source.input = head.text("input", 0);
    source.input_sha256 = head.text("input_sha256", 0);
    source.code_version = head.text("code_version", 0);
    source.frame = head.text("frame", 0);
    read_settings(head.text("settings", 0), source);
    snapshot.city.zone_kind = head.text("zone_kind", 0);
    snapshot.sheet.full = head.sure("full_points", 0);
}

void read_zones(const Reader& rows, Snapshot& snapshot) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
        ZoneScore zone;
        zone.zone = rows.text("zone_uid", r);
        zone.score = rows.number("score", r);
        zone.points = rows.sure("points", r);
        zone.possible = rows.sure("possible", r);
        zone.completeness = rows.sure("completeness", r);
        zone.rank = rows.whole("rank", r);
        if (const auto best = rows.whole("rank_best", r), worst = rows.whole("rank_worst", r); best && worst) {
            zone.rank_interval = {*best, *worst};
        }
        zone.vetoed = rows.flag("vetoed", r);
        zone.small_n = rows.flag("small_n", r);
        if (zone.zone.empty()) {
            snapshot.sheet.all = std::move(zone);
            continue;
        }
        snapshot.city.zone_keys.push_back(zone.zone);
        snapshot.city.zone_names.push_back(rows.text("name", r));
        snapshot.boundary_sha256.push_back(rows.text("boundary_sha256", r));
        snapshot.sheet.zones.push_back(std::move(zone));
    }
}

void read_items(const Reader& rows, Snapshot& snapshot) {
    const auto zones = snapshot.city.zone_keys.size();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        SnapshotItem item{rows.text("indicator", r),
                          rows.flag("external", r),
                          Label{rows.text("name_en", r), rows.text("name_zh", r)},
                          rows.text("unit", r),
                          rows.text("definition_sha256", r),
                          rows.text("rule_sha256", r)};
        if (item.part) {
            snapshot.sheet.parts.push_back(item.id);
        } else {
            snapshot.sheet.indicators.push_back(item.id);
            auto& measured = snapshot.city.indicators.emplace_back();
            measured.indicator = item.id;
            measured.method = rows.text("method", r);
            measured.zones.resize(zones);
        }
        snapshot.items.push_back(std::move(item));
    }
    const auto size_up = [&](ZoneScore& zone) {
        zone.of_indicator.resize(snapshot.sheet.indicators.size());
        zone.of_part.resize(snapshot.sheet.parts.size());
    };
    std::for_each(snapshot.sheet.zones.begin(), snapshot.sheet.zones.end(), size_up);
    size_up(snapshot.sheet.all);
}

PointsGiven points_at(const Reader& rows, std::size_t r) {
    PointsGiven points;
    points.points = rows.number("points", r);
    points.possible = rows.sure("possible", r);
    points.rank = rows.whole("rank", r);
    points.small_n = rows.flag("small_n", r);
    points.vetoed = rows.flag("vetoed", r);
    points.unverified = rows.flag("unverified", r);
    return points;
}

Value value_at(const Reader& rows, std::size_t r) {
    Value value;
    value.k = rows.sure("k", r);
    value.n = rows.sure("n", r);
    value.value = rows.number("value", r);
    value.low = rows.number("lo", r);
    value.high = rows.number("hi", r);
    value.completeness = rows.sure("completeness", r);
    return value;
}

using Places = std::map<std::string, std::size_t>;

Places places_of(const std::vector<std::string>& names) {
    Places places;
    for (std::size_t i = 0; i < names.size(); ++i) {
        places.emplace(names[i], i);
    }
    return places;
}

void read_results(const Reader& rows, Snapshot& snapshot) {
    const auto zones = places_of(snapshot.city.zone_keys), indicators = places_of(snapshot.sheet.indicators),
               parts = places_of(snapshot.sheet.parts);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto item = rows.text("indicator", r), key = rows.text("zone_uid", r);
        const auto zone = zones.find(key);
        if (!key.empty() && zone == zones.end()) {
            rows.refuse("kerb_snapshot_zone: " + key);
        }
        auto& score = key.empty() ? snapshot.sheet.all : snapshot.sheet.zones[zone->second];
        if (const auto i = indicators.find(item); i != indicators.end()) {
            auto& measured = snapshot.city.indicators[i->second];
            (key.empty() ? measured.all : measured.zones[zone->second]) = value_at(rows, r);
            score.of_indicator[i->second] = points_at(rows, r);
        } else if (const auto p = parts.find(item); p != parts.end()) {
            score.of_part[p->second] = points_at(rows, r);
            if (const auto mark = rows.number("value", r)) {
                snapshot.marks.push_back({item, key, *mark});
            }
        } else {
            rows.refuse("kerb_snapshot_item: " + item);
        }
    }
}

} // namespace

Snapshot read_snapshot(const std::vector<FeatureTable>& tables, const std::string& name) {
    Snapshot snapshot;
    const auto reader = [&](std::size_t i) { return Reader(tables, snapshot_table_names()[i], name); };
    read_head(reader(0), snapshot);
    read_zones(reader(2), snapshot);
    read_items(reader(1), snapshot);
    read_results(reader(3), snapshot);
    return snapshot;
}

} // namespace kerb::scorecard
