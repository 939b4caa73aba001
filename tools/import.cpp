// kerb import: foreign sources through a mapping into one inventory.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/mapping.hpp>

#include "inventory_account.hpp"
#include "session.hpp"

namespace kerb::tools {
namespace {

struct ImportOptions {
    std::vector<std::string> sources;
    std::string mapping, show_mapping;
};

std::string mapping_names() {
    std::vector<std::string> names;
    for (const auto path : builtin_data_paths("mappings/")) {
        names.push_back(std::filesystem::path(path).stem().string());
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// A compiled-in mapping by its name, else a file.
std::string mapping_text(const std::string& name) {
    if (const auto text = builtin_data("mappings/" + name + ".toml")) {
        return std::string(*text);
    }
    std::error_code ignored;
    std::ifstream file(name, std::ios::binary);
    if (!std::filesystem::is_regular_file(name, ignored) || !file) {
        throw UsageError({"tools.unknown_mapping", {{"name", name}, {"names", mapping_names()}}});
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

void note_unmapped(const Session& session, const std::vector<io::LayerReport>& layers) {
    constexpr std::size_t shown = 12;
    for (const auto& layer : layers) {
        if (layer.unmapped.empty()) {
            continue;
        }
        const auto count = std::min(shown, layer.unmapped.size());
        auto names = fmt::format(
            "{}", fmt::join(layer.unmapped.begin(), layer.unmapped.begin() + static_cast<std::ptrdiff_t>(count), ", "));
        names += count < layer.unmapped.size() ? ", …" : "";
        session.note(session.text(Message{
            "tools.unmapped",
            {{"layer", layer.layer}, {"count", static_cast<std::int64_t>(layer.unmapped.size())}, {"names", names}}}));
    }
}

int run_import(const Session& session, const ImportOptions& options) {
    if (!options.show_mapping.empty()) {
        print(mapping_text(options.show_mapping));
        return 0;
    }
    require("SOURCE", options.sources.empty() ? "" : options.sources.front());
    require("--mapping", options.mapping);
    require("--output", session.options.output);
    check_target(session, session.options.output);
    const auto mapping = Mapping::from_toml(parse_toml(mapping_text(options.mapping), options.mapping));
    std::vector<io::SourceName> sources;
    std::transform(options.sources.begin(), options.sources.end(), std::back_inserter(sources), io::SourceName::parse);
    for (const auto& source : sources) {
        keep_input(source.path, session.options.output);
    }
    const auto read =
        io::import_sources(sources, mapping, session.frame(), session.source_options(), session.progress());
    session.summarise(read.issues);
    note_unmapped(session, read.layers);
    warn_about_scale(session, read.frame);
    if (!session.options.dry_run) {
        io::write_inventory(session.options.output, read.city, inventory_sink(session, read.city, "import"));
    }
    show_counts(session, read.city,
                {read.frame, std::nullopt, accounts_of(read.layers), read.issues, session.language});
    session.note(session.text(
        Message{session.options.dry_run ? "tools.dry_output" : "tools.wrote", {{"file", session.options.output}}}));
    return 0;
}

} // namespace

void add_import(CLI::App& root, Session& session) {
    auto* command = root.add_subcommand("import", session.text("help.import"));
    auto options = std::make_shared<ImportOptions>();
    command->add_option("SOURCE,-i,--input", options->sources, session.text("help.import_source"));
    command->add_option("--mapping", options->mapping, session.text("help.import_mapping"));
    command->add_option("--show-mapping", options->show_mapping, session.text("help.import_show_mapping"));
    add_source_options(*command, session);
    add_common(*command, session);
    command->callback(
        [&session, options] { session.command = [&session, options] { return run_import(session, *options); }; });
}

} // namespace kerb::tools
