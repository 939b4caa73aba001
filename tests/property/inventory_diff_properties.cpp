// Any two dates: against a naive pairing, and as a mirror.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/diff.hpp>

#include "inventory/diff_distance.hpp"
#include "support/property.hpp"

using namespace kerb;

namespace {

/// A lamp as numbers: place on a lattice of half metres, a key out of few (0: none), an owner of its own.
using Draw = std::tuple<unsigned char, unsigned char, unsigned char>;
using Draws = std::vector<Draw>;

Inventory city_of(const Draws& draws, char date) {
    Inventory city(Frame::from("EPSG:4547"));
    for (std::size_t i = 0; i < draws.size(); ++i) {
        const auto [x, y, key] = draws[i];
        Streetlight lamp;
        lamp.position = {x % 12 * 0.5, y % 12 * 0.5};
        lamp.about.key = key % 8 == 0 ? "" : std::string(1, static_cast<char>('A' + key % 8));
        lamp.about.owner = std::string(1, date) + std::to_string(1000 + i);
        city.streetlights.push_back(std::move(lamp));
    }
    return city;
}

using Pairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

const std::string* unique_key(const std::vector<Streetlight>& lamps, std::size_t i) {
    const auto& key = lamps[i].about.key;
    const auto count = std::count_if(lamps.begin(), lamps.end(), [&](const auto& l) { return l.about.key == key; });
    return !key.empty() && count == 1 ? &key : nullptr;
}

/// All pairs of free lamps, again and again, for the least: (distance, lower record, higher record).
Pairs naive_pairs(const Inventory& before, const Inventory& now, double within) {
    const auto &a = before.streetlights, &b = now.streetlights;
    std::vector<bool> free_a(a.size(), true), free_b(b.size(), true);
    Pairs pairs;
    const auto take = [&](std::size_t i, std::size_t j) {
        pairs.emplace(i, j);
        free_a[i] = free_b[j] = false;
    };
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto *key = unique_key(a, i), *other = unique_key(b, j);
            if (key != nullptr && other != nullptr && *key == *other) {
                take(i, j);
            }
        }
    }
    const auto said = [](const Streetlight& l) { return std::pair(l.about.key, l.about.owner.str()); };
    for (bool found = true; found;) {
        found = false;
        std::optional<std::tuple<double, std::pair<std::string, std::string>, std::pair<std::string, std::string>>>
            best;
        std::size_t at_a = 0, at_b = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            for (std::size_t j = 0; j < b.size(); ++j) {
                const double d = std::hypot(a[i].position.x - b[j].position.x, a[i].position.y - b[j].position.y);
                if (!free_a[i] || !free_b[j] || d > within) {
                    continue;
                }
                const auto [low, high] = std::minmax({said(a[i]), said(b[j])});
                const std::tuple order(d, low, high);
                if (!best || order < *best) {
                    best = order;
                    at_a = i;
                    at_b = j;
                    found = true;
                }
            }
        }
        if (found) {
            take(at_a, at_b);
        }
    }
    return pairs;
}

ClassDiff lamps_of(const Inventory& before, const Inventory& now, int threads = 1) {
    DiffOptions options;
    options.threads = Threads{threads};
    auto found = diff(before, now, options);
    return found.classes.empty() ? ClassDiff{} : found.classes.front();
}

/// A result by what records say, not by their rows.
std::vector<std::string> told(const Inventory& before, const Inventory& now, const ClassDiff& part) {
    std::vector<std::string> all;
    const auto name = [](const Streetlight& l) { return l.about.key + '/' + l.about.owner.str(); };
    for (const auto& pair : part.pairs) {
        all.push_back(name(before.streetlights[pair.before]) + " = " + name(now.streetlights[pair.now]) +
                      (pair.moved ? " moved " : " ") + std::to_string(pair.changes.size()));
    }
    for (const auto position : part.removed) {
        all.push_back("-" + name(before.streetlights[position]));
    }
    for (const auto position : part.added) {
        all.push_back("+" + name(now.streetlights[position]));
    }
    return all;
}

/// Points along chains, at most `step` apart.
Points sampled(const Points& chain, double step) {
    Points all = {chain.front()};
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const double length = distance(chain[i - 1], chain[i]);
        const int parts = std::max(1, static_cast<int>(std::ceil(length / step)));
        for (int k = 1; k <= parts; ++k) {
            const double t = k / static_cast<double>(parts);
            all.push_back({chain[i - 1].x + t * (chain[i].x - chain[i - 1].x),
                           chain[i - 1].y + t * (chain[i].y - chain[i - 1].y)});
        }
    }
    return all;
}

double to_chain(Point p, const Points& chain) {
    double least = distance(p, chain.front());
    for (std::size_t i = 1; i < chain.size(); ++i) {
        least = std::min(least, distance_to_segment(p, chain[i - 1], chain[i]));
    }
    return least;
}

Points chain_of(const std::vector<std::pair<unsigned char, unsigned char>>& draws) {
    Points chain = {{0, 0}};
    for (const auto& [x, y] : draws) {
        chain.push_back({x % 20 * 0.5, y % 20 * 0.5});
    }
    return chain;
}

} // namespace

