// What differs within a pair of records, and how long or large a class is on both dates.
#include <algorithm>
#include <array>
#include <map>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>

#include "diff_distance.hpp"
#include "diff_match.hpp"

namespace kerb::detail {
namespace {

bool ignored(const DiffOptions& options, const std::string& field) {
    return std::find(options.ignore.begin(), options.ignore.end(), field) != options.ignore.end();
}

std::vector<std::uint32_t> positions_of(const std::vector<AssetPair>& pairs, std::uint32_t AssetPair::*date) {
    std::vector<std::uint32_t> positions;
    std::transform(pairs.begin(), pairs.end(), std::back_inserter(positions),
                   [date](const auto& p) { return p.*date; });
    return positions;
}

bool equal_at(const Column& a, const Column& b, std::size_t row) {
    return std::visit(
        [&](const auto& values) { return values[row] == std::get<std::decay_t<decltype(values)>>(b.values)[row]; },
        a.values);
}

/// A value as people say it; empty when it says nothing.
std::string said(const Column& column, std::size_t row) {
    const auto text = column.text_at(row);
    return column.type != ColumnType::boolean || text.empty() ? text : text == "0" ? "no" : "yes";
}

Column filled(const FieldSpec& field, const AssetRows& rows) {
    Column column(field.name, field.access->type);
    field.access->fill(field, rows, column);
    return column;
}

void compare_field(const FieldSpec& field, const AssetRows& before, const AssetRows& now,
                   std::vector<AssetPair>& pairs) {
    if (!field.access->any(field, before) && !field.access->any(field, now)) {
        return;
    }
    const auto a = filled(field, before), b = filled(field, now);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const bool none = a.null_at(i) && b.null_at(i);
        if (!none && (a.null_at(i) != b.null_at(i) || !equal_at(a, b, i))) {
            pairs[i].changes.push_back({field.name, said(a, i), said(b, i)});
        }
    }
}

void compare_keys(const AssetRows& before, const AssetRows& now, std::vector<AssetPair>& pairs) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto &a = own_key(before.asset(i)), &b = own_key(now.asset(i));
        if (!a.empty() && !b.empty() && a != b) {
            pairs[i].changes.push_back({"key", a, b});
        }
    }
}

void compare_extra(const Extra& before, const Extra& now, const DiffOptions& options, AssetPair& pair) {
    std::map<std::string, std::array<std::string, 2>> fields;
    for (const auto& [name, value] : before) {
        fields[name][0] = value;
    }
    for (const auto& [name, value] : now) {
        fields[name][1] = value;
    }
    for (const auto& [name, values] : fields) {
        if (values[0] != values[1] && !ignored(options, "extra." + name)) {
            pair.changes.push_back({"extra." + name, values[0], values[1]});
        }
    }
}

const char* shape_name(Shape shape) {
    static constexpr std::array<const char*, 4> names = {"", "point", "line", "area"};
    return names[static_cast<std::size_t>(shape)];
}

void compare_places(const AssetRows& before, const AssetRows& now, std::vector<AssetPair>& pairs,
                    const DiffOptions& options) {
    for_each_block(pairs.size(), 256, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            pairs[i].distance_m = distance_between(before.asset(i), now.asset(i));
            pairs[i].moved = pairs[i].distance_m > options.moved.value();
        }
    });
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto a = before.asset(i).shape(), b = now.asset(i).shape();
        if (a != b && !ignored(options, "geometry")) {
            pairs[i].changes.push_back({"geometry", shape_name(a), shape_name(b)});
        }
    }
}

/// The field by which lengths and areas of a class are told.
const FieldSpec* group_field(const ClassSpec& spec) {
    for (const auto* name : {"road_class", "green_class", "system", "kind"}) {
        if (const auto* field = spec.find(name); field != nullptr && field->holds_text()) {
            return field;
        }
    }
    return nullptr;
}

struct SizeSums {
    ExactSum before, now, added, removed, kept_before, kept_now, changed_now;

    [[nodiscard]] SizeChange value(const std::string& group) const {
        return {group,           before.value(),      now.value(),      added.value(),
                removed.value(), kept_before.value(), kept_now.value(), changed_now.value()};
    }
};

/// Sums of one shape.
struct ShapeSums {
    SizeSums all;
    std::map<std::string, SizeSums> groups;

