// A summary of any content, or scores of any content beside a sound one: refused with an Error, or a page that runs no
// script but its own.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/report/page.hpp>

#include "expect.hpp"

namespace {

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        ++found;
    }
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto half = text.find('\x01');
    const auto summary = text.substr(0, half);
    const auto scores = half == std::string_view::npos ? std::string_view{} : text.substr(half + 1);
    try {
        const auto page =
            kerb::report::page_html({.summary = summary, .layers = {}, .city = summary, .scores = scores});
        kerb::fuzz::expect(count(page, "<script") <= 3);
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    return 0;
}
