#include <kerb/report/man_page.hpp>

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace kerb::report {
namespace {

bool begins_ideograph(std::string_view text, std::size_t at) {
    const auto lead = at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    return lead >= 0xE4 && lead <= 0xE9; // U+4000 to U+9FFF
}

bool begins_stop(std::string_view text, std::size_t at) {
    const auto three = text.substr(std::min(at, text.size()), 3);
    return three == "，" || three == "。" || three == "；" || three == "：" || three == "、";
}

/// What stands for one ASCII character where a copied command must keep it.
std::string_view kept(char c) {
    switch (c) {
        case '\\':
            return "\\(rs";
        case '-':
            return "\\-";
        case '\'':
            return "\\(aq";
        case '`':
            return "\\(ga";
        case '^':
            return "\\(ha";
        case '~':
            return "\\(ti";
        default:
            return {};
    }
}

/// `text` with what roff would read as its own written out. Chinese, which has no spaces, may break after a character.
std::string escaped(std::string_view text) {
    std::string page;
    for (std::size_t at = 0; at < text.size();) {
        page += text[at] == '.' && (at == 0 || text[at - 1] == '\n') ? "\\&" : ""; // begins no request
        if (const auto known = kept(text[at]); !known.empty()) {
            page += known;
            ++at;
        } else if (const bool stop = begins_stop(text, at); stop || begins_ideograph(text, at)) {
            page += text.substr(at, 3);
            at += 3;
            page += at < text.size() && (begins_ideograph(text, at) || stop) ? "\\:" : "";
        } else {
            page += text[at++];
        }
    }
    return page;
}

std::string bold(std::string_view text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + escaped(text) + "\\fR";
}

std::vector<std::string> names_of(const OptionUsage& option) {
    std::vector<std::string> names;
    std::istringstream stream(option.name);
    for (std::string name; std::getline(stream, name, ',');) {
        names.push_back(name);
    }
    return names;
}

class Page {
public:
    Page(const CommandUsage& usage, std::string_view version, Language language) : usage_(usage), language_(language) {
        auto title = man_name(usage.name);
        std::transform(title.begin(), title.end(), title.begin(), [](char c) { return c >= 'a' ? c - 32 : c; });
        text_ = fmt::format(".TH {} 1 \"\" \"kerb {}\" \"{}\"\n.ad l\n", escaped(title), version, word("manual.title"));
    }

    void name() {
        heading("manual.name");
        text_ += fmt::format("{} \\- {}\n", escaped(man_name(usage_.name)), escaped(usage_.text));
    }

    void synopsis() {
        heading("manual.synopsis");
        text_ += bold(usage_.name);
        if (!usage_.commands.empty()) {
            text_ += " " + italic(word("manual.command"));
        }
        text_ += fmt::format(" [{}]", italic(word("manual.option")));
        for (const auto& option : usage_.options) {
            const auto first = names_of(option).front();
            text_ += first.front() == '-' ? "" : fmt::format(" [{}]", italic(first));
        }
        text_ += "\n";
    }

    void description() {
        heading("manual.description");
        std::istringstream lines(usage_.about.empty() ? usage_.text : usage_.about);
        for (std::string line; std::getline(lines, line);) {
            text_ += line.empty() ? ".PP\n" : escaped(line) + "\n";
        }
    }

    void commands() {
        if (usage_.commands.empty()) {
            return;
        }
        heading("manual.commands");
        for (const auto& command : usage_.commands) {
            text_ += fmt::format(".TP\n.BR {} (1)\n{}\n", escaped(man_name(command.name)), escaped(command.text));
        }
    }

    void examples() {
        if (usage_.examples.empty()) {
            return;
        }
        heading("manual.examples");
        text_ += ".nf\n";
        std::istringstream lines(usage_.examples);
        for (std::string line; std::getline(lines, line);) {
            text_ += escaped(line) + "\n";
        }
        text_ += ".fi\n";
    }

    void options() {
        heading("manual.options");
        for (const auto& option : usage_.options) {
            text_ += ".TP\n";
            std::string names;
            for (const auto& name : names_of(option)) {
                names += (names.empty() ? "" : ", ") + (name.front() == '-' ? bold(name) : italic(name));
            }
            const bool positional = option.name.front() != '-' && option.name.find(',') == std::string::npos;
            if (option.takes_value && !positional) {
                names += " " + italic(word("manual.value"));
            }
            text_ += names + "\n" + escaped(option.text) + "\n";
            limits(option);
        }
    }

    /// The codes of the help's one line about them.
    void exit_status() {
        heading("manual.exit_status");
        const auto all = word("help.exit_codes");
        for (auto at = all.find_first_of("0123456789"); at != std::string::npos;) {
            const auto end = all.find(" · ", at);
            const auto entry = all.substr(at, end == std::string::npos ? end : end - at);
            const auto space = entry.find(' ');
            text_ += fmt::format(".TP\n{}\n{}\n", bold(entry.substr(0, space)), escaped(entry.substr(space + 1)));
            at = end == std::string::npos ? end : all.find_first_of("0123456789", end);
        }
    }

    void files() {
        heading("manual.files");
        text_ += fmt::format(".TP\n{}\n{}\n", italic(word("manual.data_path")), escaped(word("manual.data")));
        heading("manual.environment");
        text_ += fmt::format(".TP\n{}, {}, {}\n{}\n", bold("LC_ALL"), bold("LC_MESSAGES"), bold("LANG"),
                             escaped(word("manual.locale")));
    }

    void see_also(const std::vector<std::string>& related) {
        if (related.empty()) {
            return;
        }
        heading("manual.see_also");
        for (std::size_t i = 0; i < related.size(); ++i) {
            text_ += fmt::format(".BR {} (1){}\n", escaped(related[i]), i + 1 < related.size() ? "," : "");
        }
    }

    [[nodiscard]] std::string text() const { return text_; }

private:
    [[nodiscard]] std::string word(std::string_view code) const { return render(code, language_); }
    void heading(std::string_view code) { text_ += ".SH " + escaped(word(code)) + "\n"; }

    void limits(const OptionUsage& option) {
        std::string words;
        for (const auto& w : option.words) {
            words += (words.empty() ? "" : ", ") + bold(w);
        }
        words += option.range.empty() ? "" : bold(option.range);
        if (!words.empty()) {
            text_ += fmt::format(".br\n{}: {}\n", escaped(word("manual.allowed")), words);
        }
        if (!option.default_value.empty()) {
            text_ += fmt::format(".br\n{}: {}\n", escaped(word("manual.default")), bold(option.default_value));
        }
    }

    const CommandUsage& usage_;
    Language language_;
    std::string text_;
};

} // namespace

std::string man_name(std::string_view command) {
    std::string name(command);
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

std::string man_page(const CommandUsage& usage, const std::vector<std::string>& related, std::string_view version,
                     Language language) {
    Page page(usage, version, language);
    page.name();
    page.synopsis();
    page.description();
    page.commands();
    page.examples();
    page.options();
    page.exit_status();
    page.files();
    page.see_also(related);
    return page.text();
}

} // namespace kerb::report
