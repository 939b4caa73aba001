// Text of others is inert wherever it is written, and reads back as what it was where the form allows that.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <kerb/base/printable.hpp>
#include <kerb/base/xml.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "expect.hpp"
#include "report/page_parts.hpp"

namespace {

bool control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

/// RFC 8259 lets DEL stand.
bool breaks_json(char c) {
    return static_cast<unsigned char>(c) < 0x20;
}

bool has(std::string_view text, std::string_view any) {
    return text.find_first_of(any) != std::string_view::npos;
}

/// A cell as a reader of CSV (RFC 4180) understands it.
std::string csv_read(std::string_view cell) {
    if (!cell.starts_with('"')) {
        kerb::fuzz::expect(!has(cell, ",\"\r\n"));
        return std::string(cell);
    }
    kerb::fuzz::expect(cell.size() >= 2 && cell.ends_with('"'));
    std::string read;
    for (std::size_t i = 1; i + 1 < cell.size(); ++i) {
        if (cell[i] == '"') {
            kerb::fuzz::expect(i + 2 < cell.size() && cell[++i] == '"');
        }
        read += cell[i];
    }
    return read;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using kerb::fuzz::expect;
    const std::string text(reinterpret_cast<const char*>(data), size);

    auto cell = csv_read(kerb::report::csv_cell(text));
    expect(cell.empty() || std::string_view("=+-@\t\r").find(cell.front()) == std::string_view::npos);
    expect(cell == text || cell == "'" + text);

    const auto json = kerb::report::json_text(text);
    expect(json.size() >= 2 && json.front() == '"' && json.back() == '"' &&
           std::none_of(json.begin(), json.end(), breaks_json));
    for (std::size_t i = 1; i + 1 < json.size(); ++i) {
        expect(json[i] != '"');
        i += json[i] == '\\' ? 1 : 0;
        expect(i + 1 < json.size());
    }
    for (const auto& marked : {kerb::xml_text(text), kerb::report::detail::html_text(text)}) {
        expect(!has(marked, "<>\""));
        for (auto at = marked.find('&'); at != std::string::npos; at = marked.find('&', at + 1)) {
            const auto end = marked.find(';', at);
            expect(end != std::string::npos && end - at <= 6);
        }
    }
    const auto shown = kerb::printable(text);
    expect(std::none_of(shown.begin(), shown.end(), control) && kerb::printable(shown) == shown);
    kerb::report::TextTable table({"a", "b"});
    table.add({text, text});
    const auto lines = table.text();
    expect(std::count(lines.begin(), lines.end(), '\n') == 2);
    return 0;
}
