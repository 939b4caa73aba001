#include "asset_list.hpp"

namespace kerb::detail {

std::vector<AssetList> lists_of(const Inventory& city) {
    std::vector<AssetList> lists;
    for_each_class(city, [&lists](const auto& assets) { lists.emplace_back(assets); });
    return lists;
}

GrowingList growing_list(Inventory& city, std::string_view class_name) {
    GrowingList found(city.others);
    for_each_class(city, [&]<class T>(std::vector<T>& assets) {
        if (class_spec<T>().class_name == class_name) {
            found = GrowingList(assets);
        }
    });
    return found;
}

void GrowingList::put(std::size_t position, Place place) const {
    auto* at = first_ + position * spec_->size + spec_->geometry;
    switch (spec_->held) {
        case Held::point:
            *reinterpret_cast<Point*>(at) = std::get<Point>(place);
            break;
        case Held::lines:
            *reinterpret_cast<MultiLineString*>(at) = std::get<MultiLineString>(std::move(place));
            break;
        case Held::area:
            *reinterpret_cast<MultiPolygon*>(at) = std::get<MultiPolygon>(std::move(place));
            break;
        case Held::place:
            *reinterpret_cast<Place*>(at) = std::move(place);
            break;
        case Held::nothing:
            break;
    }
}

} // namespace kerb::detail
