#include <algorithm>
#include <array>
#include <new>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>

#include "proj.hpp"

namespace kerb {

struct Frame::State {
    std::string name;
    std::string wkt;
    FrameKind kind = FrameKind::projected;
    double metres_per_unit = 0;
    std::string heights;
};

namespace {

using detail::Pj;

constexpr std::size_t longest_definition = 1 << 16;

/// Long enough to recognise, short enough to read.
std::string shortened(std::string_view text) {
    constexpr std::size_t most = 120;
    if (text.size() <= most) {
        return std::string(text);
    }
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end; // not in the middle of a character
    }
    return std::string(text.substr(0, end)) + "…";
}

[[noreturn]] void refuse(const char* code, std::string_view definition) {
    detail::insist_on_memory();
    throw FrameError(Message{code, {{"definition", shortened(definition)}}});
}

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return ascii::is_alphanumeric(c) || c == '_' || c == '.' || c == '-';
    });
}

bool is_authority_code(std::string_view text) {
    constexpr std::array<std::string_view, 6> authorities = {"EPSG", "ESRI", "OGC", "IGNF", "IAU_2015", "NKG"};
    const auto colon = text.find(':');
    return colon != std::string_view::npos && is_word(text.substr(colon + 1)) &&
           std::find(authorities.begin(), authorities.end(), ascii::upper(text.substr(0, colon))) != authorities.end();
}

bool is_urn(std::string_view text) {
    return ascii::upper(text.substr(0, 16)) == "URN:OGC:DEF:CRS:" && std::all_of(text.begin(), text.end(), [](char c) {
               return ascii::is_alphanumeric(c) || c == ':' || c == '.' || c == '_';
           });
}

bool is_wkt(std::string_view text) {
    const auto bracket = text.find_first_of("[(");
    return bracket != std::string_view::npos && is_word(ascii::trimmed(text.substr(0, bracket))) &&
           (text.back() == ']' || text.back() == ')');
}

/// PROJ strings and WKT can name grid files; those are not ours to open.
bool names_a_file(std::string_view text) {
    const auto big = ascii::upper(text);
    for (const auto* key : {"+INIT", "+FILE=", "+XY_GRIDS", "+Z_GRIDS"}) {
        if (big.find(key) != std::string::npos) {
            return true;
        }
    }
    for (auto at = big.find("PARAMETERFILE"); at != std::string::npos; at = big.find("PARAMETERFILE", at + 1)) {
        const auto value = big.find(',', at);
        if (value == std::string::npos || big.compare(value + 1, 7, "\"@NULL\"") != 0) {
            return true;
        }
    }
    for (auto at = big.find("GRIDS="); at != std::string::npos; at = big.find("GRIDS=", at + 1)) {
        const auto after = at + 11;
        if (big.compare(at + 6, 5, "@NULL") != 0 ||
            (after < big.size() && std::string_view(" \"\t\r\n").find(big[after]) == std::string_view::npos)) {
            return true;
        }
    }
    return false;
}

Pj parse(PJ_CONTEXT* context, std::string_view definition) {
    std::string text(ascii::trimmed(definition));
    if (text.empty() || text.size() > longest_definition || text.find('\0') != std::string::npos) {
        refuse("frame.unknown", text);
    }
    const auto is_proj = text.front() == '+' || text.starts_with("proj=");
    if (!(is_proj || is_authority_code(text) || is_urn(text) || is_wkt(text)) || names_a_file(text)) {
        refuse("frame.not_allowed", text);
    }
    if (is_proj && text.find("type=crs") == std::string::npos) {
        text += " +type=crs";
    }
    Pj crs(proj_create(context, text.c_str()));
    if (!crs) {
        refuse("frame.unknown", definition);
    }
    return crs;
}

/// The horizontal part with its datum shift, if any.
Pj horizontal(PJ_CONTEXT* context, Pj crs) {
    while (crs && proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS) {
        crs.reset(proj_crs_get_sub_crs(context, crs.get(), 0));
    }
    return crs;
}

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

bool is_web_mercator(PJ_CONTEXT* context, const PJ* projected) {
    const Pj conversion(proj_crs_get_coordoperation(context, projected));
    const char* method = nullptr;
    if (conversion) {
        proj_coordoperation_get_method_info(context, conversion.get(), &method, nullptr, nullptr);
    }
    const auto name = ascii::upper(text_of(proj_get_name(projected)));
    return text_of(method) == "Popular Visualisation Pseudo Mercator" ||
           name.find("PSEUDO-MERCATOR") != std::string::npos || name.find("WEB_MERCATOR") != std::string::npos;
}

FrameKind kind_of(PJ_CONTEXT* context, const PJ* crs) {
    switch (proj_get_type(crs)) {
        case PJ_TYPE_GEOGRAPHIC_2D_CRS:
        case PJ_TYPE_GEOGRAPHIC_3D_CRS:
            return FrameKind::geographic;
        case PJ_TYPE_PROJECTED_CRS:
            return is_web_mercator(context, crs) ? FrameKind::unmeasurable : FrameKind::projected;
        case PJ_TYPE_ENGINEERING_CRS:
            refuse("frame.engineering", text_of(proj_get_name(crs)));
        default:
            refuse("frame.not_horizontal", text_of(proj_get_name(crs)));
    }
}

