#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/io/swmm_inventory.hpp>

#include "swmm_issues.hpp"

namespace kerb::io {
namespace {

Box box_of(const SwmmModel& model) {
    Box box;
    const auto add = [&box](const Points& points) {
        for (const auto p : points) {
            box.add(p);
        }
    };
    for (const auto& n : model.nodes) {
        if (n.place) {
            box.add(*n.place);
        }
        add(n.outline);
    }
    for (const auto& l : model.links) {
        add(l.vertices);
    }
    for (const auto& s : model.subcatchments) {
        add(s.outline);
    }
    return box;
}

void move_all(SwmmModel& model, const Transform& transform) {
    for (auto& n : model.nodes) {
        if (n.place) {
            n.place = transform(*n.place);
        }
        transform.apply(n.outline);
    }
    for (auto& l : model.links) {
        transform.apply(l.vertices);
    }
    for (auto& s : model.subcatchments) {
        transform.apply(s.outline);
    }
}

struct Shape {
    SectionShape shape;
    bool exact;
};

Shape shape_of(const std::string& swmm) {
    static const std::map<std::string, Shape> shapes = {{"CIRCULAR", {SectionShape::circular, true}},
                                                        {"FORCE_MAIN", {SectionShape::circular, true}},
                                                        {"FILLED_CIRCULAR", {SectionShape::circular, false}},
                                                        {"RECT_CLOSED", {SectionShape::rectangular, true}},
                                                        {"RECT_OPEN", {SectionShape::rectangular, false}},
                                                        {"RECT_ROUND", {SectionShape::rectangular, false}},
                                                        {"RECT_TRIANGULAR", {SectionShape::rectangular, false}},
                                                        {"MODBASKETHANDLE", {SectionShape::arch, false}},
                                                        {"TRAPEZOIDAL", {SectionShape::trapezoidal, false}},
                                                        {"EGG", {SectionShape::egg, true}},
                                                        {"ARCH", {SectionShape::arch, true}},
                                                        {"BASKETHANDLE", {SectionShape::arch, false}},
                                                        {"HORSESHOE", {SectionShape::arch, false}},
                                                        {"SEMICIRCULAR", {SectionShape::arch, false}}};
    const auto found = shapes.find(swmm);
    return found == shapes.end() ? Shape{SectionShape::other, false} : found->second;
}

class Importer {
public:
    Importer(SwmmRead read, Inventory& city, SwmmImport& made)
        : read_(std::move(read)), city_(city), made_(made), issues_(made.issues) {}

    void run() {
        made_.issues = std::move(read_.issues);
        made_.sections = std::move(read_.sections);
        for (const auto& link : read_.model.links) {
            links_.emplace(link.name, &link);
            if (link.kind == SwmmLinkKind::pump) {
                pumps_[link.from].push_back(&link);
            } else if (const auto [at, fresh] = arrival_m_.emplace(link.to, link.invert_down_m); !fresh) {
                at->second = std::min(at->second, link.invert_down_m);
            }
        }
        city_.manholes.reserve(read_.model.nodes.size()); // growing takes them twice
        city_.conduits.reserve(read_.model.links.size());
        for (const auto& node : read_.model.nodes) {
            add_node(node);
        }
        for (const auto& link : read_.model.links) {
            if (link.kind == SwmmLinkKind::conduit) {
                add_conduit(link);
            }
        }
        for (const auto& s : read_.model.subcatchments) {
            add_catchment(s);
        }
        for (const auto& use : read_.model.inlets) {
            add_inlet(use);
        }
        name_circles();
    }

private:
    void warn(const char* reason, const char* section, std::int64_t line, const std::string& name) {
        issues_.add(reason, section, line, name);
    }
    void skip(const char* reason, const char* section, std::int64_t line, const std::string& name) {
        warn(reason, section, line, name);
        auto& account = made_.sections[section];
        --account.used;
        account.skip(reason);
    }
    static const char* section_of(SwmmNodeKind kind) {
        return kind == SwmmNodeKind::outfall ? "OUTFALLS" : kind == SwmmNodeKind::storage ? "STORAGE" : "JUNCTIONS";
    }

