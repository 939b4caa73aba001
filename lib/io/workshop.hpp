// Where an output is made before it is delivered.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace kerb::io::detail {

/// \throws OutputError `sink.not_written`.
[[noreturn]] void fail(const std::string& path, const std::string& why);
[[noreturn]] void fail(const std::string& path, const std::filesystem::path& culprit, int error);

/// A path from the root on. \throws OutputError `sink.not_written` where the working folder is gone.
[[nodiscard]] std::filesystem::path absolute(const std::string& path);

/// Renames. \throws OutputError `sink.not_written` about `target`.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& target);

/// First ends what killed runs began in the target's folder. \throws UsageError when the target exists and may not be
/// overwritten, or is a link, a folder or a device; OutputError when what another program left beside it would spoil
/// it.
void check_target(const std::string& path, bool overwrite);
/// The same for one more file of a folder where that is done.
void check_place(const std::string& path, bool overwrite);

class Folder;

/// A private folder beside the target; gone when the scope ends, whatever happened. Folders that a killed run left
/// there go too; more than an hour ago where locks do not tell whether it lives.
class Workshop {
public:
    Workshop(const std::string& target, bool overwrite);
    ~Workshop();
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    /// The path to write to.
    [[nodiscard]] std::string file() const { return folder_ / target_.filename(); }
    /// Moves all that was made to the target's folder, the main file last. Old files of the same names, and those
    /// beside the target with one of `stale_endings`, make way; they come back when a move fails. A single file is
    /// replaced in one step: whatever happens, old or new is there. Of several, see `exchange`. \throws UsageError when
    /// nothing may be overwritten and somebody else has written there since the target was checked.
    void deliver(const std::vector<std::string>& stale_endings) const;

private:
    void sync(const std::filesystem::path& path) const;

    std::filesystem::path target_, folder_;
    std::unique_ptr<Folder> lock_;
    bool overwrite_;
};

} // namespace kerb::io::detail
