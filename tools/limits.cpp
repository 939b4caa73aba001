#include "limits.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <kerb/base/ascii.hpp>

#include "session.hpp"

namespace kerb::tools {
namespace {

/// Room beside --memory for the program itself, the stacks of its threads, and what a heap cannot use.
constexpr std::int64_t beside_bytes = std::int64_t{128} << 20;
constexpr double grace_s = 5; ///< for a run that was told to stop

// All that a signal handler may look at.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<int> stopped_by{0}; ///< SIGINT, SIGTERM, or SIGALRM for the time limit
std::atomic<bool> memory_bound{false};
std::array<char, 512> said_of_memory{}, said_when_cut{};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

int code_of(int signal) {
    return signal == SIGALRM ? static_cast<int>(Outcome::resource_limit) : 128 + signal;
}

/// \param seconds more than 0; of a timer that is set to 0, the time would never end
void set_timer(double seconds) {
    const double micros = std::max(1.0, std::floor(seconds * 1e6));
    itimerval timer{};
    timer.it_value.tv_sec = static_cast<time_t>(micros / 1e6);
    timer.it_value.tv_usec = static_cast<suseconds_t>(std::fmod(micros, 1e6));
    setitimer(ITIMER_REAL, &timer, nullptr);
}

void say(const std::array<char, 512>& text) {
    const auto ignored = write(STDERR_FILENO, text.data(), std::strlen(text.data()));
    static_cast<void>(ignored);
}

extern "C" void stop(int signal) {
    const int before = stopped_by.exchange(signal);
    if (before != 0) { // a second signal, or the grace is over
        say(said_when_cut);
        _exit(code_of(signal == SIGALRM ? before : signal));
    }
    itimerval grace{};
    grace.it_value.tv_sec = static_cast<time_t>(grace_s);
    setitimer(ITIMER_REAL, &grace, nullptr);
}

/// A C library that finds no memory calls abort().
extern "C" void aborted(int) {
    if (memory_bound) {
        say(said_of_memory);
        _exit(static_cast<int>(Outcome::resource_limit));
    }
    std::signal(SIGABRT, SIG_DFL);
    std::raise(SIGABRT);
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
}

Message memory_message(const Session& session) {
    return session.options.memory.empty() ? Message{"tools.memory", {}}
                                          : Message{"tools.memory_limit", {{"limit", session.options.memory}}};
}

std::string error_line(const Session& session, const Message& message) {
    return fmt::format("kerb: {}: {}\n", session.text("tools.error"), session.text(message));
}

double seconds_of(const std::string& time_limit) {
    const auto minutes = parse_minutes(time_limit);
    if (!minutes || !(*minutes > 0) || *minutes > 1e6) {
        throw UsageError({"tools.time_unit", {{"option", "--time-limit"}, {"value", time_limit}}});
    }
    return *minutes * 60;
}

void bound_memory(const Session& session) {
    if (session.options.memory.empty()) {
        return;
    }
    const auto bytes = static_cast<rlim_t>(memory_option("--memory", session.options.memory) + beside_bytes);
    const rlimit limit{bytes, bytes};
    memory_bound = setrlimit(RLIMIT_DATA, &limit) == 0;
}

} // namespace

std::int64_t memory_option(const std::string& option, const std::string& text) {
    std::string_view number = text;
    for (const auto* unit : {"iB", "B"}) {
        if (number.size() > 2 && number.ends_with(unit)) {
            number.remove_suffix(std::string_view(unit).size());
            break;
        }
    }
    double factor = 1;
    constexpr std::string_view units = "KMGT";
    if (const auto at = number.empty() ? std::string_view::npos : units.find(ascii::upper(number.back()));
        at != std::string_view::npos) {
        factor = std::ldexp(1.0, 10 * (static_cast<int>(at) + 1));
        number.remove_suffix(1);
    }
    const auto value = parse_number(number);
    if (!value || !(*value > 0) || !(*value * factor < 0x1p60)) {
        throw UsageError({"tools.memory_unit", {{"option", option}, {"value", text}}});
    }
    return static_cast<std::int64_t>(*value * factor);
}

void guard_run(const Session& session) {
    const double seconds = session.options.time_limit.empty() ? 0 : seconds_of(session.options.time_limit);
    const auto no_memory = error_line(session, memory_message(session)); // made now, while there is some
    no_memory.copy(said_of_memory.data(), said_of_memory.size() - 1);
    bound_memory(session);
    const auto line = error_line(session, {"tools.cut_short", {}});
    line.copy(said_when_cut.data(), said_when_cut.size() - 1);
    handle(SIGINT, stop);
    handle(SIGTERM, stop);
    handle(SIGALRM, stop);
    handle(SIGABRT, aborted);
    handle(SIGXFSZ, SIG_IGN); // a file that would be too large: the writing fails, and is told
    if (seconds > 0) {
        set_timer(seconds);
    }
}

bool stop_wanted() {
    return stopped_by != 0;
}

int report_stop(const Session& session) {
    const int signal = stopped_by;
    const auto message =
        signal == SIGALRM
            ? Message{"tools.time_limit", {{"limit", session.options.time_limit}}}
            : Message{"tools.stopped", {{"signal", std::string(signal == SIGINT ? "SIGINT" : "SIGTERM")}}};
    tell(error_line(session, message));
    return code_of(signal);
}

int report_memory() noexcept {
    constexpr std::string_view early = "kerb: memory ran out\n";
    if (said_of_memory.front() == '\0') {
        early.copy(said_of_memory.data(), said_of_memory.size() - 1);
    }
    say(said_of_memory);
    return static_cast<int>(Outcome::resource_limit);
}

} // namespace kerb::tools
