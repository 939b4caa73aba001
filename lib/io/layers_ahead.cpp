#include "layers_ahead.hpp"

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "open_source.hpp"

namespace kerb::io {

Progress one_at_a_time(Progress progress) {
    if (!progress) {
        return {};
    }
    return [mutex = std::make_shared<std::mutex>(), told = std::move(progress)](std::string_view stage, double share) {
        const std::scoped_lock lock(*mutex);
        return told(stage, share);
    };
}

LayersAhead::LayersAhead(detail::OpenSource& source, std::vector<std::string> layers, Progress progress)
    : source_(source), layers_(std::move(layers)), progress_(std::move(progress)) {
    begin();
}

LayerRead LayersAhead::next() {
    auto read = coming_.get();
    begin();
    return read;
}

void LayersAhead::begin() {
    if (begun_ == layers_.size()) {
        return;
    }
    LayerRequest request;
    request.layer = layers_[begun_++];
    coming_ =
        std::async(std::launch::async, [this, wanted = std::move(request)] { return source_.read(wanted, progress_); });
}

} // namespace kerb::io
