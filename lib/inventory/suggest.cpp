#include <kerb/inventory/suggest.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include <kerb/base/printable.hpp>
#include <kerb/inventory/tables.hpp>

#include "fields.hpp"
#include "suggest_values.hpp"
#include "suggest_words.hpp"

namespace kerb {
namespace {

using detail::ColumnFacts;
using detail::Reading;
using detail::WordMatch;

/// A basic string of TOML, whose escapes are those of printable().
std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '"' || c == '\\' ? "\\" : "";
        out += c;
    }
    return '"' + printable(out) + '"';
}

/// Some values for a comment, none of them long.
std::string some(const std::vector<std::string>& values) {
    constexpr std::size_t most = 8, longest = 40;
    std::string out;
    for (std::size_t i = 0; i < std::min(most, values.size()); ++i) {
        auto end = std::min(longest, values[i].size());
        while (end < values[i].size() && (static_cast<unsigned char>(values[i][end]) & 0xC0U) == 0x80U) {
            --end; // a character stays whole
        }
        out += (i > 0 ? ", " : "") + values[i].substr(0, end) + (end < values[i].size() ? "…" : "");
    }
    return out + (values.size() > most ? ", …" : "");
}

std::string percent(double share) {
    // Not rounded up to the whole.
    return fmt::format("{}", share >= 1 ? 100L : std::min(99L, std::lround(share * 100)));
}

/// A field of ours that a column may be.
struct Guess {
    std::size_t column;
    const FieldDescription* field;
    WordMatch match;
    std::string unit; ///< that stands in the name
    Reading reading;
};

/// A class and what speaks for it.
struct ClassGuess {
    const ClassDescription* asset_class = nullptr;
    WordMatch name;
    std::vector<Guess> fields;
    int own = 0; ///< fields that not every class has
};

bool is_common(const std::string& field) {
    return detail::class_spec<OtherAsset>().find(field) != nullptr;
}

/// One table on its way to a rule.
class Draft {
public:
    Draft(const FeatureTable& table, Language language) : table_(table), language_(language) {
        for (const auto& column : table.columns) {
            facts_.push_back(detail::facts_of(column));
        }
    }

    [[nodiscard]] std::string rule() const {
        const auto guess = best_class();
        std::string out =
            comment(say("suggest.rows", {{"layer", table_.name}, {"count", static_cast<std::int64_t>(table_.size())}}));
        out += class_evidence(guess);
        out += "[[layer]]\nlayers = [" + quoted(table_.name) + "]\n";
        out += fmt::format("class = \"{}\"\n", guess.asset_class == nullptr ? "*" : guess.asset_class->class_name);
        static constexpr const char* shapes[] = {"", "point", "line", "polygon"};
        if (table_.shape() != Shape::none) {
            out += fmt::format("shape = \"{}\"\n", shapes[static_cast<std::size_t>(table_.shape())]);
        }
        out += "[layer.fields]\n";
        std::vector<bool> taken(table_.columns.size());
        for (const auto& field : guess.fields) {
            out += field_lines(field);
            taken[field.column] = true;
        }
        return out + unmatched(taken) + '\n';
    }

private:
    [[nodiscard]] std::string say(std::string code,
                                  std::vector<std::pair<std::string, MessageValue>> arguments = {}) const {
        return render(Message{std::move(code), std::move(arguments)}, language_);
    }

    /// A line of comment; what would end it is shown.
    static std::string comment(const std::string& text) { return "# " + printable(text) + '\n'; }

