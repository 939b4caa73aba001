#include <kerb/coverage/conflicts.hpp>

#include <algorithm>
#include <iterator>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/geometry/box_index.hpp>
#include <kerb/geometry/validity.hpp>

#include "input_checks.hpp"
#include "meeting.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t bodies_per_block = 256;

std::size_t size_of(const Shapes& shapes) {
    if (const auto* lines = std::get_if<const Lines*>(&shapes)) {
        return *lines != nullptr ? (*lines)->size() : 0;
    }
    return std::holds_alternative<std::span<const Point>>(shapes)
               ? std::get<std::span<const Point>>(shapes).size()
               : std::get<std::span<const MultiPolygon>>(shapes).size();
}

void check_shapes(const char* name, const Shapes& shapes) {
    if (const auto* points = std::get_if<std::span<const Point>>(&shapes)) {
        check_points(name, *points);
    } else if (const auto* areas = std::get_if<std::span<const MultiPolygon>>(&shapes)) {
        check_areas(name, *areas);
    } else if (size_of(shapes) > 0) {
        check_points(name, std::get<const Lines*>(shapes)->points);
    }
}

void check(const ConflictsInput& input, const ConflictsOptions& options) {
    check_length("buffer", options.buffer);
    check_shapes("of", input.of);
    check_shapes("against", input.against);
    check_size("of_period", input.of_period.size(), size_of(input.of));
    check_size("against_period", input.against_period.size(), size_of(input.against));
    check_size("of_scale", input.of_scale.size(), size_of(input.of));
    check_size("owner", input.owner.size(), size_of(input.of));
    check_scales("of_scale", input.of_scale);
    if (input.same) {
        check_size("against", size_of(input.against), size_of(input.of));
    }
}

Body body_of(const Shapes& shapes, std::size_t i) {
    if (const auto* points = std::get_if<std::span<const Point>>(&shapes)) {
        return Body((*points)[i]);
    }
    if (const auto* lines = std::get_if<const Lines*>(&shapes)) {
        return {**lines, i};
    }
    return Body(std::get<std::span<const MultiPolygon>>(shapes)[i]);
}

/// All assets of a side as bodies; none in place of an area that is not valid.
std::vector<std::optional<Body>> bodies_of(const Shapes& shapes, Threads threads,
                                           std::vector<std::uint32_t>& left_out) {
    std::vector<std::optional<Body>> bodies(size_of(shapes));
    const auto* areas = std::get_if<std::span<const MultiPolygon>>(&shapes);
    for_each_block(bodies.size(), bodies_per_block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            if (areas == nullptr || (!(*areas)[i].empty() && !find_defect((*areas)[i]))) {
                bodies[i].emplace(body_of(shapes, i));
            }
        }
    });
    for (std::uint32_t i = 0; i < bodies.size(); ++i) {
        if (!bodies[i]) {
            left_out.push_back(i);
        }
    }
    return bodies;
}

BoxIndex index_of(const std::vector<std::optional<Body>>& bodies) {
    std::vector<Box> boxes;
    boxes.reserve(bodies.size());
    for (const auto& body : bodies) {
        boxes.push_back(body ? body->box() : Box{});
    }
    return BoxIndex(boxes);
}

Period period_of(std::span<const Period> periods, std::size_t i) {
    return periods.empty() ? Period{} : periods[i];
}

class Search {
public:
    Search(const ConflictsInput& input, const ConflictsOptions& options,
           const std::vector<std::optional<Body>>& against)
        : input_(input), options_(options), against_(against), index_(index_of(against)) {}

