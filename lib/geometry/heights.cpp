// Vertical datums by name.
#include <algorithm>
#include <array>
#include <utility>

#include <kerb/base/ascii.hpp>
#include <kerb/geometry/frame.hpp>

#include "proj.hpp"

namespace kerb {
namespace {

/// Letters and digits, small, and bytes beyond ASCII.
std::string plain(std::string_view name) {
    auto text = ascii::lower(name);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x80 && !ascii::is_alphanumeric(c); });
    return text;
}

/// `yellowsea1985`, whichever way the authority, ESRI or a survey's own file calls it.
std::string datum_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known = {{
        {"1985国家高程基准", "yellowsea1985"},
        {"国家85高程基准", "yellowsea1985"},
        {"85国家高程基准", "yellowsea1985"},
        {"huanghai1985", "yellowsea1985"},
        {"1956年黄海高程系", "yellowsea1956"},
        {"1956黄海高程系", "yellowsea1956"},
        {"huanghai1956", "yellowsea1956"},
        {"navd88", "northamericanverticaldatum1988"},
    }};
    auto text = plain(name);
    if (text.ends_with("height")) {
        text.resize(text.size() - 6);
    }
    const auto* found =
        std::find_if(known.begin(), known.end(), [&text](const auto& one) { return one.first == text; });
    return found == known.end() ? text : std::string(found->second);
}

} // namespace

std::string detail::heights_of(PJ_CONTEXT* context, const PJ* crs) {
    if (proj_get_type(crs) != PJ_TYPE_COMPOUND_CRS) {
        return {};
    }
    Pj vertical(proj_crs_get_sub_crs(context, crs, 1));
    if (vertical && proj_get_type(vertical.get()) == PJ_TYPE_BOUND_CRS) {
        vertical.reset(proj_get_source_crs(context, vertical.get()));
    }
    const Pj datum(vertical ? proj_crs_get_datum_forced(context, vertical.get()) : nullptr);
    const char* name = datum ? proj_get_name(datum.get()) : nullptr;
    detail::insist_on_memory();
    const auto text = plain(name == nullptr ? "" : name);
    const bool undefined = text.find("unknown") != std::string::npos || text.find("undefined") != std::string::npos ||
                           text.find("userdefined") != std::string::npos || text == "unnamed";
    return undefined || name == nullptr ? std::string() : std::string(name);
}

bool same_heights(std::string_view a, std::string_view b) {
    const auto first = datum_of(a), second = datum_of(b);
    return first.empty() || second.empty() || first == second;
}

} // namespace kerb
