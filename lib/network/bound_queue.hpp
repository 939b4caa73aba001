// Which node comes next, where none is farther than a bound?
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kerb::network {

/// A queue of labels by (distance, item). Distances up to a bound are cut into equal buckets (Dial 1969); only the
/// bucket at the front is kept as a heap, so a heap holds a handful and the order is that of one heap for all.
class BoundQueue {
public:
    struct Entry {
        double distance;
        std::uint32_t item, node;
    };

    /// Empties it. \param bound greatest distance that will be pushed
    void start(double bound) {
        per_metre_ = bound > 0 ? static_cast<double>(buckets) / bound : 0;
        head_.assign(buckets + 1, none);
        pool_.clear();
        front_.clear();
        at_ = 0;
        waiting_ = 0;
    }
    /// \pre not nearer than what was popped last
    void push(const Entry& entry) {
        const auto bucket = static_cast<std::size_t>(entry.distance * per_metre_);
        if (bucket <= at_) {
            front_.push_back(entry);
            std::push_heap(front_.begin(), front_.end(), later);
            return;
        }
        auto& head = head_[std::min(bucket, buckets)];
        pool_.push_back({entry, head});
        head = static_cast<std::uint32_t>(pool_.size() - 1);
        ++waiting_;
    }
    /// Takes the nearest. \return false when there is none
    bool pop(Entry& entry) {
        if (front_.empty() && !next_bucket()) {
            return false;
        }
        std::pop_heap(front_.begin(), front_.end(), later);
        entry = front_.back();
        front_.pop_back();
        return true;
    }

private:
    static constexpr std::size_t buckets = 1024;
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
        if (waiting_ == 0) {
            return false;
        }
        while (head_[++at_] == none) {
        }
        for (auto i = head_[at_]; i != none; i = pool_[i].next) {
            front_.push_back(pool_[i].entry);
            --waiting_;
        }
        std::make_heap(front_.begin(), front_.end(), later);
        return true;
    }

    std::vector<std::uint32_t> head_; // of each bucket's chain in the pool
    std::vector<Waiting> pool_;
    std::vector<Entry> front_; // a heap: the bucket at_ and what fell into it since
    double per_metre_ = 0;
    std::size_t at_ = 0, waiting_ = 0;
};

} // namespace kerb::network
