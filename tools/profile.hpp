// Profiles by their names, and the commands about them.
#pragma once

#include <string>

#include <kerb/scorecard/profile.hpp>

#include "session.hpp"

namespace kerb::tools {

/// A profile's text: of a file, or of one that kerb brings. \throws UsageError when it is neither; SourceError
struct ProfileText {
    std::string name, text;
};
[[nodiscard]] ProfileText profile_text(const std::string& name);
/// \param over a local file that is laid over it; empty: none \throws as profile_text()
[[nodiscard]] scorecard::Profile profile_named(const std::string& name, const std::string& over);

void add_profile(Command root, Session& session);

} // namespace kerb::tools
