// The storm drains of a city as a network whose capacity the inlets share.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/drain_network.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/waterlogging/drain_rules.hpp>

namespace kerb::waterlogging {

/// An inlet that takes storm water.
struct DrainInlet {
    std::uint32_t position = 0; ///< in the inventory
    Point place;
    InletOpening opening;
    double clogging = 0;
    std::uint32_t node = 0; ///< of the network: where it leads to; `DrainReach::away`: no way out
};

/// The way from a node to the next one downstream.
struct DrainReach {
    static constexpr std::uint32_t away = std::numeric_limits<std::uint32_t>::max(); ///< out of the network
    std::uint32_t from = 0, next = away;
    DrainEdgeClass what = DrainEdgeClass::conduit;
    std::uint32_t position = 0; ///< in the list of its class
    double conveyance_m3s = 0;  ///< of a conduit, full
    double length_m = 0;
    double crown_down_m = 0; ///< top of the conduit at its lower end
    double invert_up_m = 0, height_m = 0;
    double full_m3s = 0;                                           ///< of a conduit under its own fall
    double capacity_m3s = std::numeric_limits<double>::infinity(); ///< of a pump station
};

/// What holds an inlet's water back.
struct DrainLimit {
    enum class Kind : std::uint8_t { none, conduit, pump_station, outfall_level, no_way_out };
    Kind kind = Kind::none;
    std::uint32_t position = 0; ///< in the inventory's list
    friend bool operator==(const DrainLimit&, const DrainLimit&) = default;
};

/// What the network takes of what inlets offer it.
struct DrainShares {
    std::vector<double> share;     ///< of each inlet: part of what it offers that is taken, 0 … 1
    std::vector<DrainLimit> limit; ///< of each inlet: what takes most of the rest; none when all is taken
};

/// Storm and combined drains (and those of which the record does not say). Each node sends its water one way: that of
/// the least head loss to an outfall or pump station. A conduit takes at most K √(Δh / L), Δh being what the water
/// above its upper end stands higher than below: hydraulic grade, not the pipe's own fall, so flat and adverse pipes
/// carry too. When a conduit is full all that is upstream of it shares it in proportion (steady flow; storage in pipes
/// is left out, which is on the safe side). Immutable; `share` may be called from several threads with states of their
/// own.
class DrainModel {
public:
    /// \param ground_m height of the ground at a place, for nodes without one of their own
    /// \param tail_m level of the water at outfalls, where it is above their crown
    DrainModel(const Inventory& city, const DrainRules& rules,
               const std::function<std::optional<double>(Point)>& ground_m,
               std::optional<double> tail_m = std::nullopt);

    [[nodiscard]] const std::vector<DrainInlet>& inlets() const { return inlets_; }
    /// Flows of the last call, from which the next one starts: a storm's steps are alike.
    struct State {
        std::vector<double> flow_m3s, grade_m;                                     ///< by step
        std::vector<double> offered_m3s, arriving_m3s, head_m, part, total, least; ///< room to reckon in
        std::vector<std::uint32_t> worst;
        DrainShares shares;
    };
    /// \param offered_m3s by each inlet \param surface_m level of the water above each inlet; −∞ where none stands
    /// \return `state.shares` \par Complexity some sweeps over the network
    const DrainShares& share(std::span<const double> offered_m3s, std::span<const double> surface_m,
                             State& state) const;
    /// Inlets, conduits and nodes that could not be used as recorded, and why: no size, no level, no way out, a circle;
    /// and `other_datum`, where the terrain is known.
    [[nodiscard]] const std::vector<Issue>& issues() const { return issues_; }
    [[nodiscard]] const DrainNetwork& network() const { return network_; }
    [[nodiscard]] const std::vector<DrainReach>& reaches() const { return reaches_; }
    [[nodiscard]] State initial() const;

    /// Does water of a node get out?
    [[nodiscard]] bool drained(std::uint32_t node) const { return drained_[node] != 0; }
    /// Where water stands up to the ground over a node (to a centimetre): the reach that it cannot get away by. None
    /// elsewhere, and where the ground is not known.
    [[nodiscard]] std::optional<DrainLimit> full_at(std::uint32_t node, const State& state) const;
    /// The same with one more inlet, the last of `inlets()`.
    [[nodiscard]] DrainModel with_inlet(const DrainInlet& inlet) const;
    /// The same with another section of a conduit; its bed stays where it is. \param conduit position in the inventory
    [[nodiscard]] DrainModel with_section(std::uint32_t conduit, const Section& section, double roughness) const;

private:
    void list_reaches(const Inventory& city, const DrainRules& rules);
    void list_inlets(const Inventory& city, const DrainRules& rules);
    void find_ways();
    void pack_steps();
    void note(const char* reason, const char* layer, const std::string& key, const Place& place);
    /// Of what cannot be and is not used.
    void note_odd(const Conduit& conduit);
    /// What a station lifts; `unstated` where its record says nothing that can be.
    [[nodiscard]] double capacity_of(const PumpStation& station, double unstated);
    /// A node with a way out, and the reach that it sends its water by, as the sums need them.
    struct Step {
        std::uint32_t reach = 0;
        std::uint32_t next = 0; ///< step; its own: water leaves the network there
        bool conduit = false;
        double pull = 0; ///< K / √L
        double full_m3s = 0, crown_down_m = 0, invert_up_m = 0, height_m = 0;
        double most_m3s = 0; ///< of a pump station
    };
    [[nodiscard]] static double capacity(const Step& step, double head_m, const State& state);
    void settle_flows(State& state) const;
    void settle_grades(State& state) const;
    void settle_shares(State& state) const;
    [[nodiscard]] DrainLimit limit_at(std::uint32_t step, const State& state) const;

    DrainNetwork network_;
    std::vector<DrainInlet> inlets_;
    std::vector<DrainReach> reaches_;
    std::vector<std::uint32_t> way_;          ///< of each node: the reach that it sends its water by
    std::vector<std::uint32_t> order_;        ///< nodes with a way out, downstream before upstream; ends come first
    std::vector<double> rim_m_, end_level_m_; ///< by node
    std::vector<std::uint8_t> drained_;       ///< by node
    std::vector<Step> steps_;                 ///< in the order of `order_`
    std::vector<std::uint32_t> step_of_;      ///< by node; none without a way out
    std::vector<double> step_rim_m_, step_end_m_;
    std::vector<Issue> issues_;
};

} // namespace kerb::waterlogging
