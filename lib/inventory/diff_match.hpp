// Which records of two dates are one asset?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kerb/inventory/diff.hpp>

#include "asset_list.hpp"

namespace kerb::detail {

/// Some assets of a class on both dates.
struct TwoDates {
    AssetList before, now;
    std::vector<std::uint32_t> before_at, now_at; ///< positions
};

/// A key that the record brought along: not empty, and not one that an import gave for want of one (`road-17`).
[[nodiscard]] const std::string& own_key(const AssetRef& asset);

/// Of each asset its place in the order of all assets by own key, fields and place; those that say the same share one.
struct ContentRanks {
    std::vector<std::uint32_t> before, now;
};
[[nodiscard]] ContentRanks content_ranks(const TwoDates& assets);

/// Takes pairs with a key that is unique on either date out of `assets`; \param part counts what its keys are worth
[[nodiscard]] std::vector<AssetPair> pair_by_key(TwoDates& assets, ClassDiff& part);

/// Takes pairs by place, and by content where there is none, out of `assets`.
[[nodiscard]] std::vector<AssetPair> pair_by_place(TwoDates& assets, const DiffOptions& options);

/// How many pairs have two keys that differ, when these are more than those with one; else 0.
[[nodiscard]] std::int64_t count_renumbered(const AssetList& before, const AssetList& now,
                                            const std::vector<AssetPair>& pairs);

/// What differs within each pair. \param keys do keys count?
void compare_pairs(const AssetList& before, const AssetList& now, std::vector<AssetPair>& pairs, bool keys,
                   const DiffOptions& options);

/// Lengths and areas of the class.
[[nodiscard]] std::vector<ClassSizes> sizes_of(const TwoDates& all, const std::vector<AssetPair>& pairs);

} // namespace kerb::detail
