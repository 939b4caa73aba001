// Several files take the place of several others, such that a kill at any moment leaves what can be ended later.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "folder.hpp"

namespace kerb::io::detail {

/// How the names of temporary folders begin.
inline constexpr const char* room_prefix = ".kerb-tmp-";

/// What is in a folder, in no order; nullopt, and the reason in errno, where that cannot be told. The library's own
/// iterator ends the program when memory runs out. \throws std::bad_alloc
[[nodiscard]] std::optional<std::vector<std::filesystem::path>> entries_of(const std::filesystem::path& folder);

/// The temporary folders in a folder, whoever made them; no links. nullopt as above.
[[nodiscard]] std::optional<std::vector<std::filesystem::path>> rooms_in(const std::filesystem::path& parent);

/// Is something in a temporary folder that an exchange moved away, or could there be, for all that the disk tells? Then
/// the folder must stay for `end_interrupted`.
[[nodiscard]] bool holds_old(const std::filesystem::path& room);

/// Moves `made`, files in the temporary folder `room`, into the folder that `room` is in, in this order; files of their
/// names and those of `old` make way. First all of the old is moved to `room`/old, which is then called
/// `room`/replaced, and only then the new takes its place: so at no moment do old and new files stand side by side, and
/// the name tells `end_interrupted` which way to go on. `target`, the main file, goes first and comes last. When a move
/// fails all of the old is back, or, if it cannot be moved back either, kept in `room`
/// (then the error is `sink.put_aside`). \pre It is this output's DeliveryTurn.
/// \throws OutputError `sink.not_written` about `target`.
void exchange(const std::filesystem::path& room, const std::vector<std::filesystem::path>& made,
              std::vector<std::filesystem::path> old, const std::string& target);

/// The turn of the files `made` in a temporary folder to take their places: others who deliver into the folder that it
/// is in wait until this is gone, and what killed runs began there has been ended, so that it cannot be ended later
/// over the new. \throws OutputError `sink.not_written` when others take too long, when of several files the folder
/// cannot be locked, or when what was begun has to do with a file of the same name and cannot be ended.
class DeliveryTurn {
public:
    DeliveryTurn(const std::filesystem::path& room, const std::vector<std::filesystem::path>& made,
                 const std::string& target);
    /// False when the disk did not take the folder's names.
    [[nodiscard]] bool sync() const;

private:
    Folder parent_;
};

/// Ends the exchanges in a folder that killed runs began: back to the old while it was being moved away, on to the new
/// afterwards. What a live run is doing stays. \par Complexity O(entries of the folder).
void end_interrupted(const std::filesystem::path& parent);

} // namespace kerb::io::detail
