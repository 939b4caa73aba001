// The gate: which files are let in, and as what.
#pragma once

#include <string>

#include <kerb/io/source.hpp>

namespace kerb::io::detail {

/// An admitted file: canonical path and the one GDAL driver that may open it.
struct Admitted {
    std::string path, driver;
};

/// \throws PolicyError for anything but a regular file of a known kind, SourceError for a broken or missing one.
[[nodiscard]] Admitted admit(const std::string& path, const SourceOptions& options);

/// GDAL with the network shut and quiet on this thread, as it was before when the scope ends.
class GdalScope {
public:
    GdalScope();
    ~GdalScope();
    GdalScope(const GdalScope&) = delete;
    GdalScope& operator=(const GdalScope&) = delete;
    /// Sets a configuration option for the scope.
    void set(const char* name, const char* value);
    /// The last error since the scope began or since the last call; empty if none.
    [[nodiscard]] std::string take_error();

private:
    std::string error_;
    std::vector<std::pair<std::string, std::string>> before_;
};

} // namespace kerb::io::detail
