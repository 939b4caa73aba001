// Which surface does a code of a land-cover raster mean?
#pragma once

#include <map>
#include <string>

#include <kerb/base/toml.hpp>
#include <kerb/waterlogging/surface_losses.hpp>

namespace kerb::waterlogging {

/// A file like `data/rules/land_cover.toml`.
class LandCover {
public:
    /// \throws SourceError naming the file and a key that is unknown, a code that is no whole number or there twice.
    [[nodiscard]] static LandCover from_toml(const TomlTable& table);
    /// The table that is compiled in: ESA WorldCover. Thread-safe; read once.
    [[nodiscard]] static const LandCover& builtin();

    /// `Surface::rest` for a code that the table does not have.
    [[nodiscard]] Surface surface_of(int code) const;

private:
    std::map<int, Surface> surface_;
};

} // namespace kerb::waterlogging
