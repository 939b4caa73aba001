#include "reference.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include <cpl_conv.h>

namespace kerb::io::detail {

Reference reference_of(const std::optional<Frame>& frame) {
    Reference reference(nullptr, [](OGRSpatialReference* made) { made->Release(); });
    if (!frame) {
        return reference;
    }
    reference.reset(new OGRSpatialReference());
    reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const auto& name = frame->name();
    const auto code =
        name.starts_with("EPSG:") && name.find(' ') == std::string::npos ? std::atoi(name.c_str() + 5) : 0;
    if (code == 0 || reference->importFromEPSG(code) != OGRERR_NONE) {
        reference->importFromWkt(frame->wkt().c_str());
    }
    return reference;
}

Frame frame_of(const OGRSpatialReference& reference) {
    const char* authority = reference.GetAuthorityName(nullptr);
    const char* code = reference.GetAuthorityCode(nullptr);
    if (authority != nullptr && code != nullptr && std::string_view(authority) == "EPSG") {
        return Frame::from(std::string("EPSG:") + code);
    }
    char* wkt = nullptr;
    const char* wanted[] = {"FORMAT=WKT2_2018", nullptr};
    reference.exportToWkt(&wkt, wanted);
    const std::unique_ptr<char, void (*)(void*)> guard(wkt, CPLFree);
    return Frame::from(wkt);
}

} // namespace kerb::io::detail
