// kerb import: foreign sources through a mapping into one inventory.
#include <algorithm>
#include <iterator>

#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/inventory/suggest.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/io/postgis.hpp>

#include "inventory_account.hpp"
#include "mapping_file.hpp"
#include "session.hpp"

namespace kerb::tools {
namespace {

struct ImportOptions {
    std::vector<std::string> sources, layers;
    std::string mapping, show_mapping, postgis, schema = "public";
    bool suggest = false;

    /// With files to read the database is where the inventory goes, else where it comes from.
    [[nodiscard]] bool reads_database() const { return !postgis.empty() && sources.empty(); }
    [[nodiscard]] bool writes_database() const { return !postgis.empty() && !sources.empty(); }
};

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

void check_usage(const Session& session, const ImportOptions& options) {
    const auto& output = session.options.output;
    if (options.postgis.empty()) {
        require("SOURCE", options.sources.empty() ? "" : options.sources.front());
        require("--mapping", options.mapping);
    } else {
        static_cast<void>(io::PostgisTarget::parse(options.postgis)); // before anything is read
    }
    if (!options.layers.empty() && !options.reads_database()) {
        throw UsageError({"tools.layers_of_files", {}});
    }
    if (options.writes_database() && !output.empty()) {
        throw UsageError({"tools.two_outputs", {{"file", output}}});
    }
    if (!options.writes_database()) {
        require("--output", output);
        check_target(session, output);
    }
}

io::InventoryRead read_city(const Session& session, const ImportOptions& options) {
    const auto& name = options.mapping.empty() ? "kerb" : options.mapping;
    const auto mapping = mapping_named(name);
    if (options.reads_database()) {
        return io::import_postgis(io::PostgisTarget::parse(options.postgis), {options.schema, options.layers}, mapping,
                                  session.frame(), session.source_options(), session.progress());
    }
    std::vector<io::SourceName> sources;
    std::transform(options.sources.begin(), options.sources.end(), std::back_inserter(sources), io::SourceName::parse);
    for (const auto& source : sources) {
        keep_input(source.path, session.options.output);
    }
    return io::import_sources(sources, mapping, session.frame(), session.source_options(), session.progress());
}

void write_database(const Session& session, const ImportOptions& options, const io::PostgisTarget& target,
                    const Inventory& city) {
    io::PostgisSink sink;
    sink.schema = options.schema;
    sink.overwrite = session.options.overwrite;
    const auto others = io::write_postgis(target, to_tables(city), sink, session.progress());
    if (!others.empty() && sink.overwrite) {
        session.warn(
            {"tools.other_tables", {{"schema", sink.schema}, {"names", fmt::format("{}", fmt::join(others, ", "))}}});
    }
}

/// Writes the inventory unless only told to say so; the name of the output. \param file that was made
std::string write_city(const Session& session, const ImportOptions& options, const Inventory& city,
                       io::OutputSet* file) {
    if (!options.writes_database()) {
        if (file != nullptr) {
            file->deliver();
        }
        return session.options.output;
    }
    const auto target = io::PostgisTarget::parse(options.postgis);
    if (!session.options.dry_run) {
        write_database(session, options, target, city);
    }
    return fmt::format("{} schema={}", target.name(), options.schema);
}

/// Reads the layers of a file as they are; \throws UsageError for an extract, whose mapping is known.
void add_layers(std::vector<FeatureTable>& tables, const Session& session, const io::SourceName& source) {
    if (source.path.ends_with(".osm.pbf")) {
        throw UsageError({"tools.suggest_osm", {{"file", source.path}}});
    }
    for (const auto& layer : io::list_layers(source.path, session.source_options())) {
        const bool books = layer.name == "layer_styles" || layer.name.starts_with("kerb_");
        if (books || (!source.layer.empty() && source.layer != layer.name)) {
            continue;
        }
        io::LayerRequest request;
        request.layer = layer.name;
        auto read = io::read_layer(source.path, request, session.source_options(), session.progress());
        std::move(read.tables.begin(), read.tables.end(), std::back_inserter(tables));
    }
}

/// Drafts a mapping to -o, or to stdout.
int run_suggest(const Session& session, const ImportOptions& options) {
    require("SOURCE", options.sources.empty() ? "" : options.sources.front());
    const auto& output = session.options.output;
    if (!output.empty()) {
        check_target(session, output);
    }
    std::vector<FeatureTable> tables;
    for (const auto& text : options.sources) {
        const auto source = io::SourceName::parse(text);
        keep_input(source.path, output);
        add_layers(tables, session, source);
    }
    if (tables.empty()) {
        throw SourceError({"tools.nothing_to_suggest", {{"file", options.sources.front()}}});
    }
    const auto name = std::filesystem::path(io::SourceName::parse(options.sources.front()).path).stem().string();
    const auto draft = suggest_mapping(name, tables, session.language);
    if (output.empty()) {
        print_document(draft);
    } else if (!session.options.dry_run) {
        io::write_text(output, draft, session.options.overwrite);
        session.note(session.text(Message{"tools.wrote", {{"file", output}}}));
    }
    return 0;
}

/// The file that is made has planes only.
void note_heights(const Session& session, io::InventoryRead& read) {
    if (!read.city.heights.empty()) {
        Issue issue;
        issue.severity = Severity::info;
        issue.reason = "mapping.heights_not_kept";
        issue.message = Message{issue.reason, {{"heights", read.city.heights}}};
        session.note(session.text(issue.message));
        read.issues.push_back(std::move(issue));
    }
}

int run_import(const Session& session, const ImportOptions& options) {
    if (!options.show_mapping.empty()) {
        print_document(mapping_text(options.show_mapping));
        return 0;
    }
    if (options.suggest) {
        return run_suggest(session, options);
    }
    check_usage(session, options);
    auto read = read_city(session, options);
    note_heights(session, read);
    session.summarise(read.issues);
    note_unmapped(session, read.layers);
    warn_about_scale(session, read.frame);
    const bool to_file = !options.writes_database() && !session.options.dry_run;
    const auto file = to_file ? make_inventory_file(session, read.city, "import") : nullptr;
    show_counts(session, read.city,
                {read.frame, std::nullopt, accounts_of(read.layers), read.issues, session.language});
    const auto output = write_city(session, options, read.city, file.get());
    session.note(
        session.text(Message{session.options.dry_run ? "tools.dry_output" : "tools.wrote", {{"file", output}}}));
    return 0;
}

} // namespace

void add_import(Command root, Session& session) {
    auto command = root.add_subcommand("import", session.text("help.import"));
    auto options = std::make_shared<ImportOptions>();
    command.add_option("SOURCE,-i,--input", options->sources, session.text("help.import_source"));
    command.add_option("--mapping", options->mapping, session.text("help.import_mapping"));
    command.add_option("--show-mapping", options->show_mapping, session.text("help.import_show_mapping"));
    command.add_flag("--suggest", options->suggest, session.text("help.import_suggest"));
    command.add_option("--postgis", options->postgis, session.text("help.import_postgis"));
    command.add_option("--schema", options->schema, session.text("help.import_schema")).capture_default_str();
    command.add_option("-l,--layer", options->layers, session.text("help.import_layer"));
    add_source_options(command, session);
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_import(session, *options); }; });
}

} // namespace kerb::tools
