// The project of QGIS beside an audit's layers.
#pragma once

#include <string>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/io/sink.hpp>

#include "session.hpp"

namespace kerb::tools {

/// Writes `target`, which shows the tables that `audit.gpkg` beside it holds, with the styles and titles they were
/// written with. False, and nothing, where no table has places. \throws OutputError when it cannot be written
bool write_project(const Session& session, const std::string& target, const std::string& city,
                   const std::vector<FeatureTable>& tables, const io::SinkOptions& sink);

} // namespace kerb::tools
