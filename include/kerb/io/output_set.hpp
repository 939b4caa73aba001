// Several files of one folder that belong together: all of them are delivered, or none.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kerb::io {

/// Files are made one after the other under a temporary name on the same disk and take their places together at the
/// end, so that no reader finds a page beside the figures of another run. A process that is killed while they take
/// their places (some renames long) leaves what the next one that writes into the folder ends, towards the old or
/// the new. Not for use by several threads at once.
class OutputSet {
public:
    /// `names` are those of the files in `folder`, the one that says that the others are there last. The folder is made
    /// where there is none, and goes again when nothing is delivered. \throws UsageError
    /// when one exists and `overwrite` is not set, or is a link, a folder or a device; OutputError when the folder
    /// cannot be written to, or `-journal`, `-wal`, `-shm` lie beside one.
    OutputSet(const std::string& folder, const std::vector<std::string>& names, bool overwrite);
    ~OutputSet();
    OutputSet(const OutputSet&) = delete;
    OutputSet& operator=(const OutputSet&) = delete;

    /// The folder in which the files are until they are delivered.
    [[nodiscard]] std::string room() const;
    /// Where a file is made, given by its name or by the path that it is delivered to.
    [[nodiscard]] std::string place_of(const std::string& file) const;
    /// Runs `write`; what it throws of an output, or of reading one of them, names the file by where it was to be, the
    /// latter as OutputError too.
    void make(const std::function<void()>& write) const;
    /// Moves the files to their places; when one cannot be moved, all of the old are back. \throws OutputError
    void deliver();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kerb::io
