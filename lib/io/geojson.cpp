#include "geojson.hpp"

#include <cstdio>
#include <fstream>

#include <cpl_json.h>
#include <ogr_spatialref.h>

#include <kerb/base/ascii.hpp>

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

} // namespace

std::optional<std::string> outer_member(const std::string& path, const std::string& name) {
    std::ifstream file(path, std::ios::binary);
    return Walker(file).find(name);
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
