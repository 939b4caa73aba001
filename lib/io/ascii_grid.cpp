#include "ascii_grid.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>

namespace kerb::io::detail {
namespace {

constexpr std::size_t longest_word = 400; // more digits than any double needs

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The words of a file, a piece of it in memory at a time.
class Words {
public:
    explicit Words(const std::string& path) : file_(path, std::ios::binary), piece_(1 << 20) {}

    /// The next word, valid until the next call; empty at the end. A word that never ends is cut.
    std::string_view next() {
        skip_blanks();
        auto end = end_of_word();
        if (end == filled_) {
            refill(); // it may go on there
            end = end_of_word();
        }
        const auto begin = at_;
        at_ = std::min(end, begin + static_cast<std::ptrdiff_t>(longest_word));
        return {piece_.data() + begin, static_cast<std::size_t>(at_ - begin)};
    }

private:
    [[nodiscard]] std::ptrdiff_t end_of_word() const {
        return std::find_if(piece_.begin() + at_, piece_.begin() + filled_, is_blank) - piece_.begin();
    }

    void skip_blanks() {
        do {
            at_ = std::find_if_not(piece_.begin() + at_, piece_.begin() + filled_, is_blank) - piece_.begin();
        } while (at_ == filled_ && refill());
    }

    /// Moves what is left to the front and reads on; false at the end.
    bool refill() {
        std::copy(piece_.begin() + at_, piece_.begin() + filled_, piece_.begin());
        filled_ -= at_;
        at_ = 0;
        file_.read(piece_.data() + filled_, static_cast<std::streamsize>(piece_.size()) - filled_);
        filled_ += file_.gcount();
        return file_.gcount() > 0;
    }

    std::ifstream file_;
    std::vector<char> piece_;
    std::ptrdiff_t at_ = 0, filled_ = 0;
};

std::optional<double> number_of(std::string_view word) {
    if (word.starts_with('+')) {
        word.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || word.size() >= longest_word || end != word.data() + word.size() ||
        error == std::errc::invalid_argument) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range) {
        return word.find("e-") != std::string_view::npos || word.find("E-") != std::string_view::npos
                   ? 0
                   : std::numeric_limits<double>::infinity();
    }
    return value;
}

/// A word of the header that a number follows.
bool is_key(std::string_view word) {
    const auto name = ascii::lower(word);
    constexpr std::string_view keys[] = {"ncols",     "nrows",    "xllcorner", "yllcorner", "xllcenter",
                                         "yllcenter", "cellsize", "dx",        "dy"};
    return name.starts_with("nodata") || std::find(std::begin(keys), std::end(keys), name) != std::end(keys);
}

std::string printable(std::string_view word) {
    std::string text(word.substr(0, 40));
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text;
}

} // namespace

void read_ascii_values(const std::string& path, std::size_t columns, std::size_t rows,
                       const std::function<void(std::size_t, double)>& take) {
    Words words(path);
    auto word = words.next();
    // The header's lines: a key and its number.
    while (is_key(word)) {
        words.next();
        word = words.next();
    }
    std::size_t found = 0;
    for (; !word.empty(); word = words.next(), ++found) {
        const auto value = number_of(word);
        if (!value) {
            throw SourceError(Message{"grid.not_a_number",
                                      {{"file", path},
                                       {"row", static_cast<std::int64_t>(found / columns + 1)},
                                       {"column", static_cast<std::int64_t>(found % columns + 1)},
                                       {"text", printable(word)}}});
        }
        if (found < columns * rows) {
            take(found, *value);
        }
    }
    if (found != columns * rows) {
        throw SourceError(Message{"grid.count",
                                  {{"file", path},
                                   {"found", static_cast<std::int64_t>(found)},
                                   {"count", static_cast<std::int64_t>(columns * rows)}}});
    }
}

} // namespace kerb::io::detail
