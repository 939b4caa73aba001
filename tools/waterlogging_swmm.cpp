// kerb waterlogging swmm: to a dynamic model and back.
#include "waterlogging_swmm.hpp"

#include <kerb/base/error.hpp>

#include "waterlogging.hpp"

namespace kerb::tools {

std::function<std::optional<double>(Point)> AskedTerrain::heights() const {
    if (!terrain) {
        return [](Point) { return std::nullopt; };
    }
    const auto* grid = &terrain->grid;
    return [grid](Point place) { return value_at(*grid, place, kerb::Sampling::nearest); };
}

AskedTerrain ask_terrain(const Session& session, const std::string& dem) {
    AskedTerrain asked;
    if (!dem.empty()) {
        TerrainOptions options;
        options.dem = dem;
        asked.dem = dem;
        asked.terrain = load_terrain(session, options);
    }
    return asked;
}

io::InventoryRead swmm_inventory(const Session& session, const std::string& file, const AskedTerrain& terrain) {
    const auto frame = terrain.terrain ? terrain.frame() : session.frame();
    auto read = io::read_inventory(file, frame, session.source_options(), session.progress());
    if (terrain.terrain) {
        check_heights(terrain.dem, terrain.terrain->grid, file, read.city);
    }
    return read;
}

std::vector<report::LayerAccount> swmm_accounts(const std::map<std::string, Accounting>& by_name,
                                                const std::string& role, const std::string& source) {
    std::vector<report::LayerAccount> accounts;
    for (const auto& [name, accounting] : by_name) {
        if (accounting.read > 0) {
            accounts.push_back({role, source, name, accounting, {}});
        }
    }
    return accounts;
}

std::optional<double> level_option(const std::string& option, const std::string& text) {
    const auto level = text.empty() ? std::nullopt : parse_level(text);
    if (!text.empty() && !level) {
        throw UsageError({"swmm.bad_level", {{"option", option}, {"value", text}}});
    }
    return level;
}

void add_waterlogging_swmm(Command waterlogging, Session& session) {
    auto swmm = waterlogging.add_subcommand("swmm", session.text("help.waterlogging_swmm"));
    add_swmm_export(swmm, session);
    add_swmm_import(swmm, session);
    add_swmm_compare(swmm, session);
}

} // namespace kerb::tools
