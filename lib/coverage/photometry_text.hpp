// Texts of photometric files: lines, numbers, and what is said when they are not as expected.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/coverage/photometry.hpp>

namespace kerb::coverage {

inline constexpr std::size_t most_bytes = std::size_t{8} << 20U, most_intensities = std::size_t{1} << 20U;

/// Lines without their ends (LF, CR LF or CR) and without a byte order mark. \throws SourceError when the text is too
/// large
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text, std::string_view name);

[[nodiscard]] std::string_view trimmed(std::string_view text);

/// A number with a point or, if `comma`, a comma; a plus sign may stand before it. None when it is not finite or
/// anything else follows.
[[nodiscard]] std::optional<double> number_in(std::string_view text, bool comma = false);

/// Refuses what stands in line `line` (from 1) of a file.
class Complaint {
public:
    explicit Complaint(std::string_view file) : file_(file) {}
    [[noreturn]] void no_number(std::size_t line, std::string_view field, std::string_view found) const;
    [[noreturn]] void ended(std::size_t line, std::string_view field) const;
    [[noreturn]] void not_allowed(std::size_t line, std::string_view field, double found,
                                  std::string_view allowed) const;
    [[noreturn]] void not_ascending(std::size_t line, std::string_view field, double before, double found) const;
    [[noreturn]] void other(const char* code, std::size_t line, std::string_view found = {}) const;
    /// A number of things to be read. \return it \throws SourceError unless it is whole and within 1 … most
    [[nodiscard]] std::size_t count(std::size_t line, std::string_view field, double found, std::size_t most) const;
    [[nodiscard]] Message remark(const char* code, std::size_t line, double value = 0) const;

private:
    std::string file_;
};

/// Tells when the light is more than its lamps give.
void compare_flux(Photometry& photometry, const Complaint& complaint);

} // namespace kerb::coverage
