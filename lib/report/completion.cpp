#include <kerb/report/completion.hpp>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace kerb::report {
namespace {

using Names = std::vector<std::string>;

/// `-o`, `--output`; what stands without a dash names a place and is not typed.
Names typed_names(const OptionUsage& option) {
    Names names;
    std::istringstream stream(option.name);
    for (std::string name; std::getline(stream, name, ',');) {
        if (name.front() == '-') {
            names.push_back(name);
        }
    }
    return names;
}

std::string joined(const Names& names, std::string_view between) {
    return fmt::format("{}", fmt::join(names, between));
}

std::string last_word(const std::string& name) {
    return name.substr(name.rfind(' ') + 1);
}

/// `root` and all commands below it, parents first.
void collect(const CommandUsage& root, std::vector<const CommandUsage*>& all) {
    all.push_back(&root);
    for (const auto& command : root.commands) {
        collect(command, all);
    }
}

std::vector<const CommandUsage*> all_commands(const CommandUsage& root) {
    std::vector<const CommandUsage*> all;
    collect(root, all);
    return all;
}

Names command_words(const CommandUsage& usage) {
    Names words;
    for (const auto& command : usage.commands) {
        words.push_back(last_word(command.name));
    }
    return words;
}

std::string replaced(std::string_view text, std::string_view of, std::string_view with) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at, of.size()) == of) {
            result += with;
            at += of.size();
        } else {
            result += text[at++];
        }
    }
    return result;
}

/// In single quotes, as bash and zsh read them.
std::string quoted(std::string_view text) {
    return "'" + replaced(text, "'", R"('\'')") + "'";
}

std::string fish_quoted(std::string_view text) {
    return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string bash_words(const CommandUsage& usage) {
    Names options;
    for (const auto& option : usage.options) {
        const auto names = typed_names(option);
        options.insert(options.end(), names.begin(), names.end());
    }
    return fmt::format("        '{}') commands='{}' options='{}' ;;\n", usage.name, joined(command_words(usage), " "),
                       joined(options, " "));
}

/// What follows each option that takes a value: one of few words, or anything.
std::string bash_values(const CommandUsage& usage) {
    std::string cases;
    for (const auto& option : usage.options) {
        auto patterns = typed_names(option);
        if (!option.takes_value || patterns.empty()) {
            continue;
        }
        for (auto& name : patterns) {
            name = fmt::format("'{} {}'", usage.name, name);
        }
        cases +=
            fmt::format("        {}) value=1 words={} ;;\n", joined(patterns, "|"), quoted(joined(option.words, " ")));
    }
    return cases;
}

constexpr std::string_view bash_text = R"(# bash completion of kerb; written by `kerb completion bash`.

# Sets what may follow "$1", a command: commands, options.
_kerb_known() {{
    commands='' options=''
    case $1 in
{words}    esac
}}

# Does "$1 $2", a command with an option, take a value, and one of which words?
_kerb_value() {{
    value='' words=''
    case "$1 $2" in
{values}    esac
}}

_kerb() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command=kerb
    local commands options value words i
    COMPREPLY=()
    _kerb_known "$command"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case " $commands " in
            *" ${{COMP_WORDS[i]}} "*)
                command+=" ${{COMP_WORDS[i]}}"
                _kerb_known "$command"
                ;;
        esac
    done
    # bash cuts --option=value at the equals sign.
    if [[ $current == '=' ]]; then
        current=''
    elif [[ $before == '=' ]]; then
        before=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    _kerb_value "$command" "$before"
    if [[ -n $value ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    elif [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    fi
}}

complete -o default -F _kerb kerb
)";

/// A text within the brackets of an argument of _arguments.
std::string zsh_text(std::string_view text) {
    return replaced(replaced(replaced(replaced(text, "\\", "\\\\"), "[", "\\["), "]", "\\]"), ":", "\\:");
}

std::string zsh_name(const std::string& command) {
    return "_" + replaced(command, " ", "_");
}

