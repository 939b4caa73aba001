#include "fingerprint.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include <fmt/format.h>

namespace kerb::scorecard {
namespace {

/// Adds `name=value;`. Texts are quoted, so that no value can pass for the end of another.
class Writer {
public:
    void add(const char* name, const std::string& value) {
        fmt::format_to(std::back_inserter(text_), "{}={}:{};", name, value.size(), value);
    }
    void add(const char* name, double value) { fmt::format_to(std::back_inserter(text_), "{}={};", name, value); }
    void add(const char* name, std::int64_t value) { fmt::format_to(std::back_inserter(text_), "{}={};", name, value); }
    void add(const char* name, bool value) { add(name, std::int64_t{value}); }
    void add(const char* name, const std::optional<double>& value) {
        if (value) {
            add(name, *value);
        }
    }
    void add(const char* name, const std::vector<std::string>& values) {
        for (const auto& value : values) {
            add(name, value);
        }
        add(name, static_cast<std::int64_t>(values.size()));
    }
    void open(const char* name) { fmt::format_to(std::back_inserter(text_), "{}{{", name); }
    void close() { text_ += '}'; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

void add_selections(Writer& writer, const char* name, const std::vector<Selection>& selections) {
    for (const auto& selection : selections) {
        writer.open(name);
        writer.add("layer", selection.layer);
        for (const auto& condition : selection.where) {
            writer.open("where");
            writer.add("field", condition.field);
            writer.add("values", condition.values);
            writer.add("least", condition.least);
            writer.add("most", condition.most);
            writer.add("filled", condition.filled);
            writer.add("negated", condition.negated);
            writer.close();
        }
        writer.close();
    }
}

void add_parameters(Writer& writer, const Parameters& p) {
    for (const auto& radius : p.radius) {
        writer.add("from_m2", radius.from_m2);
        writer.add("reach_m", radius.reach_m);
    }
    for (const auto& [group, limit] : p.limit_of_class) {
        writer.add("limit_of", group);
        writer.add("is", limit);
    }
    writer.add("along_streets", p.along_streets);
    writer.add("of_people", p.of_people);
    writer.add("within_m", p.within_m);
    writer.add("limit_m", p.limit_m);
    writer.add("fields", p.fields);
    writer.add("field", p.field);
    writer.add("other_field", p.other_field);
    writer.add("from", p.from);
    writer.add("to", p.to);
    writer.add("required", p.required);
    writer.add("due_field", p.due_field);
    writer.add("done_field", p.done_field);
    writer.add("calendar", p.calendar);
    writer.add("hours", p.hours);
    writer.add("return_period_a", p.return_period_a);
    writer.add("standard", p.standard);
    writer.add("cluster_field", p.cluster_field);
    writer.add("interval", p.interval);
    writer.add("width_field", p.width_field);
    writer.add("width_m", p.width_m);
    writer.add("reversed", p.reversed);
    writer.add("at_least", p.at_least);
    writer.add("zone_kind", p.zone_kind);
}

using Ring = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// Millimetres; what is not finite is as far away as can be.
std::int64_t millimetres(double metres) {
    constexpr double farthest = 9e15;
    return std::isfinite(metres) ? std::llround(std::clamp(metres * 1000, -farthest, farthest)) : INT64_MAX;
}

/// The ring from its least point on, the way that comes first, without repeated points.
Ring canonical(const Points& points) {
    Ring ring;
    for (const auto& p : points) {
        const std::pair here(millimetres(p.x), millimetres(p.y));
        if (ring.empty() || ring.back() != here) {
            ring.push_back(here);
        }
    }
    if (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    if (ring.empty()) {
        return ring;
    }
    const auto least = *std::min_element(ring.begin(), ring.end());
    Ring best;
    for (int way = 0; way < 2; ++way) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            if (ring[i] == least) { // once, but where a ring touches itself
                Ring turned(ring.begin() + static_cast<std::ptrdiff_t>(i), ring.end());
                turned.insert(turned.end(), ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(i));
                best = best.empty() ? turned : std::min(best, turned);
            }
        }
        std::reverse(ring.begin(), ring.end());
    }
    return best;
}

std::string ring_text(const Points& points) {
    std::string text;
    for (const auto& [x, y] : canonical(points)) {
        fmt::format_to(std::back_inserter(text), "{},{} ", x, y);
    }
    return text;
}

std::string joined(std::vector<std::string> parts, char between) {
    std::sort(parts.begin(), parts.end());
    std::string text;
    for (const auto& part : parts) {
        text += part + between;
    }
    return text;
}

} // namespace

std::string definition_text(const Indicator& indicator) {
    Writer writer;
    writer.add("op", static_cast<std::int64_t>(indicator.op));
    writer.add("unit", indicator.unit);
    add_selections(writer, "numerator", indicator.numerator);
    add_selections(writer, "denominator", indicator.denominator);
    add_parameters(writer, indicator.parameters);
    return writer.text();
}

std::string rule_text(const Indicator& indicator) {
    Writer writer;
    writer.add("better", static_cast<std::int64_t>(indicator.better));
    for (const auto& threshold : indicator.thresholds) {
        writer.add("group", threshold.group);
        writer.add("threshold", threshold.value);
    }
    if (const auto& rule = indicator.scoring) {
        writer.add("full", rule->full);
        writer.add("at", rule->at);
        writer.add("step", rule->step);
        writer.add("minus", rule->minus);
        writer.add("floor", rule->floor);
    }
    writer.add("weight", indicator.weight);
    writer.add("veto", indicator.veto);
    writer.add("smallest_n", indicator.smallest_n);
    return writer.text();
}

std::string rule_text(const ExternalPart& part) {
    Writer writer;
    writer.add("weight", part.weight);
    writer.add("full", part.full);
    return writer.text();
}

std::string boundary_text(const MultiPolygon& area) {
    std::vector<std::string> parts;
    for (const auto& polygon : area) {
        std::vector<std::string> holes;
        std::transform(polygon.holes.begin(), polygon.holes.end(), std::back_inserter(holes), ring_text);
        parts.push_back(ring_text(polygon.outer) + "/" + joined(std::move(holes), '/'));
    }
    return joined(std::move(parts), ';');
}

} // namespace kerb::scorecard
