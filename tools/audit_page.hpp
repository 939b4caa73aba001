// The page of an audit as a file.
#pragma once

#include <span>
#include <string>

#include <kerb/inventory/feature_table.hpp>

#include "session.hpp"

namespace kerb::tools {

/// Writes the page of a summary and its layers.
void write_page(const Session& session, const std::string& file, const std::string& summary,
                std::span<const FeatureTable> layers, const std::string& city);

} // namespace kerb::tools
