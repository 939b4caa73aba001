#include "components.hpp"

#include <algorithm>
#include <limits>

namespace kerb::detail {
namespace {

constexpr std::uint32_t unseen = std::numeric_limits<std::uint32_t>::max();

class Tarjan {
public:
    explicit Tarjan(const Digraph& graph)
        : graph_(graph), number_(graph.size(), unseen), low_(graph.size(), 0), open_(graph.size(), 0) {}

    std::vector<std::vector<std::uint32_t>> run() {
        for (std::uint32_t node = 0; node < graph_.size(); ++node) {
            if (number_[node] == unseen) {
                search(node);
            }
        }
        std::sort(found_.begin(), found_.end());
        return std::move(found_);
    }

private:
    struct Visit {
        std::uint32_t node, edge; ///< the next edge to follow
    };

    void enter(std::uint32_t node) {
        number_[node] = low_[node] = count_++;
        open_[node] = 1;
        stack_.push_back(node);
        path_.push_back({node, graph_.begin[node]});
    }

    void search(std::uint32_t root) {
        enter(root);
        while (!path_.empty()) {
            const auto [node, edge] = path_.back();
            if (edge == graph_.begin[node + 1]) {
                leave(node);
                continue;
            }
            ++path_.back().edge;
            const auto next = graph_.target[edge];
            if (number_[next] == unseen) {
                enter(next);
            } else if (open_[next] != 0) {
                low_[node] = std::min(low_[node], number_[next]);
            }
        }
    }

    void leave(std::uint32_t node) {
        path_.pop_back();
        if (!path_.empty()) {
            auto& above = low_[path_.back().node];
            above = std::min(above, low_[node]);
        }
        if (low_[node] != number_[node]) {
            return;
        }
        const auto first = std::find(stack_.rbegin(), stack_.rend(), node).base() - 1;
        std::vector<std::uint32_t> members(first, stack_.end());
        stack_.erase(first, stack_.end());
        for (const auto member : members) {
            open_[member] = 0;
        }
        const auto ways = graph_.next(node);
        if (members.size() > 1 || std::find(ways.begin(), ways.end(), node) != ways.end()) {
            std::sort(members.begin(), members.end());
            found_.push_back(std::move(members));
        }
    }

    const Digraph& graph_;
    std::uint32_t count_ = 0;
    std::vector<std::uint32_t> number_, low_;
    std::vector<std::uint8_t> open_;
    std::vector<std::uint32_t> stack_;
    std::vector<Visit> path_;
    std::vector<std::vector<std::uint32_t>> found_;
};

} // namespace

std::vector<std::vector<std::uint32_t>> circles(const Digraph& graph) {
    return Tarjan(graph).run();
}

} // namespace kerb::detail