TEST_CASE("Lamps are paired as the naive way pairs them") {
    test::holds("pairs = naive pairs", [](const Draws& a, const Draws& b) {
        const auto before = city_of(a, 'a'), now = city_of(b, 'b');
        const auto part = lamps_of(before, now);
        Pairs pairs;
        for (const auto& pair : part.pairs) {
            pairs.emplace(pair.before, pair.now);
        }
        RC_ASSERT(pairs == naive_pairs(before, now, 2));
        RC_ASSERT(part.removed.size() + pairs.size() == a.size());
        RC_ASSERT(part.added.size() + pairs.size() == b.size());
        for (const auto& pair : part.pairs) {
            const double d = distance(before.streetlights[pair.before].position, now.streetlights[pair.now].position);
            RC_ASSERT(pair.distance_m == d && pair.moved == (d > 0.5));
        }
    });
}

TEST_CASE("Nothing differs from itself, whatever it is") {
    test::holds("diff(a, a) is empty", [](const Draws& a) {
        auto city = city_of(a, 'a');
        for (auto& lamp : city.streetlights) {
            lamp.about.owner = "all"; // records that say the same, too
        }
        const auto part = lamps_of(city, city);
        RC_ASSERT(part.same == std::ssize(a));
        RC_ASSERT(part.removed.empty() && part.added.empty());
    });
}

TEST_CASE("The other way round is the mirror") {
    test::holds("diff(b, a) mirrors diff(a, b)", [](const Draws& a, const Draws& b) {
        const auto before = city_of(a, 'a'), now = city_of(b, 'b');
        const auto there = lamps_of(before, now), back = lamps_of(now, before);
        std::map<std::pair<std::uint32_t, std::uint32_t>, AssetPair> pairs;
        for (const auto& pair : back.pairs) {
            pairs[{pair.now, pair.before}] = pair;
        }
        RC_ASSERT(pairs.size() == there.pairs.size());
        for (const auto& pair : there.pairs) {
            const auto& other = pairs.at({pair.before, pair.now});
            RC_ASSERT(other.distance_m == pair.distance_m && other.moved == pair.moved && other.by == pair.by);
            RC_ASSERT(other.changes.size() == pair.changes.size());
            for (std::size_t i = 0; i < pair.changes.size(); ++i) {
                RC_ASSERT(other.changes[i] ==
                          (FieldChange{pair.changes[i].field, pair.changes[i].now, pair.changes[i].before}));
            }
        }
        RC_ASSERT(back.removed == there.added && back.added == there.removed);
    });
}

TEST_CASE("Neither threads nor the order of rows matter") {
    test::holds("the same told", [](const Draws& a, const Draws& b, unsigned turn) {
        auto before = city_of(a, 'a'), now = city_of(b, 'b');
        const auto first = told(before, now, lamps_of(before, now, 1));
        for (auto* lamps : {&before.streetlights, &now.streetlights}) {
            if (!lamps->empty()) {
                std::rotate(lamps->begin(), lamps->begin() + turn % lamps->size(), lamps->end());
            }
        }
        RC_ASSERT(told(before, now, lamps_of(before, now, 4)) == first);
    });
}

TEST_CASE("How far a line moved, against points all along it") {
    using Draws2 = std::vector<std::pair<unsigned char, unsigned char>>;
    test::holds("hausdorff = greatest of sampled distances", [](const Draws2& a, const Draws2& b) {
        constexpr double step = 0.05;
        const auto of_a = chain_of(a), of_b = chain_of(b);
        double sample = 0;
        for (const auto p : sampled(of_a, step)) {
            sample = std::max(sample, to_chain(p, of_b));
        }
        for (const auto p : sampled(of_b, step)) {
            sample = std::max(sample, to_chain(p, of_a));
        }
        const double found = detail::hausdorff({of_a}, {of_b});
        RC_ASSERT(found >= sample - 1e-4 - 1e-9);
        RC_ASSERT(found <= sample + step / 2 + 1e-9);
        RC_ASSERT(found == detail::hausdorff({of_b}, {of_a}));
    });
    test::holds("length beside = share of sampled points", [](const Draws2& a, const Draws2& b) {
        constexpr double step = 0.01;
        const auto of_a = chain_of(a), of_b = chain_of(b);
        double sample = 0;
        for (std::size_t i = 1; i < of_a.size(); ++i) {
            const double length = distance(of_a[i - 1], of_a[i]);
            const int parts = static_cast<int>(std::ceil(length / step));
            for (int k = 0; k < parts; ++k) {
                const double t = (k + 0.5) / parts;
                const Point p{of_a[i - 1].x + t * (of_a[i].x - of_a[i - 1].x),
                              of_a[i - 1].y + t * (of_a[i].y - of_a[i - 1].y)};
                sample += to_chain(p, of_b) <= 1.0 ? length / parts : 0;
            }
        }
        const double found = detail::length_beside({of_a}, {of_b}, 1.0);
        // Each piece of `a` has at most two ends of a stretch for each piece of `b`.
        const double allowed = 2 * step * static_cast<double>(of_a.size() * of_b.size());
        RC_ASSERT(std::abs(found - sample) <= allowed);
    });
}
