#include "terrain_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include <kerb/base/error.hpp>

namespace kerb::tools {
namespace {

/// More readers than that wait for the disk.
constexpr unsigned most_readers = 8;

/// Readers of one file say the same of it; what they count is counted together.
void add_once(std::vector<Issue>& all, Issue issue) {
    const auto count_of = [](Issue& of) -> std::int64_t* {
        for (auto& [name, value] : of.message.arguments) {
            if (name == "count") {
                return std::get_if<std::int64_t>(&value);
            }
        }
        return nullptr;
    };
    auto* count = count_of(issue);
    const auto same = std::find_if(all.begin(), all.end(), [&](const Issue& known) {
        return known.reason == issue.reason && (count != nullptr || known.message == issue.message);
    });
    if (same == all.end()) {
        all.push_back(std::move(issue));
    } else if (count != nullptr) {
        *count_of(*same) += *count;
    }
}

} // namespace

std::int64_t whole_terrain_bytes(std::size_t columns, std::size_t rows) {
    return program_bytes + static_cast<std::int64_t>(columns * rows * 50); // measured on noise: see bench/README.md
}

TerrainFile::TerrainFile(const Session& session, const TerrainOptions& options)
    : path_(options.dem),
      void_value_(options.void_value),
      void_(named_void(options.void_value)),
      threads_(options.threads) {
    const auto source = grid_source(session, options);
    readers_.emplace_back(options.dem, source);
    const auto& header = readers_.front().header();
    head_.frame = header.frame;
    head_.place = header.place;
    head_.columns = header.columns;
    head_.rows = header.rows;
    check_frame(options, head_);
    height_factor_ = height_factor(options, readers_.front().unit(), *head_.frame);
    const auto native = *head_.frame;
    place_in_metres(head_);
    frame_ = choose_frame(native, bounds(head_));
    const auto available = std::max(std::thread::hardware_concurrency(), 1U);
    const auto wanted = options.threads > 0 ? static_cast<unsigned>(options.threads) : available;
    const auto blocks = (head_.columns + readers_.front().block_columns() - 1) / readers_.front().block_columns();
    while (!is_text() && readers_.size() < std::min({wanted, available, most_readers}) && readers_.size() < blocks) {
        readers_.emplace_back(options.dem, source);
    }
    seen_.resize(readers_.size());
}

std::int64_t TerrainFile::reading_bytes() const {
    constexpr std::size_t block_bytes = 4 + 8; // the file's numbers, and as they are told
    const auto& first = readers_.front();
    return static_cast<std::int64_t>(is_text()
                                         ? head_.columns * head_.rows * sizeof(float)
                                         : first.block_columns() * first.block_rows() * block_bytes * readers_.size());
}

waterlogging::TerrainRows TerrainFile::rows() {
    return {head_.columns, head_.rows, is_text() ? 1 : readers_.front().block_rows(),
            [this](std::size_t row, std::size_t count, float* to) { read(row, count, to); }};
}

/// Each reader takes some columns of blocks.
void TerrainFile::read(std::size_t row, std::size_t count, float* to) {
    const auto block = is_text() ? head_.columns : readers_.front().block_columns();
    const auto blocks = (head_.columns + block - 1) / block;
    const auto share = (blocks + readers_.size() - 1) / readers_.size() * block;
    for_each_block(readers_.size(), 1, threads_, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            const auto first = std::min(i * share, head_.columns), last = std::min(first + share, head_.columns);
            if (first == last) {
                continue;
            }
            readers_[i].read({first, row, last - first, count}, to + first, head_.columns);
            for (std::size_t r = 0; r < count; ++r) {
                auto* cell = to + r * head_.columns;
                std::transform(cell + first, cell + last, cell + first, [&](float value) {
                    seen_[i].add(std::isfinite(value) ? value : std::numeric_limits<float>::quiet_NaN());
                    return in_metres(void_ == value ? std::numeric_limits<float>::quiet_NaN() : value, height_factor_);
                });
            }
        }
    });
}

std::vector<Issue> TerrainFile::take_issues() {
    std::vector<Issue> all;
    for (auto& reader : readers_) {
        for (auto& issue : reader.take_issues()) {
            add_once(all, std::move(issue));
        }
    }
    return all;
}

void TerrainFile::check_voids() const {
    Extremes all;
    for (const auto& seen : seen_) {
        all.merge(seen);
    }
    ask_about_voids(all, void_value_, path_);
}

} // namespace kerb::tools
