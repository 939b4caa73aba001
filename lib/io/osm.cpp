#include <kerb/io/osm.hpp>

#include <set>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <osmium/area/assembler.hpp>
#include <osmium/area/multipolygon_manager.hpp>
#include <osmium/handler.hpp>
#include <osmium/handler/node_locations_for_ways.hpp>
#include <osmium/index/map/flex_mem.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/relations/manager_util.hpp>
#include <osmium/visitor.hpp>
#pragma GCC diagnostic pop

#include <kerb/base/error.hpp>
#include <kerb/geometry/validity.hpp>

#include "osm_file.hpp"
#include "osm_layers.hpp"

namespace kerb::io {
namespace {

using Index = osmium::index::map::FlexMem<osmium::unsigned_object_id_type, osmium::Location>;
using Locations = osmium::handler::NodeLocationsForWays<Index>;
using Areas = osmium::area::MultipolygonManager<osmium::area::Assembler>;

osmium::TagsFilter filter_of(const std::vector<std::string>& keys) {
    osmium::TagsFilter filter(keys.empty());
    for (const auto& key : keys) {
        filter.add_rule(true, key);
    }
    return filter;
}

/// All located nodes of a way or ring; false when one is missing.
template <class Nodes>
bool positions(const Nodes& nodes, Points& points) {
    points.reserve(nodes.size());
    for (const auto& node : nodes) {
        if (!node.location().valid()) {
            return false;
        }
        points.push_back({node.location().lon(), node.location().lat()});
    }
    return true;
}

/// The stretches of a way whose nodes are in the extract.
MultiLineString known_stretches(const osmium::WayNodeList& nodes) {
    MultiLineString stretches(1);
    for (const auto& node : nodes) {
        if (node.location().valid()) {
            stretches.back().push_back({node.location().lon(), node.location().lat()});
        } else if (!stretches.back().empty()) {
            stretches.emplace_back();
        }
    }
    std::erase_if(stretches,
                  [](const LineString& stretch) { return find_defect(MultiLineString{stretch}).has_value(); });
    return stretches;
}

/// Takes the tagged objects of the second pass.
class Collector : public osmium::handler::Handler {
public:
    Collector(LayerRead& read, const osmium::TagsFilter& filter) : read_(read), filter_(filter) {}

    void node(const osmium::Node& node) {
        if (!taken(node.tags())) {
            return;
        }
        ++read_.accounting.read;
        if (!node.location().valid()) {
            skip("points", 'n', node.id(), "osm.missing_nodes", std::nullopt);
            return;
        }
        points_.geometry<Points>().push_back({node.location().lon(), node.location().lat()});
        points_.add('n', node.id(), node.tags());
    }

    void way(const osmium::Way& way) {
        if (!taken(way.tags())) {
            return;
        }
        ++read_.accounting.read;
        Points chain;
        if (!positions(way.nodes(), chain)) {
            cut_way(way, chain.empty() ? std::nullopt : std::optional(chain.front()));
        } else if (is_area(way)) {
            expected_.insert({'w', way.id()});
        } else if (const auto defect = find_defect(MultiLineString{chain})) {
            skip("lines", 'w', way.id(), defect->reason, chain.empty() ? std::nullopt : std::optional(chain.front()));
        } else {
            lines_.geometry<Lines>().push({chain});
            lines_.add('w', way.id(), way.tags());
        }
    }

    /// Called once per relation that the first pass found, before the second.
    void expect_relation(const osmium::Relation& relation) {
        ++read_.accounting.read;
        expected_.insert({'r', relation.id()});
    }

    void area(const osmium::Area& area) {
        const char type = area.from_way() ? 'w' : 'r';
        if (expected_.erase({type, area.orig_id()}) == 0) {
            return; // a closed road, a line already
        }
        MultiPolygon polygons;
        for (const auto& outer : area.outer_rings()) {
            auto& polygon = polygons.emplace_back();
            positions(outer, polygon.outer);
            for (const auto& inner : area.inner_rings(outer)) {
                positions(inner, polygon.holes.emplace_back());
            }
        }
        const auto defect =
            polygons.empty() ? std::optional(Defect{"osm.area_not_assembled", {}}) : find_defect(polygons);
        if (defect) {
            skip("areas", type, area.orig_id(), defect->reason,
                 polygons.empty() ? std::nullopt : std::optional(polygons.front().outer.front()));
            return;
        }
        areas_.geometry<std::vector<MultiPolygon>>().push_back(std::move(polygons));
        areas_.add(type, area.orig_id(), area.tags());
    }