std::string zsh_options(const CommandUsage& usage) {
    std::string specs;
    for (const auto& option : usage.options) {
        const auto names = typed_names(option);
        std::string value;
        if (option.takes_value) {
            value = ":value:" + (option.words.empty() ? "_files" : "(" + joined(option.words, " ") + ")");
        }
        for (const auto& name : names) {
            const auto sign = !option.takes_value ? "" : name[1] == '-' ? "=" : "+";
            const auto others = names.size() > 1 ? "(" + joined(names, " ") + ")" : std::string();
            specs += " \\\n        " + quoted(others + name + sign + "[" + zsh_text(option.text) + "]" + value);
        }
    }
    return specs;
}

std::string zsh_group(const CommandUsage& usage) {
    std::string described, cases;
    for (const auto& command : usage.commands) {
        const auto word = last_word(command.name);
        described += "\n        " + quoted(word + ":" + zsh_text(command.text));
        cases += fmt::format("        {}) {} ;;\n", word, zsh_name(command.name));
    }
    return fmt::format(R"({0}() {{
    local context state state_descr line
    typeset -A opt_args
    local -a commands=({1}
    )
    _arguments -C{2} \
        '1: :->command' '*:: :->rest'
    case $state in
        command) _describe -t commands command commands ;;
        rest) case $line[1] in
{3}        esac ;;
    esac
}}

)",
                       zsh_name(usage.name), described, zsh_options(usage), cases);
}

std::string zsh_function(const CommandUsage& usage) {
    if (!usage.commands.empty()) {
        return zsh_group(usage);
    }
    return fmt::format("{}() {{\n    _arguments{} \\\n        '*:file:_files'\n}}\n\n", zsh_name(usage.name),
                       zsh_options(usage));
}

std::string fish_option(const CommandUsage& usage, const OptionUsage& option) {
    std::string line =
        fmt::format("complete -c kerb -n {}", fish_quoted("test (__kerb_command) = \"" + usage.name + "\""));
    const auto names = typed_names(option);
    for (const auto& name : names) {
        line += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (option.takes_value) {
        line += option.words.empty() ? " -r -F" : " -x -a " + fish_quoted(joined(option.words, " "));
    }
    return names.empty() ? "" : line + " -d " + fish_quoted(option.text) + "\n";
}

constexpr std::string_view fish_text = R"(# fish completion of kerb; written by `kerb completion fish`.

# The command that the words so far name.
function __kerb_command
    set -l command kerb
    for word in (commandline -opc)[2..-1]
        if contains -- "$command $word" {known}
            set command "$command $word"
        end
    end
    echo $command
end

)";

} // namespace

std::string bash_completion(const CommandUsage& root) {
    std::string words, values;
    for (const auto* command : all_commands(root)) {
        words += bash_words(*command);
        values += bash_values(*command);
    }
    return fmt::format(bash_text, fmt::arg("words", words), fmt::arg("values", values));
}

std::string zsh_completion(const CommandUsage& root) {
    std::string text = "#compdef kerb\n# zsh completion of kerb; written by `kerb completion zsh`.\n\n";
    for (const auto* command : all_commands(root)) {
        text += zsh_function(*command);
    }
    return text + "if [[ $funcstack[1] == _kerb ]]; then\n    _kerb \"$@\"\nelse\n    compdef _kerb kerb\nfi\n";
}

std::string fish_completion(const CommandUsage& root) {
    Names known;
    std::string lines;
    for (const auto* usage : all_commands(root)) {
        known.push_back(fish_quoted(usage->name));
        for (const auto& command : usage->commands) {
            lines += fmt::format("complete -c kerb -n {} -f -a {} -d {}\n",
                                 fish_quoted("test (__kerb_command) = \"" + usage->name + "\""),
                                 last_word(command.name), fish_quoted(command.text));
        }
        for (const auto& option : usage->options) {
            lines += fish_option(*usage, option);
        }
    }
    return fmt::format(fish_text, fmt::arg("known", joined(known, " "))) + lines;
}

} // namespace kerb::report
