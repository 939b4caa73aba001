// kerb report: the page of an audit.
#pragma once

#include "session.hpp"

namespace kerb::tools {

void add_report(Command root, Session& session);
/// Writes the page of what an audit left in `folder` (summary.json and audit.gpkg) to `target`. \param scores folder
/// that `kerb score` wrote, whose sheet it shows as well; empty: none
/// \throws SourceError when one of the two is missing or is none of an audit, OutputError when it cannot be written
void write_page(const Session& session, const std::string& folder, const std::string& target,
                const std::string& scores);
/// The text of the sheet in a folder that `kerb score` wrote; empty for no folder. \throws SourceError
[[nodiscard]] std::string scores_in(const std::string& folder);

} // namespace kerb::tools
