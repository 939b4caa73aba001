#include "folder.hpp"

#include <cerrno>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
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

bool Folder::sync() const {
    return fsync(handle_) == 0;
}

} // namespace kerb::io::detail
