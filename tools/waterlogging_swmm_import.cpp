// kerb waterlogging swmm import: an input of EPA SWMM as an inventory.
#include <kerb/base/error.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/io/swmm_inventory.hpp>

#include "coverage.hpp"
#include "inventory_account.hpp"
#include "waterlogging_swmm.hpp"

namespace kerb::tools {
namespace {

int run_swmm_import(const Session& session, const std::string& input) {
    require("MODEL", input);
    require("--output", session.options.output);
    check_output(session, {input});
    auto read = io::read_swmm(input);
    if (session.options.source_crs.empty()) {
        throw FrameError({"frame.none", {{"file", input}, {"layer", "[COORDINATES]"}}});
    }
    const auto made = io::inventory_of(std::move(read), Frame::from(session.options.source_crs), session.frame());
    session.summarise(made.issues);
    warn_about_scale(session, made.frame);
    const auto file =
        session.options.dry_run ? nullptr : make_inventory_file(session, made.city, "waterlogging swmm import");
    show_counts(
        session, made.city,
        {made.frame, std::nullopt, swmm_accounts(made.sections, "section", input), made.issues, session.language});
    if (file != nullptr) {
        file->deliver();
    }
    session.note(session.text(
        Message{session.options.dry_run ? "tools.dry_output" : "tools.wrote", {{"file", session.options.output}}}));
    return 0;
}

} // namespace

void add_swmm_import(Command swmm, Session& session) {
    auto command = swmm.add_subcommand("import", session.text("help.swmm_import"));
    auto input = std::make_shared<std::string>();
    command.add_option("MODEL,-i,--input", *input, session.text("help.swmm_model"));
    add_source_options(command, session);
    add_common(command, session);
    command.callback(
        [&session, input] { session.command = [&session, input] { return run_swmm_import(session, *input); }; });
}

} // namespace kerb::tools
