// kerb waterlogging: its commands.
#pragma once

#include "command.hpp"

#include "session.hpp"

namespace kerb::tools {

// One function per question.
void add_waterlogging_depressions(Command waterlogging, Session& session);
void add_waterlogging_points(Command waterlogging, Session& session);
void add_waterlogging_storm(Command waterlogging, Session& session);
void add_waterlogging_swmm(Command waterlogging, Session& session);
} // namespace kerb::tools
