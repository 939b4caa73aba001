// kerb waterlogging swmm: its commands.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/report/envelope.hpp>

#include "session.hpp"
#include "terrain.hpp"

namespace kerb::tools {

/// A terrain that is only asked for heights, where one was given.
struct AskedTerrain {
    std::string dem;
    std::optional<LoadedTerrain> terrain;
    [[nodiscard]] std::optional<Frame> frame() const {
        return terrain ? std::optional(terrain->frame.frame) : std::nullopt;
    }
    /// Must not outlive the terrain.
    [[nodiscard]] std::function<std::optional<double>(Point)> heights() const;
};

/// \throws FrameError when --frame of the terrain cannot be measured in.
[[nodiscard]] AskedTerrain ask_terrain(const Session& session, const std::string& dem);
/// The inventory in the terrain's plane, where there is one.
[[nodiscard]] io::InventoryRead swmm_inventory(const Session& session, const std::string& file,
                                               const AskedTerrain& terrain);
/// Rows by class or section, as the envelope lists them.
[[nodiscard]] std::vector<report::LayerAccount> swmm_accounts(const std::map<std::string, Accounting>& by_name,
                                                              const std::string& role, const std::string& source);
/// Reads a level such as `12.5m`; none when `text` is empty. \throws UsageError naming `option`
[[nodiscard]] std::optional<double> level_option(const std::string& option, const std::string& text);

void add_swmm_export(Command swmm, Session& session);
void add_swmm_import(Command swmm, Session& session);
void add_swmm_compare(Command swmm, Session& session);

} // namespace kerb::tools
