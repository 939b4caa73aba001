// Issues and accounting: what happened to every row that was read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <kerb/base/message.hpp>

namespace kerb {

enum class Severity : std::uint8_t { info, warning, error };

/// A finding about one row, or about a layer as a whole (`row` = -1). It never stops a run.
struct Issue {
    Severity severity = Severity::warning;
    std::string reason;    ///< stable code without arguments, e.g. `geometry.null`; the key of Accounting::skipped
    std::string layer;     ///< layer of the source
    std::int64_t row = -1; ///< feature id in the source, -1 for the layer
    std::string key;       ///< the asset's own key, where known
    double x = 0, y = 0;   ///< place in the working frame, valid when `located`
    bool located = false;
    Message message;
    std::int64_t count = 1; ///< findings that it stands for: the last of many may stand for all that are not named
};

/// read = used + skipped, with reasons, for one layer or for a whole run.
struct Accounting {
    std::int64_t read = 0;
    std::int64_t used = 0;
    std::map<std::string, std::int64_t> skipped; ///< reason → count

    void skip(const std::string& reason, std::int64_t count = 1) { skipped[reason] += count; }
    [[nodiscard]] std::int64_t skipped_total() const;
    [[nodiscard]] bool adds_up() const { return read == used + skipped_total(); }
    Accounting& operator+=(const Accounting& other);
    friend bool operator==(const Accounting&, const Accounting&) = default;
};

} // namespace kerb
