#include <kerb/base/issue.hpp>

namespace kerb {

std::int64_t Accounting::skipped_total() const {
    std::int64_t total = 0;
    for (const auto& [reason, count] : skipped) {
        total += count;
    }
    return total;
}

Accounting& Accounting::operator+=(const Accounting& other) {
    read += other.read;
    used += other.used;
    for (const auto& [reason, count] : other.skipped) {
        skipped[reason] += count;
    }
    return *this;
}

} // namespace kerb
