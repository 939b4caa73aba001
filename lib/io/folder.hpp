// A folder that is held open: to lock it, and to make its names durable.
#pragma once

#include <filesystem>

namespace kerb::io::detail {

class Folder {
public:
    /// A temporary folder is no link; one that a user named may be.
    enum class Link : bool { refused, followed };
    explicit Folder(const std::filesystem::path& path, Link link = Link::refused);
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    /// Takes the folder's lock; false when another process holds it. It is gone with this object, or the process.
    [[nodiscard]] bool lock() const;
    /// The same, waiting for at most so many seconds while another holds it. 0, or the error's number.
    [[nodiscard]] int lock_within(double seconds) const;
    /// Is it this user's alone? Another one's is never worked on.
    [[nodiscard]] bool is_ours() const;
    /// Does a lock tell of all who work in it? On a disk of this machine; over a network some see only their own.
    [[nodiscard]] bool locks_tell() const;
    /// Is it what the path leads to? Also where that cannot be told.
    [[nodiscard]] bool is_at(const std::filesystem::path& path) const;
    /// False when the disk did not take its names.
    [[nodiscard]] bool sync() const;

private:
    int handle_, error_;
};

} // namespace kerb::io::detail
