// Records of two dates by their keys, and in the order of what they say.
#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <numeric>
#include <unordered_map>

#include "diff_distance.hpp"
#include "diff_match.hpp"

namespace kerb::detail {
namespace {

constexpr std::uint32_t several = 0xffffffffU;

/// Position of the one asset that has a key; `several` when more than one has it.
using KeyTable = std::unordered_map<std::string, std::uint32_t>;

KeyTable keys_of(const AssetList& list, const std::vector<std::uint32_t>& positions) {
    KeyTable keys;
    for (const auto position : positions) {
        if (const auto& key = own_key(list[position]); !key.empty()) {
            const auto [at, fresh] = keys.emplace(key, position);
            at->second = fresh ? position : several;
        }
    }
    return keys;
}

void append(std::string& text, double number) {
    std::array<char, sizeof number> bytes{};
    std::memcpy(bytes.data(), &number, sizeof number);
    text.append(bytes.data(), bytes.size());
}

/// What a record says, as one text: the same for records that say the same, whatever their rows.
std::vector<std::string> contents(const AssetList& list, const std::vector<std::uint32_t>& positions) {
    std::vector<std::string> texts(positions.size());
    const AssetRows rows(list, positions);
    for (const auto& field : list.spec().fields) {
        if (field.name == "key" || !field.access->any(field, rows)) {
            continue;
        }
        Column column(field.name, field.access->type);
        field.access->fill(field, rows, column);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            texts[i] += field.name + '=' + column.text_at(i) + '\x1f';
        }
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto asset = rows.asset(i);
        auto extra = asset.about().extra.value();
        std::sort(extra.begin(), extra.end());
        for (const auto& [name, value] : extra) {
            texts[i] += name + ':' + value + '\x1f';
        }
        for (const auto& chain : chains_of(asset)) {
            texts[i] += '\x1e';
            for (const auto p : chain) {
                append(texts[i], p.x);
                append(texts[i], p.y);
            }
        }
        texts[i].insert(0, own_key(asset) + '\x1f');
    }
    return texts;
}

} // namespace

const std::string& own_key(const AssetRef& asset) {
    static const std::string none;
    const auto& key = asset.about().key;
    const auto& name = asset.class_name();
    const bool given = key.size() > name.size() + 1 && key.compare(0, name.size(), name) == 0 &&
                       key[name.size()] == '-' &&
                       key.find_first_not_of("0123456789", name.size() + 1) == std::string::npos;
    return given ? none : key;
}

ContentRanks content_ranks(const TwoDates& assets) {
    auto texts = contents(assets.before, assets.before_at);
    const auto first_now = texts.size();
    auto of_now = contents(assets.now, assets.now_at);
    std::move(of_now.begin(), of_now.end(), std::back_inserter(texts));
    std::vector<std::uint32_t> order(texts.size()), rank(texts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return texts[a] < texts[b]; });
    for (std::size_t i = 1; i < order.size(); ++i) {
        rank[order[i]] = rank[order[i - 1]] + (texts[order[i]] == texts[order[i - 1]] ? 0U : 1U);
    }
    const auto middle = rank.begin() + static_cast<std::ptrdiff_t>(first_now);
    return {{rank.begin(), middle}, {middle, rank.end()}};
}

std::vector<AssetPair> pair_by_key(TwoDates& assets, ClassDiff& part) {
    const auto before = keys_of(assets.before, assets.before_at), now = keys_of(assets.now, assets.now_at);
    const auto count_several = [&part](const KeyTable& keys) {
        part.ambiguous_keys +=
            std::count_if(keys.begin(), keys.end(), [](const auto& k) { return k.second == several; });
    };
    count_several(before);
    count_several(now);
    const auto partner = [](const KeyTable& mine, const KeyTable& theirs, const std::string& key) {
        const auto at = theirs.find(key);
        return key.empty() || mine.at(key) == several || at == theirs.end() ? several : at->second;
    };
    std::vector<AssetPair> pairs;
    for (const auto position : assets.before_at) {
        const auto& key = own_key(assets.before[position]);
        part.without_key += key.empty() ? 1 : 0;
        if (const auto other = partner(before, now, key); other != several) {
            pairs.push_back({position, other, PairedBy::key, {}, false, {}});
        }
    }
    std::erase_if(assets.before_at,
                  [&](auto position) { return partner(before, now, own_key(assets.before[position])) != several; });
    std::erase_if(assets.now_at, [&](auto position) {
        const auto& key = own_key(assets.now[position]);
        part.without_key += key.empty() ? 1 : 0;
        return partner(now, before, key) != several;
    });
    return pairs;
}

} // namespace kerb::detail
