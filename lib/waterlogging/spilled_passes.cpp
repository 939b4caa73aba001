#include "spilled_passes.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>

namespace kerb::waterlogging::detail {
namespace {

constexpr std::size_t ahead_of_all = 1U << 18U; ///< passes in memory, of all tiles together

[[noreturn]] void no_file() {
    throw ResourceError({"depressions.temporary", {}});
}

} // namespace

SpilledPasses::SpilledPasses() : file_(std::tmpfile(), std::fclose) {
    if (file_ == nullptr) {
        no_file();
    }
}

void SpilledPasses::add(std::size_t tile, const std::vector<TilePass>& passes) {
    if (passes.empty()) {
        return;
    }
    out_.resize(passes.size());
    std::transform(passes.begin(), passes.end(), out_.begin(), [](const TilePass& pass) {
        return SpilledPass{pass.order, pass.here, pass.there};
    });
    if (std::fwrite(out_.data(), sizeof(SpilledPass), out_.size(), file_.get()) != out_.size()) {
        no_file();
    }
    runs_.push_back({tile, written_, written_ + passes.size(), {}, 0});
    written_ += passes.size();
}

bool SpilledPasses::advance(Run& run, std::size_t ahead) {
    if (++run.at < run.ahead.size()) {
        return true;
    }
    const auto count = std::min(ahead, run.end - run.next);
    run.ahead.resize(count);
    run.at = 0;
    if (count == 0) {
        run.ahead.shrink_to_fit();
        return false;
    }
    if (std::fseek(file_.get(), static_cast<long>(run.next * sizeof(SpilledPass)), SEEK_SET) != 0 ||
        std::fread(run.ahead.data(), sizeof(SpilledPass), count, file_.get()) != count) {
        no_file();
    }
    run.next += count;
    return true;
}

void SpilledPasses::visit(const std::function<void(std::size_t, const SpilledPass&)>& take) {
    if (std::fflush(file_.get()) != 0) {
        no_file();
    }
    const auto ahead = std::clamp<std::size_t>(ahead_of_all / std::max<std::size_t>(runs_.size(), 1), 16, 1U << 14U);
    const auto later = [](const Run* a, const Run* b) { return a->ahead[a->at].order > b->ahead[b->at].order; };
    std::vector<Run*> heap;
    for (auto& run : runs_) {
        advance(run, ahead);
        heap.push_back(&run);
    }
    std::make_heap(heap.begin(), heap.end(), later);
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), later);
        auto& run = *heap.back();
        // As long as this tile has the lowest, it goes on: passes of a tile come in clusters.
        bool more = true;
        const auto limit = heap.size() > 1 ? heap.front()->ahead[heap.front()->at].order : ~std::uint64_t{0};
        do {
            take(run.tile, run.ahead[run.at]);
            more = advance(run, ahead);
        } while (more && run.ahead[run.at].order <= limit);
        if (more) {
            std::push_heap(heap.begin(), heap.end(), later);
        } else {
            heap.pop_back();
        }
    }
    runs_.clear();
}

} // namespace kerb::waterlogging::detail
