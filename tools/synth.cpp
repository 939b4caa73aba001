// kerb synth: a sample city from a seed.
#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/schema.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/io/output_set.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/synth/earlier_city.hpp>
#include <kerb/synth/reading_faults.hpp>
#include <kerb/synth/sample_city.hpp>

#include "inventory_account.hpp"
#include "session.hpp"
#include "truth_json.hpp"

namespace kerb::tools {
namespace {

struct SynthOptions {
    std::uint64_t seed = 7;
    std::string size = "s";
    bool faults = false, earlier = false;
    Threads threads = Threads(0);
};

synth::Size size_of(const std::string& name) {
    return name == "xs"  ? synth::Size::xs
           : name == "s" ? synth::Size::s
           : name == "m" ? synth::Size::m
                         : synth::Size::l;
}

/// A city with faults has some that only a file can hold.
void write_city(const std::string& file, synth::SampleCity& made, bool faults, io::SinkOptions sink) {
    if (!faults) {
        io::write_inventory(file, made.city, sink);
        return;
    }
    sink.schema = schema_of(outlines_of(made.city));
    sink.schema_version = inventory_schema_version;
    io::write_layers(file, synth::with_reading_faults(to_tables(made.city), made.truth), sink);
}

int run_synth(const Session& session, const SynthOptions& options) {
    require("--output", session.options.output);
    const std::filesystem::path folder = session.options.output;
    std::vector<std::string> names = {"city.gpkg", "terrain.tif", "truth.json"};
    const bool earlier = options.earlier || size_of(options.size) <= synth::Size::s;
    if (earlier) {
        names.emplace_back("city-earlier.gpkg");
    }
    if (session.options.dry_run) {
        for (const auto& name : names) {
            print(session.text(Message{"tools.dry_output", {{"file", (folder / name).string()}}}) + "\n");
        }
        return 0;
    }
    io::OutputSet set(folder.string(), names, session.options.overwrite);
    const synth::SampleCityOptions wanted = {
        .seed = options.seed, .size = size_of(options.size), .faults = options.faults};
    auto made = synth::make_sample_city(wanted);
    auto sink = inventory_sink(session, made.city, "synth");
    sink.run.emplace_back("seed", fmt::format("{}", options.seed));
    sink.run.emplace_back("size", options.size);
    sink.time_stamp = "2000-01-01T00:00:00.000Z"; // the same seed gives the same bytes
    set.make([&] {
        write_city(set.place_of(names[0]), made, wanted.faults, sink);
        io::write_grid(set.place_of(names[1]), made.terrain.grid(options.threads),
                       {session.options.overwrite, options.threads});
        io::write_text(set.place_of(names[2]), truth_text(made), session.options.overwrite);
    });
    show_counts(session, made.city, {});
    if (earlier) {
        auto clean = wanted;
        clean.faults = false;
        const auto before =
            synth::earlier_city(wanted.faults ? synth::make_sample_city(clean) : std::move(made), clean);
        set.make([&] { io::write_inventory(set.place_of(names[3]), before, sink); });
    }
    set.deliver();
    for (const auto& name : names) {
        session.note(session.text(Message{"tools.wrote", {{"file", (folder / name).string()}}}));
    }
    return 0;
}

} // namespace

void add_synth(Command root, Session& session) {
    auto command = root.add_subcommand("synth", session.text("help.synth"));
    auto options = std::make_shared<SynthOptions>();
    command.add_option("--seed", options->seed, session.text("help.synth_seed")).capture_default_str();
    command.add_option("--size", options->size, session.text("help.synth_size"))
        .check(one_of({"xs", "s", "m", "l"}))
        .capture_default_str();
    command.add_flag("--faults", options->faults, session.text("help.synth_faults"));
    command.add_flag("--earlier", options->earlier, session.text("help.synth_earlier"));
    command.add_option("--threads", options->threads.count, session.text("help.coverage_threads"))
        .check(not_negative())
        .capture_default_str();
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_synth(session, *options); }; });
}

} // namespace kerb::tools
