// Properties: rapidcheck inside a Catch2 test case.
#pragma once

#include <sstream>
#include <string>
#include <utility>

#include <rapidcheck.h>

#include "support/test.hpp"

namespace kerb::test {

/// Runs a rapidcheck property as an assertion of the running test case; the counterexample is in the failure's text.
template <class Testable>
void holds(const std::string& description, Testable&& testable) {
    const auto result = rc::detail::checkTestable(std::forward<Testable>(testable));
    if (!result.template is<rc::detail::SuccessResult>()) {
        std::ostringstream text;
        rc::detail::printResultMessage(result, text);
        FAIL(description << '\n' << text.str());
    }
    SUCCEED(description);
}

} // namespace kerb::test
