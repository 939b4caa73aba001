// Layers of one source, read one ahead.
#pragma once

#include <cstddef>
#include <future>
#include <string>
#include <vector>

#include <kerb/base/progress.hpp>
#include <kerb/io/source.hpp>

namespace kerb::io {
namespace detail {
class OpenSource;
}

/// The same progress for callers in several threads: one call at a time.
[[nodiscard]] Progress one_at_a_time(Progress progress);

/// Reads layers in their order. While the caller works on one, the next is being read in another thread.
class LayersAhead {
public:
    /// \param progress called from the other thread too, see one_at_a_time()
    /// \pre nobody else asks `source` for anything meanwhile
    LayersAhead(detail::OpenSource& source, std::vector<std::string> layers, Progress progress);
    /// The next layer, as read_layer() gives it or with what that throws. \pre there is one left
    [[nodiscard]] LayerRead next();

private:
    void begin();

    detail::OpenSource& source_;
    std::vector<std::string> layers_;
    Progress progress_;
    std::size_t begun_ = 0;
    std::future<LayerRead> coming_; // last: ends before what it reads goes
};

} // namespace kerb::io
