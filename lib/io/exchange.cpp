#include "exchange.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include <dirent.h>

#include <kerb/base/error.hpp>

#include "folder.hpp"
#include "workshop.hpp"

namespace kerb::io::detail {
namespace {

namespace fs = std::filesystem;

constexpr const char* attic = "old";           ///< the old is being moved here
constexpr const char* full_attic = "replaced"; ///< all of it is here; the new is being placed
constexpr double patience_s = 10;              ///< for others who deliver into the folder

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(fs::symlink_status(path, ignored));
}

/// Is it surely no folder? Where the disk does not tell, it could be one.
bool is_no_folder(const fs::path& path) {
    std::error_code ignored;
    const auto status = fs::symlink_status(path, ignored);
    return fs::status_known(status) && !fs::is_directory(status);
}

/// The steps of an exchange. What has been done is counted, not listed, so that noting it cannot fail.
class Exchange {
public:
    Exchange(fs::path room, std::vector<fs::path> old, std::vector<fs::path> made, std::string target)
        : room_(std::move(room)), old_(std::move(old)), made_(std::move(made)), target_(std::move(target)) {}

    void move_away() {
        std::error_code error;
        if (!fs::create_directory(room_ / attic, error)) {
            fail(target_, room_, error.value());
        }
        for (const auto& path : old_) {
            move_file(path, kept(path), target_);
            ++moved_away_;
        }
        static_cast<void>(settle());
        move_file(room_ / attic, room_ / full_attic, target_);
        static_cast<void>(settle());
    }

    void place() {
        for (const auto& path : made_) {
            move_file(path, placed(path), target_);
            ++placed_;
        }
    }

    /// Not before the new names are durable; if they are not, the next run does.
    void forget_old() const noexcept {
        try {
            std::error_code ignored;
            if (settle()) {
                fs::remove_all(room_ / full_attic, ignored);
            }
        } catch (...) { // NOLINT(bugprone-empty-catch): the new is in its place
        }
    }

    /// Is all of the old back? What is not stays in the room for `end_interrupted`.
    [[nodiscard]] bool undo() const {
        std::error_code error;
        const auto moved = [&error](const fs::path& from, const fs::path& to) {
            fs::rename(from, to, error);
            return !error;
        };
        for (auto i = placed_; i > 0; --i) {
            if (!moved(placed(made_[i - 1]), made_[i - 1])) {
                return false;
            }
        }
        if (!is_no_folder(room_ / full_attic) && !moved(room_ / full_attic, room_ / attic)) {
            return false;
        }
        for (auto i = moved_away_; i > 0; --i) { // the main file, which says that the others are there, comes last
            if (!moved(kept(old_[i - 1]), old_[i - 1])) {
                return false;
            }
        }
        fs::remove(room_ / attic, error);
        return true;
    }

private:
    [[nodiscard]] fs::path kept(const fs::path& path) const { return room_ / attic / path.filename(); }
    [[nodiscard]] fs::path placed(const fs::path& path) const { return room_.parent_path() / path.filename(); }
    [[nodiscard]] bool settle() const {
        const bool inside = Folder(room_).sync();
        return Folder(room_.parent_path(), Folder::Link::followed).sync() && inside;
    }

    fs::path room_;
    std::vector<fs::path> old_, made_;
    std::string target_;
    std::size_t moved_away_ = 0, placed_ = 0;
};

/// Says where what could not be moved back is.
[[noreturn]] void put_aside(Message message, const fs::path& room) {
    message.code = "sink.put_aside";
    message.arguments.emplace_back("room", room.string());
    throw OutputError(std::move(message));
}

/// Moves all files of `from` to `to`; false when one could not be moved, or not be seen.
bool move_files(const fs::path& from, const fs::path& to) {
    auto entries = entries_of(from);
    if (!entries) {
        return false;
    }
    std::sort(entries->begin(), entries->end());
    return std::all_of(entries->begin(), entries->end(), [&](const fs::path& path) {
        std::error_code error;
        const auto status = fs::symlink_status(path, error);
        return !error &&
               (!fs::is_regular_file(status) || std::rename(path.c_str(), (to / path.filename()).c_str()) == 0);
    });
}

/// The rooms in a folder that hold something old; nullopt, and the reason in errno, where that cannot be told.
std::optional<std::vector<fs::path>> begun_in(const fs::path& parent) {
    auto rooms = rooms_in(parent);
    if (rooms) {
        std::erase_if(*rooms, [](const fs::path& room) { return !holds_old(room); });
    }
    return rooms;
}

/// Ends what a killed run began in its room; `parent`, the folder that it is in, is locked.
void end_one(const fs::path& room, const Folder& parent) {
    const Folder held(room);
    if (!held.is_ours() || !held.lock()) {
        return;
    }
    const auto& from = is_folder(room / full_attic) ? room : room / attic;
    if (move_files(from, room.parent_path()) && parent.sync()) {
        std::error_code ignored;
        fs::remove_all(room, ignored);
    }
}

/// Would the exchange that was begun in a room put something in the place of a file of this name?
bool has_name(const fs::path& room, const fs::path& name) {
    std::error_code ignored;
    return fs::exists(room / name, ignored) || fs::exists(room / attic / name, ignored) ||
           fs::exists(room / full_attic / name, ignored);
}

} // namespace