double metres_per_unit_of(PJ_CONTEXT* context, const PJ* projected) {
    const Pj axes(proj_crs_get_coordinate_system(context, projected));
    double factor = 0;
    if (!axes ||
        proj_cs_get_axis_info(context, axes.get(), 0, nullptr, nullptr, nullptr, &factor, nullptr, nullptr, nullptr) ==
            0 ||
        !(factor > 0)) {
        refuse("frame.not_horizontal", text_of(proj_get_name(projected)));
    }
    return factor;
}

std::string name_of(const PJ* crs) {
    const auto authority = text_of(proj_get_id_auth_name(crs, 0));
    const auto code = text_of(proj_get_id_code(crs, 0));
    return authority.empty() ? text_of(proj_get_name(crs)) : authority + ':' + code;
}

std::string wkt_of(PJ_CONTEXT* context, const PJ* crs) {
    const char* const options[] = {"MULTILINE=NO", nullptr};
    return text_of(proj_as_wkt(context, crs, PJ_WKT2_2019, options));
}

} // namespace

Frame FrameAccess::make(PJ_CONTEXT* context, Pj crs, std::string name, std::string heights) {
    const auto inner = detail::unbound(context, crs.get());
    auto state = std::make_shared<Frame::State>();
    state->kind = kind_of(context, inner.get());
    state->metres_per_unit = state->kind == FrameKind::geographic ? 0 : metres_per_unit_of(context, inner.get());
    state->name = name.empty() ? name_of(inner.get()) : std::move(name);
    state->wkt = wkt_of(context, crs.get());
    state->heights = std::move(heights);
    if (state->wkt.empty()) {
        refuse("frame.unknown", state->name);
    }
    return Frame(std::move(state));
}

Pj FrameAccess::crs(PJ_CONTEXT* context, const Frame& frame) {
    Pj made(proj_create(context, frame.wkt().c_str()));
    if (!made) { // PROJ wrote the text itself, so it lacks the memory to read it
        throw std::bad_alloc();
    }
    return made;
}

Frame Frame::from(std::string_view definition) {
    auto* context = detail::thread_context();
    auto stated = parse(context, definition);
    auto heights = detail::heights_of(context, stated.get());
    auto crs = horizontal(context, std::move(stated));
    if (!crs) {
        refuse("frame.unknown", definition);
    }
    const auto nameless = name_of(detail::unbound(context, crs.get()).get()) == "unknown";
    return FrameAccess::make(context, std::move(crs), nameless ? shortened(ascii::trimmed(definition)) : std::string(),
                             std::move(heights));
}

Frame Frame::local(double longitude, double latitude, const Frame* like) {
    auto* context = detail::thread_context();
    const auto model = like != nullptr ? FrameAccess::crs(context, *like) : Pj(proj_create(context, "EPSG:4326"));
    const auto own_base = detail::geographic_base(context, model.get());
    const Pj base(
        own_base ? proj_crs_alter_cs_angular_unit(context, own_base.get(), "degree", 0.0174532925199433, "EPSG", "9122")
                 : nullptr);
    const Pj conversion(proj_create_conversion_transverse_mercator(context, latitude, longitude, 1, 0, 0, "degree",
                                                                   0.0174532925199433, "metre", 1));
    const Pj axes(proj_create_cartesian_2D_cs(context, PJ_CART2D_EASTING_NORTHING, "metre", 1));
    const auto name = fmt::format("local:tmerc({},{})", longitude, latitude);
    auto crs = detail::bound_like(
        context,
        Pj(base ? proj_create_projected_crs(context, name.c_str(), base.get(), conversion.get(), axes.get()) : nullptr),
        model.get());
    if (!crs) {
        refuse("frame.unknown", name);
    }
    return FrameAccess::make(context, std::move(crs), name);
}

const std::string& Frame::name() const {
    return state_->name;
}
const std::string& Frame::wkt() const {
    return state_->wkt;
}
FrameKind Frame::kind() const {
    return state_->kind;
}
const std::string& Frame::heights() const {
    return state_->heights;
}
double Frame::metres_per_unit() const {
    return state_->metres_per_unit;
}

Frame Frame::in_metres() const {
    if (kind() == FrameKind::geographic || metres_per_unit() == 1) {
        return *this;
    }
    auto* context = detail::thread_context();
    const auto crs = FrameAccess::crs(context, *this);
    const auto inner = detail::unbound(context, crs.get());
    const Pj axes(proj_crs_alter_cs_linear_unit(context, inner.get(), "metre", 1, nullptr, nullptr));
    const Pj altered(axes ? proj_crs_alter_parameters_linear_unit(context, axes.get(), "metre", 1, nullptr, nullptr, 1)
                          : nullptr);
    const auto metric_name = name() + " in metres";
    auto metric = detail::bound_like(
        context, Pj(altered ? proj_alter_name(context, altered.get(), metric_name.c_str()) : nullptr), crs.get());
    if (!metric) {
        refuse("frame.unknown", metric_name);
    }
    return FrameAccess::make(context, std::move(metric), metric_name, heights());
}

bool operator==(const Frame& a, const Frame& b) {
    if (a.state_ == b.state_ || a.wkt() == b.wkt()) {
        return true;
    }
    auto* context = detail::thread_context();
    const auto first = FrameAccess::crs(context, a), second = FrameAccess::crs(context, b);
    return first && second &&
           proj_is_equivalent_to_with_ctx(context, first.get(), second.get(),
                                          PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0;
}

} // namespace kerb
