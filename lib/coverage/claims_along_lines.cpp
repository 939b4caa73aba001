#include <kerb/coverage/claims_along_lines.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

#include "claim_index.hpp"
#include "input_checks.hpp"
#include "partition_waves.hpp"
#include "zone_shares.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t lines_at_once = 1024;

/// Nobody, one, more than one.
enum class Answers : std::uint8_t { none, one, several };

struct ClaimedSum {
    ExactSum total;
    std::array<ExactSum, 3> by_answers;

    void add(Answers answers, const ExactSum& length) {
        total += length;
        by_answers[static_cast<std::size_t>(answers)] += length;
    }
    ClaimedSum& operator+=(const ClaimedSum& other) {
        total += other.total;
        for (std::size_t i = 0; i < by_answers.size(); ++i) {
            by_answers[i] += other.by_answers[i];
        }
        return *this;
    }
    [[nodiscard]] ClaimedLength value() const {
        return {total.value(), by_answers[0].value(), by_answers[1].value(), by_answers[2].value()};
    }
};

struct ShortSum {
    std::int64_t count = 0;
    ExactSum length;
    [[nodiscard]] ShortStretches value() const { return {count, length.value()}; }
};

/// What one block of lines found.
struct Summary {
    ClaimedSum all, outside_zones;
    std::vector<ClaimedSum> zones;
    std::vector<ClaimStretch> none, several;
    ShortSum short_none, short_several;

    void merge(Summary&& other) {
        all += other.all;
        outside_zones += other.outside_zones;
        zones.resize(std::max(zones.size(), other.zones.size()));
        for (std::size_t i = 0; i < other.zones.size(); ++i) {
            zones[i] += other.zones[i];
        }
        std::move(other.none.begin(), other.none.end(), std::back_inserter(none));
        std::move(other.several.begin(), other.several.end(), std::back_inserter(several));
        for (auto [mine, theirs] :
             {std::pair(&short_none, &other.short_none), {&short_several, &other.short_several}}) {
            mine->count += theirs->count;
            mine->length += theirs->length;
        }
    }
};

/// Walks lines, segment by segment. Buffers are reused; one object per block.
class ClaimWalk {
public:
    ClaimWalk(const ClaimsAlongLinesInput& input, const ClaimsAlongLinesOptions& options, const ClaimIndex& index,
              Summary& summary)
        : input_(input),
          index_(index),
          beside_(options.beside.value()),
          ignore_(options.ignore_below.value()),
          summary_(summary) {}

    ClaimedLength measure(std::uint32_t line) {
        line_ = line;
        sum_ = {};
        chainage_ = 0;
        scale_ = value_or(input_.line_scale, line, 1);
        reach_ = value_or(input_.line_beside_m, line, beside_);
        reach_ = (std::isnan(reach_) ? beside_ : reach_) * scale_;
        const auto& lines = *input_.lines;
        std::optional<Point> end;
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            const auto part = lines.part(p);
            if (!part.empty() && !(end == part.front())) {
                close();
            }
            for (std::size_t i = 1; i < part.size(); ++i) {
                walk_segment(part[i - 1], part[i]);
            }
            end = part.empty() ? end : std::optional(part.back());
        }
        close();
        summary_.all += sum_;
        return sum_.value();
    }

private:
    void walk_segment(Point a, Point b) {
        const auto length = std::hypot(b.x - a.x, b.y - a.y);
        if (!(length > 0)) {
            return;
        }
        index_.find(a, b, length, reach_, scratch_, claimed_);
        pieces_.clear();
        if (input_.zones != nullptr) {
            input_.zones->split(a, b, pieces_);
        } else {
            pieces_.push_back({});
        }
        cuts_.assign({0.0, length});
        for (const auto& one : claimed_) {
            cuts_.insert(cuts_.end(), {one.from, one.to});
        }
        for (const auto& piece : pieces_) {
            cuts_.push_back(std::min(piece.to * length, length));
        }
        std::sort(cuts_.begin(), cuts_.end());
        cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
        std::sort(claimed_.begin(), claimed_.end(), [](const Claimed& x, const Claimed& y) {
            return std::tie(x.from, x.owner) < std::tie(y.from, y.owner);
        });
        sweep(length);
        chainage_ += length / scale_;
    }

    void sweep(double length) {
        active_.clear();
        std::size_t next = 0, piece = 0;
        for (std::size_t i = 0; i + 1 < cuts_.size(); ++i) {
            const auto from = cuts_[i], to = cuts_[i + 1];
            std::erase_if(active_, [from](const Claimed& one) { return one.to <= from; });
            for (; next < claimed_.size() && claimed_[next].from <= from; ++next) {
                active_.push_back(claimed_[next]);
            }
            while (piece + 1 < pieces_.size() && std::min(pieces_[piece].to * length, length) <= from) {
                ++piece;
            }
            add(from / scale_, to / scale_, pieces_[piece].zone);
        }
    }

    void add(double from, double to, std::uint32_t zone) {
        const auto answers = active_.empty() ? Answers::none : active_.size() == 1 ? Answers::one : Answers::several;
        ExactSum length; // exactly the difference of two rounded positions
        length.add(to);
        length.add(-from);
        sum_.add(answers, length);
        if (input_.zones != nullptr) {
            auto& place = zone == no_zone ? summary_.outside_zones : summary_.zones[zone];
            place.add(answers, length);
        }
        if (to - from <= rounding_m) {
            return; // in the sums; it parts no stretch
        }
        if (answers != open_answers_ || chainage_ + from > open_.to_m + rounding_m) {
            close();
        }
        if (answers != Answers::one) {
            extend(answers, chainage_ + from, chainage_ + to, zone);
        }
    }

    void extend(Answers answers, double from, double to, std::uint32_t zone) {
        if (open_answers_ == Answers::one) {
            open_ = {line_, from, to, no_zone, {}};
            open_answers_ = answers;
            shares_.clear();
        }
        open_.to_m = to;
        shares_.add(zone, to - from);
        for (const auto& one : active_) {
            const auto at = std::lower_bound(open_.owners.begin(), open_.owners.end(), one.owner);
            if (at == open_.owners.end() || *at != one.owner) {
                open_.owners.insert(at, one.owner);
            }
        }
    }

    void close() {
        if (open_answers_ == Answers::one) {
            return;
        }
        const bool none = open_answers_ == Answers::none;
        open_answers_ = Answers::one;
        const auto length = open_.length_m();
        if (length < ignore_) {
            auto& sum = none ? summary_.short_none : summary_.short_several;
            ++sum.count;
            sum.length.add(length);
            return;
        }
        open_.zone = input_.zones != nullptr ? shares_.longest(*input_.zones) : no_zone;
        (none ? summary_.none : summary_.several).push_back(open_);
    }

    const ClaimsAlongLinesInput& input_;
    const ClaimIndex& index_;
    const double beside_, ignore_;
    Summary& summary_;

    ClaimIndex::Scratch scratch_;
    std::vector<Claimed> claimed_, active_;
    std::vector<ZonePiece> pieces_;
    std::vector<double> cuts_;
    ZoneShares shares_;

    // Of the current line:
    std::uint32_t line_ = 0;
    double chainage_ = 0, scale_ = 1, reach_ = 0;
    ClaimedSum sum_;
    ClaimStretch open_;
    Answers open_answers_ = Answers::one; // one: no stretch is open
};