    /// Every field of a class that some column may be, the likely ones first; a column is one field at most.
    [[nodiscard]] std::vector<Guess> fields_of(const std::vector<const FieldDescription*>& fields) const {
        constexpr double enough = 0.5;
        std::vector<Guess> all;
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            const auto split = detail::split_unit(table_.columns[c].name);
            for (const auto* field : fields) {
                auto match = detail::field_by_name(field->name, table_.columns[c].name);
                const bool by_unit = match.strength == 0 && field->unit == "m" && !split.unit.empty();
                match = by_unit ? detail::field_by_name(field->name, split.name) : match;
                if (match.strength > 0) {
                    auto reading = detail::reading_as(*field, table_.columns[c], facts_[c]);
                    if (reading.share >= enough) {
                        all.push_back({c, field, std::move(match), by_unit ? split.unit : "", std::move(reading)});
                    }
                }
            }
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const Guess& a, const Guess& b) { return a.match.strength > b.match.strength; });
        return each_once(std::move(all));
    }

    static std::vector<Guess> each_once(std::vector<Guess> all) {
        std::vector<Guess> chosen;
        for (auto& guess : all) {
            const bool free = std::none_of(chosen.begin(), chosen.end(), [&guess](const Guess& other) {
                return other.column == guess.column || other.field == guess.field;
            });
            if (free) {
                chosen.push_back(std::move(guess));
            }
        }
        std::stable_sort(chosen.begin(), chosen.end(),
                         [](const Guess& a, const Guess& b) { return a.column < b.column; });
        return chosen;
    }

    /// A field that not every class has, with values in half of the rows, tells something of the class.
    [[nodiscard]] bool tells(const Guess& guess) const {
        const auto& facts = facts_[guess.column];
        return !is_common(guess.field->name) && facts.filled * 2 >= facts.rows;
    }

    [[nodiscard]] ClassGuess best_class() const {
        constexpr int by_name = 3, least_fields = 2; // a name weighs as much as three fields
        ClassGuess best;
        int best_score = 0;
        for (const auto& asset_class : asset_classes()) {
            const auto& shapes = asset_class.shapes;
            if (std::find(shapes.begin(), shapes.end(), table_.shape()) == shapes.end()) {
                continue;
            }
            auto guess = guess_class(asset_class);
            const bool named = guess.name.strength > 0;
            const int score = (named ? by_name : 0) + guess.own;
            const bool better = score > best_score || (score == best_score && guess.name.strength > best.name.strength);
            if ((named || guess.own >= least_fields) && better) {
                best = std::move(guess);
                best_score = score;
            }
        }
        return best.asset_class == nullptr ? unknown_class() : best;
    }

    [[nodiscard]] ClassGuess guess_class(const ClassDescription& asset_class) const {
        std::vector<const FieldDescription*> fields;
        for (const auto& field : asset_class.fields) {
            fields.push_back(&field);
        }
        ClassGuess guess{&asset_class, detail::class_in_name(asset_class.class_name, table_.name), fields_of(fields),
                         0};
        add_key(guess, asset_class);
        guess.own = static_cast<int>(
            std::count_if(guess.fields.begin(), guess.fields.end(), [this](const Guess& g) { return tells(g); }));
        return guess;
    }

    /// Where no name says which field is the key, the first that looks like a number or an id and has no value twice.
    void add_key(ClassGuess& guess, const ClassDescription& asset_class) const {
        const auto* key = asset_class.find("key");
        const auto is_key = [key](const Guess& g) { return g.field == key; };
        if (std::any_of(guess.fields.begin(), guess.fields.end(), is_key)) {
            return;
        }
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            const auto& facts = facts_[c];
            const bool free =
                std::none_of(guess.fields.begin(), guess.fields.end(), [c](const Guess& g) { return g.column == c; });
            if (free && facts.filled > 0 && facts.filled == facts.rows && facts.unique &&
                detail::names_a_key(table_.columns[c].name)) {
                guess.fields.insert(guess.fields.begin(),
                                    {c, key, {1, say("suggest.unique")}, "", {1, {}, {}, {}, {}, false}});
                return;
            }
        }
    }

    /// Nothing tells: only fields that every class has, by names that leave no doubt.
    [[nodiscard]] ClassGuess unknown_class() const {
        static const auto* any = find_class("road");
        std::vector<const FieldDescription*> fields;
        for (const auto* name : {"key", "name_zh", "name_en", "owner"}) {
            fields.push_back(any->find(name));
        }
        ClassGuess guess{nullptr, {}, fields_of(fields), 0};
        add_key(guess, *any);
        return guess;
    }

    [[nodiscard]] std::string class_evidence(const ClassGuess& guess) const {
        if (guess.asset_class == nullptr) {
            return comment(say("suggest.class_unknown"));
        }
        std::string out;
        if (guess.name.strength > 0) {
            out += comment(say("suggest.class_by_name", {{"word", guess.name.word}}));
        }
        if (guess.own > 0) {
            std::vector<std::string> names;
            for (const auto& field : guess.fields) {
                if (tells(field)) {
                    names.push_back(table_.columns[field.column].name);
                }
            }
            out += comment(say("suggest.class_by_fields", {{"names", some(names)}}));
        }
        return out;
    }

    /// Comment and line of one field.
    [[nodiscard]] std::string field_lines(const Guess& guess) const {
        const auto& name = table_.columns[guess.column].name;
        const auto& facts = facts_[guess.column];
        auto text = say("suggest.matches", {{"field", name}, {"word", guess.match.word}});
        auto line = "from = " + quoted(name);
        add_kind(guess, text, line);
        add_unit(guess, text, line);
        text +=
            "; " + say("suggest.filled", {{"share", percent(static_cast<double>(facts.filled) /
                                                            static_cast<double>(std::max<std::size_t>(1, facts.rows)))},
                                          {"values", some(facts.examples)}});
        const bool plain = line == "from = " + quoted(name);
        return comment(text) + guess.field->name + " = " + (plain ? quoted(name) : "{ " + line + " }") + '\n';
    }

    /// What the values are: numbers, dates, codes.
    void add_kind(const Guess& guess, std::string& text, std::string& line) const {
        const auto& reading = guess.reading;
        if (!reading.format.empty()) {
            text += "; " + say("suggest.dates", {{"share", percent(reading.share)}, {"format", reading.format}});
            if (!reading.other_format.empty()) {
                text += "; " + say("suggest.dates_or", {{"format", reading.other_format}});
            }
            line += reading.format == "iso" ? "" : ", date = " + quoted(reading.format);
        } else if (!reading.codes.empty()) {
            text += "; " + say("suggest.codes", {{"share", percent(reading.share)}});
            if (!reading.without_code.empty()) {
                text += "; " + say("suggest.no_code", {{"values", some(reading.without_code)}});
            }
            line += ", codes = { ";
            for (std::size_t i = 0; i < reading.codes.size(); ++i) {
                line += (i > 0 ? ", " : "") + quoted(reading.codes[i].first) + " = " + quoted(reading.codes[i].second);
            }
            line += " }";
        } else if (guess.field->type != ColumnType::text) {
            text += "; " + say("suggest.numbers", {{"share", percent(reading.share)}});
            line += reading.first_number ? ", pattern = \"first_number\"" : "";
        }
    }

    /// The unit in the name, or that of diameters which no metre could be.
    void add_unit(const Guess& guess, std::string& text, std::string& line) const {
        constexpr double widest_pipe_m = 10;
        const auto& median = facts_[guess.column].median;
        if (!guess.unit.empty() && guess.unit != "m") {
            text += "; " + say("suggest.unit_by_name", {{"unit", guess.unit}});
            line += ", unit = " + quoted(guess.unit);
        } else if (guess.field->name == "diameter_m" &&
                   ((median && *median > widest_pipe_m) || guess.reading.first_number)) {
            text += "; " + say("suggest.unit_by_size", {{"unit", "mm"}});
            line += ", unit = \"mm\"";
        }
    }

    [[nodiscard]] std::string unmatched(const std::vector<bool>& taken) const {
        std::string out;
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            if (!taken[c]) {
                out += comment("? = " + quoted(table_.columns[c].name) + "  # " + look_of(facts_[c]));
            }
        }
        return out.empty() ? out : comment(say("suggest.unmatched")) + out;
    }

    [[nodiscard]] std::string look_of(const ColumnFacts& facts) const {
        if (facts.filled == 0) {
            return say("suggest.empty");
        }
        return say("suggest.numbers", {{"share", percent(facts.share(facts.numbers))}}) + "; " +
               say("suggest.examples", {{"values", some(facts.examples)}});
    }

    const FeatureTable& table_;
    Language language_;
    std::vector<ColumnFacts> facts_;
};

} // namespace

std::string suggest_mapping(std::string_view name, const std::vector<FeatureTable>& layers, Language language) {
    std::string out = "# " + render("suggest.head", language) + '\n';
    out += "name = " + quoted(name.empty() ? "draft" : name) + "\n\n";
    for (const auto& layer : layers) {
        out += Draft(layer, language).rule();
    }
    while (out.ends_with("\n\n")) {
        out.pop_back();
    }
    return out;
}

} // namespace kerb
