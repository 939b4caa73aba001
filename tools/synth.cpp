// kerb synth: a sample city from a seed.
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/synth/sample_city.hpp>

#include "inventory_account.hpp"
#include "session.hpp"
#include "truth_json.hpp"

namespace kerb::tools {
namespace {

struct SynthOptions {
    std::uint64_t seed = 7;
    std::string size = "s";
    bool faults = false;
    Threads threads = Threads(0);
};

synth::Size size_of(const std::string& name) {
    return name == "s" ? synth::Size::s : name == "m" ? synth::Size::m : synth::Size::l;
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw OutputError({"tools.no_folder", {{"folder", folder.string()}}});
    }
}

int run_synth(const Session& session, const SynthOptions& options) {
    require("--output", session.options.output);
    const std::filesystem::path folder = session.options.output;
    const std::array<std::string, 3> files = {(folder / "city.gpkg").string(), (folder / "terrain.tif").string(),
                                              (folder / "truth.json").string()};
    if (session.options.dry_run) {
        for (const auto& file : files) {
            print(session.text(Message{"tools.dry_output", {{"file", file}}}) + "\n");
        }
        return 0;
    }
    make_folder(folder);
    for (const auto& file : files) {
        check_target(session, file);
    }
    const auto made =
        synth::make_sample_city({.seed = options.seed, .size = size_of(options.size), .faults = options.faults});
    auto sink = inventory_sink(session, made.city, "synth");
    sink.run.emplace_back("seed", fmt::format("{}", options.seed));
    sink.run.emplace_back("size", options.size);
    sink.time_stamp = "2000-01-01T00:00:00.000Z"; // the same seed gives the same bytes
    io::write_inventory(files[0], made.city, sink);
    io::write_grid(files[1], made.terrain.grid(options.threads), {session.options.overwrite, options.threads});
    io::write_text(files[2], truth_text(made), session.options.overwrite);
    show_counts(session, made.city, {});
    for (const auto& file : files) {
        session.note(session.text(Message{"tools.wrote", {{"file", file}}}));
    }
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
    command->add_flag("--faults", options->faults, session.text("help.synth_faults"));
    command->add_option("--threads", options->threads.count, session.text("help.length_threads"))
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    add_common(*command, session);
    command->callback(
        [&session, options] { session.command = [&session, options] { return run_synth(session, *options); }; });
}

} // namespace kerb::tools
