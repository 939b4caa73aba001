#include "trace_difference.hpp"

#include <algorithm>

namespace kerb::coverage {
namespace {

using Uncovered = LineTrace::Uncovered;

void add_length(ExactSum& sum, const Uncovered& piece) {
    sum.add(piece.to);
    sum.add(-piece.from);
}

/// Does `b` begin before `a` ends?
bool begins_before_end(const Uncovered& b, const Uncovered& a) {
    return b.leg < a.leg || (b.leg == a.leg && b.from < a.to);
}

/// Does `b` end before `a` begins?
bool ends_before(const Uncovered& b, const Uncovered& a) {
    return b.leg < a.leg || (b.leg == a.leg && b.to <= a.from);
}

} // namespace

ExactSum TraceDifference::add(std::uint32_t line, const LineTrace& left, const LineTrace& right, const Target& target) {
    line_ = line;
    trace_ = &left;
    target_ = target;
    length_ = {};
    auto cut = right.uncovered.begin();
    const auto end = right.uncovered.end();
    for (auto piece : left.uncovered) {
        while (cut != end && ends_before(*cut, piece)) {
            ++cut;
        }
        // A cut that ends beyond the piece may take of the next one, too, so `cut` stays.
        for (auto next = cut; next != end && begins_before_end(*next, piece); ++next) {
            if (piece.from < next->from) {
                add_piece({piece.leg, piece.from, next->from, piece.zone});
            }
            piece.from = std::max(piece.from, next->to);
        }
        if (piece.from < piece.to) {
            add_piece(piece);
        }
    }
    close();
    return length_;
}

void TraceDifference::add_piece(const Uncovered& piece) {
    add_sums(piece);
    extend(piece);
}

void TraceDifference::add_sums(const Uncovered& piece) {
    const auto add = [&](ChangedSum& sum) { add_length(sum.*target_.sum, piece); };
    add_length(length_, piece);
    add(sums_.all);
    const bool grouped = !input_.line_group.empty();
    if (grouped) {
        add(sums_.groups[input_.line_group[line_]]);
    }
    if (input_.zones == nullptr) {
        return;
    }
    if (piece.zone == no_zone) {
        add(sums_.outside_zones);
        return;
    }
    add(sums_.zones[piece.zone]);
    if (grouped) {
        add(sums_.zone_groups[std::size_t{piece.zone} * input_.groups + input_.line_group[line_]]);
    }
}

void TraceDifference::extend(const Uncovered& piece) {
    const auto& leg = trace_->legs[piece.leg];
    const bool on_same = open_ && piece.leg == last_.leg && piece.from == last_.to;
    const bool on_next = open_ && piece.leg == last_.leg + 1 && leg.joined && piece.from == 0 &&
                         last_.to == trace_->legs[last_.leg].length;
    if (!on_same && !on_next) {
        close();
        open_ = true;
        from_ = leg.chainage + piece.from;
    }
    shares_.add(piece.zone, piece.to - piece.from);
    last_ = piece;
}

void TraceDifference::close() {
    if (open_) {
        const auto to = trace_->legs[last_.leg].chainage + last_.to;
        if (to - from_ >= rounding_m) {
            const auto zone = input_.zones != nullptr ? shares_.longest(*input_.zones) : no_zone;
            target_.stretches->push_back({line_, from_, to, zone});
        }
    }
    open_ = false;
    shares_.clear();
}

} // namespace kerb::coverage
