#include "suggest_values.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include <kerb/base/ascii.hpp>
#include <kerb/base/moment.hpp>
#include <kerb/base/units.hpp>

#include "column_values.hpp"
#include "suggest_words.hpp"

namespace kerb::detail {
namespace {

constexpr std::size_t most_rows = 20000, most_values = 30, most_examples = 3;

/// A character of three or four bytes, which in names of cities is a Chinese one.
bool has_chinese(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE0; });
}

void count_value(ColumnFacts& facts, const std::string& value) {
    if (facts.examples.size() < most_examples &&
        std::find(facts.examples.begin(), facts.examples.end(), value) == facts.examples.end()) {
        facts.examples.push_back(value);
    }
    if (facts.few) {
        ++facts.counts[value];
        facts.few = facts.counts.size() <= most_values;
    }
}

double share_by(const Column& column, const ColumnFacts& facts, const std::string& format) {
    std::size_t good = 0;
    for (std::size_t row = 0; row < facts.rows; ++row) {
        if (has_value(column, row)) {
            const auto text = column.text_at(row);
            good += (format == "iso" ? parse_moment(text) : parse_moment(text, format)) ? 1 : 0;
        }
    }
    return facts.share(good);
}

Reading as_date(const Column& column, const ColumnFacts& facts) {
    static constexpr std::array formats = {"iso",
                                           "%m/%d/%Y",
                                           "%d/%m/%Y",
                                           "%m/%d/%Y %I:%M:%S %p",
                                           "%m/%d/%Y %H:%M",
                                           "%d/%m/%Y %H:%M",
                                           "%d-%b-%y",
                                           "%d-%b-%Y",
                                           "%d.%m.%Y",
                                           "%m/%d/%y",
                                           "%d/%m/%y",
                                           "%Y.%m.%d"};
    Reading best;
    for (const auto* format : formats) {
        const double share = share_by(column, facts, format);
        if (share > best.share) {
            best = {share, format, {}, {}, {}, false};
        } else if (share > 0 && share == best.share && best.other_format.empty()) {
            best.other_format = format;
        }
    }
    return best;
}

Reading as_code(const FieldDescription& field, const ColumnFacts& facts) {
    Reading reading;
    std::size_t known = 0;
    for (const auto& [value, count] : facts.counts) {
        const auto code = code_by_value(field.name, field.codes, value);
        if (code && value.find_first_of("*?") == std::string::npos) {
            reading.codes.emplace_back(value, *code);
            known += count;
        } else {
            reading.without_code.push_back(value);
        }
    }
    reading.share = facts.few ? facts.share(known) : 0;
    return reading;
}

Reading as_boolean(const ColumnFacts& facts) {
    static const std::map<std::string, std::string> words = {
        {"1", "1"}, {"y", "1"}, {"yes", "1"}, {"t", "1"}, {"true", "1"},  {"是", "1"}, {"有", "1"},
        {"0", "0"}, {"n", "0"}, {"no", "0"},  {"f", "0"}, {"false", "0"}, {"否", "0"}, {"无", "0"}};
    Reading reading;
    std::size_t known = 0;
    for (const auto& [value, count] : facts.counts) {
        if (const auto word = words.find(plain_name(value)); word != words.end()) {
            reading.codes.emplace_back(value, word->second);
            known += count;
        } else {
            reading.without_code.push_back(value);
        }
    }
    reading.share = facts.few ? facts.share(known) : 0;
    return reading;
}

Reading as_number(const ColumnFacts& facts) {
    constexpr double nearly_all = 0.9;
    Reading reading;
    reading.share = facts.share(facts.numbers);
    if (reading.share < nearly_all && facts.number_first > facts.numbers) {
        reading.share = facts.share(facts.number_first);
        reading.first_number = true;
    }
    return reading;
}

Reading as_text(const FieldDescription& field, const ColumnFacts& facts) {
    Reading reading;
    reading.share = facts.filled > 0 ? 1 : 0;
    const bool chinese = facts.share(facts.chinese) > 0.5;
    if ((field.name == "name_zh" && !chinese) || (field.name == "name_en" && chinese)) {
        reading.share = 0;
    }
    if (field.name == "key" && (!facts.unique || facts.filled < facts.rows)) {
        constexpr double nearly_all = 0.9;
        const bool nearly =
            facts.unique && static_cast<double>(facts.filled) >= nearly_all * static_cast<double>(facts.rows);
        reading.share = nearly ? 1 : 0;
    }
    return reading;
}

} // namespace

ColumnFacts facts_of(const Column& column) {
    ColumnFacts facts;
    facts.rows = std::min(column.size(), most_rows);
    std::unordered_set<std::string> seen;
    std::vector<double> numbers;
    for (std::size_t row = 0; row < facts.rows; ++row) {
        if (!has_value(column, row)) {
            continue;
        }
        const std::string value(ascii::trimmed(column.text_at(row)));
        ++facts.filled;
        facts.chinese += has_chinese(value) ? 1 : 0;
        facts.unique = seen.insert(value).second && facts.unique;
        count_value(facts, value);
        if (const auto number = number_in(column, row)) {
            ++facts.numbers;
            numbers.push_back(*number);
        }
        facts.number_first += value.find_first_of("0123456789") != std::string::npos ? 1 : 0;
    }
    if (!numbers.empty()) {
        const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
        std::nth_element(numbers.begin(), middle, numbers.end());
        facts.median = *middle;
    }
    return facts;
}

Reading reading_as(const FieldDescription& field, const Column& column, const ColumnFacts& facts) {
    if (facts.filled == 0) {
        return {};
    }
    if (!field.codes.empty()) {
        return as_code(field, facts);
    }
    if (field.date) {
        return as_date(column, facts);
    }
    switch (field.type) {
        case ColumnType::boolean:
            return as_boolean(facts);
        case ColumnType::integer:
        case ColumnType::real:
            return as_number(facts);
        default:
            return as_text(field, facts);
    }
}

} // namespace kerb::detail
