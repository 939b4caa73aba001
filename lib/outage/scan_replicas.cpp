#include "scan_replicas.hpp"

#include <algorithm>
#include <bit>

#include <kerb/base/random.hpp>

namespace kerb::outage {
namespace {

constexpr std::uint32_t purpose = 0x5ca7;

RandomStream stream_of(const Draws& draws, std::uint32_t replica) {
    return {draws.seed, purpose, (std::uint64_t{draws.pass} << 32U) | replica};
}

/// A set of places as bits.
class Marks {
public:
    explicit Marks(std::size_t places) : words_((places + 63) / 64) {}
    /// Was it not there before?
    bool add(std::uint32_t place) {
        auto& word = words_[place / 64];
        const auto bit = std::uint64_t{1} << (place % 64);
        const bool is_new = (word & bit) == 0;
        word |= bit;
        return is_new;
    }
    /// All that are there, or all that are not.
    [[nodiscard]] CasePlaces list(std::size_t places, bool there) const {
        CasePlaces made;
        for (std::size_t w = 0; w < words_.size(); ++w) {
            auto word = there ? words_[w] : ~words_[w];
            for (; word != 0; word &= word - 1) {
                const auto place = w * 64 + static_cast<std::size_t>(std::countr_zero(word));
                if (place < places) {
                    made.push_back(static_cast<std::uint32_t>(place));
                }
            }
        }
        return made;
    }

private:
    std::vector<std::uint64_t> words_;
};

} // namespace

Dealer::Dealer(ScanModel model, std::span<const Quanta> sizes, std::int64_t cases, Draws draws)
    : model_(model),
      places_(static_cast<std::uint32_t>(sizes.size())),
      cases_(static_cast<std::uint32_t>(cases)),
      draws_(draws) {
    if (model_ == ScanModel::bernoulli || sizes.empty()) {
        return;
    }
    ends_.reserve(sizes.size());
    Quanta total = 0;
    for (const auto size : sizes) {
        ends_.push_back(total += size);
    }
    bits_ = static_cast<unsigned>(std::bit_width(total - 1));
    const auto guide_bits = std::min(bits_, static_cast<unsigned>(std::bit_width(sizes.size())));
    shift_ = bits_ - guide_bits;
    guide_.resize((std::size_t{1} << guide_bits) + 1, places_);
    std::uint32_t place = 0;
    for (std::size_t g = 0; g < guide_.size() - 1; ++g) {
        while (place < places_ && ends_[place] <= (Quanta{g} << shift_)) {
            ++place;
        }
        guide_[g] = place;
    }
}

CasePlaces Dealer::deal(std::uint32_t replica) const {
    return model_ == ScanModel::bernoulli ? choose(replica) : spread(replica);
}

// Floyd's way to draw without replacement (Bentley & Floyd 1987); of more than half, those that stay lit are drawn.
CasePlaces Dealer::choose(std::uint32_t replica) const {
    auto random = stream_of(draws_, replica);
    const bool few = cases_ <= places_ / 2;
    Marks marks(places_);
    for (auto last = places_ - (few ? cases_ : places_ - cases_); last < places_; ++last) {
        if (!marks.add(random.below(last + 1))) {
            marks.add(last);
        }
    }
    return marks.list(places_, few);
}

// A quantum is drawn by as many bits as the total has, again when it lies beyond.
CasePlaces Dealer::spread(std::uint32_t replica) const {
    auto random = stream_of(draws_, replica);
    CasePlaces made(cases_);
    for (auto& place : made) {
        Quanta at = 0;
        do {
            at = std::uint64_t{random.next_u32()} << 32U;
            at = (at | random.next_u32()) & ((Quanta{1} << bits_) - 1);
        } while (at >= ends_.back());
        place = static_cast<std::uint32_t>(place_of(at));
    }
    std::sort(made.begin(), made.end());
    return made;
}

std::size_t Dealer::place_of(Quanta at) const {
    const auto slot = static_cast<std::size_t>(at >> shift_);
    const auto first = ends_.begin() + guide_[slot];
    const auto beyond = ends_.begin() + std::min(guide_[slot + 1] + 1, places_);
    return static_cast<std::size_t>(std::upper_bound(first, beyond, at) - ends_.begin());
}

} // namespace kerb::outage
