// What every subcommand shares: language, common options, output, progress, issues.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/message.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/working_frame.hpp>
#include <kerb/io/source.hpp>

#include "command.hpp"

namespace kerb::tools {

/// Options that every subcommand takes, and those about the source that most take.
struct CommonOptions {
    std::string language, format = "table", output, progress = "auto";
    bool overwrite = false, quiet = false, dry_run = false, json_usage = false;
    std::string frame, source_crs, encoding;
    std::string memory, time_limit; ///< empty: no limit
    bool allow_network = false, allow_views = false;
};

/// One invocation of the program.
struct Session {
    Language language = Language::en;
    CommonOptions options;
    std::vector<std::string> arguments;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::function<int()> command; ///< what the chosen subcommand does

    [[nodiscard]] std::string text(std::string_view code) const { return render(code, language); }
    [[nodiscard]] std::string text(const Message& message) const { return render(message, language); }
    [[nodiscard]] double seconds() const;
    /// A line on stderr, unless --quiet.
    void note(const std::string& line) const;
    /// A warning on stderr, quiet or not.
    void warn(const Message& message) const;
    [[nodiscard]] Progress progress() const;
    /// The number of issues by reason, on stderr.
    void summarise(std::span<const Issue> issues) const;
    [[nodiscard]] std::optional<Frame> frame() const;
    [[nodiscard]] io::SourceOptions source_options() const;
};

/// Adds -o, -f, --overwrite, --quiet, … to a subcommand.
void add_common(Command command, Session& session);
/// Adds --frame, --source-crs and --encoding.
void add_source_options(Command command, Session& session);

/// Reads a distance such as `30m`. \throws UsageError naming `option`.
[[nodiscard]] Metres length_option(const std::string& option, const std::string& text);
/// Reads an area such as `2000`, `5000m2` or `0.5ha`, in m². \throws UsageError naming `option`.
[[nodiscard]] double area_option(const std::string& option, const std::string& text);
/// \throws UsageError when a required option is empty.
void require(const std::string& option, const std::string& value);
/// \throws UsageError when `path` exists and --overwrite was not given, OutputError when its folder is missing.
void check_target(const Session& session, const std::string& path);
/// An input is never written to, not even under another of its names. \throws UsageError when the two are one file.
void keep_input(const std::string& input, const std::string& output);
/// Warns when grid lengths are off by more than 1e-4.
void warn_about_scale(const Session& session, const WorkingFrame& frame);
/// The name of a reason in the reader's language, else its code.
[[nodiscard]] std::string reason_text(const Session& session, const std::string& reason);
/// A result in the forms of -f, each made when it is asked for.
struct ResultForms {
    std::function<std::string()> json, csv, table;
};
/// The form that -f asks for, ready for print_document(): the table as print() would write it.
[[nodiscard]] std::string in_format(const Session& session, const ResultForms& forms);
/// Writes lines for a reader to stdout: but for its line ends, nothing of it moves a cursor (see printable_lines()).
/// \throws OutputError when it cannot be written (a full disk, a closed pipe).
void print(const std::string& text);
/// Writes a document for another program (JSON, CSV, TOML, a manual page) to stdout, as it is. \throws OutputError
void print_document(const std::string& text);
/// Writes to stdout which files were written, once they are in their places: whether it can be read or not, they are.
void print_written(const std::string& text);
/// Writes to stderr. Where nobody can be told (a closed file or pipe, a full disk), the run goes on and ends as it
/// would have.
void tell(std::string_view text) noexcept;

// One function per file of this folder.
void add_import(Command root, Session& session);
void add_coverage(Command root, Session& session);
void add_synth(Command root, Session& session);
void add_audit(Command root, Session& session);
void add_check(Command root, Session& session);
void add_outage(Command root, Session& session);
void add_waterlogging(Command root, Session& session);

} // namespace kerb::tools
