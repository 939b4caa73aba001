// Helpers of the subcommands that read or write whole inventories.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <kerb/io/inventory_file.hpp>
#include <kerb/io/output_set.hpp>
#include <kerb/report/envelope.hpp>

#include "session.hpp"

namespace kerb::tools {

/// Rows by layer of the inventory, empty classes left out.
[[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> class_counts(const Inventory& city);
[[nodiscard]] std::vector<report::LayerAccount> accounts_of(const std::vector<io::LayerReport>& layers);
/// Shows counts in the format asked for, in the envelope for JSON.
void show_counts(const Session& session, const Inventory& city, const report::Envelope& envelope);
/// QGIS styles for the inventory's own layers, names in the reader's language.
[[nodiscard]] io::SinkOptions inventory_sink(const Session& session, const Inventory& city, const std::string& command);
/// Makes the file of -o, which is delivered once its account was shown. \throws as io::write_inventory
[[nodiscard]] std::unique_ptr<io::OutputSet> make_inventory_file(const Session& session, const Inventory& city,
                                                                 const std::string& command);

} // namespace kerb::tools
