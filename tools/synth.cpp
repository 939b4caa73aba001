// kerb synth: a sample city from a seed.
#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/synth/sample_city.hpp>

#include "inventory_account.hpp"
#include "session.hpp"

namespace kerb::tools {
namespace {

struct SynthOptions {
    std::uint64_t seed = 7;
    std::string size = "s";
};

int run_synth(const Session& session, const SynthOptions& options) {
    require("--output", session.options.output);
    const std::filesystem::path folder = session.options.output;
    const auto file = (folder / "city.gpkg").string();
    if (session.options.dry_run) {
        print(session.text(Message{"tools.dry_output", {{"file", file}}}) + "\n");
        return 0;
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw OutputError({"tools.no_folder", {{"folder", folder.string()}}});
    }
    check_target(session, file);
    const auto size = options.size == "s" ? synth::Size::s : options.size == "m" ? synth::Size::m : synth::Size::l;
    const auto city = synth::sample_city({.seed = options.seed, .size = size});
    auto sink = inventory_sink(session, city, "synth");
    sink.run.emplace_back("seed", fmt::format("{}", options.seed));
    sink.run.emplace_back("size", options.size);
    sink.time_stamp = "2000-01-01T00:00:00.000Z"; // the same seed gives the same bytes
    io::write_inventory(file, city, sink);
    show_counts(session, city, {});
    session.note(session.text(Message{"tools.wrote", {{"file", file}}}));
    return 0;
}

} // namespace

void add_synth(CLI::App& root, Session& session) {
    auto* command = root.add_subcommand("synth", session.text("help.synth"));
    auto options = std::make_shared<SynthOptions>();
    command->add_option("--seed", options->seed, session.text("help.synth_seed"))->capture_default_str();
    command->add_option("--size", options->size, session.text("help.synth_size"))
        ->check(CLI::IsMember({"s", "m", "l"}))
        ->capture_default_str();
    add_common(*command, session);
    command->callback(
        [&session, options] { session.command = [&session, options] { return run_synth(session, *options); }; });
}

} // namespace kerb::tools
