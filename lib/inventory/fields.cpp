#include "fields.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include <kerb/base/units.hpp>

namespace kerb::detail {
namespace {

/// The fields of every class, then those of its own.
template <class T>
std::vector<FieldSpec<T>> with_common(std::vector<FieldSpec<T>> own) {
    std::vector<FieldSpec<T>> fields = {field < T, [](auto& asset) -> auto& {return asset.about.key;
}
> ("key"), field < T, [](auto& asset) -> auto& {
    return asset.about.name_zh;
}
> ("name_zh"), field < T, [](auto& asset) -> auto& {
    return asset.about.name_en;
}
> ("name_en"), field < T, [](auto& asset) -> auto& {
    return asset.about.status;
}
> ("status"), field < T, [](auto& asset) -> auto& {
    return asset.about.owner;
}
> ("owner"), field < T, [](auto& asset) -> auto& {
    return asset.about.district;
}
> ("district"),
}; // namespace
for (auto& f : own) {
    fields.push_back(std::move(f));
}
return fields;
} // namespace kerb::detail

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

template <>
const ClassSpec<Road>& class_spec<Road>() {
    static const ClassSpec<Road> spec{
        "road", "roads", Shape::line,
        with_common<Road>({field<Road, [](auto& r) -> auto& { return r.road_class; }>("road_class"),
                           field<Road, [](auto& r) -> auto& {
        return r.width_m;
    }
    > ("width_m", "m"), field < Road, [](auto& r) -> auto& {
        return r.lanes;
    }
    > ("lanes"), field < Road, [](auto& r) -> auto& {
        return r.lit;
    }
    > ("lit"), field < Road, [](auto& r) -> auto& {
        return r.surface;
    }
    > ("surface")
})
}
;
return spec;
}

template <>
const ClassSpec<Streetlight>& class_spec<Streetlight>() {
    static const ClassSpec<Streetlight> spec{
        "streetlight", "streetlights", Shape::point,
        with_common<Streetlight>(
            {field<Streetlight, [](auto& s) -> auto& { return s.height_m; }>("height_m", "m"),
             field<Streetlight, [](auto& s) -> auto& {
        return s.reach_m;
    }
    > ("reach_m", "m"), field < Streetlight, [](auto& s) -> auto& {
        return s.circuit;
    }
    > ("circuit"), field < Streetlight, [](auto& s) -> auto& {
        return s.cabinet;
    }
    > ("cabinet"), field < Streetlight, [](auto& s) -> auto& {
        return s.luminaire_count;
    }
    > ("luminaire_count"), field < Streetlight, [](auto& s) -> auto& {
        return s.state;
    }
    > ("state")
})
}
;
return spec;
}

template <>
const ClassSpec<Luminaire>& class_spec<Luminaire>() {
    static const ClassSpec<Luminaire> spec{
        "luminaire", "luminaires", Shape::none,
        with_common<Luminaire>({field<Luminaire, [](auto& l) -> auto& { return l.pole; }>("pole"),
                                field<Luminaire, [](auto& l) -> auto& {
        return l.source_type;
    }
    > ("source_type"), field < Luminaire, [](auto& l) -> auto& {
        return l.power_w;
    }
    > ("power_w", "W"), field < Luminaire, [](auto& l) -> auto& {
        return l.state;
    }
    > ("state")
})
}
;
return spec;
}

template <>
const ClassSpec<GreenSpace>& class_spec<GreenSpace>() {
    static const ClassSpec<GreenSpace> spec{
        "green_space", "green_spaces", Shape::polygon,
        with_common<GreenSpace>({field<GreenSpace, [](auto& g) -> auto& { return g.green_class; }>("green_class")
})
}
;
return spec;
}

template <>
const ClassSpec<Zone>& class_spec<Zone>() {
    static const ClassSpec<Zone> spec{
        "zone", "zones", Shape::polygon,
        with_common<Zone>({field<Zone, [](auto& z) -> auto& { return z.kind; }>("kind"),
                           field<Zone, [](auto& z) -> auto& {
        return z.population;
    }
    > ("population")
})
}
;
return spec;
}

template <>
const ClassSpec<OtherAsset>& class_spec<OtherAsset>() {
    static const ClassSpec<OtherAsset> spec{
        "other", "", Shape::none,
        with_common<OtherAsset>(
            {field<OtherAsset, [](auto& o) -> auto& { return o.population; }>("population")
})
}
;
return spec;
}

bool has_value(const Column& column, std::size_t row) {
    if (column.null_at(row)) {
        return false;
    }
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
        return !trimmed((*texts)[row]).empty();
    }
    if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
        return !std::isnan((*reals)[row]);
    }
    return true;
}

std::optional<double> number_in(const Column& column, std::size_t row) {
    std::optional<double> number = column.number_at(row);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
        number = parse_number(trimmed((*texts)[row]));
    }
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> boolean_in(const Column& column, std::size_t row) {
    if (const auto number = number_in(column, row)) {
        return *number == 0 || *number == 1 ? std::optional(*number == 1) : std::nullopt;
    }
    const auto text = column.text_at(row);
    if (text == "yes" || text == "true") {
        return true;
    }
    return text == "no" || text == "false" ? std::optional(false) : std::nullopt;
}

std::string extra_to_json(const std::vector<std::pair<std::string, std::string>>& extra) {
    if (extra.empty()) {
        return {};
    }
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (const auto& [name, value] : extra) {
        // A name that comes twice (a column and a member of `extra`, say) keeps both values.
        auto free = name;
        for (int i = 2; object.contains(free) && object[free] != value; ++i) {
            free = name + '#' + std::to_string(i);
        }
        object[free] = value;
    }
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool extra_from_json(const std::string& text, std::vector<std::pair<std::string, std::string>>& extra) {
    const auto object = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!object.is_object()) {
        return false;
    }
    for (const auto& [name, value] : object.items()) {
        extra.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return true;
}

} // namespace kerb::detail