    void finish(const std::vector<std::string>& keys) {
        for (const auto& [type, id] : expected_) {
            skip("areas", type, id, "osm.area_not_assembled", std::nullopt);
        }
        read_.accounting.used = static_cast<std::int64_t>(points_.size() + lines_.size() + areas_.size());
        for (auto* layer : {&points_, &lines_, &areas_}) {
            if (layer->size() > 0) {
                read_.tables.push_back(layer->finish(keys));
            }
        }
    }

private:
    [[nodiscard]] bool taken(const osmium::TagList& tags) const {
        return !tags.empty() && osmium::tags::match_any_of(tags, filter_);
    }

    static bool is_area(const osmium::Way& way) {
        return way.nodes().size() > 3 && way.is_closed() && !way.tags().has_tag("area", "no") &&
               (!way.tags().has_key("highway") || way.tags().has_tag("area", "yes"));
    }

    /// A way across the extract's edge: of a line the stretches inside are kept, an area is left out.
    void cut_way(const osmium::Way& way, std::optional<Point> place) {
        const auto stretches = is_area(way) ? MultiLineString{} : known_stretches(way.nodes());
        if (stretches.empty()) {
            return skip(is_area(way) ? "areas" : "lines", 'w', way.id(), "osm.missing_nodes", place);
        }
        lines_.geometry<Lines>().push(stretches);
        lines_.add('w', way.id(), way.tags());
        add_issue("lines", 'w', way.id(), "osm.cut_way", stretches.front().front()).severity = Severity::warning;
    }

    void skip(const char* layer, char type, osmium::object_id_type id, const std::string& reason,
              std::optional<Point> place) {
        read_.accounting.skip(reason);
        add_issue(layer, type, id, reason, place).severity = Severity::error;
    }

    Issue& add_issue(const char* layer, char type, osmium::object_id_type id, const std::string& reason,
                     std::optional<Point> place) {
        Issue issue;
        issue.reason = reason;
        issue.layer = layer;
        issue.row = id;
        issue.key = type + std::to_string(id);
        if (place) {
            issue.x = place->x;
            issue.y = place->y;
            issue.located = true;
        }
        issue.message = {reason, {{"layer", issue.layer}, {"row", issue.row}, {"key", issue.key}}};
        return read_.issues.emplace_back(std::move(issue));
    }

    LayerRead& read_;
    const osmium::TagsFilter& filter_;
    OsmLayer points_{"points", Points{}};
    OsmLayer lines_{"lines", Lines{}};
    OsmLayer areas_{"areas", std::vector<MultiPolygon>{}};
    std::set<std::pair<char, osmium::object_id_type>> expected_;
};

/// First pass: relations only; what they need is known to `areas` afterwards.
void read_relations(const osmium::io::File& file, Areas& areas, Collector& collector, const Progress& progress) {
    osmium::io::Reader reader{file, osmium::osm_entity_bits::relation};
    while (auto buffer = reader.read()) {
        report_progress(progress, "progress.reading", 0.3);
        for (const auto& relation : buffer.select<osmium::Relation>()) {
            if (areas.new_relation(relation)) {
                collector.expect_relation(relation);
            }
        }
        osmium::apply(buffer, areas);
    }
    reader.close();
    areas.prepare_for_lookup();
}

void read_objects(const osmium::io::File& file, Areas& areas, Collector& collector, const Progress& progress) {
    Index index;
    Locations locations(index);
    locations.ignore_errors();
    osmium::io::Reader reader{file};
    auto second_pass =
        areas.handler([&collector](osmium::memory::Buffer&& buffer) { osmium::apply(buffer, collector); });
    const auto size = static_cast<double>(std::max<std::size_t>(reader.file_size(), 1));
    while (auto buffer = reader.read()) {
        report_progress(progress, "progress.reading",
                        0.3 + 0.7 * std::min(1.0, static_cast<double>(reader.offset()) / size));
        osmium::apply(buffer, locations, collector, second_pass);
    }
    second_pass.flush();
    reader.close();
}

} // namespace

LayerRead read_osm(const std::string& path, const std::vector<std::string>& keys, const SourceOptions& options,
                   const Progress& progress) {
    const auto canonical = checked_osm_path(path, options.size_limit);
    LayerRead read;
    try {
        const auto filter = filter_of(keys);
        const osmium::io::File file(canonical, "pbf");
        Areas areas(osmium::area::AssemblerConfig{}, filter);
        Collector collector(read, filter);
        read_relations(file, areas, collector, progress);
        read_objects(file, areas, collector, progress);
        collector.finish(keys);
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw ResourceError(Message{"osm.memory", {{"file", path}}});
    } catch (const std::exception& error) { // libosmium throws many kinds, all std::exception
        throw SourceError(Message{"osm.unreadable", {{"file", path}, {"problem", std::string(error.what())}}});
    }
    return read;
}

} // namespace kerb::io
