#include "folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace kerb::io::detail {

Folder::Folder(const std::filesystem::path& path, Link link)
    : handle_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | (link == Link::refused ? O_NOFOLLOW : 0))),
      error_(handle_ < 0 ? errno : 0) {}

Folder::~Folder() {
    if (handle_ >= 0) {
        close(handle_);
    }
}

bool Folder::lock() const {
    return flock(handle_, LOCK_EX | LOCK_NB) == 0;
}

int Folder::lock_within(double seconds) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (!lock()) {
        const int error = handle_ < 0 ? error_ : errno;
        if (error != EWOULDBLOCK || std::chrono::steady_clock::now() > end) {
            return error;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return 0;
}

bool Folder::is_ours() const {
    struct stat status {};
    return fstat(handle_, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool Folder::locks_tell() const {
    constexpr std::uint32_t ext = 0xEF53, xfs = 0x58465342, btrfs = 0x9123683E, f2fs = 0xF2F52010, tmpfs = 0x01021994,
                            overlay = 0x794C7630; // see statfs(2)
    constexpr std::array local = {ext, xfs, btrfs, f2fs, tmpfs, overlay};
    struct statfs disk {};
    return fstatfs(handle_, &disk) == 0 &&
           std::find(local.begin(), local.end(), static_cast<std::uint32_t>(disk.f_type)) != local.end();
}

bool Folder::is_at(const std::filesystem::path& path) const {
    struct stat named {};
    struct stat own {};
    if (lstat(path.c_str(), &named) != 0) {
        return errno != ENOENT;
    }
    return fstat(handle_, &own) != 0 || (own.st_dev == named.st_dev && own.st_ino == named.st_ino);
}

bool Folder::sync() const {
    return fsync(handle_) == 0;
}

} // namespace kerb::io::detail
