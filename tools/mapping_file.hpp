// Mappings by name or file, for the subcommands that read foreign sources.
#pragma once

#include <string>

#include <kerb/inventory/mapping.hpp>

namespace kerb::tools {

/// The text of a compiled-in mapping, else of a file. \throws UsageError listing the compiled-in names.
[[nodiscard]] std::string mapping_text(const std::string& name);
[[nodiscard]] Mapping mapping_named(const std::string& name);

} // namespace kerb::tools
