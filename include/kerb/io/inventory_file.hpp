// The inventory as a GeoPackage file.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/geometry/working_frame.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>

namespace kerb::io {

/// How a layer of a source fared.
struct LayerReport {
    std::string source, layer, class_name;
    Accounting accounting;
    std::vector<std::string> unmapped; ///< fields that went to `extra`
};

struct InventoryRead {
    Inventory city;
    std::vector<Issue> issues;
    WorkingFrame frame;
    std::vector<LayerReport> layers;
};

/// Reads a kerb inventory (layers named as in asset_classes(), any other layer as other assets of that name). One of an
/// older schema is brought to today's, see docs/inventory.md; one of a newer schema is refused.
/// \param frame the working frame wished for; absent: chosen from the data. \throws FrameError, SourceError,
/// PolicyError.
[[nodiscard]] InventoryRead read_inventory(const std::string& path, std::optional<Frame> frame = std::nullopt,
                                           const SourceOptions& options = {}, const Progress& progress = {});

/// Reads foreign sources through a mapping into one inventory; all layers are brought to one frame.
/// `sources` may be any readable file, .osm.pbf too, each with an optional `::layer`. Where nothing has a place,
/// `frame` must be given. \throws SourceError when nothing of a class was found, FrameError, PolicyError.
[[nodiscard]] InventoryRead import_sources(const std::vector<SourceName>& sources, const Mapping& mapping,
                                           std::optional<Frame> frame = std::nullopt, const SourceOptions& options = {},
                                           const Progress& progress = {});

/// Writes the inventory as a GeoPackage, with its schema and version, whatever `options` say of these.
void write_inventory(const std::string& path, const Inventory& city, const SinkOptions& options = {});

} // namespace kerb::io
