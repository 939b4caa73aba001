// Errors: a request that cannot be honoured throws one of these.
#pragma once

#include <cstdint>
#include <stdexcept>

#include <kerb/base/message.hpp>

namespace kerb {

/// Why a request ended; the value is the exit code of the `kerb` program.
enum class Outcome : std::uint8_t {
    done = 0,
    limit_crossed = 1,
    usage = 2,
    input_unusable = 3,
    refused = 4,
    needs_decision = 5,
    output_not_written = 6,
    resource_limit = 7,
    backend_lost = 8,
    bug = 70,
};

/// Base of all that kerb throws. `what()` is the English text, `message()` what to render in another language.
class Error : public std::runtime_error {
public:
    Error(Outcome outcome, Message message);
    [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }
    [[nodiscard]] const Message& message() const noexcept { return message_; }

private:
    Outcome outcome_;
    Message message_;
};

/// An option, a name or a value that makes no sense.
class UsageError : public Error {
public:
    explicit UsageError(Message message) : Error(Outcome::usage, std::move(message)) {}
};

/// A source that cannot be read as what it claims to be.
class SourceError : public Error {
public:
    explicit SourceError(Message message) : Error(Outcome::input_unusable, std::move(message)) {}
};

/// A source that is refused for safety.
class PolicyError : public Error {
public:
    explicit PolicyError(Message message) : Error(Outcome::refused, std::move(message)) {}
};

/// A coordinate reference system that is missing or unusable: somebody has to decide.
class FrameError : public Error {
public:
    explicit FrameError(Message message) : Error(Outcome::needs_decision, std::move(message)) {}
};

/// An output that was not written; what stood there before is intact.
class OutputError : public Error {
public:
    explicit OutputError(Message message) : Error(Outcome::output_not_written, std::move(message)) {}
};

/// A limit of memory, size or count was reached.
class ResourceError : public Error {
public:
    explicit ResourceError(Message message) : Error(Outcome::resource_limit, std::move(message)) {}
};

/// A service that the request stands on (a database) cannot be reached, was lost, or lets wait too long. What was begun
/// there is undone; the same request may succeed later.
class BackendError : public Error {
public:
    explicit BackendError(Message message) : Error(Outcome::backend_lost, std::move(message)) {}
};

/// The progress callback asked to stop.
class Cancelled : public Error {
public:
    Cancelled();
};

} // namespace kerb
