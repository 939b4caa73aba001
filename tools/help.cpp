#include "help.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::tools {
namespace {

std::string full_name(const CLI::App& command) {
    const auto* parent = command.get_parent();
    return parent == nullptr ? "kerb" : full_name(*parent) + " " + command.get_name();
}

/// `help.coverage_length` for `kerb coverage length`.
std::string help_code(const CLI::App& command) {
    auto name = full_name(command);
    name = name == "kerb" ? "program" : name.substr(5);
    std::replace(name.begin(), name.end(), ' ', '_');
    return "help." + name;
}

std::string option_name(const CLI::Option& option) {
    return option.get_name(option.get_positional(), true);
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

/// Commands that the help lists.
std::vector<const CLI::App*> listed_commands(const CLI::App& command) {
    return command.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); });
}

std::vector<std::string> names_of(const CLI::App& command, bool options) {
    std::vector<std::string> names;
    if (!options) {
        for (const auto* sub : listed_commands(command)) {
            names.push_back(sub->get_name());
        }
        return names;
    }
    for (const auto* option : command.get_options()) {
        for (const auto& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
        for (const auto& name : option->get_snames()) {
            names.push_back("-" + name);
        }
    }
    return names;
}

std::string option_line(const CLI::Option& option) {
    std::string text = option.get_description();
    if (!option.get_default_str().empty()) {
        text += " [" + option.get_default_str() + "]";
    }
    return fmt::format("  {}  {}\n", report::padded(option_name(option), 26), text);
}

/// `{table,json,csv}` and `0..1` of `TEXT:{table,json,csv}` and `FLOAT:0..1`, as Option::check describes them.
void add_limits(const CLI::Option& option, report::OptionUsage& usage) {
    const auto type = option.get_type_name();
    const auto colon = type.find(':');
    const auto limits = colon == std::string::npos ? std::string() : type.substr(colon + 1);
    if (limits.empty() || limits.front() != '{') {
        usage.range = limits;
        return;
    }
    std::istringstream words(limits.substr(1, limits.size() - 2));
    for (std::string word; std::getline(words, word, ',');) {
        usage.words.push_back(word);
    }
}

void refuse_empty_values(const CLI::App& command) {
    for (const auto* option : command.get_options()) {
        const auto& given = option->results();
        if (std::find(given.begin(), given.end(), "") != given.end()) {
            throw UsageError({"tools.empty_value", {{"option", option_name(*option)}}});
        }
    }
}

/// The text of `code`, or none.
std::string text_or_none(const std::string& code, const Session& session) {
    return has_text(code, session.language) ? session.text(code) : std::string();
}

} // namespace

const CLI::App& chosen(const CLI::App& root) {
    const auto parsed = root.get_subcommands();
    return parsed.empty() ? root : chosen(*parsed.front());
}

std::string help_text(const CLI::App& command, const Session& session) {
    const auto code = help_code(command);
    std::string text = fmt::format("{} – {}\n\n{}\n{}\n", full_name(command), command.get_description(),
                                   session.text("help.heading_examples"), session.text(code + "_examples"));
    const auto commands = listed_commands(command);
    if (!commands.empty()) {
        text += "\n" + session.text("help.heading_commands") + "\n";
        for (const auto* sub : commands) {
            text += fmt::format("  {}  {}\n", report::padded(sub->get_name(), 26), sub->get_description());
        }
    }
    text += "\n" + session.text("help.heading_options") + "\n";
    for (const auto* option : command.get_options()) {
        text += option_line(*option);
    }
    return text + "\n" + session.text("help.exit_codes") + "\n";
}

report::CommandUsage usage_of(const CLI::App& command, const Session& session) {
    report::CommandUsage usage{full_name(command), command.get_description(), {}, {}, {}, {}};
    const auto code = help_code(command);
    usage.examples = text_or_none(code + "_examples", session);
    usage.about = text_or_none(std::string("manual.about.") + code.substr(5), session);
    for (const auto* option : command.get_options()) {
        usage.options.push_back({option_name(*option),
                                 option->get_description(),
                                 option->get_default_str(),
                                 option->get_items_expected_max() > 0,
                                 option->get_required(),
                                 {},
                                 {}});
        add_limits(*option, usage.options.back());
    }
    for (const auto* sub : listed_commands(command)) {
        usage.commands.push_back(usage_of(*sub, session));
    }
    return usage;
}

std::string usage_json(const CLI::App& command, const Session& session) {
    return report::to_json(usage_of(command, session));
}

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
    std::string best;
    auto distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const auto& name : names) {
        const auto d = edit_distance(word, name);
        if (d < distance) {
            distance = d;
            best = name;
        }
    }
    return best;
}

void refuse_unknown(const CLI::App& root) {
    const auto& command = chosen(root);
    const auto unknown = root.remaining(true);
    auto word = unknown.empty() ? std::string() : unknown.front();
    const bool option = word.size() > 1 && word.front() == '-';
    if (option) {
        word = word.substr(0, word.find('='));
    }
    const auto near = nearest(word, names_of(command, option));
    const std::string code = option ? "tools.unknown_option" : "tools.unknown_argument";
    throw UsageError(
        {near.empty() ? code : code + "_near", {{"name", word}, {"near", near}, {"command", full_name(command)}}});
}

void refuse_empty(const CLI::App& root, const std::vector<std::string>& arguments) {
    for (const auto& word : arguments) {
        if (word == "--") {
            break; // no options from here on
        }
        if (word.starts_with("--") && word.find('=') == word.size() - 1) {
            throw UsageError({"tools.empty_value", {{"option", word.substr(0, word.size() - 1)}}});
        }
    }
    refuse_empty_values(root);
    for (const auto* command = &root; command != &chosen(root);) {
        command = command->get_subcommands().front();
        refuse_empty_values(*command);
    }
}

} // namespace kerb::tools
