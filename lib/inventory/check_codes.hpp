// The rule code.scheme: codes against the schemes of data/codes.
#pragma once

#include "findings.hpp"

namespace kerb::detail {

/// Codes are checked, never required, and a city may have codes of its own. So:
///
/// - A code of nothing but digits that has the length of a scheme that applies to it is held against that scheme: by
///   its dictionaries and its check digit.
/// - Any other code is held against a scheme only where most of its class's codes follow one; it is then told against
///   the scheme that most of them follow. Where they do not, the city uses codes of its own, and nothing is said.
void check_codes(const CheckContext& context, Findings& findings);

} // namespace kerb::detail
