#include <kerb/io/inventory_file.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/inventory/checks.hpp>
#include <kerb/inventory/schema.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/io/osm.hpp>
#include <kerb/io/postgis.hpp>

#include "import_pieces.hpp"
#include "inventory_version.hpp"
#include "layer_supply.hpp"
#include "layers_ahead.hpp"
#include "open_source.hpp"
#include "osm_file.hpp"
#include "postgis_source.hpp"
#include "short_names.hpp"

namespace kerb::io {
namespace {

constexpr std::size_t rows_a_part = 65536;

Accounting lost_in(const Accounting& accounting) {
    Accounting lost;
    lost.skipped = accounting.skipped;
    lost.read = lost.skipped_total();
    return lost;
}

/// Tables that keep the books of a file and hold no assets: styles for QGIS, the record of the run, names, the version.
bool is_bookkeeping(const std::string& layer) {
    return layer == "layer_styles" || layer == "kerb_run" || layer == "kerb_label" ||
           layer == detail::version_table_name;
}

/// Takes every layer for what its name says, as our own inventories are read.
bool reads_inventories(const Mapping& mapping) {
    return std::any_of(mapping.layers.begin(), mapping.layers.end(),
                       [](const LayerRule& rule) { return rule.ours && rule.class_name == "*"; });
}

/// Sorts what was read of one layer by a mapping. `encoding`: of a Shapefile, else empty.
Piece mapped_piece(const std::string& source, const std::string& layer, LayerRead read, const Mapping& mapping,
                   const std::string& encoding = {}) {
    Piece piece{source, layer, {}, std::move(read.issues), lost_in(read.accounting), std::move(read.frame)};
    for (auto& table : read.tables) {
        const auto rules = encoding.empty() ? mapping : detail::for_short_names(mapping, table, encoding, piece.issues);
        for (auto& mapped : apply(rules, std::move(table), piece.issues, piece.lost)) {
            piece.tables.push_back(std::move(mapped));
        }
    }
    return piece;
}

bool names_layer(const Mapping& mapping, const std::string& layer) {
    return std::any_of(mapping.layers.begin(), mapping.layers.end(), [&layer](const LayerRule& rule) {
        return std::any_of(rule.layers.begin(), rule.layers.end(),
                           [&layer](const std::string& name) { return is_like(layer, name); });
    });
}

/// Keys whose presence some rule asks for; a rule that asks for none means all objects.
std::vector<std::string> osm_keys(const Mapping& mapping) {
    std::set<std::string> keys;
    for (const auto& rule : mapping.layers) {
        std::size_t asked = 0;
        for (const auto& condition : rule.where) {
            const bool present = std::any_of(condition.any_of.begin(), condition.any_of.end(),
                                             [](const std::string& term) { return !term.starts_with('!'); });
            if (present) {
                keys.insert(condition.fields.begin(), condition.fields.end());
                ++asked;
            }
        }
        if (asked == 0) {
            return {};
        }
    }
    return {keys.begin(), keys.end()};
}

/// A layer that was asked for must be there.
void insist_on_layer(const SourceName& source, const std::vector<LayerInfo>& layers) {
    std::string names;
    for (const auto& layer : layers) {
        if (source.layer.empty() || layer.name == source.layer) {
            return;
        }
        names += (names.empty() ? "" : ", ") + layer.name;
    }
    throw UsageError(
        Message{"source.no_layer", {{"file", source.path}, {"layer", source.layer}, {"layers", std::move(names)}}});
}

/// An OSM extract has three layers at once, so each table becomes a piece of its own.
void add_osm(Assembly& assembly, const SourceName& source, const Mapping& mapping, const SourceOptions& options,
             const Progress& progress) {
    insist_on_layer(source,
                    {{"points", 0, {}, {}, {}, {}}, {"lines", 0, {}, {}, {}, {}}, {"areas", 0, {}, {}, {}, {}}});
    auto read = read_osm(source.path, osm_keys(mapping), options, progress);
    std::map<std::string, LayerRead> layers; // one without a single good row has issues only
    for (auto& table : read.tables) {
        layers[table.name].tables.push_back(std::move(table));
    }
    for (auto& issue : read.issues) {
        auto& layer = layers[issue.layer];
        layer.accounting.skip(issue.reason);
        layer.issues.push_back(std::move(issue));
    }
    for (auto& [name, layer] : layers) {
        if (source.layer.empty() || source.layer == name) {
            layer.frame = Frame::from("EPSG:4326");
            assembly.add(mapped_piece(source.path, name, std::move(layer), mapping));
        }
    }
}

Piece unnamed_layer(const std::string& source, const LayerInfo& layer) {
    Piece piece{source, layer.name, {}, {}, {}, {}};
    piece.lost.read = layer.rows;
    if (layer.rows > 0) {
        piece.lost.skip("mapping.no_rule", layer.rows);
    }
    Issue issue;
    issue.severity = Severity::info;
    issue.reason = "mapping.no_rule";
    issue.layer = layer.name;
    issue.message = {"mapping.no_rule", {{"layer", layer.name}, {"count", layer.rows}}};
    piece.issues.push_back(std::move(issue));
    return piece;
}

void add_source(Assembly& assembly, const SourceName& source, const Mapping& mapping, const SourceOptions& options,
                const Progress& progress) {
    detail::OpenSource file(source.path, options);
    auto layers = file.layers();
    insist_on_layer(source, layers);
    std::erase_if(layers, [&source](const LayerInfo& layer) {
        return is_bookkeeping(layer.name) || (!source.layer.empty() && source.layer != layer.name);
    });
    const auto version = detail::schema_version_of(file);
    std::vector<std::string> named;
    for (const auto& layer : layers) {
        if (names_layer(mapping, layer.name)) {
            named.push_back(layer.name);
        }
    }
    LayersAhead ahead(file, std::move(named), progress);
    for (const auto& layer : layers) {
        if (!names_layer(mapping, layer.name)) {
            assembly.add(unnamed_layer(source.path, layer));
            continue;
        }
        auto piece = mapped_piece(source.path, layer.name, ahead.next(), mapping, layer.encoding);
        for (auto& mapped : piece.tables) {
            if (reads_inventories(mapping) && mapped.class_name == class_of_layer(layer.name)) {
                mapped.class_name = migrate_table(version, mapped.class_name, mapped.table);
            }
        }
        assembly.add(std::move(piece));
    }
}

void add_postgis(Assembly& assembly, detail::PostgisReader& reader, const std::string& source, const Mapping& mapping,
                 const Progress& progress) {
    for (const auto& layer : reader.layers()) {
        LayerRequest request;
        request.layer = layer;
        if (is_bookkeeping(layer)) {
            continue;
        }
        assembly.add(names_layer(mapping, layer) ? mapped_piece(source, layer, reader.read(request, progress), mapping)
                                                 : unnamed_layer(source, {layer, reader.count(layer), {}, {}, {}, {}}));
    }
}

InventoryRead checked(InventoryRead read) {
    const auto found = check_records(read.city);
    read.issues.insert(read.issues.end(), found.begin(), found.end());
    return read;
}

} // namespace

InventoryRead read_inventory(const std::string& path, std::optional<Frame> frame, const SourceOptions& options,
                             const Progress& progress) {
    const auto told = one_at_a_time(progress);
    Assembly assembly(std::move(frame), told, path);
    detail::OpenSource file(path, options);
    const auto version = detail::schema_version_of(file);
    std::vector<std::string> layers;
    for (auto& layer : file.layers()) {
        if (!is_bookkeeping(layer.name)) {
            layers.push_back(std::move(layer.name));
        }
    }
    LayersAhead ahead(file, layers, told);
    for (const auto& layer : layers) {
        auto read = ahead.next();
        Piece piece{path, layer, {}, std::move(read.issues), lost_in(read.accounting), std::move(read.frame)};
        for (auto& table : read.tables) {
            const auto rows = static_cast<std::int64_t>(table.size());
            Accounting accounting;
            accounting.read = accounting.used = rows;
            auto class_name = migrate_table(version, class_of_layer(layer), table);
            piece.tables.push_back({std::move(class_name), std::move(table), {}, accounting});
        }
        assembly.add(std::move(piece));
    }
    return assembly.finish();
}

InventoryRead import_sources(const std::vector<SourceName>& sources, const Mapping& mapping, std::optional<Frame> frame,
                             const SourceOptions& options, const Progress& progress) {
    const auto told = one_at_a_time(progress);
    Assembly assembly(std::move(frame), told, sources.empty() ? std::string() : sources.front().path);
    for (const auto& source : sources) {
        if (is_osm_pbf(source.path)) {
            add_osm(assembly, source, mapping, options, told);
        } else {
            add_source(assembly, source, mapping, options, told);
        }
    }
    return checked(assembly.finish());
}

InventoryRead import_postgis(const PostgisTarget& target, const PostgisSource& source, const Mapping& mapping,
                             std::optional<Frame> frame, const SourceOptions& options, const Progress& progress) {
    Assembly assembly(std::move(frame), progress, target.name());
    {
        detail::PostgisReader reader(target, source, options);
        add_postgis(assembly, reader, target.name(), mapping, progress);
    }
    return checked(assembly.finish());
}

void write_inventory(const std::string& path, const Inventory& city, const SinkOptions& options) {
    const auto outlines = outlines_of(city);
    auto described = options;
    described.schema = schema_of(outlines);
    described.schema_version = inventory_schema_version;
    const auto supply = [&city](const auto& take) {
        visit_parts(city, rows_a_part,
                    [&take](FeatureTable&& part) { take(std::make_shared<const FeatureTable>(std::move(part))); });
    };
    detail::write_geopackage(path, outlines, supply, described);
}

} // namespace kerb::io
