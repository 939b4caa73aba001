// Records of two dates by their places.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include <kerb/geometry/box_index.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/validity.hpp>

#include "diff_distance.hpp"
#include "diff_match.hpp"
#include "groups.hpp"

namespace kerb::detail {
namespace {

constexpr std::size_t block = 256;
/// Of a line, or of the ground of two areas, so much is shared by what is one.
constexpr double least_share = 0.5;

/// An asset without a partner yet.
struct Free {
    AssetRef asset;
    std::uint32_t position, rank, group;
    Chains chains;
    Box box;
    double size = 0;   ///< length or area
    bool valid = true; ///< an area that overlays can be made of
    bool taken = false;
};
using Frees = std::vector<Free>;

/// Two assets that may be one; the least goes first.
struct Candidate {
    double cost; ///< a distance, or the share that is not common
    bool differs;
    std::uint32_t low, high; ///< their ranks
    std::uint32_t before, now;

    [[nodiscard]] auto order() const { return std::tie(cost, differs, low, high, before, now); }
};
using Candidates = std::vector<Candidate>;

Box box_of(const Chains& chains) {
    Box box;
    for (const auto& chain : chains) {
        for (const auto p : chain) {
            box.add(p);
        }
    }
    return box;
}

double size_of(const AssetRef& asset) {
    return asset.lines() != nullptr ? length(*asset.lines()) : asset.area() != nullptr ? area(*asset.area()) : 0;
}

using Groups = std::unordered_map<std::string, std::uint32_t>;

Frees frees_of(const AssetList& list, const std::vector<std::uint32_t>& positions,
               const std::vector<std::uint32_t>& ranks, Groups& groups) {
    Frees all;
    all.reserve(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto asset = list[positions[i]];
        const auto group = groups.emplace(group_of(asset), static_cast<std::uint32_t>(groups.size())).first->second;
        Free one{asset, positions[i], ranks[i], group, chains_of(asset), {}};
        one.box = box_of(one.chains);
        one.size = one.chains.empty() ? 0 : size_of(asset);
        one.valid = one.chains.empty() || asset.area() == nullptr || !find_defect(*asset.area());
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<std::uint32_t> of_shape(const Frees& all, Shape shape) {
    std::vector<std::uint32_t> some;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (!all[i].taken && !all[i].chains.empty() && all[i].asset.shape() == shape) {
            some.push_back(i);
        }
    }
    return some;
}

Candidate candidate(double cost, const Frees& before, std::uint32_t b, const Frees& now, std::uint32_t n) {
    const auto [low, high] = std::minmax(before[b].rank, now[n].rank);
    return {cost, low != high, low, high, b, n};
}

/// Candidates of each asset of `from`, found side by side. \param find adds those of one asset
template <class Find>
Candidates gathered(const std::vector<std::uint32_t>& from, Threads threads, const Find& find) {
    std::vector<Candidates> parts((from.size() + block - 1) / block);
    for_each_block(from.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            find(from[i], parts[begin / block]);
        }
    });
    Candidates all;
    for (const auto& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

class Matching {
public:
    Matching(const TwoDates& assets, const DiffOptions& options)
        : within_(options.within.value()), threads_(options.threads) {
        const auto ranks = content_ranks(assets);
        Groups groups;
        before_ = frees_of(assets.before, assets.before_at, ranks.before, groups);
        now_ = frees_of(assets.now, assets.now_at, ranks.now, groups);
    }

    std::vector<AssetPair> pairs() {
        take(same_contents(true), PairedBy::place);
        take(same_points(), PairedBy::place);
        take(near_points(), PairedBy::place);
        take(beside_lines(), PairedBy::place);
        take(shared_areas(), PairedBy::place);
        take(near_areas(), PairedBy::place);
        take(same_contents(false), PairedBy::content);
        return std::move(pairs_);
    }
    [[nodiscard]] bool before_taken(std::size_t i) const { return before_[i].taken; }
    [[nodiscard]] bool now_taken(std::size_t i) const { return now_[i].taken; }

private:
    /// The likest first, each asset once: what is left after taking out pairs of mutual nearest again and again.
    void take(Candidates candidates, PairedBy by) {
        std::sort(candidates.begin(), candidates.end(),
                  [](const Candidate& a, const Candidate& b) { return a.order() < b.order(); });
        for (const auto& one : candidates) {
            auto &b = before_[one.before], &n = now_[one.now];
            if (!b.taken && !n.taken) {
                b.taken = n.taken = true;
                pairs_.push_back({b.position, n.position, by, {}, false, {}});
            }
        }
    }

    /// Records that say the same, one each for one each; of those with a place, or those without.
    [[nodiscard]] Candidates same_contents(bool placed) const {
        std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_rank;
        for (auto n = static_cast<std::uint32_t>(now_.size()); n-- > 0;) {
            if (!now_[n].taken && now_[n].chains.empty() != placed) {
                by_rank[now_[n].rank].push_back(n);
            }
        }
        Candidates found;
        for (std::uint32_t b = 0; b < before_.size(); ++b) {
            const auto at = by_rank.find(before_[b].rank);
            if (!before_[b].taken && before_[b].chains.empty() != placed && at != by_rank.end() &&
                !at->second.empty()) {
                found.push_back(candidate(0, before_, b, now_, at->second.back()));
                at->second.pop_back();
            }
        }
        return found;
    }

    /// Points at one place: the lowest record of either date goes with the lowest of the other, and so on. That is what
    /// near_points() would make of them, without a candidate for each two of thousands that lie at (0, 0).
    [[nodiscard]] Candidates same_points() const {
        using Key = std::tuple<std::uint32_t, double, double>;
        std::map<Key, std::array<std::vector<std::uint32_t>, 2>> places;
        const auto collect = [&](const Frees& all, std::size_t date) {
            for (const auto i : of_shape(all, Shape::point)) {
                const auto place = *all[i].asset.point();
                places[{all[i].group, place.x, place.y}][date].push_back(i);
            }
            for (auto& [key, dates] : places) {
                std::stable_sort(dates[date].begin(), dates[date].end(),
                                 [&all](auto a, auto b) { return all[a].rank < all[b].rank; });
            }
        };
        collect(before_, 0);
        collect(now_, 1);
        Candidates found;
        for (const auto& [key, dates] : places) {
            for (std::size_t i = 0; i < std::min(dates[0].size(), dates[1].size()); ++i) {
                found.push_back(candidate(0, before_, dates[0][i], now_, dates[1][i]));
            }
        }
        return found;
    }

    [[nodiscard]] Candidates near_points() const {
        const auto from = of_shape(before_, Shape::point), to = of_shape(now_, Shape::point);
        Points places;
        places.reserve(to.size());
        for (const auto n : to) {
            places.push_back(*now_[n].asset.point());
        }
        const PointGrid grid(places, std::max(1.0, within_));
        return gathered(from, threads_, [&](std::uint32_t b, Candidates& found) {
            const auto place = *before_[b].asset.point();
            grid.visit(before_[b].box.grown(within_), [&](Point p, std::uint32_t at) {
                const double d = distance(p, place);
                if (d <= within_ && before_[b].group == now_[to[at]].group) {
                    found.push_back(candidate(d, before_, b, now_, to[at]));
                }
            });
        });
    }

    /// \param likeness nothing, or the cost of taking two for one
    template <class Likeness>
    [[nodiscard]] Candidates near_boxes(Shape shape, double by, const Likeness& likeness) const {
        const auto from = of_shape(before_, shape), to = of_shape(now_, shape);
        std::vector<Box> boxes;
        boxes.reserve(to.size());
        for (const auto n : to) {
            boxes.push_back(now_[n].box);
        }
        const BoxIndex index(boxes);
        return gathered(from, threads_, [&](std::uint32_t b, Candidates& found) {
            for (const auto at : index.find(before_[b].box.grown(by))) {
                const auto n = to[at];
                const auto cost = before_[b].group == now_[n].group ? likeness(before_[b], now_[n]) : std::nullopt;
                if (cost) {
                    found.push_back(candidate(*cost, before_, b, now_, n));
                }
            }
        });
    }

    [[nodiscard]] Candidates beside_lines() const {
        return near_boxes(Shape::line, within_, [this](const Free& b, const Free& n) -> std::optional<double> {
            if (!(b.size > 0 && n.size > 0)) {
                return std::nullopt;
            }
            const double share = std::min(length_beside(b.chains, n.chains, within_) / b.size,
                                          length_beside(n.chains, b.chains, within_) / n.size);
            return share >= least_share ? std::optional(std::max(0.0, 1 - share)) : std::nullopt;
        });
    }

    [[nodiscard]] Candidates shared_areas() const {
        return near_boxes(Shape::polygon, 0, [](const Free& b, const Free& n) -> std::optional<double> {
            if (!b.valid || !n.valid) {
                return std::nullopt;
            }
            const bool first = b.rank <= n.rank; // the same bytes when the dates are exchanged
            const double shared = shared_area(*(first ? b : n).asset.area(), *(first ? n : b).asset.area());
            const double together = b.size + n.size - shared;
            return shared >= least_share * together ? std::optional(std::max(0.0, 1 - shared / together))
                                                    : std::nullopt;
        });
    }

    [[nodiscard]] Candidates near_areas() const {
        return near_boxes(Shape::polygon, within_, [this](const Free& b, const Free& n) -> std::optional<double> {
            const double apart = distance(b.box.centre(), n.box.centre());
            const bool alike = std::min(b.size, n.size) >= least_share * std::max(b.size, n.size);
            return apart <= within_ && alike ? std::optional(apart) : std::nullopt;
        });
    }

    double within_;
    Threads threads_;
    Frees before_, now_;
    std::vector<AssetPair> pairs_;
};

template <class Taken>
void drop(std::vector<std::uint32_t>& positions, const Taken& taken) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (!taken(i)) {
            positions[kept++] = positions[i];
        }
    }
    positions.resize(kept);
}

} // namespace

std::vector<AssetPair> pair_by_place(TwoDates& assets, const DiffOptions& options) {
    Matching matching(assets, options);
    auto pairs = matching.pairs();
    drop(assets.before_at, [&](std::size_t i) { return matching.before_taken(i); });
    drop(assets.now_at, [&](std::size_t i) { return matching.now_taken(i); });
    return pairs;
}

} // namespace kerb::detail
