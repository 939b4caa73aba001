#include <kerb/base/error.hpp>

namespace kerb {

Error::Error(Outcome outcome, Message message)
    : std::runtime_error(render(message, Language::en)), outcome_(outcome), message_(std::move(message)) {}

// A cancelled call has written nothing.
Cancelled::Cancelled() : Error(Outcome::output_not_written, Message{"cancelled", {}}) {}

} // namespace kerb
