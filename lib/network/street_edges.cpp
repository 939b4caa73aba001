#include "street_edges.hpp"

#include <algorithm>
#include <numeric>

namespace kerb::network::detail {
namespace {

constexpr std::size_t lines_a_block = 4096;
constexpr double one_node_m = 2 * one_place_m + 1e-6; ///< two points within 1 mm of one

/// Nodes and edges of a block of lines, in the order of points.
struct Counts {
    std::size_t nodes = 0, edges = 0, collapsed = 0;
};

class Cutter {
public:
    Cutter(const Courses& courses, const NodePlaces& places, std::span<const Direction> direction,
           std::span<const double> scale, Threads threads)
        : courses_(courses),
          places_(places),
          direction_(direction),
          scale_(scale),
          threads_(threads),
          blocks_(courses.lines() / lines_a_block + 1) {}

    CutStreets cut() {
        count();
        CutStreets made;
        auto& graph = made.graph;
        graph.nodes.resize(add_up(&Counts::nodes));
        graph.edges.resize(add_up(&Counts::edges));
        made.without_length = static_cast<std::int64_t>(add_up(&Counts::collapsed));
        graph.line_begin.resize(courses_.lines() + 1);
        graph.line_begin.back() = static_cast<std::uint32_t>(graph.edges.size());
        made.course.resize(graph.edges.size());
        number(graph.nodes);
        each_block([&](std::size_t block, std::size_t begin, std::size_t end) {
            auto next = blocks_[block].edges;
            for (auto line = begin; line < end; ++line) {
                graph.line_begin[line] = static_cast<std::uint32_t>(next);
                next = fill(line, next, made);
            }
        });
        return made;
    }

private:
    template <class Body>
    void each_block(const Body& body) {
        for_each_block(courses_.lines(), lines_a_block, threads_,
                       [&](std::size_t begin, std::size_t end) { body(begin / lines_a_block, begin, end); });
    }
    template <class Visit>
    void each_part(std::size_t line, Visit&& visit) const {
        for (auto part = courses_.line_begin[line]; part < courses_.line_begin[line + 1]; ++part) {
            visit(part, courses_.part_begin[part], courses_.part_begin[part + 1]);
        }
    }
    [[nodiscard]] std::uint32_t node_at(std::size_t i) const { return places_.first[i]; }
    /// Does an edge end at point i? Not where it repeats the node of the point before.
    [[nodiscard]] bool ends_edge(std::size_t i) const {
        return node_at(i) != no_point && (node_at(i) != node_at(i - 1) || courses_.length_to(i) > one_node_m);
    }
    void count() {
        each_block([&](std::size_t block, std::size_t begin, std::size_t end) {
            auto& counts = blocks_[block];
            for (auto line = begin; line < end; ++line) {
                each_part(line, [&](std::size_t part, std::size_t from, std::size_t to) {
                    if (courses_.kept[part] == 0) {
                        return;
                    }
                    std::size_t edges = 0;
                    counts.nodes += node_at(from) == from ? 1 : 0;
                    for (auto i = from + 1; i < to; ++i) {
                        counts.nodes += node_at(i) == i ? 1 : 0;
                        edges += ends_edge(i) ? 1 : 0;
                    }
                    counts.edges += edges;
                    counts.collapsed += edges == 0 ? 1 : 0;
                });
            }
        });
    }
    std::size_t add_up(std::size_t Counts::*what) {
        std::size_t sum = 0;
        for (auto& block : blocks_) {
            sum += std::exchange(block.*what, sum);
        }
        return sum;
    }
    void number(Points& nodes) {
        number_ = RawArray<std::uint32_t>(courses_.points.size());
        each_block([&](std::size_t block, std::size_t begin, std::size_t end) {
            auto next = blocks_[block].nodes;
            const auto first = courses_.part_begin[courses_.line_begin[begin]];
            const auto last = courses_.part_begin[courses_.line_begin[end]];
            for (auto i = first; i < last; ++i) {
                if (node_at(i) == i) {
                    nodes[next] = courses_.points[i];
                    number_[i] = static_cast<std::uint32_t>(next++);
                }
            }
        });
        for (const auto& [point, at] : places_.moved) {
            nodes[number_[point]] = at;
        }
    }
    [[nodiscard]] std::uint32_t number_at(std::size_t i) const { return number_[node_at(i)]; }

    /// Edges of a line from number `next` on; \return the number after its last.
    std::size_t fill(std::size_t line, std::size_t next, CutStreets& made) const {
        const auto way = direction_.empty() ? Direction::both : direction_[line];
        const double scale = scale_.empty() ? 1 : scale_[line];
        double chainage = 0;
        each_part(line, [&](std::size_t part, std::size_t from, std::size_t to) {
            const auto begin = next;
            auto start = from;
            double start_m = chainage;
            for (auto i = from + 1; i < to; ++i) {
                chainage = courses_.chainage.empty() ? chainage + courses_.length_to(i) : courses_.chainage[i];
                if (courses_.kept[part] == 0 || !ends_edge(i)) {
                    continue;
                }
                made.graph.edges[next] = {number_at(start),         number_at(i),     static_cast<std::uint32_t>(line),
                                          start_m / scale,          chainage / scale, way != Direction::backward,
                                          way != Direction::forward};
                made.course[next++] = {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(i)};
                start = i;
                start_m = chainage;
            }
            if (next > begin) { // up to the end, though that may repeat its node
                made.graph.edges[next - 1].to_m = chainage / scale;
                made.course[next - 1].last = static_cast<std::uint32_t>(to - 1);
            }
        });
        return next;
    }

    const Courses& courses_;
    const NodePlaces& places_;
    std::span<const Direction> direction_;
    std::span<const double> scale_;
    Threads threads_;
    std::vector<Counts> blocks_;
    RawArray<std::uint32_t> number_;
};

/// Drops nodes at which no edge ends: those of parts that collapsed.
void drop_lonely_nodes(Graph& graph) {
    std::vector<std::uint32_t> number(graph.nodes.size(), 0);
    for (const auto& edge : graph.edges) {
        number[edge.from] = number[edge.to] = 1;
    }
    std::uint32_t next = 0;
    for (std::size_t n = 0; n < number.size(); ++n) {
        if (number[n] != 0) {
            graph.nodes[next] = graph.nodes[n];
            number[n] = next++;
        }
    }
    graph.nodes.resize(next);
    for (auto& edge : graph.edges) {
        edge.from = number[edge.from];
        edge.to = number[edge.to];
    }
}

} // namespace

CutStreets cut_at_nodes(const Courses& courses, const NodePlaces& places, std::span<const Direction> direction,
                        std::span<const double> scale, Threads threads) {
    auto made = Cutter(courses, places, direction, scale, threads).cut();
    if (made.without_length > 0) {
        drop_lonely_nodes(made.graph);
    }
    made.graph.link_up();
    return made;
}

} // namespace kerb::network::detail