    void add_node(const SwmmNode& node) {
        if (!node.place) {
            skip("swmm.no_place", section_of(node.kind), node.line, node.name);
            return;
        }
        places_[node.name] = *node.place;
        const auto pumps = pumps_.find(node.name);
        if (pumps != pumps_.end() && node.kind != SwmmNodeKind::outfall) {
            add_station(node, pumps->second);
        } else if (node.kind == SwmmNodeKind::outfall) {
            Outfall made;
            made.about.key = node.name;
            made.position = *node.place;
            made.invert_m = node.invert_m;
            made.flap_gate = node.gate;
            if (node.stage_m) {
                made.about.extra.edit().emplace_back("swmm_stage_m", fmt::format("{}", *node.stage_m));
            }
            city_.outfalls.push_back(std::move(made));
        } else if (node.kind == SwmmNodeKind::storage) {
            Storage made;
            made.about.key = node.name;
            made.place = place_of(node);
            made.kind = StorageKind::tank;
            made.volume_m3 = node.volume_m3;
            made.invert_m = node.invert_m;
            city_.storages.push_back(std::move(made));
        } else {
            add_manhole(node);
        }
    }

    static Place place_of(const SwmmNode& node) {
        return node.outline.empty() ? Place(*node.place) : Place(MultiPolygon{{node.outline, {}}});
    }

    void add_manhole(const SwmmNode& node) {
        Manhole made;
        made.about.key = node.name;
        made.position = *node.place;
        made.system = DrainSystem::storm;
        made.invert_m = node.invert_m;
        if (node.depth_m > 0) {
            made.depth_m = node.depth_m;
            made.ground_m = node.invert_m + node.depth_m;
        }
        city_.manholes.push_back(std::move(made));
    }

    /// What counts of a wet well is below the lowest conduit that arrives.
    [[nodiscard]] std::optional<double> wet_well_m3(const SwmmNode& node) const {
        const auto arrival = arrival_m_.find(node.name);
        if (!node.volume_m3 || arrival == arrival_m_.end() || !(node.depth_m > 0)) {
            return node.volume_m3;
        }
        return *node.volume_m3 * std::clamp((arrival->second - node.invert_m) / node.depth_m, 0.0, 1.0);
    }

    void add_station(const SwmmNode& node, const std::vector<const SwmmLink*>& pumps) {
        PumpStation made;
        made.about.key = node.name;
        made.place = place_of(node);
        made.kind = PumpKind::storm;
        made.pumps = static_cast<int>(pumps.size());
        made.to = pumps.front()->to;
        made.wet_well_m3 = wet_well_m3(node);
        double capacity = 0;
        bool known = true;
        for (const auto* pump : pumps) {
            capacity += pump->capacity_m3s.value_or(0);
            known = known && pump->capacity_m3s.has_value();
            if (pump->to != pumps.front()->to) {
                warn("swmm.pump_ways", "PUMPS", pump->line, pump->name);
            }
        }
        if (known) {
            made.capacity_m3s = capacity;
        }
        city_.pump_stations.push_back(std::move(made));
    }

    void add_conduit(const SwmmLink& link) {
        if (link.shape == "STREET") {
            skip("swmm.street", "CONDUITS", link.line, link.name);
            return;
        }
        const auto from = places_.find(link.from), to = places_.find(link.to);
        if (from == places_.end() || to == places_.end()) {
            skip("swmm.no_place", "CONDUITS", link.line, link.name);
            return;
        }
        Conduit made;
        made.about.key = link.name;
        LineString course = {from->second};
        course.insert(course.end(), link.vertices.begin(), link.vertices.end());
        course.push_back(to->second);
        made.course = {std::move(course)};
        made.from = link.from;
        made.to = link.to;
        made.system = DrainSystem::storm;
        made.roughness = link.roughness;
        made.length_m = link.length_m;
        made.invert_up_m = link.invert_up_m;
        made.invert_down_m = link.invert_down_m;
        set_section(link, made);
        lines_.push_back(link.line);
        city_.conduits.push_back(std::move(made));
    }

