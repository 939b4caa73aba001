// Do two snapshots measure the same things, and are their numbers the same?
#include <algorithm>
#include <bit>
#include <iterator>
#include <map>

#include <kerb/scorecard/snapshot.hpp>

namespace kerb::scorecard {
namespace {

using Found = std::vector<SnapshotDifference>;

/// Keys of two lists with the hash that each has: who is new, who is gone, who differs.
void compare_keys(const std::map<std::string, std::string>& then, const std::map<std::string, std::string>& now,
                  Difference is_new, Difference is_gone, Difference differs, Found& found) {
    for (const auto& [key, hash] : now) {
        const auto before = then.find(key);
        if (before == then.end()) {
            found.push_back({is_new, key, "", hash});
        } else if (before->second != hash) {
            found.push_back({differs, key, before->second, hash});
        }
    }
    for (const auto& [key, hash] : then) {
        if (!now.contains(key)) {
            found.push_back({is_gone, key, hash, ""});
        }
    }
}

/// \param same boundaries are not told apart
std::map<std::string, std::string> boundaries(const Snapshot& snapshot, bool same) {
    std::map<std::string, std::string> all;
    for (std::size_t z = 0; z < snapshot.city.zone_keys.size(); ++z) {
        all[snapshot.city.zone_keys[z]] = same ? "" : snapshot.boundary_sha256[z];
    }
    return all;
}

std::map<std::string, std::string> hashes(const Snapshot& snapshot, std::string SnapshotItem::*hash) {
    std::map<std::string, std::string> all;
    for (const auto& item : snapshot.items) {
        all[item.id] = item.*hash;
    }
    return all;
}

/// What of the settings makes numbers incomparable: not the day, nor weights, which rules tell of.
std::string settings_text(const SnapshotSource& source) {
    std::string text;
    for (const auto& [name, value] : source.settings) {
        if (name != "as_of" && name != "weights") {
            text += (text.empty() ? "" : ", ") + name + " " + value;
        }
    }
    return text;
}

/// Compares texts and numbers by zone, item and field.
class Numbers {
public:
    void number(const char* field, std::optional<double> then, std::optional<double> now) {
        const auto bits = [](const std::optional<double>& value) {
            return value ? std::optional(std::bit_cast<std::uint64_t>(*value)) : std::nullopt;
        };
        if (bits(then) != bits(now)) {
            found_.push_back({zone_, item_, field, shown(then), shown(now)});
        }
    }
    void whole(const char* field, std::optional<std::int64_t> then, std::optional<std::int64_t> now) {
        const auto real = [](const auto& value) {
            return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
        };
        number(field, real(then), real(now));
    }
    void at(std::string zone, std::string item) {
        zone_ = std::move(zone);
        item_ = std::move(item);
    }
    void missing(bool then) { found_.push_back({zone_, item_, "", then ? "–" : "+", then ? "+" : "–"}); }
    [[nodiscard]] std::vector<Unequal> take() { return std::move(found_); }

private:
    static std::string shown(std::optional<double> value) {
        if (!value) {
            return "–";
        }
        Column column("value", ColumnType::real);
        column.push(*value);
        return column.text_at(0);
    }
    std::string zone_, item_;
    std::vector<Unequal> found_;
};

void compare_points(const PointsGiven& then, const PointsGiven& now, Numbers& numbers) {
    numbers.number("points", then.points, now.points);
    numbers.number("possible", then.possible, now.possible);
    numbers.whole("rank", then.rank, now.rank);
    numbers.whole("small_n", then.small_n, now.small_n);
    numbers.whole("vetoed", then.vetoed, now.vetoed);
}

void compare_values(const Value& then, const Value& now, Numbers& numbers) {
    numbers.number("value", then.value, now.value);
    numbers.number("k", then.k, now.k);
    numbers.number("n", then.n, now.n);
    numbers.number("lo", then.low, now.low);
    numbers.number("hi", then.high, now.high);
    numbers.number("completeness", then.completeness, now.completeness);
}

void compare_sheets(const ZoneScore& then, const ZoneScore& now, Numbers& numbers) {
    numbers.number("score", then.score, now.score);
    numbers.number("points", then.points, now.points);
    numbers.number("possible", then.possible, now.possible);
    numbers.number("completeness", then.completeness, now.completeness);
    numbers.whole("rank", then.rank, now.rank);
    const auto first = [](const ZoneScore& zone) {
        return zone.rank_interval ? std::optional(zone.rank_interval->first) : std::nullopt;
    };
    const auto last = [](const ZoneScore& zone) {
        return zone.rank_interval ? std::optional(zone.rank_interval->second) : std::nullopt;
    };
    numbers.whole("rank_best", first(then), first(now));
    numbers.whole("rank_worst", last(then), last(now));
    numbers.whole("vetoed", then.vetoed, now.vetoed);
    numbers.whole("small_n", then.small_n, now.small_n);
}

/// A snapshot's numbers by zone (the city's key is empty) and item.
struct Recorded {
    std::map<std::string, const ZoneScore*> zones;
    std::map<std::pair<std::string, std::string>, std::pair<const Value*, const PointsGiven*>> items;