bool holds_old(const fs::path& room) {
    return !is_no_folder(room / attic) || !is_no_folder(room / full_attic);
}

std::optional<std::vector<fs::path>> entries_of(const fs::path& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder.c_str()), closedir);
    if (!open && errno == ENOMEM) {
        throw std::bad_alloc();
    }
    std::vector<fs::path> entries;
    errno = open ? 0 : errno;
    while (const auto* entry = open ? readdir(open.get()) : nullptr) {
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..") {
            entries.push_back(folder / name);
        }
        errno = 0;
    }
    return errno == 0 ? std::optional(std::move(entries)) : std::nullopt;
}

std::optional<std::vector<fs::path>> rooms_in(const fs::path& parent) {
    auto rooms = entries_of(parent);
    if (rooms) {
        std::erase_if(*rooms, [](const fs::path& path) {
            std::error_code ignored;
            return !path.filename().string().starts_with(room_prefix) || fs::is_symlink(path, ignored);
        });
    }
    return rooms;
}

void exchange(const fs::path& room, const std::vector<fs::path>& made, std::vector<fs::path> old,
              const std::string& target) {
    for (const auto& path : made) {
        const auto place = room.parent_path() / path.filename();
        std::error_code error;
        const auto status = fs::symlink_status(place, error);
        if (!fs::status_known(status) || (fs::exists(status) && !fs::is_regular_file(status))) {
            fail(target, place, fs::status_known(status) ? EEXIST : error.value());
        }
        if (fs::exists(status) && std::find(old.begin(), old.end(), place) == old.end()) {
            old.push_back(place);
        }
    }
    // The main file goes first and comes last: whoever looks in between finds no output rather than a part of one.
    std::stable_partition(old.begin(), old.end(), [&](const fs::path& path) { return path == fs::path(target); });
    Exchange moves(room, std::move(old), made, target);
    try {
        moves.move_away();
        moves.place();
    } catch (const OutputError& error) {
        if (!moves.undo()) {
            put_aside(error.message(), room);
        }
        throw;
    } catch (...) {
        static_cast<void>(moves.undo());
        throw;
    }
    moves.forget_old();
}

void end_interrupted(const fs::path& parent) {
    const auto rooms = begun_in(parent).value_or(std::vector<fs::path>());
    if (rooms.empty()) {
        return;
    }
    const Folder held(parent, Folder::Link::followed);
    if (held.lock_within(patience_s) != 0) {
        return;
    }
    for (const auto& room : rooms) {
        end_one(room, held);
    }
}

DeliveryTurn::DeliveryTurn(const fs::path& room, const std::vector<fs::path>& made, const std::string& target)
    : parent_(room.parent_path(), Folder::Link::followed) {
    const auto parent = room.parent_path();
    if (parent.filename().string().starts_with(room_prefix)) {
        return; // a temporary folder of our own
    }
    const int error = parent_.lock_within(patience_s);
    if (error == EWOULDBLOCK || (error != 0 && made.size() > 1)) {
        fail(target, parent, error);
    }
    const auto others = begun_in(parent);
    if (!others && errno != EACCES) { // where one may write but not look, there is nothing to be ended either
        fail(target, parent, errno);
    }
    for (const auto& other : others.value_or(std::vector<fs::path>())) {
        if (other == room) {
            continue;
        }
        if (error == 0) {
            end_one(other, parent_);
        }
        if (holds_old(other) && std::any_of(made.begin(), made.end(),
                                            [&](const fs::path& path) { return has_name(other, path.filename()); })) {
            fail(target, other, EBUSY);
        }
    }
}

bool DeliveryTurn::sync() const {
    return parent_.sync();
}

} // namespace kerb::io::detail
