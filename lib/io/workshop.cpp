#include "workshop.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <kerb/base/error.hpp>

#include "exchange.hpp"
#include "folder.hpp"

namespace kerb::io::detail {

namespace fs = std::filesystem;

void fail(const std::string& path, const std::string& why) {
    throw OutputError(Message{"sink.not_written", {{"file", path}, {"why", why}}});
}

void fail(const std::string& path, const fs::path& culprit, int error) {
    fail(path, culprit.string() + ": " + std::generic_category().message(error));
}

fs::path absolute(const std::string& path) {
    std::error_code error;
    auto made = fs::absolute(path, error);
    if (error) {
        fail(path, path, error.value());
    }
    return made;
}

void move_file(const fs::path& from, const fs::path& to, const std::string& target) {
    if (std::rename(from.c_str(), to.c_str()) != 0) {
        fail(target, to, errno);
    }
}

void check_target(const std::string& path, bool overwrite) {
    end_interrupted(absolute(path).parent_path());
    check_place(path, overwrite);
}

void check_place(const std::string& path, bool overwrite) {
    std::error_code error;
    const auto status = fs::symlink_status(path, error);
    if (!fs::status_known(status)) {
        fail(path, path, error.value());
    }
    if (fs::exists(status) && !overwrite) {
        throw UsageError(Message{"sink.exists", {{"file", path}}});
    }
    // A link or a device would not be written to but replaced.
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        throw UsageError(Message{"sink.not_regular", {{"file", path}}});
    }
    for (const auto* beside : {"-journal", "-wal", "-shm"}) {
        if (fs::exists(path + beside, error)) {
            throw OutputError(Message{"sink.stale", {{"file", path}, {"beside", path + beside}}});
        }
        // Where the name has no room for a journal's there is none, and only a database needs one.
        if (error && (error != std::errc::filename_too_long || path.ends_with(".gpkg"))) {
            fail(path, path + beside, error.value());
        }
    }
}

namespace {

bool is_an_hour_old(const fs::path& path) {
    std::error_code error;
    const auto age = fs::file_time_type::clock::now() - fs::last_write_time(path, error);
    return !error && age > std::chrono::hours(1);
}

/// Removes what a killed run left in the folder: locked by nobody, and without anything old in it; an hour old where
/// locks do not tell of all. The lock is held meanwhile, see `taken`.
void clear_leftovers(const fs::path& parent) {
    for (const auto& path : rooms_in(parent).value_or(std::vector<fs::path>())) {
        const Folder room(path);
        if (room.is_ours() && room.lock() && (room.locks_tell() || is_an_hour_old(path)) && !holds_old(path)) {
            std::error_code ignored;
            fs::remove_all(path, ignored);
        }
    }
}

/// Locks a folder that was just made; false when another run took it for one that was left, and clears it away.
bool taken(const Folder& room, const fs::path& path) {
    const bool others = !room.lock() && errno == EWOULDBLOCK;
    return !others && room.is_at(path);
}

fs::path make(const std::string& target, const fs::path& parent) {
    auto name = (parent / (std::string(room_prefix) + "XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr) {
        fail(target, parent, errno);
    }
    return name;
}

/// The files beside the target that have one of the endings.
std::vector<fs::path> files_beside(const fs::path& target, const std::vector<std::string>& endings) {
    std::vector<fs::path> found;
    for (const auto& ending : endings) {
        const auto path = fs::path(target).replace_extension(ending);
        std::error_code error;
        const auto status = fs::symlink_status(path, error);
        if (!fs::status_known(status)) {
            fail(target, path, error.value());
        }
        if (fs::is_regular_file(status)) {
            found.push_back(path);
        }
    }
    return found;
}

/// Where files will be, made in the room or making way.
std::vector<fs::path> places(const std::vector<fs::path>& made, std::vector<fs::path> old) {
    std::transform(made.begin(), made.end(), std::back_inserter(old),
                   [](const fs::path& path) { return path.parent_path().parent_path() / path.filename(); });
    return old;
}

} // namespace

Workshop::Workshop(const std::string& target, bool overwrite) : target_(absolute(target)), overwrite_(overwrite) {
    const auto parent = target_.parent_path();
    clear_leftovers(parent);
    for (int tries = 0; tries < 100; ++tries) {
        folder_ = make(target, parent);
        lock_ = std::make_unique<Folder>(folder_);
        if (taken(*lock_, folder_)) {
            return;
        }
        std::error_code ignored;
        fs::remove(folder_, ignored); // where it was left after all
    }
    fail(target, parent, EBUSY);
}

Workshop::~Workshop() {
    try {
        std::error_code ignored;
        if (!holds_old(folder_)) {
            fs::remove_all(folder_, ignored);
        }
    } catch (...) { // NOLINT(bugprone-empty-catch): a later run clears it away
    }
}

void Workshop::deliver(const std::vector<std::string>& stale_endings) const {
    std::vector<fs::path> made;
    const auto entries = entries_of(folder_);
    if (!entries) {
        fail(target_, folder_, errno);
    }
    for (const auto& path : *entries) {
        if (path != file() && !path.filename().string().starts_with(room_prefix)) {
            sync(path);
            made.push_back(path);
        }
    }
    std::sort(made.begin(), made.end());
    sync(file());
    made.emplace_back(file());
    const DeliveryTurn turn(folder_, made, target_);
    const auto old = files_beside(target_, stale_endings);
    for (const auto& path : overwrite_ ? std::vector<fs::path>() : places(made, old)) {
        check_place(path, false);
    }
    if (made.size() == 1 && old.empty()) {
        move_file(made.front(), target_, target_); // one step: old or new, never neither
    } else if (const int error = lock_->lock_within(0); error != 0) {
        fail(target_, folder_, error); // somebody could take it for one that was left
    } else {
        exchange(folder_, made, old, target_);
    }
    static_cast<void>(turn.sync());
}

void Workshop::sync(const fs::path& path) const {
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool good = handle >= 0 && fsync(handle) == 0;
    const int error = errno;
    if (handle >= 0) {
        close(handle);
    }
    if (!good) {
        fail(target_, path.filename(), error);
    }
}

} // namespace kerb::io::detail