    explicit Recorded(const Snapshot& snapshot) {
        const auto& sheet = snapshot.sheet;
        const auto add = [&](const ZoneScore& zone, std::size_t z) {
            zones[zone.zone] = &zone;
            for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
                const auto& measured = snapshot.city.indicators[i];
                items[{zone.zone, sheet.indicators[i]}] = {zone.zone.empty() ? &measured.all : &measured.zones[z],
                                                           &zone.of_indicator[i]};
            }
            for (std::size_t p = 0; !zone.zone.empty() && p < sheet.parts.size(); ++p) {
                items[{zone.zone, sheet.parts[p]}] = {nullptr, &zone.of_part[p]};
            }
        };
        for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
            add(sheet.zones[z], z);
        }
        add(sheet.all, 0);
    }
};

/// Goes through the keys of both maps; \param both is called for those that are in both
template <class Map, class At, class Both>
void walk(const Map& then, const Map& now, Numbers& numbers, const At& at, const Both& both) {
    for (const auto& [key, value] : then) {
        at(key);
        if (const auto other = now.find(key); other != now.end()) {
            both(value, other->second);
        } else {
            numbers.missing(false);
        }
    }
    for (const auto& [key, value] : now) {
        if (!then.contains(key)) {
            at(key);
            numbers.missing(true);
        }
    }
}

} // namespace

std::vector<SnapshotDifference> differences(const Snapshot& then, const Snapshot& now) {
    Found found;
    const auto differ = [&](Difference what, const std::string& before, const std::string& after) {
        if (before != after) {
            found.push_back({what, "", before, after});
        }
        return before != after;
    };
    differ(Difference::zone_kind, then.city.zone_kind, now.city.zone_kind);
    const bool other_frame = differ(Difference::frame, then.source.frame, now.source.frame);
    compare_keys(boundaries(then, other_frame), boundaries(now, other_frame), Difference::zone_new,
                 Difference::zone_gone, Difference::boundary, found);
    compare_keys(hashes(then, &SnapshotItem::definition_sha256), hashes(now, &SnapshotItem::definition_sha256),
                 Difference::item_new, Difference::item_gone, Difference::definition, found);
    Found rules;
    compare_keys(hashes(then, &SnapshotItem::rule_sha256), hashes(now, &SnapshotItem::rule_sha256),
                 Difference::item_new, Difference::item_gone, Difference::rule, rules);
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(found),
                 [](const auto& one) { return one.what == Difference::rule; });
    differ(Difference::settings, settings_text(then.source), settings_text(now.source));
    differ(Difference::code, then.source.code_version, now.source.code_version);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.what < b.what; });
    return found;
}

ScoreSheet sheet_for(const Snapshot& then, const std::vector<std::string>& zones) {
    auto sheet = then.sheet;
    sheet.zones.clear();
    for (const auto& key : zones) {
        const auto& all = then.sheet.zones;
        const auto it = std::find_if(all.begin(), all.end(), [&](const ZoneScore& zone) { return zone.zone == key; });
        sheet.zones.push_back(it == all.end() ? ZoneScore{} : *it);
        sheet.zones.back().zone = key;
    }
    return sheet;
}

std::vector<Unequal> unequal(const Snapshot& then, const Snapshot& now) {
    Numbers numbers;
    const Recorded before(then), after(now);
    walk(
        before.zones, after.zones, numbers, [&](const std::string& zone) { numbers.at(zone, ""); },
        [&](const ZoneScore* a, const ZoneScore* b) { compare_sheets(*a, *b, numbers); });
    walk(
        before.items, after.items, numbers, [&](const auto& key) { numbers.at(key.first, key.second); },
        [&](const auto& a, const auto& b) {
            if (a.first != nullptr && b.first != nullptr) {
                compare_values(*a.first, *b.first, numbers);
            }
            compare_points(*a.second, *b.second, numbers);
        });
    return numbers.take();
}

} // namespace kerb::scorecard
