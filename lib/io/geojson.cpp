#include "geojson.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <cpl_json.h>
#include <ogr_spatialref.h>

#include <kerb/base/ascii.hpp>

#include "readable.hpp"

namespace kerb::io::detail {
namespace {

/// Walks over JSON text without building anything.
class Walker {
public:
    explicit Walker(std::istream& file) : file_(file.rdbuf()) {}

    std::optional<std::string> find(const std::string& name) {
        while (get() != EOF) {
            if (last_ == '"') {
                const auto text = string();
                if (depth_ == 1 && text == name && skip_blanks() == ':') {
                    return value();
                }
            } else {
                nest();
            }
        }
        return std::nullopt;
    }

private:
    int get() { return last_ = file_->sbumpc(); }
    int skip_blanks() {
        while (get() >= 0 && ascii::is_space(static_cast<char>(last_))) {
        }
        return last_;
    }
    void nest() {
        depth_ += last_ == '{' || last_ == '[' ? 1 : 0;
        depth_ -= last_ == '}' || last_ == ']' ? 1 : 0;
    }
    /// The string whose opening quote was read, escapes as they stand; long ones are cut.
    std::string string() {
        constexpr std::size_t longest = 4096;
        std::string text;
        while (get() != EOF && last_ != '"') {
            const bool escape = last_ == '\\';
            for (int i = 0; i < (escape ? 2 : 1); ++i) {
                if (text.size() < longest) {
                    text += static_cast<char>(last_);
                }
                if (escape && i == 0) {
                    get();
                }
            }
        }
        return text;
    }
    std::string value() {
        const int outside = depth_;
        std::string text;
        while (get() != EOF) {
            if (last_ == '"') {
                text += '"' + string() + '"';
                continue;
            }
            nest();
            if (depth_ < outside || (depth_ == outside && last_ == ',')) {
                break;
            }
            text += static_cast<char>(last_);
        }
        return text;
    }

    std::streambuf* file_;
    int last_ = EOF, depth_ = 0;
};

/// `urn:ogc:def:crs:EPSG::4547`, `EPSG:4547`, `http://www.opengis.net/def/crs/EPSG/0/4547`, `WGS 84`: none of them
/// leads to a file or an address. `+init=file:1`, `+nadgrids=file` and what stands in well-known text do.
bool is_plain_name(std::string_view name) {
    constexpr std::string_view about = "www.opengis.net/def/crs";
    const auto scheme = name.find("://");
    if (scheme != std::string_view::npos) {
        return (name.substr(0, scheme) == "http" || name.substr(0, scheme) == "https") &&
               name.substr(scheme + 3).starts_with(about);
    }
    return std::all_of(name.begin(), name.end(), [](char c) {
        return ascii::is_alphanumeric(c) || std::string_view(":_.- ").find(c) != std::string_view::npos;
    });
}

} // namespace

std::optional<std::string> outer_member(const std::string& path, const std::string& name) {
    std::ifstream file(path, std::ios::binary);
    return readable(path, [&] { return Walker(file).find(name); });
}

GeoJsonCrs crs_of_geojson(const std::string& path) {
    const auto text = outer_member(path, "crs");
    if (!text) {
        return GeoJsonCrs::absent;
    }
    CPLJSONDocument document;
    if (!document.LoadMemory("{\"crs\":" + *text + '}')) {
        return GeoJsonCrs::unknown;
    }
    const auto crs = document.GetRoot().GetObj("crs");
    if (crs.GetType() == CPLJSONObject::Type::Null) {
        return GeoJsonCrs::none;
    }
    if (crs.GetType() != CPLJSONObject::Type::Object) {
        return GeoJsonCrs::unknown;
    }
    const auto type = crs.GetString("type");
    OGRSpatialReference reference;
    if (type == "name" && !is_plain_name(crs.GetString("properties/name"))) {
        return GeoJsonCrs::elsewhere;
    }
    const auto understood = [&] {
        if (type == "name") {
            const char* const safe[] = {"ALLOW_NETWORK_ACCESS=NO", "ALLOW_FILE_ACCESS=NO", nullptr};
            return reference.SetFromUserInput(crs.GetString("properties/name").c_str(), safe) == OGRERR_NONE;
        }
        return type == "EPSG" && reference.importFromEPSG(crs.GetInteger("properties/code")) == OGRERR_NONE;
    };
    return understood() ? GeoJsonCrs::understood : GeoJsonCrs::unknown;
}

} // namespace kerb::io::detail
