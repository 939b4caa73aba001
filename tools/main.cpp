// The program `kerb`: reads the arguments, runs one subcommand, turns errors into messages and exit codes.
#include <algorithm>
#include <cstdlib>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <kerb/base/error.hpp>
#include <kerb/base/version.hpp>
#include <kerb/geometry/frame.hpp>

#include "diff.hpp"
#include "documents.hpp"
#include "help.hpp"
#include "limits.hpp"
#include "profile.hpp"
#include "report.hpp"
#include "score.hpp"
#include "session.hpp"

namespace {

using kerb::Language;
using kerb::Outcome;
using kerb::tools::Session;

/// The language is needed before the options are built: --lang, else the locale.
Language language_of(const std::vector<std::string>& arguments) {
    std::string wish;
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(variable);
        if (value != nullptr && *value != '\0') {
            wish = value;
            break;
        }
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
            wish = arguments[i + 1];
        } else if (arguments[i].rfind("--lang=", 0) == 0) {
            wish = arguments[i].substr(7);
        }
    }
    return wish.rfind("zh", 0) == 0 ? Language::zh : Language::en;
}

int code(Outcome outcome) {
    return static_cast<int>(outcome);
}

int fail(const Session& session, const kerb::Message& message, Outcome outcome) {
    kerb::tools::tell(fmt::format("kerb: {}: {}\n", session.text("tools.error"), session.text(message)));
    return code(outcome);
}

int parse_and_run(CLI::App& root, Session& session) {
    using namespace kerb::tools;
    bool wants_version = false;
    root.add_flag("--version", wants_version, session.text("help.version"));
    Command(root).add_option("--lang", session.options.language, session.text("help.lang")).check(one_of({"zh", "en"}));
    root.add_flag("--json-usage", session.options.json_usage, session.text("help.json_usage"));
    root.set_help_flag("-h,--help", session.text("help.help"));
    root.require_subcommand(0, 1);
    add_audit(Command(root), session);
    add_check(Command(root), session);
    add_coverage(Command(root), session);
    add_diff(Command(root), session);
    add_import(Command(root), session);
    add_outage(Command(root), session);
    add_profile(Command(root), session);
    add_report(Command(root), session);
    add_score(Command(root), session);
    add_synth(Command(root), session);
    add_waterlogging(Command(root), session);
    add_documents(root, session);
    try {
        auto reversed = session.arguments;
        std::reverse(reversed.begin(), reversed.end());
        root.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        print(help_text(chosen(root), session));
        return 0;
    } catch (const CLI::ExtrasError&) {
        refuse_unknown(root);
    } catch (const CLI::ParseError& error) {
        throw kerb::UsageError({"tools.bad_arguments", {{"detail", std::string(error.what())}}});
    }
    refuse_empty(root, session.arguments);
    if (wants_version) {
        print(fmt::format("kerb {}\n", kerb::version()));
        return 0;
    }
    if (session.options.json_usage) {
        print_document(usage_json(chosen(root), session));
        return 0;
    }
    if (!session.command) {
        tell(help_text(chosen(root), session));
        return code(Outcome::usage);
    }
    kerb::allow_grids_from_network(session.options.allow_network);
    guard_run(session);
    return session.command();
}

/// Large columns go back to the system once they are done with: glibc would keep ever larger ones for reuse, a tenth of
/// a big city's memory.
void return_large_blocks() {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

/// Runs, and turns what is thrown into a message and an exit code. \throws std::bad_alloc when not even the message
/// could be made.
int run(int argc, char** argv) {
    Session session;
    session.arguments.assign(argv + 1, argv + argc);
    session.language = language_of(session.arguments);
    try {
        CLI::App root(session.text("help.program"), "kerb");
        return parse_and_run(root, session);
    } catch (const kerb::Cancelled& error) {
        return kerb::tools::stop_wanted() ? kerb::tools::report_stop(session)
                                          : fail(session, error.message(), error.outcome());
    } catch (const kerb::Error& error) {
        return fail(session, error.message(), error.outcome());
    } catch (const std::bad_alloc&) {
        return kerb::tools::report_memory();
    } catch (const std::system_error& error) {
        return error.code() == std::errc::resource_unavailable_try_again || error.code() == std::errc::not_enough_memory
                   ? kerb::tools::report_memory()
                   : fail(session, {"tools.bug", {{"detail", std::string(error.what())}}}, Outcome::bug);
    } catch (const std::exception& error) {
        return fail(session, {"tools.bug", {{"detail", std::string(error.what())}}}, Outcome::bug);
    }
}

/// A closed stdin, stdout or stderr stays one that fails: the next file that is opened would take its number, and what
/// is told would be written into it.
void hold_standard_files() {
    for (const int handle : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(handle, F_GETFD) == -1) {
            static_cast<void>(open("/dev/null", handle == STDIN_FILENO ? O_WRONLY : O_RDONLY));
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    hold_standard_files();
    return_large_blocks();
    try {
        return run(argc, argv);
    } catch (const std::bad_alloc&) {
        return kerb::tools::report_memory();
    }
}
