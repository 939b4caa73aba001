#include "gate.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_frmts.h>
#include <ogrsf_frmts.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>

#include "geopackage.hpp"
#include "readable.hpp"

namespace kerb::io::detail {
namespace {

[[noreturn]] void refuse(const char* code, const std::string& path) {
    throw PolicyError(Message{code, {{"file", path}}});
}

bool ends_with(std::string_view text, std::string_view end) {
    return ascii::lower(text).ends_with(end);
}

/// An address, or words for a database, without what may be a password.
[[noreturn]] void refuse_address(const std::string& path) {
    const auto begin = path.find("://");
    const auto end = path.rfind('@');
    const bool user = begin != std::string::npos && end != std::string::npos && end > begin;
    const auto shown = user ? path.substr(0, begin + 3) + "…" + path.substr(end) : path;
    const auto word = shown.find("password");
    refuse("gate.not_a_path", word == std::string::npos ? shown : shown.substr(0, word) + "…");
}

std::string canonical(const std::string& path) {
    if (path.starts_with("/vsi") || path.find("://") != std::string::npos) {
        refuse_address(path);
    }
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0) {
        // `PG:host=…`, `CSV:/path`: a prefix stands before any slash.
        if (path.substr(0, path.find('/')).find(':') != std::string::npos) {
            refuse_address(path);
        }
        throw SourceError(Message{"gate.missing", {{"file", path}}});
    }
    std::array<char, PATH_MAX> buffer{};
    if (realpath(path.c_str(), buffer.data()) == nullptr || stat(buffer.data(), &status) != 0 ||
        !S_ISREG(status.st_mode)) {
        refuse("gate.not_regular", path);
    }
    for (const auto* end : {".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz"}) {
        if (ends_with(path, end) || ends_with(buffer.data(), end)) {
            refuse("gate.archive", path);
        }
    }
    return buffer.data();
}

/// What a driver opens beside the file: a pipe there would be waited for.
void check_beside(const std::string& real, const std::string& driver) {
    if (driver != "ESRI Shapefile" && driver != "CSV") {
        return;
    }
    const std::filesystem::path path(real);
    std::error_code ignored;
    for (const auto* ending : {".dbf", ".shx", ".prj", ".cpg", ".csvt"}) {
        for (const auto& end : {std::string(ending), ascii::upper(ending)}) {
            auto beside = path;
            beside.replace_extension(end);
            const auto status = std::filesystem::status(beside, ignored);
            if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
                refuse("gate.not_regular", beside.string());
            }
        }
    }
}

std::string head_of(const std::string& path, std::size_t bytes) {
    std::string head(bytes, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.is_open()) { // not empty: too many files are open, say
        unreadable(path);
    }
    file.exceptions(std::ios::badbit); // else a buffer that cannot be had would look like an empty file
    readable(path, [&] { file.read(head.data(), static_cast<std::streamsize>(bytes)).good(); });
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

// What a grid's content says it is; empty when nothing fits.
std::string sniff_grid(const std::string& head) {
    for (const auto& magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4), std::string_view("II+\0", 4),
                              std::string_view("MM\0+", 4)}) {
        if (head.starts_with(magic)) {
            return "GTiff";
        }
    }
    for (const auto* key :
         {"ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter", "cellsize", "dx", "dy"}) {
        const std::string_view name(key);
        if (EQUALN(head.c_str(), key, name.size()) && head.find_first_of(" \t", name.size()) == name.size() &&
            head.find('\0') == std::string::npos) {
            return "AAIGrid";
        }
    }
    return "";
}

void check_size(const std::string& real, const std::string& path, std::int64_t limit) {
    struct stat status {};
    if (stat(real.c_str(), &status) == 0 && status.st_size > limit) {
        throw ResourceError(Message{"gate.too_large", {{"file", path}}});
    }
}

[[noreturn]] void refuse_content(const std::string& head, const char* code, const std::string& path) {
    if (head.empty()) {
        throw SourceError(Message{"gate.empty", {{"file", path}}});
    }
    refuse(code, path);
}

void CPL_STDCALL remember(CPLErr level, CPLErrorNum, const char* text) {
    auto& heard = *static_cast<GdalScope::Heard*>(CPLGetErrorHandlerUserData());
    if (level >= CE_Failure) {
        heard.error = heard.error.empty() ? text : heard.error;
    } else if (level == CE_Warning) {
        heard.warnings.emplace_back(text);
    }
}

// Answers every request for an address: a `crs` link in a GeoJSON file, say. A proxy alone would not do, for the
// environment can take addresses out of it.
CPLHTTPResult* no_network(const char* url, CSLConstList, GDALProgressFunc, void*, CPLHTTPFetchWriteFunc, void*, void*) {
    CPLError(CE_Failure, CPLE_HttpResponse, "%s: the network is not used", url);
    auto* result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup("the network is not used");
    return result;
}

