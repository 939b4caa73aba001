#include "session.hpp"

#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <unistd.h>

#include <kerb/base/error.hpp>
#include <kerb/base/printable.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "limits.hpp"

namespace kerb::tools {
namespace {

/// While this lives, a pipe that nobody reads cannot be written to by this thread, and sends no signal.
class NoPipeSignal {
public:
    NoPipeSignal() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~NoPipeSignal() {
        const timespec at_once{};
        static_cast<void>(sigtimedwait(&pipe_, nullptr, &at_once)); // one that was sent
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;

private:
    sigset_t pipe_{}, before_{};
};

/// Draws progress on stderr; at most one line per per cent.
class ProgressLine {
public:
    ProgressLine(std::string mode, Language language) : mode_(std::move(mode)), language_(language) {}
    ~ProgressLine() {
        if (mode_ == "bar" && !stage_.empty()) {
            tell("\r\033[K");
        }
    }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(std::string_view stage, double share) {
        const std::lock_guard lock(mutex_);
        const int percent = static_cast<int>(share * 100);
        const bool moved = stage != stage_ || percent >= percent_ + (mode_ == "plain" ? 10 : 1);
        if (!moved) {
            return;
        }
        stage_ = stage;
        percent_ = percent;
        if (mode_ == "json") {
            tell(fmt::format("{{\"stage\":{},\"share\":{}}}\n", report::json_text(stage), report::json_number(share)));
        } else if (mode_ == "plain") {
            tell(fmt::format("{} {} %\n", render(stage, language_), percent));
        } else {
            const std::string done(static_cast<std::size_t>(percent / 4), '#');
            tell(fmt::format("\r\033[K{} [{:<25}] {} %", render(stage, language_), done, percent));
        }
    }

private:
    std::string mode_;
    Language language_;
    std::mutex mutex_;
    std::string stage_;
    int percent_ = -1;
};

} // namespace

double Session::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

void Session::note(const std::string& line) const {
    if (!options.quiet) {
        tell(printable_lines(line) + "\n");
    }
}

void Session::warn(const Message& message) const {
    tell(fmt::format("{}: {}\n", text("tools.warning"), text(message)));
}

Progress Session::progress() const {
    std::string mode = options.progress;
    if (mode == "auto") {
        mode = isatty(STDERR_FILENO) != 0 ? "bar" : "none";
    }
    if (options.quiet || mode == "none") {
        return [](std::string_view, double) { return !stop_wanted(); };
    }
    auto line = std::make_shared<ProgressLine>(mode, language);
    return [line](std::string_view stage, double share) {
        line->show(stage, share);
        return !stop_wanted();
    };
}

void Session::summarise(std::span<const Issue> issues) const {
    std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, const Issue*>> by_reason;
    for (const auto& issue : issues) {
        auto& entry = by_reason[{issue.layer, issue.reason}];
        if (entry.first == 0) {
            entry.second = &issue;
        }
        entry.first += issue.count;
    }
    for (const auto& [place, entry] : by_reason) {
        note(text(Message{"tools.issue_line",
                          {{"layer", place.first},
                           {"reason", reason_text(*this, place.second)},
                           {"count", entry.first},
                           {"example", text(entry.second->message)}}}));
    }
}

std::optional<Frame> Session::frame() const {
    return options.frame.empty() ? std::nullopt : std::optional(Frame::from(options.frame));
}

io::SourceOptions Session::source_options() const {
    io::SourceOptions source;
    if (!options.source_crs.empty()) {
        source.source_crs = options.source_crs;
    }
    source.encoding = options.encoding;
    source.allow_views = options.allow_views;
    return source;
}

void add_common(Command command, Session& session) {
    auto& o = session.options;
    command.add_option("-o,--output", o.output, session.text("help.output"));
    command.add_option("-f,--format", o.format, session.text("help.format"))
        .check(one_of({"table", "json", "csv"}))
        .capture_default_str();
    command.add_flag("--overwrite", o.overwrite, session.text("help.overwrite"));
    command.add_flag("--dry-run", o.dry_run, session.text("help.dry_run"));
    command.add_flag("--quiet", o.quiet, session.text("help.quiet"));
    command.add_option("--progress", o.progress, session.text("help.progress"))
        .check(one_of({"auto", "bar", "plain", "json", "none"}))
        .capture_default_str();
    command.add_option("--memory", o.memory, session.text("help.memory"));
    command.add_option("--time-limit", o.time_limit, session.text("help.time_limit"));
    command.add_option("--lang", o.language, session.text("help.lang")).check(one_of({"zh", "en"}));
    command.add_flag("--json-usage", o.json_usage, session.text("help.json_usage"));
}

void add_source_options(Command command, Session& session) {
    auto& o = session.options;
    command.add_option("--frame", o.frame, session.text("help.frame"));
    command.add_option("--source-crs", o.source_crs, session.text("help.source_crs"));
    command.add_option("--encoding", o.encoding, session.text("help.encoding"));
    command.add_flag("--allow-network", o.allow_network, session.text("help.allow_network"));
    command.add_flag("--allow-views", o.allow_views, session.text("help.allow_views"));
}

Metres length_option(const std::string& option, const std::string& text) {
    const auto length = parse_length(text);
    if (!length) {
        throw UsageError({"tools.length_unit", {{"option", option}, {"value", text}}});
    }
    return *length;
}

double area_option(const std::string& option, const std::string& text) {
    const auto area_m2 = parse_area(text);
    if (!area_m2) {
        throw UsageError({"tools.area_unit", {{"option", option}, {"value", text}}});
    }
    return *area_m2;
}

void require(const std::string& option, const std::string& value) {
    if (value.empty()) {
        throw UsageError({"tools.missing_option", {{"option", option}}});
    }
}

void check_target(const Session& session, const std::string& path) {
    std::error_code ignored;
    if (!session.options.overwrite && std::filesystem::exists(path, ignored)) {
        throw UsageError({"tools.exists", {{"file", path}}});
    }
    const auto folder = std::filesystem::path(path).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
        throw OutputError({"tools.no_folder", {{"folder", folder.string()}}});
    }
}

void keep_input(const std::string& input, const std::string& output) {
    std::error_code ignored;
    if (std::filesystem::equivalent(input, output, ignored)) {
        throw UsageError({"tools.output_is_input", {{"file", output}}});
    }
}

void warn_about_scale(const Session& session, const WorkingFrame& frame) {
    if (frame.measure == Measure::grid && frame.scale.worst() > scale_warning) {
        session.warn({"tools.scale_warning",
                      {{"frame", frame.frame.name()}, {"parts", frame.scale.worst() * 1e6}, {"limit", scale_warning}}});
    }
}

std::string reason_text(const Session& session, const std::string& reason) {
    const auto code = "reason." + reason;
    return has_text(code, session.language) ? session.text(code) : reason;
}

std::string in_format(const Session& session, const ResultForms& forms) {
    const auto& format = session.options.format;
    return format == "json" ? forms.json() : format == "csv" ? forms.csv() : printable_lines(forms.table());
}

void tell(std::string_view text) noexcept {
    const NoPipeSignal quiet;
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
    static_cast<void>(std::fflush(stderr));
}

void print(const std::string& text) {
    print_document(printable_lines(text));
}

void print_document(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
        throw OutputError({"tools.stdout", {}});
    }
}

void print_written(const std::string& text) {
    const auto lines = printable_lines(text);
    const NoPipeSignal quiet;
    static_cast<void>(std::fwrite(lines.data(), 1, lines.size(), stdout));
    static_cast<void>(std::fflush(stdout));
}

} // namespace kerb::tools
