// What `kerb diff` shows.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/printable.hpp>
#include <kerb/report/text_table.hpp>

#include "diff.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using report::area_text;
using report::count_text;
using report::GroundChange;
using report::GroundSum;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_items = 12;
constexpr std::size_t table_stretches = 5;

std::string layer_text(const Session& session, const std::string& class_name, const std::string& layer) {
    const auto code = "class." + class_name;
    return has_text(code, session.language) ? session.text(code) : layer;
}

std::string field_text(const Session& session, const std::string& field) {
    const auto code = "field." + field;
    return has_text(code, session.language) ? session.text(code) : field;
}

std::string answer_line(const Session& session, const DiffRun& run) {
    const auto counts = report::counts_of(run.diff);
    const auto share = counts.before > 0
                           ? std::optional(static_cast<double>(counts.same) / static_cast<double>(counts.before))
                           : std::nullopt;
    return session.text(Message{"diff.answer",
                                {{"same", count_text(counts.same)},
                                 {"before", count_text(counts.before)},
                                 {"share", percent_text(share)},
                                 {"changed", count_text(counts.changed)},
                                 {"moved", count_text(counts.moved)},
                                 {"both", count_text(counts.moved_and_changed)},
                                 {"removed", count_text(counts.removed)},
                                 {"added", count_text(counts.added)},
                                 {"now", count_text(counts.now)}}}) +
           "\n";
}

std::vector<std::string> count_cells(const report::DiffCounts& counts) {
    return {count_text(counts.before),  count_text(counts.same),  count_text(counts.changed), count_text(counts.moved),
            count_text(counts.removed), count_text(counts.added), count_text(counts.now)};
}

std::string class_table(const Session& session, const DiffRun& run) {
    const auto head = [&session](const char* name) { return session.text(std::string("diff.head.") + name); };
    TextTable table({head("class"), head("before"), head("same"), head("changed"), head("moved"), head("removed"),
                     head("added"), head("now")});
    std::vector<std::string> unchanged;
    for (const auto& part : run.diff.classes) {
        const auto counts = report::counts_of(part);
        const auto name = layer_text(session, part.class_name, part.layer);
        if (counts.same == counts.before && counts.same == counts.now) {
            unchanged.push_back(fmt::format("{} {}", name, count_text(counts.same)));
            continue;
        }
        auto row = count_cells(counts);
        row.insert(row.begin(), name);
        table.add(std::move(row));
    }
    auto text = unchanged.size() < run.diff.classes.size() ? "\n" + table.text() : std::string("\n");
    if (!unchanged.empty()) {
        text += session.text(Message{"diff.unchanged", {{"classes", fmt::format("{}", fmt::join(unchanged, ", "))}}}) +
                "\n";
    }
    return text;
}

std::string group_text(const Session& session, const GroundSum& sum, const std::string& group) {
    const auto code = "code.road_class." + group;
    return group.empty()                                                  ? session.text("diff.no_group")
           : sum.shape == Shape::line && has_text(code, session.language) ? session.text(code)
                                                                          : group;
}

void add_ground_row(TextTable& table, const GroundSum& sum, const std::string& name, const GroundChange& change) {
    const auto show = sum.shape == Shape::line ? &length_text : &area_text;
    table.add({name, show(change.before), show(change.now), show(change.fresh), show(change.kept_now),
               show(change.improved), show(change.gone)});
}

/// New ground and ground that was there before.
std::string ground_text(const Session& session, const GroundSum& sum) {
    const bool roads = sum.shape == Shape::line;
    const auto head = [&session](const char* name) { return session.text(std::string("diff.head.") + name); };
    TextTable table({session.text(roads ? "diff.road_ground" : "diff.green_ground"), head("before"), head("now"),
                     head(roads ? "fresh_line" : "fresh_area"), head("kept"),
                     head(roads ? "improved_line" : "improved_area"), head("gone")});
    for (const auto& group : sum.groups) {
        add_ground_row(table, sum, group_text(session, sum, group.group), group);
    }
    add_ground_row(table, sum, session.text("report.all"), sum.all);
    auto text = "\n" + table.text();
    text += session.text(roads ? Message{"diff.note.line_ground", {{"within", fmt::format("{:g} m", sum.within_m)}}}
                               : Message{"diff.note.area_ground", {}}) +
            "\n";
    if (sum.left_out > 0) {
        text += session.text(Message{"diff.note.invalid", {{"count", count_text(sum.left_out)}}}) + "\n";
    }
    return text;
}

