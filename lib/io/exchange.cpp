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

#include "folder.hpp"
#include "workshop.hpp"

namespace kerb::io::detail {
namespace {

namespace fs = std::filesystem;

constexpr const char* attic = "old";           ///< the old is being moved here
constexpr const char* full_attic = "replaced"; ///< all of it is here; the new is being placed
constexpr double patience_s = 10;              ///< for others who deliver into the folder

class Exchange {
public:
    Exchange(fs::path room, std::string target) : room_(std::move(room)), target_(std::move(target)) {}

    void move_away(const std::vector<fs::path>& old) {
        fs::create_directory(room_ / attic);
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

    void undo() {
        std::error_code ignored;
        for (const auto& path : placed_) {
            fs::rename(room_.parent_path() / path.filename(), path, ignored);
        }
        fs::rename(room_ / full_attic, room_ / attic, ignored);
        for (const auto& path : kept_) {
            fs::rename(room_ / attic / path.filename(), path, ignored);
        }
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

/// Moves all files of `from` to `to`; false when one could not be moved.
bool move_files(const fs::path& from, const fs::path& to) {
    auto files = entries_of(from);
    std::erase_if(files, [](const fs::path& path) {
        std::error_code ignored;
        return !fs::is_regular_file(path, ignored);
    });
    std::sort(files.begin(), files.end());
    return std::all_of(files.begin(), files.end(), [&](const fs::path& file) {
        return std::rename(file.c_str(), (to / file.filename()).c_str()) == 0;
    });
}

void end_one(const fs::path& room) {
    const auto is_folder = [&room](const char* name) {
        std::error_code ignored;
        return fs::is_directory(fs::symlink_status(room / name, ignored));
    };
    if (!is_folder(attic) && !is_folder(full_attic)) {
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
    const auto& from = is_folder(full_attic) ? room : room / attic;
    if (move_files(from, room.parent_path()) && parent.sync()) {
        std::error_code ignored;
        fs::remove_all(room, ignored);
    }
}

} // namespace

std::vector<fs::path> entries_of(const fs::path& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder.c_str()), closedir);
    if (!open && errno == ENOMEM) {
        throw std::bad_alloc();
    }
    std::vector<fs::path> entries;
    while (const auto* entry = open ? readdir(open.get()) : nullptr) {
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..") {
            entries.push_back(folder / name);
        }
    }
    return entries;
}

std::vector<fs::path> rooms_in(const fs::path& parent) {
    auto rooms = entries_of(parent);
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
    } catch (...) {
        moves.undo();
        throw;
    }
}

void end_interrupted(const fs::path& parent) {
    const auto rooms = rooms_in(parent);
    std::for_each(rooms.begin(), rooms.end(), end_one);
}

} // namespace kerb::io::detail
