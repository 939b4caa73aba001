// kerb profile: which indicators can be asked, what exactly does each say, and is a profile sound?
#include "profile.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/printable.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/report/profile_report.hpp>
#include <kerb/report/text_table.hpp>

#include "toml_file.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using scorecard::Profile;

struct ProfileCommand {
    std::string name, over, indicator;
    bool strict = false, toml = false;
};

/// Prints a text as it is, or writes it to -o.
void give(const Session& session, const std::string& text) {
    const auto& output = session.options.output;
    if (output.empty()) {
        print_document(text);
        return;
    }
    check_target(session, output);
    if (session.options.dry_run) {
        print(session.text(Message{"profile_text.dry", {{"file", output}}}) + "\n");
        return;
    }
    io::write_text(output, text, session.options.overwrite);
    session.note(session.text(Message{"tools.wrote", {{"file", output}}}));
}

std::string number(std::size_t count) {
    return count_text(static_cast<std::int64_t>(count));
}

std::string list_text(const Session& session, const std::vector<Profile>& profiles) {
    const auto text = [&](const char* name) { return session.text(std::string("profile_text.") + name); };
    report::TextTable table(
        {text("profile"), text("version"), text("name"), text("indicators"), text("external"), text("unverified")});
    std::size_t indicators = 0;
    std::int64_t unverified = 0;
    for (const auto& one : profiles) {
        indicators += one.indicators.size();
        unverified += report::unverified_count(one);
        table.add({one.id, one.version, one.name.in(session.language), number(one.indicators.size()),
                   number(one.external.size()), count_text(report::unverified_count(one))});
    }
    return session.text(Message{"profile_text.list_line",
                                {{"count", static_cast<std::int64_t>(profiles.size())},
                                 {"indicators", static_cast<std::int64_t>(indicators)},
                                 {"unverified", unverified}}}) +
           "\n" + table.text() + text("list_hint") + "\n";
}

int run_list(const Session& session) {
    std::vector<Profile> profiles;
    for (const auto& name : scorecard::builtin_profiles()) {
        profiles.push_back(profile_named(name, ""));
    }
    give(session, in_format(session, {[&] { return report::profiles_json(profiles); },
                                      [&] { return report::profiles_csv(profiles, session.language); },
                                      [&] { return list_text(session, profiles); }}));
    return 0;
}

std::string threshold_text(const scorecard::Indicator& one) {
    std::string text;
    for (const auto& threshold : one.thresholds) {
        text += (text.empty() ? "" : ", ") + (threshold.group.empty() ? "" : threshold.group + " ") +
                report::unit_value_text(one.unit, threshold.value);
    }
    return text.empty() ? "–" : text;
}

std::string standing_text(const Session& session, scorecard::Standing standing) {
    return session.text(std::string("profile_text.standing.") + scorecard::name_of(standing));
}

std::string show_text(const Session& session, const Profile& profile) {
    const auto text = [&](const char* name) { return session.text(std::string("profile_text.") + name); };
    const bool zh = session.language == Language::zh;
    report::TextTable table(
        {text("indicator"), text("name"), text("op"), text("threshold"), text("weight"), text("status")});
    for (const auto& one : profile.indicators) {
        table.add({one.id, one.name.in(session.language), scorecard::form_of(one.op).name, threshold_text(one),
                   one.scoring ? fmt::format("{:g}", one.weight) : "–", standing_text(session, one.standing)});
    }
    for (const auto& part : profile.external) {
        table.add({part.id, part.name.in(session.language), text("marks"), "–", fmt::format("{:g}", part.weight),
                   standing_text(session, part.standing)});
    }
    auto all = session.text(Message{"profile_text.show_line",
                                    {{"id", profile.id},
                                     {"version", profile.version},
                                     {"name", profile.name.in(session.language)},
                                     {"count", static_cast<std::int64_t>(profile.indicators.size())},
                                     {"unverified", report::unverified_count(profile)}}}) +
               "\n" + table.text();
    const auto& note = zh ? profile.note.zh : profile.note.en;
    all += note.empty() ? "" : printable(note) + "\n";
    for (const auto& why : profile.overrides) {
        all += session.text(Message{"profile_text.override", {{"why", why}}}) + "\n";
    }
    return all + "sha256 " + profile.sha256 + "\n";
}

/// The record of one indicator, field by field.
std::string record_text(const Session& session, const scorecard::Indicator& one) {
    constexpr std::size_t title_columns = 14;
    std::string all = printable(one.id + " · " + one.name.in(session.language)) + "\n";
    const auto add = [&](const char* title, const std::string& text) {
        if (!text.empty()) {
            all += report::padded(session.text(std::string("profile_text.") + title), title_columns) + "  " +
                   printable(text) + "\n";
        }
    };
    const auto label = [&](const Label& text) { return text.in(session.language); };
    add("explanation", label(one.explanation));
    add("method", label(one.method));
    add("data_source", label(one.data_source));
    add("reference", label(one.reference));
    add("scoring_text", label(one.scoring_text));
    add("op", scorecard::form_of(one.op).name);
    add("unit", one.unit);
    add("threshold", threshold_text(one));
    add("weight", one.scoring ? fmt::format("{:g}", one.weight) : "");
    add("source", one.source);
    add("status", standing_text(session, one.standing));
    return all;
}

