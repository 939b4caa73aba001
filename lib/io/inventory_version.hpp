// Which schema an inventory file is of.
#pragma once

#include <cstdint>

namespace kerb::io::detail {

class OpenSource;

/// The table of one row and one column `version`.
inline constexpr const char* version_table_name = "kerb_schema";

/// What a GeoPackage states; 1 when it states nothing, as the first inventories did; of any other format today's.
/// \throws SourceError `inventory.newer_schema` for a version that is not known here.
[[nodiscard]] std::int64_t schema_version_of(const OpenSource& source);

} // namespace kerb::io::detail
