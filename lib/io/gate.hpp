// The gate: which files are let in, and as what.
#pragma once

#include <clocale>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/io/source.hpp>

namespace kerb::io::detail {

/// An admitted file: canonical path and the one GDAL driver that may open it.
struct Admitted {
    std::string path, driver;
};

/// \throws PolicyError for anything but a regular file of a known kind, SourceError for a broken or missing one.
[[nodiscard]] Admitted admit(const std::string& path, const SourceOptions& options);

/// The same for grids: GTiff and AAIGrid. `size_limit` in bytes of the file.
[[nodiscard]] Admitted admit_grid(const std::string& path, std::int64_t size_limit);

/// GDAL with the network shut, quiet and in the plain locale on this thread. When the scope ends, this thread's
/// configuration, locale, error handlers and last error are as they were before: a host program notices nothing.
class GdalScope {
public:
    GdalScope();
    ~GdalScope();
    GdalScope(const GdalScope&) = delete;
    GdalScope& operator=(const GdalScope&) = delete;
    /// Sets a configuration option for the scope.
    void set(const char* name, const char* value);
    /// The first error since the scope began or since the last call, without a full stop, since sentences are made of
    /// it; empty if none.
    [[nodiscard]] std::string take_error();
    /// The warnings since the scope began or since the last call.
    [[nodiscard]] std::vector<std::string> take_warnings();

    /// What GDAL said, kept by its error handler.
    struct Heard {
        std::string error;
        std::vector<std::string> warnings;
    };

private:
    Heard heard_;
    std::vector<std::pair<std::string, std::optional<std::string>>> before_;
    locale_t locale_;
    int last_type_, last_number_;
    std::string last_text_;
};

} // namespace kerb::io::detail
