#include <filesystem>
#include <system_error>
#include <utility>

#include <kerb/base/error.hpp>
#include <kerb/io/output_set.hpp>

#include "exchange.hpp"
#include "workshop.hpp"

namespace kerb::io {
namespace {

namespace fs = std::filesystem;

std::string checked(const std::string& folder, const std::vector<std::string>& names, bool overwrite) {
    detail::end_interrupted(detail::absolute(folder));
    for (const auto& name : names) {
        detail::check_place((fs::path(folder) / name).string(), overwrite);
    }
    return (fs::path(folder) / names.back()).string();
}

/// Makes a folder and those above it; takes away again what it made and nobody used.
class MadeFolder {
public:
    explicit MadeFolder(const std::string& folder) {
        std::error_code error;
        for (auto path = detail::absolute(folder).lexically_normal(); !path.empty() && !fs::exists(path, error);
             path = path.parent_path()) {
            made_.push_back(path);
        }
        error.clear();
        fs::create_directories(folder, error);
        if (error) { // also of a file of that name
            detail::fail(folder, folder, error.value());
        }
    }
    ~MadeFolder() {
        std::error_code ignored;
        for (const auto& path : made_) {
            fs::remove(path, ignored); // not when there is something in it
        }
    }
    MadeFolder(const MadeFolder&) = delete;
    MadeFolder& operator=(const MadeFolder&) = delete;

private:
    std::vector<fs::path> made_; ///< the innermost first
};

/// `message` with `folder` for every `room`.
Message told_of(Message message, const std::string& room, const std::string& folder) {
    for (auto& [name, value] : message.arguments) {
        if (auto* text = std::get_if<std::string>(&value)) {
            for (auto at = text->find(room); at != std::string::npos; at = text->find(room, at + folder.size())) {
                text->replace(at, room.size(), folder);
            }
        }
    }
    return message;
}

} // namespace

struct OutputSet::State {
    State(std::string given, const std::vector<std::string>& names, bool overwrite)
        : folder(std::move(given)), made(folder), workshop(checked(folder, names, overwrite), overwrite) {}
    std::string folder;
    MadeFolder made; // before the workshop, which is in it
    detail::Workshop workshop;
};

OutputSet::OutputSet(const std::string& folder, const std::vector<std::string>& names, bool overwrite)
    : state_(std::make_unique<State>(folder, names, overwrite)) {}
OutputSet::~OutputSet() = default;

std::string OutputSet::room() const {
    return fs::path(state_->workshop.file()).parent_path().string();
}

std::string OutputSet::place_of(const std::string& file) const {
    return (fs::path(room()) / fs::path(file).filename()).string();
}

void OutputSet::make(const std::function<void()>& write) const {
    try {
        write();
    } catch (const Cancelled&) {
        throw;
    } catch (const UsageError& error) {
        throw UsageError(told_of(error.message(), room(), state_->folder));
    } catch (const Error& error) {
        const auto end = error.outcome();
        const bool reading = end == Outcome::input_unusable || end == Outcome::refused;
        const auto told = told_of(error.message(), room(), state_->folder);
        // What was made and cannot be read, for the page say, is an output that is not there.
        if (end == Outcome::output_not_written || (reading && told.arguments != error.message().arguments)) {
            throw OutputError(told);
        }
        throw;
    }
}

void OutputSet::deliver() {
    state_->workshop.deliver({});
}

} // namespace kerb::io
