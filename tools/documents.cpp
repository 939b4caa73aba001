// kerb man, kerb completion: manual pages and shell completion, from the same table of options as the help. They are
// for those who install kerb, so the help does not list them.
#include "documents.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <kerb/base/error.hpp>
#include <kerb/base/version.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/report/completion.hpp>
#include <kerb/report/man_page.hpp>

#include "help.hpp"

namespace kerb::tools {
namespace {

using report::CommandUsage;

/// Parent and neighbours below it, or the commands of the program.
std::vector<std::string> related(const CommandUsage& usage, const CommandUsage* parent) {
    std::vector<std::string> names;
    if (parent != nullptr) {
        names.push_back(report::man_name(parent->name));
        for (const auto& command : parent->commands) {
            if (command.name != usage.name) {
                names.push_back(report::man_name(command.name));
            }
        }
    }
    for (const auto& command : usage.commands) {
        names.push_back(report::man_name(command.name));
    }
    return names;
}

std::string page_of(const CommandUsage& usage, const CommandUsage* parent, const Session& session) {
    return report::man_page(usage, related(usage, parent), version(), session.language);
}

void write_pages(const CommandUsage& usage, const CommandUsage* parent, const std::filesystem::path& folder,
                 const Session& session) {
    const auto file = (folder / (report::man_name(usage.name) + ".1")).string();
    check_target(session, file);
    io::write_text(file, page_of(usage, parent, session), session.options.overwrite);
    for (const auto& command : usage.commands) {
        write_pages(command, &usage, folder, session);
    }
}

/// Where man(1) looks for pages of a language.
std::filesystem::path make_section(const std::filesystem::path& folder, Language language) {
    auto section = language == Language::zh ? folder / "zh_CN" / "man1" : folder / "man1";
    std::error_code error;
    std::filesystem::create_directories(section, error);
    if (error) {
        throw OutputError({"tools.no_folder", {{"folder", section.string()}}});
    }
    return section;
}

int run_man(const Session& session, const CommandUsage& root, const std::vector<std::string>& words) {
    if (!session.options.output.empty()) {
        write_pages(root, nullptr, make_section(session.options.output, session.language), session);
        return 0;
    }
    const CommandUsage* usage = &root;
    const CommandUsage* parent = nullptr;
    for (const auto& word : words) {
        const auto wanted = usage->name + " " + word;
        const auto& below = usage->commands;
        const auto found =
            std::find_if(below.begin(), below.end(), [&](const CommandUsage& c) { return c.name == wanted; });
        if (found == below.end()) {
            throw UsageError({"manual.no_command", {{"name", wanted}}});
        }
        parent = usage;
        usage = &*found;
    }
    print_document(page_of(*usage, parent, session));
    return 0;
}

int run_completion(const Session& session, const CommandUsage& root, const std::string& shell) {
    const auto text = shell == "bash"  ? report::bash_completion(root)
                      : shell == "zsh" ? report::zsh_completion(root)
                                       : report::fish_completion(root);
    if (session.options.output.empty()) {
        print_document(text);
        return 0;
    }
    check_target(session, session.options.output);
    io::write_text(session.options.output, text, session.options.overwrite);
    return 0;
}

void add_output(Command command, Session& session) {
    command.add_option("-o,--output", session.options.output, session.text("help.output"));
    command.add_flag("--overwrite", session.options.overwrite, session.text("help.overwrite"));
    command.add_option("--lang", session.options.language, session.text("help.lang")).check(one_of({"zh", "en"}));
}

} // namespace

void add_documents(CLI::App& root, Session& session) {
    auto words = std::make_shared<std::vector<std::string>>();
    Command man(*root.add_subcommand("man", session.text("help.man"))->group(""));
    man.add_option("COMMAND", *words, session.text("help.man_command"));
    add_output(man, session);
    man.callback([&root, &session, words] {
        session.command = [&root, &session, words] { return run_man(session, usage_of(root, session), *words); };
    });

    auto shell = std::make_shared<std::string>();
    Command completion(*root.add_subcommand("completion", session.text("help.completion"))->group(""));
    completion.add_option("SHELL", *shell, session.text("help.completion_shell"))
        .check(one_of({"bash", "zsh", "fish"}))
        .required();
    add_output(completion, session);
    completion.callback([&root, &session, shell] {
        session.command = [&root, &session, shell] { return run_completion(session, usage_of(root, session), *shell); };
    });
}

} // namespace kerb::tools
