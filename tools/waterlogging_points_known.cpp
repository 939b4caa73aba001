// kerb waterlogging points: the register of known points, and which of them the storm finds.
#include <algorithm>
#include <array>

#include <kerb/geometry/measures.hpp>

#include "layer_values.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using report::KnownPlace;
using report::NamedWaterPoint;

/// How far a place of the register may lie from the deepest place of a point.
constexpr double same_place_m = 50;

struct Registered {
    KnownPlace known;
    Point place;
};

/// As the inventory codes them.
constexpr std::array<const char*, 6> states = {"", "to_verify", "approved", "under_repair", "cleared", "relapsed"};

std::vector<Registered> of_inventory(const Inventory& city) {
    std::vector<Registered> all;
    for (const auto& point : city.waterlogging_points) {
        if (const auto* place = std::get_if<Point>(&point.place)) {
            all.push_back({{point.about.key, states[static_cast<std::size_t>(point.state)], "", {}}, *place});
        }
    }
    return all;
}

std::vector<Registered> of_file(PointsRun& run, const Session& session, const std::string& file) {
    const auto source = session.source_options();
    const std::string state_field = has_field(file, "state", source) ? "state" : "";
    const std::string key_field = has_field(file, "key", source) ? "key" : "";
    auto layer = load_layer({"known", file, Shape::point, key_field, "", {state_field}, false}, source);
    place(layer, run.terrain.frame.frame);
    run.issues.insert(run.issues.end(), layer.issues.begin(), layer.issues.end());
    run.layers.push_back(layer.account);
    const auto* state = layer.table.find("state");
    const auto& places = std::get<Points>(layer.table.geometry);
    std::vector<Registered> all;
    for (std::size_t row = 0; row < places.size(); ++row) {
        all.push_back({{layer.id(row), state == nullptr ? "" : state->text_at(row), "", {}}, places[row]});
    }
    return all;
}

} // namespace

void match_register(PointsRun& run, const Session& session, const PointsCommand& options) {
    auto all = !options.known.empty() ? of_file(run, session, options.known)
               : run.city             ? of_inventory(*run.city)
                                      : std::vector<Registered>();
    for (auto& registered : all) {
        auto& known = registered.known;
        NamedWaterPoint* nearest = nullptr;
        for (auto& named : run.points) {
            const double d = distance(registered.place, named.point.place);
            if (!known.distance_m || d < *known.distance_m) {
                known.distance_m = d;
                nearest = &named;
            }
        }
        if (nearest != nullptr && *known.distance_m <= same_place_m) {
            known.found = nearest->id;
            if (nearest->known.empty()) {
                nearest->known = known.key;
                nearest->evidence = "observed";
            }
        }
        run.figures.known.push_back(std::move(known));
    }
}

} // namespace kerb::tools
