#include <kerb/inventory/diff.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <kerb/base/error.hpp>

#include "diff_distance.hpp"
#include "diff_match.hpp"

namespace kerb {
namespace {

using detail::AssetList;
using detail::TwoDates;

/// Records of what happened, which no asset is.
constexpr std::array<std::string_view, 5> happenings = {"cases", "events", "readings", "inspections", "milestones"};

std::vector<std::uint32_t> positions_of(const AssetList& list, const std::string& layer) {
    std::vector<std::uint32_t> positions;
    for (std::uint32_t i = 0; i < list.size(); ++i) {
        if (!list.spec().is_other() || list[i].layer() == layer) {
            positions.push_back(i);
        }
    }
    return positions;
}

/// Layers of a list on either date: one, but for other assets.
std::set<std::string> layers_in(const AssetList& before, const AssetList& now) {
    std::set<std::string> layers;
    for (const auto* list : {&before, &now}) {
        for (std::size_t i = 0; i < list->size() && (list->spec().is_other() || i == 0); ++i) {
            layers.insert((*list)[i].layer());
        }
    }
    return layers;
}

bool wanted(const DiffOptions& options, const std::string& layer) {
    return options.only.empty() ? std::find(happenings.begin(), happenings.end(), layer) == happenings.end()
                                : std::find(options.only.begin(), options.only.end(), layer) != options.only.end();
}

void count_pairs(ClassDiff& part) {
    for (const auto& pair : part.pairs) {
        part.same += pair.same() ? 1 : 0;
        part.changed += !pair.moved && !pair.changes.empty() ? 1 : 0;
        part.moved += pair.moved ? 1 : 0;
        part.moved_and_changed += pair.moved && !pair.changes.empty() ? 1 : 0;
    }
}

/// Puts pairs and single assets in an order that does not know of rows.
void put_in_order(ClassDiff& part, const TwoDates& all) {
    const auto ranks = detail::content_ranks(all);
    std::vector<std::uint32_t> before(all.before.size()), now(all.now.size());
    for (std::size_t i = 0; i < all.before_at.size(); ++i) {
        before[all.before_at[i]] = ranks.before[i];
    }
    for (std::size_t i = 0; i < all.now_at.size(); ++i) {
        now[all.now_at[i]] = ranks.now[i];
    }
    std::sort(part.pairs.begin(), part.pairs.end(), [&](const AssetPair& a, const AssetPair& b) {
        return std::pair(before[a.before], now[a.now]) < std::pair(before[b.before], now[b.now]);
    });
    std::sort(part.removed.begin(), part.removed.end(), [&](auto a, auto b) { return before[a] < before[b]; });
    std::sort(part.added.begin(), part.added.end(), [&](auto a, auto b) { return now[a] < now[b]; });
}

ClassDiff compare(const TwoDates& all, const std::string& layer, const DiffOptions& options) {
    ClassDiff part;
    part.class_name = all.before.spec().is_other() ? layer : all.before.spec().class_name;
    part.layer = layer;
    part.before_count = std::ssize(all.before_at);
    part.now_count = std::ssize(all.now_at);
    auto left = all;
    if (options.by_key) {
        part.pairs = detail::pair_by_key(left, part);
    }
    const auto by_place = detail::pair_by_place(left, options);
    part.pairs.insert(part.pairs.end(), by_place.begin(), by_place.end());
    part.removed = left.before_at;
    part.added = left.now_at;
    part.renumbered = detail::count_renumbered(all.before, all.now, part.pairs);
    detail::compare_pairs(all.before, all.now, part.pairs, part.renumbered == 0, options);
    part.sizes = detail::sizes_of(left, part.pairs);
    count_pairs(part);
    put_in_order(part, all);
    return part;
}

} // namespace

InventoryDiff diff(const Inventory& before, const Inventory& now, const DiffOptions& options,
                   const Progress& progress) {
    if (!(before.frame == now.frame)) {
        throw UsageError({"diff.two_frames", {{"before", before.frame.name()}, {"now", now.frame.name()}}});
    }
    InventoryDiff found;
    const auto of_before = detail::lists_of(before), of_now = detail::lists_of(now);
    for (std::size_t i = 0; i < of_before.size(); ++i) {
        report_progress(progress, "stage.diff", static_cast<double>(i) / static_cast<double>(of_before.size()));
        for (const auto& layer : layers_in(of_before[i], of_now[i])) {
            if (!wanted(options, layer)) {
                found.left_out.push_back(layer);
                continue;
            }
            auto part =
                compare({of_before[i], of_now[i], positions_of(of_before[i], layer), positions_of(of_now[i], layer)},
                        layer, options);
            part.list = i;
            found.classes.push_back(std::move(part));
        }
    }
    return found;
}

const Attributes& diff_record(const Inventory& city, const ClassDiff& part, std::uint32_t position) {
    return detail::lists_of(city)[part.list].about(position);
}

std::optional<Point> diff_place(const Inventory& city, const ClassDiff& part, std::uint32_t position) {
    const auto asset = detail::lists_of(city)[part.list][position];
    if (const auto* point = asset.point()) {
        return *point;
    }
    Box box;
    for (const auto& chain : detail::chains_of(asset)) {
        box.add(bounds(chain));
    }
    return box.empty() ? std::nullopt : std::optional(box.centre());
}

} // namespace kerb
