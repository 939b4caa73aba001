#include "command.hpp"

#include <limits>
#include <utility>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace kerb::tools {

Allowed one_of(std::vector<std::string> words) {
    Allowed allowed;
    allowed.words = std::move(words);
    return allowed;
}

Allowed between(double least, double most) {
    Allowed allowed;
    allowed.least = least;
    allowed.most = most;
    return allowed;
}

Allowed positive() {
    Allowed allowed;
    allowed.above_least = true;
    return allowed;
}

Allowed not_negative() {
    Allowed allowed;
    allowed.at_least = true;
    return allowed;
}

// The descriptions are read again by `usage_of` (help.cpp).
Option Option::check(const Allowed& allowed) {
    if (!allowed.words.empty()) {
        option_->check(CLI::IsMember(allowed.words));
    } else if (allowed.above_least) {
        option_->check(CLI::Validator(CLI::PositiveNumber).description("> 0"));
    } else if (allowed.at_least) {
        option_->check(CLI::Validator(CLI::NonNegativeNumber).description(">= 0"));
    } else {
        option_->check(CLI::Range(allowed.least, allowed.most)
                           .description(fmt::format("{:.15g}..{:.15g}", allowed.least, allowed.most)));
    }
    return *this;
}

Option Option::capture_default_str() {
    option_->capture_default_str();
    return *this;
}

Option Option::required() {
    option_->required();
    return *this;
}

Option Option::delimiter(char between) {
    option_->delimiter(between);
    return *this;
}

Option Option::excludes(Option other) {
    option_->excludes(other.option_);
    return *this;
}

Option Option::allow_extra_args(bool allow) {
    option_->allow_extra_args(allow);
    return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& help) {
    return Command(*app_->add_subcommand(name, help));
}

Option Command::add_option(const std::string& names, std::string& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, int& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::int64_t& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::uint32_t& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::uint64_t& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, double& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::optional<std::int64_t>& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::optional<std::uint64_t>& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::optional<double>& value, const std::string& help) {
    return Option(app_->add_option(names, value, help));
}

Option Command::add_option(const std::string& names, std::vector<std::string>& values, const std::string& help) {
    return Option(app_->add_option(names, values, help));
}

Option Command::add_option(const std::string& names, std::vector<double>& values, const std::string& help) {
    return Option(app_->add_option(names, values, help));
}

Option Command::add_flag(const std::string& names, bool& value, const std::string& help) {
    return Option(app_->add_flag(names, value, help));
}

void Command::callback(std::function<void()> run) {
    app_->callback(std::move(run));
}

bool Command::has_chosen() const {
    return !app_->get_subcommands().empty();
}

void Command::require_subcommand(std::size_t least, std::size_t most) {
    app_->require_subcommand(least, most);
}

} // namespace kerb::tools
