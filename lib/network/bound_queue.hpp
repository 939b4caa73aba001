// Which node comes next, where none is farther than a bound?
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace kerb::network {

/// A queue of labels by (distance, item, node). Distances up to a bound are cut into equal buckets (Dial 1969), so many
/// that most hold one label or none; only where several fall into one a heap decides. The order is that of one heap.
class BoundQueue {
public:
    struct Entry {
        double distance;
        std::uint32_t item, node;
    };

    /// Empties it. \param bound greatest distance that will be pushed \param sources how many there are: more, more
    /// buckets
    void start(double bound, std::size_t sources) {
        buckets_ = std::bit_ceil(std::clamp<std::size_t>(sources * 64, 256, 1U << 14U));
        per_metre_ = bound > 0 ? static_cast<double>(buckets_) / bound : 0;
        head_.resize(buckets_ + 1);
        filled_.assign(buckets_ / 64 + 1, 0);
        pool_.clear();
        front_.clear();
        at_ = 0;
    }
    /// \pre not nearer than what was popped last
    void push(const Entry& entry) {
        const auto bucket = std::min(static_cast<std::size_t>(entry.distance * per_metre_), buckets_);
        if (bucket <= at_) {
            front_.push_back(entry);
            std::push_heap(front_.begin(), front_.end(), later);
            return;
        }
        auto& word = filled_[bucket / 64];
        const auto bit = std::uint64_t{1} << (bucket % 64);
        pool_.push_back({entry, (word & bit) != 0 ? head_[bucket] : none});
        head_[bucket] = static_cast<std::uint32_t>(pool_.size() - 1);
        word |= bit;
    }
    /// Takes the nearest. \return false when there is none
    bool pop(Entry& entry) {
        if (front_.empty()) {
            if (!next_bucket()) {
                return false;
            }
            const auto& first = pool_[head_[at_]];
            if (first.next == none) {
                entry = first.entry;
                return true;
            }
            gather();
        }
        std::pop_heap(front_.begin(), front_.end(), later);
        entry = front_.back();
        front_.pop_back();
        return true;
    }

private:
    static constexpr std::uint32_t none = 0xffffffff;
    struct Waiting {
        Entry entry;
        std::uint32_t next;
    };

    static bool later(const Entry& a, const Entry& b) {
        if (a.distance != b.distance) {
            return a.distance > b.distance;
        }
        return a.item != b.item ? a.item > b.item : a.node > b.node;
    }
    bool next_bucket() {
        auto word = at_ / 64;
        auto bits = filled_[word];
        while (bits == 0) {
            if (++word == filled_.size()) {
                return false;
            }
            bits = filled_[word];
        }
        filled_[word] = bits & (bits - 1);
        at_ = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        return true;
    }
    void gather() {
        for (auto i = head_[at_]; i != none; i = pool_[i].next) {
            front_.push_back(pool_[i].entry);
        }
        std::make_heap(front_.begin(), front_.end(), later);
    }

    std::vector<std::uint32_t> head_;   // of each bucket's chain in the pool, if there is one
    std::vector<std::uint64_t> filled_; // a bit for each bucket that waits
    std::vector<Waiting> pool_;
    std::vector<Entry> front_; // a heap: what is left of the bucket at_, and what fell into it since
    std::size_t buckets_ = 0, at_ = 0;
    double per_metre_ = 0;
};

} // namespace kerb::network
