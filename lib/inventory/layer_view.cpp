#include <kerb/inventory/layer_view.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

#include "asset_list.hpp"

namespace kerb {

struct LayerView::State {
    detail::AssetList assets;
};

struct FieldView::Source {
    detail::AssetList assets;
    const detail::FieldSpec* spec; ///< nullptr: `extra` names it
    std::string extra;

    [[nodiscard]] std::string of_extra(std::size_t asset) const {
        for (const auto& [name, value] : assets.about(asset).extra.value()) {
            if (name == extra) {
                return value;
            }
        }
        return {};
    }
    [[nodiscard]] std::optional<bool> boolean(std::size_t asset) const {
        return *static_cast<const std::optional<bool>*>(spec->in(assets.about(asset)));
    }
};

std::string FieldView::text(std::size_t asset) const {
    const auto* spec = source_->spec;
    if (spec == nullptr) {
        return source_->of_extra(asset);
    }
    const auto& about = source_->assets.about(asset);
    if (spec->holds_text()) {
        return spec->text(about);
    }
    if (spec->holds_date()) {
        const auto& date = spec->date(about);
        return date ? to_text(*date) : std::string();
    }
    if (spec->holds_number()) {
        const auto number = spec->number(about);
        return number ? fmt::format("{}", *number) : std::string();
    }
    const auto said = source_->boolean(asset);
    return !said ? "" : *said ? "true" : "false";
}

std::optional<double> FieldView::number(std::size_t asset) const {
    const auto* spec = source_->spec;
    return spec != nullptr && spec->holds_number() ? spec->number(source_->assets.about(asset))
                                                   : parse_number(text(asset));
}

std::optional<Moment> FieldView::date(std::size_t asset) const {
    const auto* spec = source_->spec;
    return spec != nullptr && spec->holds_date() ? spec->date(source_->assets.about(asset)) : parse_moment(text(asset));
}

bool FieldView::filled(std::size_t asset) const {
    const auto* spec = source_->spec;
    if (spec != nullptr && spec->holds_number()) {
        return spec->number(source_->assets.about(asset)).has_value();
    }
    return !text(asset).empty();
}

LayerView::LayerView(const Inventory& city, std::string_view layer) {
    const auto lists = detail::lists_of(city);
    const auto it =
        std::find_if(lists.begin(), lists.end(), [&](const auto& list) { return list.spec().layer == layer; });
    if (it == lists.end() || layer.empty()) {
        throw UsageError({"inventory.no_layer", {{"layer", std::string(layer)}}});
    }
    state_ = std::make_shared<const State>(State{*it});
}

std::size_t LayerView::size() const {
    return state_->assets.size();
}

const Attributes& LayerView::about(std::size_t asset) const {
    return state_->assets.about(asset);
}

const Point* LayerView::point(std::size_t asset) const {
    return state_->assets[asset].point();
}

const MultiLineString* LayerView::lines(std::size_t asset) const {
    return state_->assets[asset].lines();
}

const MultiPolygon* LayerView::area(std::size_t asset) const {
    return state_->assets[asset].area();
}

FieldView LayerView::field(std::string_view name) const {
    constexpr std::string_view other = "extra.";
    FieldView view;
    if (name.substr(0, other.size()) == other) {
        view.source_ = std::make_shared<const FieldView::Source>(
            FieldView::Source{state_->assets, nullptr, std::string(name.substr(other.size()))});
        return view;
    }
    const auto* spec = state_->assets.spec().find(name);
    if (spec == nullptr) {
        throw UsageError(
            {"inventory.no_field", {{"layer", state_->assets.spec().layer}, {"field", std::string(name)}}});
    }
    view.source_ = std::make_shared<const FieldView::Source>(FieldView::Source{state_->assets, spec, {}});
    return view;
}

} // namespace kerb
