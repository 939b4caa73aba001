// Manual pages and shell completion.
#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace kerb::tools {

struct Session;

/// Adds `kerb man` and `kerb completion`, which the help does not list. `root` has all other commands when one of them
/// runs.
void add_documents(CLI::App& root, Session& session);

} // namespace kerb::tools
