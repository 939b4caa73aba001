#include "street_options.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include <kerb/base/ascii.hpp>

#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using network::Direction;
using network::Noding;

struct Word {
    std::string_view text;
    Direction direction;
};

// As OpenStreetMap, TIGER and Chinese inventories say it. What changes with the hour may be walked both ways.
constexpr std::array words = {Word{"yes", Direction::forward},
                              Word{"true", Direction::forward},
                              Word{"1", Direction::forward},
                              Word{"t", Direction::forward},
                              Word{"y", Direction::forward},
                              Word{"ft", Direction::forward},
                              Word{"forward", Direction::forward},
                              Word{"是", Direction::forward},
                              Word{"单向", Direction::forward},
                              Word{"-1", Direction::backward},
                              Word{"reverse", Direction::backward},
                              Word{"tf", Direction::backward},
                              Word{"backward", Direction::backward},
                              Word{"反向", Direction::backward},
                              Word{"no", Direction::both},
                              Word{"false", Direction::both},
                              Word{"0", Direction::both},
                              Word{"f", Direction::both},
                              Word{"n", Direction::both},
                              Word{"b", Direction::both},
                              Word{"both", Direction::both},
                              Word{"reversible", Direction::both},
                              Word{"alternating", Direction::both},
                              Word{"否", Direction::both},
                              Word{"双向", Direction::both},
                              Word{"", Direction::both}};

std::optional<Direction> direction_of(std::string text) {
    constexpr std::string_view blank = " \t\r\n\v\f";
    text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
    text.erase(text.find_last_not_of(blank) + 1);
    text = ascii::lower(text);
    const auto* word =
        std::find_if(words.begin(), words.end(), [&text](const Word& known) { return known.text == text; });
    return word == words.end() ? std::nullopt : std::optional(word->direction);
}

std::optional<std::int32_t> level_of(const Column& column, std::size_t row) {
    if (column.null_at(row) || column.text_at(row).empty()) {
        return 0;
    }
    const auto number = column.number_at(row) ? column.number_at(row) : parse_number(column.text_at(row));
    if (!number || std::abs(*number) > 1000 || *number != std::floor(*number)) {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(*number);
}

/// What `read(column, row)` says of each line, else `otherwise` and an issue `reason`; empty without the field.
template <class Value, class Read>
std::vector<Value> values_of(LoadedLayer& lines, const std::string& field, Value otherwise, const std::string& reason,
                             const Read& read) {
    std::vector<Value> values;
    const auto* column = field.empty() ? nullptr : lines.table.find(field);
    for (std::size_t row = 0; column != nullptr && row < column->size(); ++row) {
        const auto value = read(*column, row);
        if (!value) {
            lines.issues.push_back(row_issue(lines, row, reason, column->text_at(row)));
        }
        values.push_back(value.value_or(otherwise));
    }
    return values;
}

} // namespace

network::StreetOptions StreetChoice::options(Threads threads) const {
    const auto noding = node == "ends" ? Noding::ends : node == "everywhere" ? Noding::everywhere : Noding::vertices;
    return {.noding = noding, .join = length_option("--join", join), .threads = threads};
}

void add_street_options(Command command, Session& session, StreetChoice& choice) {
    const auto text = [&](const char* name) { return session.text(std::string("help.street_") + name); };
    command.add_option("--node", choice.node, text("node"))
        .check(one_of({"vertices", "ends", "everywhere"}))
        .capture_default_str();
    command.add_option("--join", choice.join, text("join")).capture_default_str();
    command.add_option("--level-field", choice.level_field, text("level_field"));
    command.add_option("--one-way-field", choice.one_way_field, text("one_way_field"));
}

LoadedStreets make_streets(LoadedLayer& lines, const StreetChoice& choice, const WorkingFrame& frame, Threads threads,
                           const Progress& progress) {
    LoadedStreets loaded;
    loaded.scale = scales_of(lines, frame);
    loaded.direction = values_of(lines, choice.one_way_field, Direction::both, "tools.bad_one_way",
                                 [](const Column& c, std::size_t row) { return direction_of(c.text_at(row)); });
    loaded.level = values_of(lines, choice.level_field, std::int32_t{0}, "tools.bad_level", level_of);
    network::StreetInput input;
    input.lines = &std::get<Lines>(lines.table.geometry);
    input.direction = loaded.direction;
    input.level = loaded.level;
    input.line_scale = loaded.scale;
    loaded.streets = network::street_graph(input, choice.options(threads), progress);
    return loaded;
}

} // namespace kerb::tools
