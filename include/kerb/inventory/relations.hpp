// Which record names which: keys resolved, and the roads that poles stand on.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// Position of no asset.
inline constexpr std::uint32_t no_asset = 0xffffffff;

/// Positions by key within a class; of several records with one key the first is found. The keys are the inventory's
/// own, which must stay as they are. \par Memory about 24 bytes a key
class KeyIndex {
public:
    KeyIndex() = default;
    template <class Asset>
    explicit KeyIndex(const std::vector<Asset>& assets) {
        keys_.reserve(assets.size());
        for (const auto& asset : assets) {
            keys_.push_back(&asset.about.key);
        }
        fill();
    }
    /// Keys from anywhere; positions are those in the list.
    explicit KeyIndex(std::vector<const std::string*> keys) : keys_(std::move(keys)) { fill(); }
    /// `no_asset` when there is none; an empty key names nothing.
    [[nodiscard]] std::uint32_t find(std::string_view key) const;
    [[nodiscard]] bool empty() const { return keys_.empty(); }

private:
    struct Slot {
        std::uint32_t hash = 0, at = no_asset;
    };
    void fill();
    std::vector<const std::string*> keys_; ///< by position
    std::vector<Slot> slots_;              ///< open addressing
};

/// Where a key leads.
struct Link {
    enum class State : std::uint8_t {
        silent,    ///< the record names nothing
        found,     ///< it names an asset
        ambiguous, ///< it names assets of several classes; `at` is one of the first of them
        broken     ///< it names what does not exist
    };
    std::uint32_t at = no_asset; ///< position of what is named
    State state = State::silent;

    [[nodiscard]] bool found() const { return at != no_asset; }
    friend bool operator==(const Link&, const Link&) = default;
};

[[nodiscard]] Link follow(const KeyIndex& index, std::string_view key);

/// Luminaire → pole → circuit → cabinet.
struct LightingRelations {
    std::vector<Link> luminaire_pole;
    std::vector<Link> luminaire_circuit; ///< its own, else its pole's
    std::vector<Link> pole_circuit;
    std::vector<Link> pole_cabinet; ///< that of its circuit, else the one that the pole itself names
    std::vector<Link> circuit_cabinet;
};
[[nodiscard]] LightingRelations resolve_lighting(const Inventory& city, Threads threads = Threads(0));

/// The road that a pole stands on.
struct NearestRoad {
    std::uint32_t road = no_asset;
    double distance_m = std::numeric_limits<double>::infinity();   ///< to the edge of its carriageway; 0 on it
    double centreline_m = std::numeric_limits<double>::infinity(); ///< to its centreline

    friend bool operator==(const NearestRoad&, const NearestRoad&) = default;
};

/// For each pole the road whose carriageway is nearest, not farther than `within_m`; none where there is none. The edge
/// of a carriageway is half its width from its centreline, the centreline itself where no width between 0 and 200 m is
/// known; on several carriageways the one counts in which the pole stands deepest. Ties: the first road. Roads that are
/// planned or removed do not count. The same for any number of threads. \par Complexity O(roads + poles) in a city
[[nodiscard]] std::vector<NearestRoad> nearest_roads(const Inventory& city, double within_m,
                                                     Threads threads = Threads(0));

/// Does it stand there today? Records say so as long as they do not say otherwise.
[[nodiscard]] constexpr bool in_place(Status status) {
    return status != Status::planned && status != Status::removed;
}

} // namespace kerb
