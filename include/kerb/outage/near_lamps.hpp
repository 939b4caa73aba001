// Which lamps are near a lamp, as one walks along the streets?
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace kerb::outage {

/// Streets as plain values: nodes are numbered from 0, and every edge may be walked both ways. Loops, parallel edges
/// and parts that do not hang together are streets too.
struct StreetGraph {
    struct Edge {
        std::uint32_t from = 0, to = 0; ///< < nodes
        double length_m = 0;            ///< ≥ 0
    };
    std::uint32_t nodes = 0;
    std::vector<Edge> edges;
};

/// A lamp's place on a street.
struct LampOnStreet {
    std::uint32_t edge = 0;
    double offset_m = 0; ///< from the edge's `from`; 0 … length
};

/// A lamp and its distance from another one.
struct NearLamp {
    std::uint32_t lamp = 0;
    double distance_m = 0;
    friend bool operator==(const NearLamp&, const NearLamp&) = default;
};

/// Distances between lamps along streets. Lengths are held in whole micrometres, so sums are exact: ways that are
/// equally long are so in every bit. Read-only, thread-safe. \par Memory O(nodes + edges + lamps)
class LampNetwork {
public:
    /// \pre edges end at nodes, lengths are finite and ≥ 0, and lamps lie on edges \throws UsageError otherwise
    LampNetwork(const StreetGraph& streets, std::span<const LampOnStreet> lamps);
    ~LampNetwork();
    LampNetwork(LampNetwork&&) noexcept;
    LampNetwork& operator=(LampNetwork&&) noexcept;
    LampNetwork(const LampNetwork&) = delete;
    LampNetwork& operator=(const LampNetwork&) = delete;

    [[nodiscard]] std::size_t size() const; ///< lamps
    /// The lamps within `most_m` of a lamp, nearest first (itself at 0 among them), then by number. No more than
    /// `most_lamps`; those at one distance are all there or none is. \pre lamp < size() \throws UsageError otherwise
    /// \par Complexity O(m log m) for the m nodes and lamps within the distance (Dijkstra 1959, bounded)
    [[nodiscard]] std::vector<NearLamp> near(std::uint32_t lamp, std::size_t most_lamps, double most_m) const;

    struct Impl;
    [[nodiscard]] const Impl& impl() const { return *impl_; }

private:
    std::unique_ptr<const Impl> impl_;
};

} // namespace kerb::outage
