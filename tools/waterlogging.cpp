// kerb waterlogging: where does storm water stand, from which rain on, and why?
#include "waterlogging.hpp"

namespace kerb::tools {

void add_waterlogging(Command root, Session& session) {
    auto waterlogging = root.add_subcommand("waterlogging", session.text("help.waterlogging"));
    add_waterlogging_depressions(waterlogging, session);
    add_waterlogging_points(waterlogging, session);
    add_waterlogging_storm(waterlogging, session);
    add_waterlogging_swmm(waterlogging, session);
}

} // namespace kerb::tools
