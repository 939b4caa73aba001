// Frames as GDAL knows them.
#pragma once

#include <memory>
#include <optional>

#include <ogr_spatialref.h>

#include <kerb/geometry/frame.hpp>

namespace kerb::io::detail {

using Reference = std::unique_ptr<OGRSpatialReference, void (*)(OGRSpatialReference*)>;

/// A frame for GDAL to write, x before y; null for none.
[[nodiscard]] Reference reference_of(const std::optional<Frame>& frame);

/// The frame that a source states. \throws FrameError when it is not understood.
[[nodiscard]] Frame frame_of(const OGRSpatialReference& reference);

} // namespace kerb::io::detail