/// Length and area by the records: of new ones, of those that go on.
std::string record_table(const Session& session, const DiffRun& run) {
    const auto head = [&session](const char* name) { return session.text(std::string("diff.head.") + name); };
    TextTable table(
        {head("records"), head("before"), head("now"), head("added"), head("kept"), head("changed"), head("removed")});
    bool any = false;
    for (const auto& part : run.diff.classes) {
        for (const auto& sizes : part.sizes) {
            const auto& all = sizes.all;
            const bool as_it_was = all.added == 0 && all.removed == 0 && all.changed_now == 0 && all.before == all.now;
            if (part.class_name == "zone" || as_it_was) {
                continue;
            }
            any = true;
            const auto show = sizes.shape == Shape::line ? &length_text : &area_text;
            table.add({layer_text(session, part.class_name, part.layer), show(all.before), show(all.now),
                       show(all.added), show(all.kept_now), show(all.changed_now), show(all.removed)});
        }
    }
    return any ? "\n" + table.text() : "";
}

std::string stretches(const Session& session, const report::LitChange& lit, const char* heading,
                      const std::vector<coverage::Gap>& gaps, std::size_t top) {
    const auto count = std::min(gaps.size(), top == 0 ? table_stretches : top);
    if (count == 0) {
        return "";
    }
    TextTable table({session.text(heading), session.text("report.length"), session.text("report.from"),
                     session.text("report.to"), session.text("diff.head.road")});
    for (const auto& gap : std::span(gaps).first(count)) {
        table.add({lit.road[gap.line], fmt::format("{:.1f} m", gap.length_m()), fmt::format("{:.1f} m", gap.from_m),
                   fmt::format("{:.1f} m", gap.to_m), session.text("diff.road." + lit.part[gap.line])});
    }
    return table.text();
}

std::string lit_text(const Session& session, const DiffRun& run, std::size_t top) {
    if (!run.lit) {
        return "";
    }
    const auto& found = run.lit->result;
    auto text = "\n" +
                session.text(Message{"diff.lit",
                                     {{"gained", length_text(found.all.gained_m)},
                                      {"lost", length_text(found.all.lost_m)},
                                      {"total", length_text(found.now.all.total_m)},
                                      {"before", length_text(found.before.all.covered_m)},
                                      {"now", length_text(found.now.all.covered_m)}}}) +
                "\n";
    text += stretches(session, *run.lit, "report.gained_on", found.gained, top);
    return text + stretches(session, *run.lit, "report.lost_on", found.lost, top);
}

std::string value_text(const report::DiffIndicator& one, const std::optional<double>& value) {
    return !value ? "–" : one.unit == "share" ? percent_text(value) : fmt::format("{:.2f} km/km²", *value);
}

std::string parts_text(const report::DiffIndicator& one, const report::DiffIndicator::Figure& figure) {
    if (!figure.k || !figure.n) {
        return "–";
    }
    const auto show = [&one](double value, bool below) {
        return one.parts == "m" || (one.parts == "m_m2" && !below) ? length_text(value)
               : one.parts == "m2" || one.parts == "m_m2"          ? area_text(value)
                                                                   : count_text(std::llround(value));
    };
    return show(*figure.k, false) + " / " + show(*figure.n, true);
}

std::string difference_text(const Session& session, const report::DiffIndicator& one) {
    if (!one.not_comparable.empty()) {
        return session.text("diff.not_comparable." + one.not_comparable);
    }
    if (!one.before.value || !one.now.value) {
        return session.text("diff.no_data");
    }
    const double difference = *one.now.value - *one.before.value;
    return one.unit == "share"
               ? session.text(Message{"diff.points", {{"points", fmt::format("{:+.2f}", difference * 100)}}})
               : fmt::format("{:+.3f} km/km²", difference);
}

std::string indicator_table(const Session& session, const DiffRun& run) {
    if (run.indicators.empty()) {
        return "";
    }
    const auto head = [&session](const char* name) { return session.text(std::string("diff.head.") + name); };
    TextTable table(
        {head("indicator"), head("before"), head("parts_before"), head("now"), head("parts_now"), head("difference")});
    for (const auto& one : run.indicators) {
        table.add({session.language == Language::zh ? one.title_zh : one.title_en, value_text(one, one.before.value),
                   parts_text(one, one.before), value_text(one, one.now.value), parts_text(one, one.now),
                   difference_text(session, one)});
    }
    return "\n" + table.text();
}

/// `streetlights: owner 3, key 1`
std::string field_lines(const Session& session, const DiffRun& run) {
    std::string text;
    for (const auto& part : run.diff.classes) {
        std::vector<std::string> parts;
        for (const auto& [field, count] : report::changed_fields(part)) {
            parts.push_back(field_text(session, field) + " " + count_text(count));
        }
        if (!parts.empty()) {
            text += session.text(Message{"diff.fields",
                                         {{"class", layer_text(session, part.class_name, part.layer)},
                                          {"fields", fmt::format("{}", fmt::join(parts, ", "))}}}) +
                    "\n";
        }
    }
    return text.empty() ? text : "\n" + text;
}

