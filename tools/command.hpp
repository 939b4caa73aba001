// Subcommands and their options, without the parser's header: that costs 4 s in each file that reads it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace kerb::tools {

/// What values an option takes.
struct Allowed {
    std::vector<std::string> words; ///< one of these; empty: a number
    double least = 0, most = 0;     ///< of a number
    bool above_least = false;       ///< the number must be more than `least`, whatever `most`
    bool at_least = false;          ///< the number must be `least` or more, whatever `most`
};
[[nodiscard]] Allowed one_of(std::vector<std::string> words);
[[nodiscard]] Allowed between(double least, double most);
[[nodiscard]] Allowed positive();
[[nodiscard]] Allowed not_negative();

/// An option that was added; a handle, as cheap as a pointer.
class Option {
public:
    explicit Option(CLI::Option* option) : option_(option) {}
    Option check(const Allowed& allowed);
    /// The help shows the value that it has now.
    Option capture_default_str();
    Option required();
    /// A value may be several, with this between them.
    Option delimiter(char between);
    Option excludes(Option other);
    /// Takes one value each time it is given, not all that follow.
    Option allow_extra_args(bool allow);

private:
    CLI::Option* option_;
};

/// A subcommand; a handle, as cheap as a pointer.
class Command {
public:
    explicit Command(CLI::App& app) : app_(&app) {}
    [[nodiscard]] Command add_subcommand(const std::string& name, const std::string& help);
    Option add_option(const std::string& names, std::string& value, const std::string& help);
    Option add_option(const std::string& names, int& value, const std::string& help);
    Option add_option(const std::string& names, std::int64_t& value, const std::string& help);
    Option add_option(const std::string& names, std::uint32_t& value, const std::string& help);
    Option add_option(const std::string& names, std::uint64_t& value, const std::string& help);
    Option add_option(const std::string& names, double& value, const std::string& help);
    Option add_option(const std::string& names, std::optional<std::int64_t>& value, const std::string& help);
    Option add_option(const std::string& names, std::optional<std::uint64_t>& value, const std::string& help);
    Option add_option(const std::string& names, std::optional<double>& value, const std::string& help);
    Option add_option(const std::string& names, std::vector<std::string>& values, const std::string& help);
    Option add_option(const std::string& names, std::vector<double>& values, const std::string& help);
    Option add_flag(const std::string& names, bool& value, const std::string& help);
    /// Runs when the arguments lead to this subcommand.
    void callback(std::function<void()> run);
    /// Did the arguments name a subcommand of this one?
    [[nodiscard]] bool has_chosen() const;
    /// So many subcommands are wanted.
    void require_subcommand(std::size_t least, std::size_t most);

private:
    CLI::App* app_;
};

} // namespace kerb::tools
