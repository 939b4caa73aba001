// A GeoPackage whose layers come one by one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <kerb/io/sink.hpp>

namespace kerb::io::detail {

/// Calls what it is given with every table, in the order of their outlines; one may come in parts, one after the other.
using LayerSupply = std::function<void(const std::function<void(std::shared_ptr<const FeatureTable>)>&)>;

/// write_layers() without all tables in memory at once. \param outlines the tables as they will come; their rows are
/// not looked at.
void write_geopackage(const std::string& path, const std::vector<FeatureTable>& outlines, const LayerSupply& supply,
                      const SinkOptions& options);

} // namespace kerb::io::detail
