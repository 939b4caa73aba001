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

class Exchange {
public:
    Exchange(fs::path room, std::string target) : room_(std::move(room)), target_(std::move(target)) {}

    void move_away(const std::vector<fs::path>& old) {
        std::error_code error;
        if (!fs::create_directory(room_ / attic, error)) {
            fail(target_, room_, error.value());
        }
        for (const auto& path : old) {
            move_file(path, room_ / attic / path.filename(), target_);
            kept_.push_back(path);
        }
        settle();
        move_file(room_ / attic, room_ / full_attic, target_);
        settle();
    }

    void place(const std::vector<fs::path>& made) {
        for (const auto& path : made) {
            move_file(path, room_.parent_path() / path.filename(), target_);
            placed_.push_back(path);
        }
    }

    void forget_old() const {
        settle();
        std::error_code ignored;
        fs::remove_all(room_ / full_attic, ignored);
    }

    /// Is all of the old back? What is not stays in the room for `end_interrupted`.
    bool undo() const {
        std::error_code error;
        const auto moved = [&error](const fs::path& from, const fs::path& to) {
            fs::rename(from, to, error);
            return !error;
        };
        const bool back = std::all_of(placed_.begin(), placed_.end(), [&](const fs::path& path) {
            return moved(room_.parent_path() / path.filename(), path);
        });
        if (!back || (is_folder(room_ / full_attic) && !moved(room_ / full_attic, room_ / attic))) {
            return false;
        }
        const bool all = std::all_of(kept_.begin(), kept_.end(), [&](const fs::path& path) {
            return moved(room_ / attic / path.filename(), path);
        });
        if (all) {
            fs::remove(room_ / attic, error);
        }
        return all;
    }

private:
    void settle() const {
        static_cast<void>(Folder(room_).sync());
        static_cast<void>(Folder(room_.parent_path()).sync());
    }

    fs::path room_;
    std::string target_;
    std::vector<fs::path> kept_, placed_;
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

void end_one(const fs::path& room) {
    if (!holds_old(room)) {
        return;
    }
    const Folder held(room);
    if (!held.is_ours() || !held.lock()) {
        return;
    }
    const Folder parent(room.parent_path());
    if (!parent.lock_within(patience_s)) {
        return;
    }
    const auto& from = is_folder(room / full_attic) ? room : room / attic;
    if (move_files(from, room.parent_path()) && parent.sync()) {
        std::error_code ignored;
        fs::remove_all(room, ignored);
    }
}

} // namespace

bool holds_old(const fs::path& room) {
    return is_folder(room / attic) || is_folder(room / full_attic);
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

std::vector<fs::path> rooms_in(const fs::path& parent) {
    auto rooms = entries_of(parent).value_or(std::vector<fs::path>());
    std::erase_if(rooms, [](const fs::path& path) {
        std::error_code ignored;
        return !path.filename().string().starts_with(room_prefix) || fs::is_symlink(path, ignored);
    });
    return rooms;
}

void exchange(const fs::path& room, const std::vector<fs::path>& made, std::vector<fs::path> old,
              const std::string& target) {
    const auto parent = room.parent_path();
    for (const auto& path : made) {
        const auto place = parent / path.filename();
        if (fs::exists(fs::symlink_status(place)) && std::find(old.begin(), old.end(), place) == old.end()) {
            old.push_back(place);
        }
    }
    // The main file goes first and comes last: whoever looks in between finds no output rather than a part of one.
    std::stable_partition(old.begin(), old.end(), [&](const fs::path& path) { return path == fs::path(target); });
    const Folder held(parent);
    if (!held.lock_within(patience_s)) {
        fail(target, parent, EWOULDBLOCK);
    }
    Exchange moves(room, target);
    try {
        moves.move_away(old);
        moves.place(made);
    } catch (const OutputError& error) {
        if (!moves.undo()) {
            put_aside(error.message(), room);
        }
        throw;
    } catch (...) {
        moves.undo();
        throw;
    }
    moves.forget_old();
}

void end_interrupted(const fs::path& parent) {
    const auto rooms = rooms_in(parent);
    std::for_each(rooms.begin(), rooms.end(), end_one);
}

} // namespace kerb::io::detail
