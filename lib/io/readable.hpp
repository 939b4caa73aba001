// A disk that does not read, as an error of kerb.
#pragma once

#include <ios>
#include <string>

#include <kerb/base/error.hpp>

namespace kerb::io::detail {

/// Throws what is to be said of a file whose bytes cannot be had. \throws SourceError `gate.unreadable`.
[[noreturn]] inline void unreadable(const std::string& path) {
    throw SourceError(Message{"gate.unreadable", {{"file", path}}});
}

/// What `read`, which reads `path` by a C++ stream, gives. \throws SourceError `gate.unreadable`.
template <class Read>
auto readable(const std::string& path, const Read& read) {
    try {
        return read();
    } catch (const std::ios_base::failure&) {
        unreadable(path);
    }
}

} // namespace kerb::io::detail