/// Those that kerb reads and writes with; of a host that has them already, its own.
void register_drivers() {
    constexpr std::pair<const char*, void (*)()> drivers[] = {
        {"GPKG", RegisterOGRGeoPackage},  {"ESRI Shapefile", RegisterOGRShape},
        {"GeoJSON", RegisterOGRGeoJSON},  {"FlatGeobuf", RegisterOGRFlatGeobuf},
        {"CSV", RegisterOGRCSV},          {"GTiff", GDALRegister_GTiff},
        {"AAIGrid", GDALRegister_AAIGrid}};
    static const bool done = [&] {
        for (const auto& [name, enroll] : drivers) {
            if (GDALGetDriverByName(name) == nullptr) {
                enroll();
            }
        }
        return true;
    }();
    static_cast<void>(done);
}

/// GDAL finds drivers by names in capitals, and those of i are the locale's.
locale_t plain_locale() {
    static const auto plain = newlocale(LC_ALL_MASK, "C", nullptr);
    return plain;
}

} // namespace

Admitted admit(const std::string& path, const SourceOptions& options) {
    const auto real = canonical(path);
    check_size(real, path, options.size_limit);
    const auto head = head_of(real, 4096);
    const auto driver = sniff(real, head);
    if (driver.empty()) {
        refuse_content(head, "gate.unknown_kind", path);
    }
    if (driver == "GPKG") {
        inspect_geopackage(real, options);
    }
    check_beside(real, driver);
    return {real, driver};
}

Admitted admit_grid(const std::string& path, std::int64_t size_limit) {
    const auto real = canonical(path);
    check_size(real, path, size_limit);
    const auto head = head_of(real, 4096);
    const auto driver = sniff_grid(head);
    if (driver.empty()) {
        refuse_content(head, "gate.unknown_grid", path);
    }
    return {real, driver};
}

GdalScope::GdalScope()
    : locale_(uselocale(plain_locale())),
      last_type_(CPLGetLastErrorType()),
      last_number_(CPLGetLastErrorNo()),
      last_text_(CPLGetLastErrorMsg()) {
    register_drivers();
    CPLPushErrorHandlerEx(remember, &heard_);
    CPLHTTPPushFetchCallback(no_network, nullptr);
    set("GDAL_HTTP_PROXY", "127.0.0.1:1");
    set("GDAL_HTTPS_PROXY", "127.0.0.1:1");
    set("CPL_VSIL_CURL_ALLOWED_FILENAME", "/none");
    set("GDAL_HTTP_MAX_RETRY", "0");
    set("GDAL_HTTP_TIMEOUT", "1");
    set("GDAL_PAM_ENABLED", "NO");
    set("GDAL_NUM_THREADS", "1");
    set("SHAPE_RESTORE_SHX", "NO");
    set("OGR_SHAPE_ALLOW_NON_FINITE_COORDINATES", "NO");
    set("OGR_GEOJSON_MAX_OBJ_SIZE", "50"); // MB
    set("OGR_CSV_MAX_FIELD_COUNT", "2000");
    set("OGR_CSV_MAX_LINE_SIZE", "10000000");
    set("OGR_SQLITE_LOAD_EXTENSIONS", "");
    set("OGR_SQLITE_JOURNAL", "DELETE");
    set("OGR_SQLITE_SYNCHRONOUS", "FULL");
    set("OGR_WKT_PRECISION", "17");
}

GdalScope::~GdalScope() {
    std::for_each(before_.rbegin(), before_.rend(), [](const auto& option) {
        CPLSetThreadLocalConfigOption(option.first.c_str(), option.second ? option.second->c_str() : nullptr);
    });
    CPLHTTPPopFetchCallback();
    CPLPopErrorHandler();
    CPLErrorSetState(static_cast<CPLErr>(last_type_), last_number_, last_text_.c_str());
    uselocale(locale_);
}

void GdalScope::set(const char* name, const char* value) {
    const char* before = CPLGetThreadLocalConfigOption(name, nullptr);
    before_.emplace_back(name, before == nullptr ? std::nullopt : std::optional<std::string>(before));
    CPLSetThreadLocalConfigOption(name, value);
}

std::string GdalScope::take_error() {
    auto error = std::exchange(heard_.error, {});
    const auto last = error.find_last_not_of(". \t\r\n");
    return last == std::string::npos ? error : error.substr(0, last + 1);
}

std::vector<std::string> GdalScope::take_warnings() {
    return std::exchange(heard_.warnings, {});
}

} // namespace kerb::io::detail