/// A value in the reader's language where it is a code.
std::string value_text(const Session& session, const std::string& field, const std::string& value) {
    const bool boolean = value == "yes" || value == "no";
    const auto code = boolean ? "diff.value." + value : "code." + field + "." + value;
    return value.empty() ? "–" : has_text(code, session.language) ? session.text(code) : value;
}

std::string item_details(const Session& session, const report::DiffItem& item) {
    std::string text;
    if (item.pair != nullptr && item.pair->moved) {
        text = fmt::format("{:.1f} m", *item.pair->distance_m);
    }
    if (item.pair == nullptr) {
        return text;
    }
    for (const auto& change : item.pair->changes) {
        text += fmt::format("{}{}: {} → {}", text.empty() ? "" : "; ", field_text(session, change.field),
                            value_text(session, change.field, change.before),
                            value_text(session, change.field, change.now));
    }
    return text;
}

std::string item_line(const Session& session, const report::DiffItem& item) {
    std::string what = item.what == "moved+changed" ? "moved_and_changed" : item.what;
    const auto details = item_details(session, item);
    const auto place = item.place ? fmt::format("  ({:.1f}, {:.1f})", item.place->x, item.place->y) : "";
    // Layer, key and values may be any text.
    return printable(fmt::format("  {}  {} {}{}{}", session.text("diff.what." + what),
                                 layer_text(session, item.part->class_name, item.part->layer), item.key, place,
                                 details.empty() ? "" : "  " + details)) +
           "\n";
}

/// Some of what differs: each sort of each class is heard before one has it all.
std::string item_lines(const Session& session, const DiffRun& run, std::size_t top) {
    const auto items = report::diff_items(run.found());
    const auto wanted = std::min(items.size(), top == 0 ? table_items : top);
    std::vector<std::size_t> turn(items.size(), 0);
    for (std::size_t i = 1; i < items.size(); ++i) {
        const bool same_sort = items[i].part == items[i - 1].part && items[i].what == items[i - 1].what;
        turn[i] = same_sort ? turn[i - 1] + 1 : 0;
    }
    std::vector<std::size_t> order(items.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return turn[a] < turn[b]; });
    order.resize(wanted);
    std::sort(order.begin(), order.end());
    std::string text = items.empty() ? "" : "\n";
    for (const auto i : order) {
        text += item_line(session, items[i]);
    }
    if (items.size() > wanted) {
        text += "  " +
                session.text(Message{"diff.more",
                                     {{"count", count_text(std::ssize(items) - static_cast<std::int64_t>(wanted))}}}) +
                "\n";
    }
    return text;
}

std::string notes(const Session& session, const DiffRun& run) {
    std::string text;
    std::int64_t ambiguous = 0, without = 0, by_place = 0;
    for (const auto& part : run.diff.classes) {
        ambiguous += part.ambiguous_keys;
        without += part.without_key;
        by_place += std::count_if(part.pairs.begin(), part.pairs.end(),
                                  [](const AssetPair& pair) { return pair.by == PairedBy::place; });
    }
    const auto note = [&](const char* code, std::int64_t count) {
        text += count > 0 ? session.text(Message{code,
                                                 {{"count", count_text(count)},
                                                  {"within", fmt::format("{:g} m", run.options.within.value())}}}) +
                                "\n"
                          : "";
    };
    note("diff.note.by_place", by_place);
    note("diff.note.ambiguous", ambiguous);
    note("diff.note.without_key", without);
    std::vector<std::string> renumbered;
    for (const auto& part : run.diff.classes) {
        if (part.renumbered > 0) {
            renumbered.push_back(
                fmt::format("{} {}", layer_text(session, part.class_name, part.layer), count_text(part.renumbered)));
        }
    }
    if (!renumbered.empty()) {
        text += session.text(
                    Message{"diff.note.renumbered", {{"classes", fmt::format("{}", fmt::join(renumbered, ", "))}}}) +
                "\n";
    }
    if (!run.diff.left_out.empty() && run.options.only.empty()) { // else one knows what one asked for
        text += session.text(Message{"diff.note.left_out",
                                     {{"layers", fmt::format("{}", fmt::join(run.diff.left_out, ", "))}}}) +
                "\n";
    }
    return text;
}

} // namespace

std::string diff_text(const Session& session, const DiffRun& run, std::size_t top) {
    auto text = answer_line(session, run) + session.text(describe(run.before.read.frame)) + "\n" +
                class_table(session, run) + record_table(session, run);
    for (const auto& sum : run.ground) {
        text += ground_text(session, sum);
    }
    text += lit_text(session, run, top) + indicator_table(session, run) + field_lines(session, run) +
            item_lines(session, run, top);
    return text + "\n" + notes(session, run) + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