void check(const ClaimsAlongLinesInput& input, const ClaimsAlongLinesOptions& options) {
    if (input.lines == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    check_points("lines", input.lines->points);
    check_assets(input.claims);
    if (!input.claims.points.empty()) {
        throw UsageError({"claims_kernel.points", {}});
    }
    if (input.owner.size() != input.claims.size()) {
        throw UsageError({"coverage.size_differs",
                          {{"name", "owner"},
                           {"size", static_cast<std::int64_t>(input.owner.size())},
                           {"expected", static_cast<std::int64_t>(input.claims.size())}}});
    }
    check_size("line_beside_m", input.line_beside_m.size(), input.lines->size());
    check_size("line_scale", input.line_scale.size(), input.lines->size());
    check_reaches("line_beside_m", input.line_beside_m);
    check_scales("line_scale", input.line_scale);
    check_length("beside", options.beside);
    check_length("ignore_below", options.ignore_below);
    if (!(options.most_turn_deg >= 0 && options.most_turn_deg <= 60)) {
        throw UsageError({"claims_kernel.turn", {{"value", options.most_turn_deg}}});
    }
}

void sort_longest_first(std::vector<ClaimStretch>& stretches) {
    std::sort(stretches.begin(), stretches.end(), [](const ClaimStretch& a, const ClaimStretch& b) {
        const auto x = a.length_m(), y = b.length_m();
        return std::tie(y, a.line, a.from_m) < std::tie(x, b.line, b.from_m);
    });
}

ClaimsAlongLinesResult finished(Summary&& summary, std::vector<ClaimedLength>&& lines) {
    ClaimsAlongLinesResult result;
    result.all = summary.all.value();
    result.outside_zones = summary.outside_zones.value();
    result.lines = std::move(lines);
    std::transform(summary.zones.begin(), summary.zones.end(), std::back_inserter(result.zones),
                   [](const auto& sum) { return sum.value(); });
    result.none = std::move(summary.none);
    result.several = std::move(summary.several);
    sort_longest_first(result.none);
    sort_longest_first(result.several);
    result.short_none = summary.short_none.value();
    result.short_several = summary.short_several.value();
    return result;
}

std::optional<double> share_of(double part, double whole) {
    return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

} // namespace

std::optional<double> ClaimedLength::none_share() const {
    return share_of(none_m, total_m);
}

std::optional<double> ClaimedLength::one_share() const {
    return share_of(one_m, total_m);
}

std::optional<double> ClaimedLength::several_share() const {
    return share_of(several_m, total_m);
}

ClaimsAlongLinesResult claims_along_lines(const ClaimsAlongLinesInput& input, const ClaimsAlongLinesOptions& options,
                                          const Progress& progress) {
    check(input, options);
    report_progress(progress, "coverage.indexing", 0);
    const ClaimIndex index(input, options.most_turn_deg);
    const auto zones = input.zones != nullptr ? input.zones->size() : 0;
    const auto count = input.lines->size();
    std::vector<ClaimedLength> lines(count);
    auto summary = run_in_waves<Summary>((count + lines_at_once - 1) / lines_at_once, options.threads, progress,
                                         [&](std::size_t block) {
                                             Summary found;
                                             found.zones.resize(zones);
                                             ClaimWalk walk(input, options, index, found);
                                             const auto end = std::min(count, (block + 1) * lines_at_once);
                                             for (auto line = block * lines_at_once; line < end; ++line) {
                                                 lines[line] = walk.measure(static_cast<std::uint32_t>(line));
                                             }
                                             return found;
                                         });
    summary.zones.resize(zones);
    return finished(std::move(summary), std::move(lines));
}

} // namespace kerb::coverage