    void add(const std::string& group, double size, std::initializer_list<ExactSum SizeSums::*> to) {
        for (auto* sums : {&all, &groups[group]}) {
            for (const auto sum : to) {
                (sums->*sum).add(size);
            }
        }
    }
};

/// Length or area; nothing for what does not stand.
std::optional<double> standing_size(const AssetRef& asset) {
    const auto status = asset.about().status;
    const bool shaped = asset.shape() == Shape::line || asset.shape() == Shape::polygon;
    if (!shaped || status == Status::planned || status == Status::removed || chains_of(asset).empty()) {
        return std::nullopt;
    }
    return asset.lines() != nullptr ? length(*asset.lines()) : area(*asset.area());
}

class SizeCount {
public:
    explicit SizeCount(const ClassSpec& spec) : field_(group_field(spec)) {}

    void add(const AssetRef& asset, std::initializer_list<ExactSum SizeSums::*> to) {
        if (const auto size = standing_size(asset)) {
            static const std::string none;
            of(asset.shape()).add(field_ != nullptr ? field_->text(asset.about()) : none, *size, to);
        }
    }
    [[nodiscard]] std::vector<ClassSizes> value() const {
        std::vector<ClassSizes> sizes;
        for (const auto shape : {Shape::line, Shape::polygon}) {
            const auto& sums = sums_[shape == Shape::line ? 0 : 1];
            if (sums.groups.empty()) {
                continue;
            }
            ClassSizes one{shape, sums.all.value(""), field_ != nullptr ? field_->name : "", {}};
            for (const auto& [group, of_group] : sums.groups) {
                one.groups.push_back(of_group.value(group));
            }
            sizes.push_back(std::move(one));
        }
        return sizes;
    }

private:
    ShapeSums& of(Shape shape) { return sums_[shape == Shape::line ? 0 : 1]; }
    const FieldSpec* field_;
    std::array<ShapeSums, 2> sums_;
};

} // namespace

std::int64_t count_renumbered(const AssetList& before, const AssetList& now, const std::vector<AssetPair>& pairs) {
    std::int64_t equal = 0, different = 0;
    for (const auto& pair : pairs) {
        const auto &a = own_key(before[pair.before]), &b = own_key(now[pair.now]);
        if (!a.empty() && !b.empty()) {
            ++(a == b ? equal : different);
        }
    }
    return different > equal ? different : 0;
}

void compare_pairs(const AssetList& before, const AssetList& now, std::vector<AssetPair>& pairs, bool keys,
                   const DiffOptions& options) {
    const auto before_at = positions_of(pairs, &AssetPair::before), now_at = positions_of(pairs, &AssetPair::now);
    const AssetRows of_before(before, before_at), of_now(now, now_at);
    for (const auto& field : before.spec().fields) {
        if (ignored(options, field.name)) {
            continue;
        }
        if (field.name != "key") {
            compare_field(field, of_before, of_now, pairs);
        } else if (keys) {
            compare_keys(of_before, of_now, pairs);
        }
    }
    for (std::size_t i = 0; i < pairs.size() && options.extra; ++i) {
        compare_extra(of_before[i].extra.value(), of_now[i].extra.value(), options, pairs[i]);
    }
    if (before.spec().placed()) {
        compare_places(of_before, of_now, pairs, options);
    }
}

std::vector<ClassSizes> sizes_of(const TwoDates& all, const std::vector<AssetPair>& pairs) {
    using S = SizeSums;
    if (!all.before.spec().shaped()) {
        return {};
    }
    SizeCount count(all.before.spec());
    for (const auto position : all.before_at) {
        count.add(all.before[position], {&S::before, &S::removed});
    }
    for (const auto position : all.now_at) {
        count.add(all.now[position], {&S::now, &S::added});
    }
    for (const auto& pair : pairs) {
        const auto before = all.before[pair.before], now = all.now[pair.now];
        const bool stood = standing_size(before).has_value(), stands = standing_size(now).has_value();
        count.add(before, {&S::before, stands ? &S::kept_before : &S::removed});
        if (!stood) {
            count.add(now, {&S::now, &S::added});
        } else if (pair.changes.empty()) {
            count.add(now, {&S::now, &S::kept_now});
        } else {
            count.add(now, {&S::now, &S::kept_now, &S::changed_now});
        }
    }
    return count.value();
}

} // namespace kerb::detail