    void find(std::uint32_t of, const Body& body, std::vector<Conflict>& found) const {
        const auto scale = value_or(input_.of_scale, of, 1);
        const auto most = (options_.buffer.value() + touch_m) * scale;
        for (const auto other : index_.find(body.box().grown(most * (1 + 1e-9) + touch_m))) {
            if (input_.same && (other <= of || one_owner(of, other))) {
                continue;
            }
            const auto mine = period_of(input_.of_period, of), theirs = period_of(input_.against_period, other);
            const Period both = {std::max(mine.from, theirs.from), std::min(mine.to, theirs.to)};
            if (both.from > both.to) {
                continue;
            }
            if (auto conflict = judge(body, *against_[other], most, scale)) {
                conflict->of = of;
                conflict->against = other;
                conflict->period = both;
                found.push_back(*conflict);
            }
        }
    }

private:
    [[nodiscard]] bool one_owner(std::uint32_t a, std::uint32_t b) const {
        return !input_.owner.empty() && input_.owner[a] == input_.owner[b];
    }

    [[nodiscard]] std::optional<Conflict> judge(const Body& of, const Body& against, double most, double scale) const {
        const auto meeting = meet(of, against, most);
        Conflict conflict;
        if (meeting.overlap) {
            const auto scaled = [&](std::optional<double> value, double by) {
                return value ? std::optional(*value / by) : std::nullopt;
            };
            conflict.overlap_m2 = scaled(meeting.overlap_m2, scale * scale);
            conflict.length_m = scaled(meeting.length_m, scale);
            conflict.depth_m = scaled(meeting.depth_m, scale);
            return conflict;
        }
        const auto distance = meeting.distance_m / scale, buffer = options_.buffer.value();
        const bool reached =
            options_.border == Border::closed ? distance <= buffer + touch_m : distance < buffer - touch_m;
        if (!reached) {
            return std::nullopt;
        }
        conflict.kind = distance <= touch_m ? ConflictKind::touch : ConflictKind::near;
        conflict.distance_m = conflict.kind == ConflictKind::near ? distance : 0;
        return conflict;
    }

    const ConflictsInput& input_;
    const ConflictsOptions& options_;
    const std::vector<std::optional<Body>>& against_;
    BoxIndex index_;
};

void rank(std::vector<Conflict>& conflicts) {
    std::sort(conflicts.begin(), conflicts.end(), [](const Conflict& a, const Conflict& b) {
        const auto measure_a = a.measure(), measure_b = b.measure();
        if (a.kind != b.kind || measure_a != measure_b) {
            return a.kind != b.kind ? a.kind < b.kind : measure_a > measure_b;
        }
        return std::tie(a.distance_m, a.of, a.against) < std::tie(b.distance_m, b.of, b.against);
    });
}

void count(const ConflictsInput& input, ConflictsResult& result) {
    std::vector<std::uint8_t> of(size_of(input.of)), against(size_of(input.against));
    for (const auto& conflict : result.conflicts) {
        of[conflict.of] = 1;
        (input.same ? of : against)[conflict.against] = 1;
    }
    result.of_count = std::count(of.begin(), of.end(), 1);
    result.against_count = input.same ? result.of_count : std::count(against.begin(), against.end(), 1);
    result.of_total = static_cast<std::int64_t>(of.size() - result.of_left_out.size());
    result.against_total = static_cast<std::int64_t>(against.size() - result.against_left_out.size());
}

} // namespace

ConflictsResult conflicts(const ConflictsInput& input, const ConflictsOptions& options, const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    check(input, options);
    ConflictsResult result;
    const auto of = bodies_of(input.of, options.threads, result.of_left_out);
    if (input.same) {
        result.against_left_out = result.of_left_out;
    }
    const auto others = input.same ? std::vector<std::optional<Body>>()
                                   : bodies_of(input.against, options.threads, result.against_left_out);
    const Search search(input, options, input.same ? of : others);
    report_progress(progress, "coverage.measuring", 0.3);
    std::vector<std::vector<Conflict>> blocks((of.size() + bodies_per_block - 1) / bodies_per_block);
    for_each_block(of.size(), bodies_per_block, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            if (of[i]) {
                search.find(static_cast<std::uint32_t>(i), *of[i], blocks[begin / bodies_per_block]);
            }
        }
    });
    for (auto& block : blocks) {
        std::move(block.begin(), block.end(), std::back_inserter(result.conflicts));
    }
    rank(result.conflicts);
    count(input, result);
    report_progress(progress, "coverage.measuring", 1);
    return result;
}

} // namespace kerb::coverage
