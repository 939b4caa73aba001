// The city as indicators see it: its zones, and in which of them each asset lies.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/coverage/zones.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>
#include <kerb/scorecard/measure.hpp>

namespace kerb::scorecard {

/// Ground in cells that do not lie on each other, each in one zone (no_zone where there are none).
struct Cells {
    std::vector<MultiPolygon> areas;
    std::vector<std::uint32_t> zone, rank;
};

/// Where people live.
struct Homes {
    Points places;
    std::vector<double> people; ///< NaN: not known
    std::vector<std::uint32_t> zone;
    [[nodiscard]] bool any_people() const;
};

/// Streets that one walks, with the homes on them.
struct WalkedStreets {
    Lines lines;
    network::Streets streets;
    std::vector<network::PlaceOnEdge> homes;
};

/// What several indicators ask for is found once.
class Scene {
public:
    Scene(const Profile& profile, const MeasureInput& given, Threads wanted);

    const Inventory& city;
    const MeasureInput& input;
    const Threads threads;
    std::string kind;                     ///< of the zones
    std::vector<std::uint32_t> zones;     ///< positions in the inventory, by key
    std::vector<MultiPolygon> zone_areas; ///< of these
    std::optional<ZoneMap> map;           ///< none without zones

    [[nodiscard]] std::size_t size() const { return zones.size(); }
    /// The zone of each asset of a layer, by its point, the middle of its line or a point of its area; of one without a
    /// place by that of what it names (its pole, asset, circuit or project). no_zone: in none.
    const std::vector<std::uint32_t>& zones_of(const std::string& layer);
    const std::vector<std::optional<Point>>& places_of(const std::string& layer);
    /// Each zone's own ground, less what a zone before it claims; or the land of a kind in it. Empty: there is none.
    const Cells& cells_of(const std::string& land_kind);
    const Homes& homes();
    const WalkedStreets& walked();
    /// Of each zone, its record's, else that of the homes in it; NaN: neither is known.
    std::vector<double> population();
    /// What speaks against records that an indicator asked for. The same records are told once, whoever asks.
    void tell(const std::vector<Issue>& found);
    /// All that was told.
    [[nodiscard]] std::vector<Issue> take_issues() { return std::move(issues_); }

private:
    std::vector<std::optional<Point>> find_places(const std::string& name);
    const std::map<std::string, Point, std::less<>>& place_of_key();
    std::map<std::string, std::vector<std::uint32_t>> zones_of_;
    std::map<std::string, std::vector<std::optional<Point>>> places_of_;
    std::map<std::string, Cells> cells_;
    std::unique_ptr<Homes> homes_;
    std::unique_ptr<WalkedStreets> walked_;
    std::unique_ptr<std::map<std::string, Point, std::less<>>> place_of_key_;
    std::vector<Issue> issues_;
    std::map<std::string, std::int64_t> told_; ///< how often each text
};

/// Are all coordinates finite?
[[nodiscard]] bool finite(const MultiLineString& line);
[[nodiscard]] bool finite(const MultiPolygon& areas);
[[nodiscard]] bool finite(Point p);
/// Can its ground be measured: is it there, finite and valid?
[[nodiscard]] bool measurable(const MultiPolygon& areas);

} // namespace kerb::scorecard
