#include <kerb/report/diff_report.hpp>

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include <kerb/report/length_report.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

std::string group_json(const std::string& group) {
    return text_or_null(group);
}

/// `[…]` of the first `top` items.
template <class Items, class ItemJson>
std::string list_json(const Items& items, std::size_t top, const ItemJson& item) {
    std::string text = "[";
    const auto count = top == 0 ? items.size() : std::min(top, items.size());
    for (std::size_t i = 0; i < count; ++i) {
        text += (i > 0 ? ",\n" : "\n") + item(items[i]);
    }
    return text + "]";
}

std::string counts_json_of(const DiffCounts& counts) {
    return fmt::format(
        "{{\"before\":{},\"now\":{},\"same\":{},\"changed\":{},\"moved\":{},\"moved_and_changed\":{},\"removed\":{},"
        "\"added\":{}}}",
        counts.before, counts.now, counts.same, counts.changed, counts.moved, counts.moved_and_changed, counts.removed,
        counts.added);
}

std::string size_members(const SizeChange& size) {
    return fmt::format(
        "\"before\":{},\"now\":{},\"added\":{},\"removed\":{},\"kept_before\":{},\"kept_now\":{},\"changed_now\":{}",
        json_number(size.before), json_number(size.now), json_number(size.added), json_number(size.removed),
        json_number(size.kept_before), json_number(size.kept_now), json_number(size.changed_now));
}

std::string ground_members(const GroundChange& ground) {
    return fmt::format(
        "\"before\":{},\"now\":{},\"fresh\":{},\"gone\":{},\"kept_before\":{},\"kept_now\":{},\"improved\":{}",
        json_number(ground.before), json_number(ground.now), json_number(ground.fresh), json_number(ground.gone),
        json_number(ground.kept_before), json_number(ground.kept_now), json_number(ground.improved));
}

const char* unit_of(Shape shape) {
    return shape == Shape::line ? "m" : "m2";
}

std::string sizes_json(const ClassSizes& sizes) {
    return fmt::format("{{\"unit\":\"{}\",{},\"by\":{},\"groups\":", unit_of(sizes.shape), size_members(sizes.all),
                       group_json(sizes.field)) +
           list_json(sizes.groups, 0,
                     [](const SizeChange& group) {
                         return fmt::format("{{\"group\":{},{}}}", group_json(group.group), size_members(group));
                     }) +
           "}";
}

std::string class_json(const ClassDiff& part) {
    return fmt::format(
               "{{\"layer\":{},\"class\":{},\"counts\":{},\"ambiguous_keys\":{},\"without_key\":{},"
               "\"renumbered\":{},",
               json_text(part.layer), json_text(part.class_name), counts_json_of(counts_of(part)), part.ambiguous_keys,
               part.without_key, part.renumbered) +
           "\"fields\":" +
           list_json(changed_fields(part), 0,
                     [](const auto& field) {
                         return fmt::format("{{\"field\":{},\"count\":{}}}", json_text(field.first), field.second);
                     }) +
           ",\"sizes\":" + list_json(part.sizes, 0, sizes_json) + "}";
}

const char* paired_by(const AssetPair* pair) {
    return pair == nullptr ? "" : pair->by == PairedBy::key ? "key" : pair->by == PairedBy::place ? "place" : "content";
}

std::optional<double> moved_m(const DiffItem& item) {
    return item.pair != nullptr && item.pair->moved ? item.pair->distance_m : std::nullopt;
}

std::string item_json(const DiffItem& item) {
    static const std::vector<FieldChange> none;
    const auto text = [](const std::string& value) { return text_or_null(value); };
    return fmt::format(
               "{{\"layer\":{},\"what\":\"{}\",\"key\":{},\"key_before\":{},\"paired_by\":{},\"moved_m\":{},\"x\":{},"
               "\"y\":{},\"changes\":",
               json_text(item.part->layer), item.what, text(item.key), text(item.key_before),
               text(paired_by(item.pair)), number_or_null(moved_m(item)),
               item.place ? json_number(item.place->x) : "null", item.place ? json_number(item.place->y) : "null") +
           list_json(item.pair == nullptr ? none : item.pair->changes, 0,
                     [&](const FieldChange& change) {
                         return fmt::format("{{\"field\":{},\"before\":{},\"now\":{}}}", json_text(change.field),
                                            text(change.before), text(change.now));
                     }) +
           "}";
}

std::string ground_json(const GroundSum& sum) {
    return fmt::format(
               "{{\"layer\":{},\"unit\":\"{}\",\"within_m\":{},{},\"left_out\":{},\"groups\":", json_text(sum.layer),
               unit_of(sum.shape), sum.shape == Shape::line ? json_number(sum.within_m) : "null",
               ground_members(sum.all), sum.left_out) +
           list_json(sum.groups, 0,
                     [](const GroundChange& group) {
                         return fmt::format("{{\"group\":{},{}}}", group_json(group.group), ground_members(group));
                     }) +
           "}";
}

std::string figure_json(const DiffIndicator::Figure& figure) {
    return fmt::format("{{\"value\":{},\"k\":{},\"n\":{}}}", number_or_null(figure.value), number_or_null(figure.k),
                       number_or_null(figure.n));
}

