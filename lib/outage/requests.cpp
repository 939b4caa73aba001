#include <kerb/outage/requests.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/containment.hpp>

#include "other_kinds.hpp"

namespace kerb::outage {
namespace {

constexpr const char* repeated_number = "fault.repeated_number";
constexpr double on_border_m = 1e-6; // as zones are asked

bool on_ring(Point place, const Points& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (distance_to_segment(place, ring[i], ring[(i + 1) % ring.size()]) <= on_border_m) {
            return true;
        }
    }
    return false;
}

/// A point on the border of two zones lies in both.
bool on_border(Point place, const MultiPolygon& area) {
    return std::any_of(area.begin(), area.end(), [&](const Polygon& polygon) {
        return on_ring(place, polygon.outer) || std::any_of(polygon.holes.begin(), polygon.holes.end(),
                                                            [&](const Points& hole) { return on_ring(place, hole); });
    });
}

class Reader {
public:
    Reader(const Inventory& city, const std::string& zone_kind, std::vector<Issue>& issues)
        : city_(city), issues_(issues), finder_(city, zone_kind) {
        for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
            if (city.zones[i].kind.str() == zone_kind) {
                zones_.try_emplace(city.zones[i].about.key, i);
            }
        }
    }

    void take(const Case& request, std::uint32_t record) {
        ++made_.accounting.read;
        if (const auto* reason = reason_against(request)) {
            skip(request, reason);
            return;
        }
        ++made_.accounting.used;
        PlacedRequest placed;
        placed.record = record;
        placed.from = *request.reported;
        placed.to = request.resolved ? request.resolved : request.closed;
        if (const auto named = zones_.find(request.about.district.str()); named != zones_.end()) {
            placed.named = named->second;
        } else if (!zones_.empty() && !request.about.district.empty()) {
            ++made_.unknown_zone;
        }
        if (const auto* at = std::get_if<Point>(&request.place)) {
            placed.lies = finder_.zone_of(*at);
            placed.misplaced = placed.named != no_asset && placed.lies != placed.named &&
                               !on_border(*at, city_.zones[placed.named].area);
        }
        if (placed.misplaced) {
            tell_misplaced(request, placed);
        }
        made_.requests.push_back(placed);
    }

    Requests finished() { return std::move(made_); }

private:
    const char* reason_against(const Case& request) {
        if (!request.about.key.empty() && !numbers_.insert(request.about.key).second) {
            return repeated_number;
        }
        if (request.state == CaseState::duplicate) {
            return "fault.duplicate";
        }
        if (request.state == CaseState::rejected) {
            return "fault.rejected";
        }
        if (!request.reported) {
            return "fault.request_no_begin";
        }
        const auto& ended = request.resolved ? request.resolved : request.closed;
        return ended && *ended < *request.reported ? "fault.request_negative" : nullptr;
    }

    void skip(const Case& request, const std::string& reason) {
        made_.accounting.skip(reason);
        if (reason == repeated_number) {
            made_.repeated_numbers.push_back(request.about.key);
        }
        if (reason != "fault.duplicate" && reason != "fault.rejected") {
            issues_.push_back({Severity::warning,
                               reason,
                               "cases",
                               -1,
                               request.about.key,
                               0,
                               0,
                               false,
                               {reason, {{"key", request.about.key}}}});
        }
    }

    void tell_misplaced(const Case& request, const PlacedRequest& placed) {
        constexpr const char* reason = "fault.misplaced";
        const auto key_of = [&](std::uint32_t zone) {
            return zone == no_asset ? std::string("–") : city_.zones[zone].about.key;
        };
        const auto& at = std::get<Point>(request.place);
        ++made_.misplaced;
        issues_.push_back(
            {Severity::warning,
             reason,
             "cases",
             -1,
             request.about.key,
             at.x,
             at.y,
             true,
             {reason, {{"key", request.about.key}, {"named", key_of(placed.named)}, {"lies", key_of(placed.lies)}}}});
    }

    const Inventory& city_;
    std::vector<Issue>& issues_;
    ZoneFinder finder_;
    std::unordered_map<std::string, std::uint32_t> zones_; ///< by key
    std::unordered_set<std::string> numbers_;
    Requests made_;
};

} // namespace

Requests requests_of(const Inventory& city, const StateWords& words, const std::string& zone_kind,
                     std::vector<Issue>& issues) {
    Reader reader(city, zone_kind, issues);
    OtherKinds others;
    for (std::uint32_t i = 0; i < city.cases.size(); ++i) {
        if (words.about_dark_lamp(city.cases[i].kind.str())) {
            reader.take(city.cases[i], i);
        } else {
            others.take(city.cases[i]);
        }
    }
    others.tell(issues);
    return reader.finished();
}

} // namespace kerb::outage
