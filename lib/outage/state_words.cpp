#include <kerb/outage/state_words.hpp>

#include <algorithm>
#include <array>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::outage {
namespace {

std::string plain(std::string_view word) {
    return ascii::lower(ascii::trimmed(word));
}

std::vector<std::string> list(const TomlTable& table, const char* key) {
    std::vector<std::string> words;
    for (const auto& value : table.array(key)) {
        words.push_back(plain(value.as_text()));
    }
    return words;
}

/// A list whose name is misspelt would do nothing. \throws SourceError naming the key and those there are
void insist_on_known_lists(const TomlTable& table) {
    detail::only(table, {"title", "source", "status", "states", "events", "requests"});
    detail::only(table.table("states"), {"out", "unknown", "lit"});
    detail::only(table.table("events"), {"out"});
    detail::only(table.table("requests"), {"out"});
}

} // namespace

StateWords StateWords::from_toml(const TomlTable& table) {
    insist_on_known_lists(table);
    StateWords made;
    const auto& states = table.table("states");
    constexpr std::array<std::pair<const char*, LampState>, 3> lists = {
        {{"out", LampState::out}, {"unknown", LampState::unknown}, {"lit", LampState::lit}}};
    for (const auto& [key, state] : lists) {
        for (auto& word : list(states, key)) {
            made.words_.emplace_back(std::move(word), state);
        }
    }
    const auto& kinds = find_class("event")->find("kind")->codes;
    made.dark_.assign(kinds.size() + 1, 0);
    for (const auto& word : list(table.table("events"), "out")) {
        const auto at = std::find(kinds.begin(), kinds.end(), word);
        if (at == kinds.end() && word != "unknown") {
            throw SourceError({"outage.no_event_kind", {{"value", word}, {"file", table.where}}});
        }
        made.dark_[at == kinds.end() ? 0 : static_cast<std::size_t>(at - kinds.begin()) + 1] = 1;
    }
    made.requests_ = list(table.table("requests"), "out");
    return made;
}

StateWords StateWords::usual() {
    constexpr std::string_view file = "rules/lamp_states.toml";
    return from_toml(parse_toml(builtin_data(file).value(), file));
}

std::optional<LampState> StateWords::of(std::string_view word) const {
    const auto text = plain(word);
    if (text.empty()) {
        return LampState::unknown;
    }
    const auto found =
        std::find_if(words_.begin(), words_.end(), [&](const auto& w) { return is_like(text, w.first); });
    return found == words_.end() ? std::nullopt : std::optional(found->second);
}

bool StateWords::dark(EventKind kind) const {
    return dark_[static_cast<std::size_t>(kind)] != 0;
}

bool StateWords::about_dark_lamp(std::string_view kind) const {
    const auto text = plain(kind);
    return requests_.empty() ||
           std::any_of(requests_.begin(), requests_.end(), [&](const auto& word) { return is_like(text, word); });
}

} // namespace kerb::outage
