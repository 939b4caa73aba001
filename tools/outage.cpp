// kerb outage: how many lamps are out, where, and can we say so?
#include "outage.hpp"

namespace kerb::tools {

void add_outage(Command root, Session& session) {
    auto outage = root.add_subcommand("outage", session.text("help.outage"));
    add_outage_rates(outage, session);
    add_outage_repair(outage, session);
    add_outage_availability(outage, session);
    add_outage_life(outage, session);
    add_outage_change(outage, session);
    add_outage_clusters(outage, session);
    add_outage_plan(outage, session);
    add_outage_unreported(outage, session);
}

} // namespace kerb::tools
