#include "gate.hpp"

#include <array>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>

#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include <kerb/base/error.hpp>

namespace kerb::io::detail {
namespace {

[[noreturn]] void refuse(const char* code, const std::string& path) {
    throw PolicyError(Message{code, {{"file", path}}});
}

bool ends_with(std::string text, std::string_view end) {
    for (auto& c : text) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text.ends_with(end);
}

std::string canonical(const std::string& path) {
    if (path.starts_with("/vsi") || path.find("://") != std::string::npos) {
        refuse("gate.not_a_path", path);
    }
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0) {
        const bool prefixed = path.find(':') != std::string::npos;
        if (prefixed) {
            refuse("gate.not_a_path", path);
        }
        throw SourceError(Message{"gate.missing", {{"file", path}}});
    }
    std::array<char, PATH_MAX> buffer{};
    if (realpath(path.c_str(), buffer.data()) == nullptr || stat(buffer.data(), &status) != 0 ||
        !S_ISREG(status.st_mode)) {
        refuse("gate.not_regular", path);
    }
    for (const auto* end : {".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz"}) {
        if (ends_with(path, end)) {
            refuse("gate.archive", path);
        }
    }
    return buffer.data();
}

std::string head_of(const std::string& path, std::size_t bytes) {
    std::string head(bytes, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), static_cast<std::streamsize>(bytes));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return head;
}

// What the content says it is; empty when nothing fits.
std::string sniff(const std::string& path, const std::string& head) {
    if (head.starts_with(std::string_view("SQLite format 3\0", 16))) {
        const auto application = head.size() >= 72 ? head.substr(68, 4) : "";
        return application == "GPKG" || application == "GP10" || application == "GP11" ? "GPKG" : "";
    }
    if (head.starts_with(std::string_view("\x00\x00\x27\x0a", 4)) && ends_with(path, ".shp")) {
        return "ESRI Shapefile";
    }
    if (head.starts_with("fgb\x03")) {
        return "FlatGeobuf";
    }
    auto begin = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (begin != std::string::npos && head[begin] == '{' && !ends_with(path, ".csv")) {
        return "GeoJSON";
    }
    const bool text = head.find('\0') == std::string::npos && begin != std::string::npos && head[begin] != '<';
    return text && ends_with(path, ".csv") ? "CSV" : "";
}

struct CloseDatabase {
    void operator()(sqlite3* base) const { sqlite3_close(base); }
};

// Triggers of the GeoPackage standard and of GDAL keep R-trees and counts; reading never fires any, but a file that
// brings others is not what it claims to be.
bool known_trigger(const std::string& name) {
    for (const auto* start :
         {"rtree_", "trigger_insert_feature_count_", "trigger_delete_feature_count_", "gpkg_", "tile_"}) {
        if (name.starts_with(start)) {
            return true;
        }
    }
    return name.find("_zoom_") != std::string::npos;
}

// A path as SQLite's URI: what means something there (`?`, `#`, `%`) must not, or another file would be inspected than
// GDAL opens later.
std::string sqlite_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        uri += c == '?' ? "%3f" : c == '#' ? "%23" : c == '%' ? "%25" : std::string(1, c);
    }
    return uri + "?mode=ro&immutable=1";
}