std::string indicator_json(const DiffIndicator& one) {
    const bool both = one.before.value && one.now.value && one.not_comparable.empty();
    return fmt::format(
        "{{\"id\":{},\"title\":{},\"title_zh\":{},\"unit\":\"{}\",\"parts\":\"{}\",\"before\":{},\"now\":{},"
        "\"difference\":{},"
        "\"not_comparable\":{}}}",
        json_text(one.id), json_text(one.title_en), json_text(one.title_zh), one.unit, one.parts,
        figure_json(one.before), figure_json(one.now), both ? json_number(*one.now.value - *one.before.value) : "null",
        text_or_null(one.not_comparable));
}

std::string lit_json(const LitChange* lit, std::size_t top) {
    if (lit == nullptr) {
        return "null";
    }
    LengthLabels labels;
    labels.line = [lit](std::uint32_t i) { return lit->road[i]; };
    labels.group = [](std::uint32_t i) { return std::string(i == 0 ? "continued" : i == 1 ? "new" : "removed"); };
    labels.class_of_line = [lit](std::uint32_t i) { return lit->part[i]; };
    return length_json(lit->result, labels, top);
}

} // namespace

DiffCounts& DiffCounts::operator+=(const DiffCounts& other) {
    before += other.before;
    now += other.now;
    same += other.same;
    changed += other.changed;
    moved += other.moved;
    moved_and_changed += other.moved_and_changed;
    removed += other.removed;
    added += other.added;
    return *this;
}

DiffCounts counts_of(const ClassDiff& part) {
    return {
        part.before_count,        part.now_count,        part.same, part.changed, part.moved, part.moved_and_changed,
        std::ssize(part.removed), std::ssize(part.added)};
}

DiffCounts counts_of(const InventoryDiff& found) {
    DiffCounts all;
    for (const auto& part : found.classes) {
        all += counts_of(part);
    }
    return all;
}

std::vector<std::pair<std::string, std::int64_t>> changed_fields(const ClassDiff& part) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& pair : part.pairs) {
        for (const auto& change : pair.changes) {
            ++counts[change.field];
        }
    }
    std::vector<std::pair<std::string, std::int64_t>> fields(counts.begin(), counts.end());
    std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return fields;
}

std::string changes_text(const AssetPair& pair) {
    const auto said = [](const std::string& value) { return value.empty() ? "–" : value; };
    std::string text;
    for (const auto& change : pair.changes) {
        text +=
            fmt::format("{}{}: {} → {}", text.empty() ? "" : "; ", change.field, said(change.before), said(change.now));
    }
    return text;
}

std::vector<DiffItem> diff_items(const DiffFound& found) {
    std::vector<DiffItem> items;
    for (const auto& part : found.diff.classes) {
        for (const auto position : part.removed) {
            items.push_back({&part, "removed", diff_record(found.before, part, position).key, "",
                             diff_place(found.before, part, position), nullptr});
        }
        for (const auto position : part.added) {
            items.push_back({&part, "added", diff_record(found.now, part, position).key, "",
                             diff_place(found.now, part, position), nullptr});
        }
        for (const bool moved : {true, false}) {
            for (const auto& pair : part.pairs) {
                if (!pair.same() && pair.moved == moved) {
                    items.push_back({&part,
                                     !moved                 ? "changed"
                                     : pair.changes.empty() ? "moved"
                                                            : "moved+changed",
                                     diff_record(found.now, part, pair.now).key,
                                     diff_record(found.before, part, pair.before).key,
                                     diff_place(found.now, part, pair.now), &pair});
                }
            }
        }
    }
    return items;
}

std::string diff_json(const DiffFound& found, std::size_t top) {
    const auto items = diff_items(found);
    return fmt::format("{{\"within_m\":{},\"moved_m\":{},\"counts\":{},\n\"classes\":",
                       json_number(found.options.within.value()), json_number(found.options.moved.value()),
                       counts_json_of(counts_of(found.diff))) +
           list_json(found.diff.classes, 0, class_json) +
           fmt::format(",\n\"asset_count\":{},\"assets\":", items.size()) + list_json(items, top, item_json) +
           ",\n\"ground\":" + list_json(found.ground, 0, ground_json) + ",\n\"lit\":" + lit_json(found.lit, top) +
           ",\n\"indicators\":" + list_json(found.indicators, 0, indicator_json) + ",\n\"left_out\":" +
           list_json(found.diff.left_out, 0, [](const std::string& layer) { return json_text(layer); }) + "}";
}

std::string diff_csv(const DiffFound& found) {
    std::string text = "layer,what,key,key_before,paired_by,moved_m,x,y,changes\r\n";
    for (const auto& item : diff_items(found)) {
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{}\r\n", csv_cell(item.part->layer),
                       item.what, csv_cell(item.key), csv_cell(item.key_before), paired_by(item.pair),
                       number_cell(moved_m(item)), item.place ? json_number(item.place->x) : "",
                       item.place ? json_number(item.place->y) : "",
                       item.pair == nullptr ? "" : csv_cell(changes_text(*item.pair)));
    }
    return text;
}

} // namespace kerb::report
