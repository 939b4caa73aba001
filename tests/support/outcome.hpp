// How an action ended.
#pragma once

#include <functional>

#include <kerb/base/error.hpp>

#include "support/test.hpp"

namespace kerb::test {

/// The outcome of an action, and the code and the English text of what it threw. Every error has a text in both
/// languages.
struct Ended {
    Outcome outcome = Outcome::done;
    std::string code, text;
};

inline Ended ended(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        INFO(error.what());
        for (const auto language : {Language::en, Language::zh}) {
            // A text whose arguments are missing renders as its code.
            CHECK(render(error.message(), language).rfind(error.message().code, 0) != 0);
        }
        return {error.outcome(), error.message().code, render(error.message(), Language::en)};
    }
    return {};
}

inline Outcome outcome(const std::function<void()>& action) {
    return ended(action).outcome;
}

} // namespace kerb::test
