// kerb report: the page of an audit, from what the audit left in its folder.
#include <filesystem>
#include <memory>
#include <system_error>

#include <kerb/base/error.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>
#include <kerb/report/page.hpp>

#include "report.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

namespace fs = std::filesystem;

std::string file_in(const std::string& folder, const char* name) {
    auto file = (fs::path(folder) / name).string();
    if (std::error_code ignored; !fs::is_regular_file(file, ignored)) {
        throw SourceError({"page.no_folder", {{"folder", folder}, {"file", name}}});
    }
    return file;
}

/// A layer as the audit wrote it: one table, whatever its shape.
FeatureTable layer_of(const std::string& file, const std::string& layer) {
    io::LayerRequest request;
    request.layer = layer;
    auto read = io::read_layer(file, request);
    if (read.tables.size() != 1) {
        return {}; // nothing that could be drawn
    }
    read.tables[0].name = layer;
    return std::move(read.tables[0]);
}

/// What the file says of how it was made.
std::string told_by_run(const FeatureTable& run, const std::string& wanted) {
    const auto *name = run.find("name"), *value = run.find("value");
    for (std::size_t row = 0; name != nullptr && value != nullptr && row < run.size(); ++row) {
        if (name->text_at(row) == wanted) {
            return value->text_at(row);
        }
    }
    return {};
}

struct ReportOptions {
    std::string folder, scores;
};

int run_report(const Session& session, const ReportOptions& options) {
    const auto& folder = options.folder;
    require("FOLDER", folder);
    const auto target =
        session.options.output.empty() ? (fs::path(folder) / "report.html").string() : session.options.output;
    const auto layers = file_in(folder, "audit.gpkg"), summary = file_in(folder, "summary.json");
    if (session.options.dry_run) {
        print(session.text(Message{"tools.dry_output", {{"file", target}}}) + "\n");
        return 0;
    }
    check_target(session, target);
    keep_input(layers, target);
    keep_input(summary, target);
    write_page(session, folder, target, options.scores);
    print_written(session.text(Message{"page.written", {{"file", target}}}) + "\n");
    return 0;
}

} // namespace

std::string scores_in(const std::string& folder) {
    if (folder.empty()) {
        return {};
    }
    const auto file = fs::path(folder) / "score.json";
    if (std::error_code ignored; !fs::is_regular_file(file, ignored)) {
        throw SourceError({"page.no_score_folder", {{"folder", folder}}});
    }
    auto text = file_text(file.string());
    if (text.empty()) {
        throw SourceError({"page.empty_scores", {{"file", file.string()}}});
    }
    return text;
}

void write_page(const Session& session, const std::string& folder, const std::string& target,
                const std::string& scores) {
    const auto sheet = scores_in(scores);
    const auto scores_file = (fs::path(scores) / "score.json").string();
    const auto file = file_in(folder, "audit.gpkg"), summary_file = file_in(folder, "summary.json");
    const auto summary = file_text(summary_file);
    std::vector<FeatureTable> layers;
    std::string city;
    for (const auto& info : io::list_layers(file)) {
        auto read = layer_of(file, info.name);
        if (info.name == "kerb_run") {
            city = told_by_run(read, "city");
        } else if (read.shape() != Shape::none) {
            layers.push_back(std::move(read));
        }
    }
    io::write_text(target,
                   report::page_html({summary, layers, city, session.language, sheet, summary_file, scores_file}),
                   session.options.overwrite);
}

void add_report(Command root, Session& session) {
    auto command = root.add_subcommand("report", session.text("help.report"));
    auto options = std::make_shared<ReportOptions>();
    command.add_option("FOLDER,-i,--input", options->folder, session.text("help.report_folder"));
    command.add_option("--scores", options->scores, session.text("help.report_scores"));
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_report(session, *options); }; });
}

} // namespace kerb::tools
