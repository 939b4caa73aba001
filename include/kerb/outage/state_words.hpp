// Which words say that a lamp is lit, which that it is out?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/inventory/records.hpp>
#include <kerb/outage/faults.hpp>

namespace kerb::outage {

/// The words of `data/rules/lamp_states.toml`, or of a city's own.
class StateWords {
public:
    /// \throws SourceError naming the key that is not known here or no list of words
    [[nodiscard]] static StateWords from_toml(const TomlTable& table);
    /// The compiled-in words.
    [[nodiscard]] static StateWords usual();

    /// None for a word that is not listed; an empty one is `unknown`. Blanks around it and the case of A–Z do not
    /// matter. Words may hold `*` and `?`, see is_like(); the first that fits counts.
    [[nodiscard]] std::optional<LampState> of(std::string_view word) const;
    /// Is a lamp out while such an event lasts?
    [[nodiscard]] bool dark(EventKind kind) const;
    /// Is a request of this kind about a lamp that is out? Kinds that are not listed: yes, when none is listed.
    [[nodiscard]] bool about_dark_lamp(std::string_view kind) const;

private:
    std::vector<std::pair<std::string, LampState>> words_;
    std::vector<std::uint8_t> dark_; ///< by EventKind
    std::vector<std::string> requests_;
};

} // namespace kerb::outage