    void set_section(const SwmmLink& link, Conduit& made) {
        const auto shape = shape_of(link.shape);
        const bool sized = link.height_m > 0;
        if (sized || link.shape != "CIRCULAR") { // which also stands where no row says anything
            made.shape = shape.shape;
        }
        if (sized) {
            made.diameter_m = link.height_m;
        }
        if (shape.shape != SectionShape::circular && link.width_m > 0) {
            made.width_m = link.width_m;
        }
        if (!shape.exact) {
            warn("swmm.shape", "XSECTIONS", link.line, link.name + " " + link.shape);
            made.about.extra.edit().emplace_back("swmm_shape", link.shape);
        }
        if (link.barrels > 1) {
            warn("swmm.barrels", "XSECTIONS", link.line, link.name);
            made.about.extra.edit().emplace_back("swmm_barrels", fmt::format("{}", link.barrels));
        }
    }

    void add_catchment(const SwmmSubcatchment& s) {
        if (s.outline.empty()) {
            skip("swmm.no_polygon", "SUBCATCHMENTS", s.line, s.name);
            return;
        }
        Catchment made;
        made.about.key = s.name;
        made.area = {{s.outline, {}}};
        made.outlet = s.outlet;
        made.impervious = s.impervious;
        made.slope = s.slope;
        city_.catchments.push_back(std::move(made));
    }

    static InletKind kind_of(const std::string& type) {
        return type == "COMBO"                                ? InletKind::combination
               : type == "GRATE" || type == "DROP_GRATE"      ? InletKind::grate
               : type == "CURB" || type == "DROP_CURB"        ? InletKind::curb_opening
               : type == "SLOTTED" || type == "SLOTTED_DRAIN" ? InletKind::slotted
                                                              : InletKind::other;
    }

    /// Inlets stand at the lower end of their street.
    void add_inlet(const SwmmInletUse& use) {
        const auto street = links_.find(use.link);
        const auto place = street == links_.end() ? places_.end() : places_.find(street->second->to);
        if (place == places_.end()) {
            skip("swmm.no_place", "INLET_USAGE", use.line, use.link);
            return;
        }
        for (int i = 0; i < use.count; ++i) {
            Inlet made;
            made.about.key = use.count == 1 ? use.link : fmt::format("{}~{}", use.link, i + 1);
            made.position = place->second;
            made.kind = kind_of(use.type);
            made.manhole = use.node;
            if (use.length_m > 0) {
                made.length_m = use.length_m;
            }
            if (use.width_m > 0) {
                made.width_m = use.width_m;
            }
            made.clogging = use.clogging;
            city_.inlets.push_back(std::move(made));
        }
    }

    void name_circles() {
        const auto network = drain_network(city_);
        for (const auto& circle : cycles(network)) {
            const std::set<std::uint32_t> in(circle.begin(), circle.end());
            for (const auto edge : network.leaving(circle.front())) {
                const auto& way = network.edges[edge];
                if (in.contains(way.to) && way.what == DrainEdgeClass::conduit) {
                    const auto& key = city_.conduits[way.position].about.key;
                    warn("swmm.circle", "CONDUITS", lines_[way.position], key);
                    break;
                }
            }
        }
    }

    SwmmRead read_;
    Inventory& city_;
    SwmmImport& made_;
    detail::SwmmIssues issues_;
    std::unordered_map<std::string_view, const SwmmLink*> links_; ///< by name
    std::map<std::string, Point> places_;
    std::map<std::string, std::vector<const SwmmLink*>> pumps_;
    std::map<std::string, double> arrival_m_; ///< lowest end of the conduits that lead to a node
    std::vector<std::int64_t> lines_;         ///< of the conduits
};

} // namespace

SwmmImport inventory_of(SwmmRead read, const Frame& source, const std::optional<Frame>& wish) {
    const auto box = box_of(read.model);
    if (box.empty()) {
        throw SourceError({"swmm.no_places", {}});
    }
    auto frame = wish ? use_frame(*wish, source, box) : choose_frame(source, box);
    const Transform transform(source, frame.frame);
    if (!transform.identity()) {
        move_all(read.model, transform);
    }
    SwmmImport made{Inventory(frame.frame), frame, {}, {}};
    Importer(std::move(read), made.city, made).run();
    return made;
}

} // namespace kerb::io
