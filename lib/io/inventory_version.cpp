#include "inventory_version.hpp"

#include <string>

#include <kerb/base/error.hpp>
#include <kerb/inventory/schema.hpp>

#include "open_source.hpp"

namespace kerb::io::detail {

std::int64_t schema_version_of(const OpenSource& source) {
    if (source.base() == nullptr) {
        return inventory_schema_version;
    }
    const auto& base = *source.base();
    const std::string name = version_table_name;
    const auto known = base.prepare("SELECT 1 FROM pragma_table_info('" + name + "') WHERE name = 'version'");
    if (!base.step(known)) {
        return 1;
    }
    const auto stated = base.prepare("SELECT max(version), CAST(max(version) AS TEXT) FROM " + name);
    static_cast<void>(base.step(stated));
    const auto version = sqlite3_column_int64(stated.get(), 0);
    const bool whole = sqlite3_column_type(stated.get(), 0) == SQLITE_INTEGER;
    if (!whole || version < 1 || version > inventory_schema_version) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stated.get(), 1));
        throw SourceError(Message{"inventory.newer_schema",
                                  {{"file", source.path()},
                                   {"version", text == nullptr ? std::string() : text},
                                   {"known", inventory_schema_version}}});
    }
    return version;
}

} // namespace kerb::io::detail