/// \throws UsageError naming those that there are
const scorecard::Indicator& indicator_of(const Profile& profile, const std::string& id) {
    if (const auto* found = profile.find(id)) {
        return *found;
    }
    std::vector<std::string> ids;
    std::transform(profile.indicators.begin(), profile.indicators.end(), std::back_inserter(ids),
                   [](const auto& one) { return one.id; });
    throw UsageError({"profile_text.no_indicator",
                      {{"id", profile.id}, {"name", id}, {"names", fmt::format("{}", fmt::join(ids, ", "))}}});
}

int run_show(const Session& session, const ProfileCommand& command) {
    require("PROFILE", command.name);
    if (command.toml) {
        give(session, profile_text(command.name).text);
        return 0;
    }
    auto profile = profile_named(command.name, command.over);
    if (!command.indicator.empty()) {
        profile.indicators = {indicator_of(profile, command.indicator)};
        profile.external.clear();
    }
    const auto table = [&] {
        return command.indicator.empty() ? show_text(session, profile)
                                         : record_text(session, profile.indicators.front());
    };
    give(session, in_format(session, {[&] { return report::profile_json(profile); },
                                      [&] { return report::profile_csv(profile, session.language); }, table}));
    return 0;
}

std::string lint_text(const Session& session, const Profile& profile, const std::vector<Issue>& findings) {
    const auto text = [&](const char* name) { return session.text(std::string("profile_text.") + name); };
    const auto errors = std::count_if(findings.begin(), findings.end(),
                                      [](const Issue& issue) { return issue.severity == Severity::error; });
    auto all = session.text(Message{"profile_text.lint_line",
                                    {{"id", profile.id},
                                     {"count", static_cast<std::int64_t>(profile.indicators.size())},
                                     {"errors", static_cast<std::int64_t>(errors)},
                                     {"warnings", std::ssize(findings) - errors},
                                     {"unverified", report::unverified_count(profile)}}}) +
               "\n";
    for (const auto& issue : findings) {
        all += report::padded(text(issue.severity == Severity::error ? "error" : "warning"), 9) +
               session.text(issue.message) + "\n";
    }
    return all;
}

int run_lint(const Session& session, const ProfileCommand& command) {
    require("PROFILE", command.name);
    const auto profile = profile_named(command.name, command.over);
    const auto findings = scorecard::lint(profile);
    give(session, in_format(session, {[&] { return report::lint_json(profile, findings, session.language); },
                                      [&] { return report::lint_csv(findings, session.language); },
                                      [&] { return lint_text(session, profile, findings); }}));
    const auto any = [&](Severity severity) {
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Issue& issue) { return issue.severity == severity; });
    };
    const bool unverified = std::any_of(findings.begin(), findings.end(),
                                        [](const Issue& issue) { return issue.reason == "scorecard_lint.unverified"; });
    if (any(Severity::error)) {
        return static_cast<int>(Outcome::input_unusable);
    }
    if (command.strict && unverified) {
        session.warn({"profile_text.strict", {{"id", profile.id}}});
        return static_cast<int>(Outcome::limit_crossed);
    }
    return 0;
}

Command subcommand(Command profile, Session& session, const char* name, const std::shared_ptr<ProfileCommand>& options,
                   int (*run)(const Session&, const ProfileCommand&)) {
    auto command = profile.add_subcommand(name, session.text(std::string("help.profile_") + name));
    const auto text = [&](const char* option) { return session.text(std::string("help.profile_option_") + option); };
    command.add_option("PROFILE", options->name, text("name"));
    command.add_option("--over", options->over, text("over"));
    command.callback(
        [&session, options, run] { session.command = [&session, options, run] { return run(session, *options); }; });
    return command;
}

} // namespace

ProfileText profile_text(const std::string& name) {
    const auto path = "profiles/" + name + ".toml";
    if (const auto own = builtin_data(path)) {
        return {path, std::string(*own)};
    }
    const bool looks_like_file = name.find('.') != std::string::npos || name.find('/') != std::string::npos;
    if (!looks_like_file) {
        throw UsageError(
            {"profile_text.unknown",
             {{"name", name}, {"names", fmt::format("{}", fmt::join(scorecard::builtin_profiles(), ", "))}}});
    }
    return {name, file_text(name)};
}

scorecard::Profile profile_named(const std::string& name, const std::string& over) {
    const auto own = profile_text(name);
    return scorecard::read_profile(own.text, own.name, over.empty() ? std::string() : file_text(over), over);
}

void add_profile(Command root, Session& session) {
    auto profile = root.add_subcommand("profile", session.text("help.profile"));
    profile.require_subcommand(0, 1);
    auto list = profile.add_subcommand("list", session.text("help.profile_list"));
    add_common(list, session);
    list.callback([&session] { session.command = [&session] { return run_list(session); }; });
    const auto options = std::make_shared<ProfileCommand>();
    auto show = subcommand(profile, session, "show", options, run_show);
    show.add_option("--indicator", options->indicator, session.text("help.profile_option_indicator"));
    show.add_flag("--toml", options->toml, session.text("help.profile_option_toml"));
    add_common(show, session);
    auto lint = subcommand(profile, session, "lint", options, run_lint);
    lint.add_flag("--strict", options->strict, session.text("help.profile_option_strict"));
    add_common(lint, session);
}

} // namespace kerb::tools