void inspect_geopackage(const std::string& path, const SourceOptions& options) {
    struct stat status {};
    for (const auto* beside : {"-journal", "-wal"}) {
        if (stat((path + beside).c_str(), &status) == 0 && status.st_size > 0) {
            throw SourceError(Message{"gate.open_elsewhere", {{"file", path}, {"beside", path + beside}}});
        }
    }
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(sqlite_uri(path).c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    const std::unique_ptr<sqlite3, CloseDatabase> base(raw);
    if (opened != SQLITE_OK) {
        throw SourceError(Message{"gate.broken", {{"file", path}, {"why", sqlite3_errmsg(raw)}}});
    }
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_stmt* list = nullptr;
    if (sqlite3_prepare_v2(raw, "SELECT type, name FROM sqlite_master WHERE type IN ('trigger','view')", -1, &list,
                           nullptr) != SQLITE_OK) {
        throw SourceError(Message{"gate.broken", {{"file", path}, {"why", sqlite3_errmsg(raw)}}});
    }
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> guard(list, sqlite3_finalize);
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(list)) == SQLITE_ROW) {
        const std::string type = reinterpret_cast<const char*>(sqlite3_column_text(list, 0));
        const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(list, 1));
        const bool fine = type == "view"
                              ? options.allow_views || name == "st_spatial_ref_sys" || name == "st_geometry_columns"
                              : known_trigger(name);
        if (!fine) {
            throw PolicyError(Message{type == "view" ? "gate.view" : "gate.trigger", {{"file", path}, {"name", name}}});
        }
    }
    if (step != SQLITE_DONE) {
        throw SourceError(Message{"gate.broken", {{"file", path}, {"why", sqlite3_errmsg(raw)}}});
    }
}

void CPL_STDCALL remember(CPLErr level, CPLErrorNum, const char* text) {
    if (level >= CE_Failure) {
        auto& error = *static_cast<std::string*>(CPLGetErrorHandlerUserData());
        error = error.empty() ? text : error;
    }
}

void register_drivers() {
    static const bool done = [] {
        if (GDALGetDriverByName("GPKG") == nullptr) {
            RegisterOGRGeoPackage();
        }
        if (GDALGetDriverByName("ESRI Shapefile") == nullptr) {
            RegisterOGRShape();
        }
        if (GDALGetDriverByName("GeoJSON") == nullptr) {
            RegisterOGRGeoJSON();
        }
        if (GDALGetDriverByName("FlatGeobuf") == nullptr) {
            RegisterOGRFlatGeobuf();
        }
        if (GDALGetDriverByName("CSV") == nullptr) {
            RegisterOGRCSV();
        }
        return true;
    }();
    static_cast<void>(done);
}

} // namespace

Admitted admit(const std::string& path, const SourceOptions& options) {
    const auto real = canonical(path);
    struct stat status {};
    if (stat(real.c_str(), &status) == 0 && status.st_size > options.size_limit) {
        throw ResourceError(Message{"gate.too_large", {{"file", path}}});
    }
    const auto head = head_of(real, 4096);
    const auto driver = sniff(real, head);
    if (driver.empty()) {
        if (head.empty()) {
            throw SourceError(Message{"gate.empty", {{"file", path}}});
        }
        refuse("gate.unknown_kind", path);
    }
    if (driver == "GPKG") {
        inspect_geopackage(real, options);
    }
    return {real, driver};
}

GdalScope::GdalScope() {
    register_drivers();
    CPLPushErrorHandlerEx(remember, &error_);
    set("GDAL_HTTP_PROXY", "127.0.0.1:1");
    set("GDAL_HTTPS_PROXY", "127.0.0.1:1");
    set("CPL_VSIL_CURL_ALLOWED_FILENAME", "/none");
    set("GDAL_HTTP_MAX_RETRY", "0");
    set("GDAL_HTTP_TIMEOUT", "1");
    set("SHAPE_RESTORE_SHX", "NO");
    set("GDAL_PAM_ENABLED", "NO");
    set("OGR_SQLITE_LOAD_EXTENSIONS", "");
}

GdalScope::~GdalScope() {
    for (const auto& [name, value] : before_) {
        CPLSetThreadLocalConfigOption(name.c_str(), value.empty() ? nullptr : value.c_str());
    }
    CPLPopErrorHandler();
}

void GdalScope::set(const char* name, const char* value) {
    const char* before = CPLGetThreadLocalConfigOption(name, "");
    before_.emplace_back(name, before);
    CPLSetThreadLocalConfigOption(name, value);
}

std::string GdalScope::take_error() {
    return std::exchange(error_, {});
}

} // namespace kerb::io::detail
