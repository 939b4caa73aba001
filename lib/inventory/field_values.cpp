// How values get into columns and out of them, type by type.
#include <algorithm>

#include "asset_list.hpp"
#include "field_rows.hpp"

namespace kerb::detail {
namespace {

using Codes = std::vector<std::string>;

template <class V>
struct ValueOf;
template <>
struct ValueOf<std::string> {
    static constexpr auto type = ColumnType::text;
    static bool present(const std::string& v) { return !v.empty(); }
    static const std::string& out(const std::string& v, const Codes&) { return v; }
    static Misfit in(std::string& v, const Column& c, std::size_t row, const Codes&, SharedTexts&) {
        v = c.text_at(row);
        return Misfit::none;
    }
};
template <>
struct ValueOf<Text> {
    static constexpr auto type = ColumnType::text;
    static bool present(const Text& v) { return !v.empty(); }
    static const std::string& out(const Text& v, const Codes&) { return v.str(); }
    static Misfit in(Text& v, const Column& c, std::size_t row, const Codes&, SharedTexts& texts) {
        std::string scratch;
        v = texts.get(text_in(c, row, scratch));
        return Misfit::none;
    }
};
template <class T>
struct Optional {
    static bool present(const std::optional<T>& v) { return v.has_value(); }
    static Misfit take(std::optional<T>& v, const std::optional<T>& read, Misfit otherwise) {
        v = read ? read : v;
        return read ? Misfit::none : otherwise;
    }
};
template <>
struct ValueOf<std::optional<Moment>> : Optional<Moment> {
    static constexpr auto type = ColumnType::text;
    static std::string out(const std::optional<Moment>& v, const Codes&) { return to_text(*v); }
    static Misfit in(std::optional<Moment>& v, const Column& c, std::size_t row, const Codes&, SharedTexts&) {
        std::string scratch;
        return take(v, parse_moment(text_in(c, row, scratch)), Misfit::not_a_date);
    }
};
template <>
struct ValueOf<std::optional<double>> : Optional<double> {
    static constexpr auto type = ColumnType::real;
    static double out(const std::optional<double>& v, const Codes&) { return *v; }
    static Misfit in(std::optional<double>& v, const Column& c, std::size_t row, const Codes&, SharedTexts&) {
        return take(v, number_in(c, row), Misfit::not_a_number);
    }
};
template <>
struct ValueOf<std::optional<int>> : Optional<int> {
    static constexpr auto type = ColumnType::integer;
    static std::int64_t out(const std::optional<int>& v, const Codes&) { return *v; }
    static Misfit in(std::optional<int>& v, const Column& c, std::size_t row, const Codes&, SharedTexts&) {
        const auto number = number_in(c, row);
        const bool whole = number && *number >= -2147483648.0 && *number <= 2147483647.0 &&
                           *number == static_cast<double>(static_cast<int>(*number));
        return take(v, whole ? std::optional(static_cast<int>(*number)) : std::nullopt, Misfit::not_a_number);
    }
};
template <>
struct ValueOf<std::optional<bool>> : Optional<bool> {
    static constexpr auto type = ColumnType::boolean;
    static std::int64_t out(const std::optional<bool>& v, const Codes&) { return *v ? 1 : 0; }
    static Misfit in(std::optional<bool>& v, const Column& c, std::size_t row, const Codes&, SharedTexts&) {
        return take(v, boolean_in(c, row), Misfit::not_a_boolean);
    }
};
/// An enumeration is gone through as the byte that it is: 0 is `unknown`, and n the n-th code.
template <>
struct ValueOf<std::uint8_t> {
    static constexpr auto type = ColumnType::text;
    static bool present(std::uint8_t v) { return v != 0; }
    static const std::string& out(std::uint8_t v, const Codes& codes) { return codes[v - 1U]; }
    static Misfit in(std::uint8_t& v, const Column& c, std::size_t row, const Codes& codes, SharedTexts&) {
        std::string scratch;
        const auto code = std::find(codes.begin(), codes.end(), text_in(c, row, scratch));
        if (code == codes.end()) {
            return Misfit::unknown_code;
        }
        v = static_cast<std::uint8_t>(code - codes.begin() + 1);
        return Misfit::none;
    }
};

template <class V>
const V& value_in(const FieldSpec& field, const Attributes& asset) {
    return *static_cast<const V*>(field.in(asset));
}

template <class V>
bool any(const FieldSpec& field, const AssetRows& rows) {
    std::size_t row = 0;
    while (row < rows.size() && !ValueOf<V>::present(value_in<V>(field, rows[row]))) {
        ++row;
    }
    return row < rows.size();
}

template <class V>
void fill(const FieldSpec& field, const AssetRows& rows, Column& column) {
    using Out = std::decay_t<decltype(ValueOf<V>::out(std::declval<const V&>(), field.codes))>;
    auto& values = std::get<std::vector<Out>>(column.values);
    auto& valid = column.valid;
    values.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto& value = value_in<V>(field, rows[row]);
        const bool present = ValueOf<V>::present(value);
        if (present) {
            values.push_back(ValueOf<V>::out(value, field.codes));
        } else {
            values.emplace_back();
        }
        if (!present && valid.empty()) { // the first null
            valid.reserve(rows.size());
            valid.assign(row, 1);
        }
        if (!present || !valid.empty()) {
            valid.push_back(present ? 1 : 0);
        }
    }
}

template <class V>
Misfit set(void* value, const Column& column, std::size_t row, const Codes& codes, SharedTexts& texts) {
    return ValueOf<V>::in(*static_cast<V*>(value), column, row, codes, texts);
}

template <class V>
std::optional<double> number(const void* value) {
    const auto& number = *static_cast<const V*>(value);
    return number ? std::optional(static_cast<double>(*number)) : std::nullopt;
}

template <class V>
const std::string& text(const void* value, const Codes& codes) {
    static const std::string none;
    const auto& said = *static_cast<const V*>(value);
    return ValueOf<V>::present(said) ? ValueOf<V>::out(said, codes) : none;
}

template <class V>
constexpr ValueAccess access_of(FieldKind kind) {
    ValueAccess access{ValueOf<V>::type, kind, &any<V>, &fill<V>, &set<V>, nullptr, nullptr};
    if constexpr (ValueOf<V>::type == ColumnType::real || ValueOf<V>::type == ColumnType::integer) {
        access.number = &number<V>;
    } else if constexpr (ValueOf<V>::type == ColumnType::text && !std::is_same_v<V, std::optional<Moment>>) {
        access.text = &text<V>;
    }
    return access;
}

} // namespace

#define KERB_ACCESS(V, KIND)                                          \
    template <>                                                       \
    const ValueAccess& value_access<V>() {                            \
        static constexpr auto access = access_of<V>(FieldKind::KIND); \
        return access;                                                \
    }
KERB_ACCESS(std::string, plain)
KERB_ACCESS(Text, plain)
KERB_ACCESS(std::optional<Moment>, date)
KERB_ACCESS(std::optional<double>, plain)
KERB_ACCESS(std::optional<int>, plain)
KERB_ACCESS(std::optional<bool>, plain)
KERB_ACCESS(std::uint8_t, coded)
#undef KERB_ACCESS

} // namespace kerb::detail
