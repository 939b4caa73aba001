// Assets of any class by one type, so that what is done to all classes is compiled once.
#pragma once

#include <concepts>
#include <span>

#include "fields.hpp"

namespace kerb::detail {

template <class T>
concept Asset = std::same_as<decltype(T::about), Attributes>;

/// One asset of whatever class; good as long as the asset itself.
class AssetRef {
public:
    AssetRef(const ClassSpec& spec, const Attributes& about) : spec_(&spec), about_(&about) {}
    template <Asset T>
    AssetRef(const T& asset) : AssetRef(class_spec<T>(), asset.about) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] const ClassSpec& spec() const { return *spec_; }
    [[nodiscard]] const Attributes& about() const { return *about_; }
    /// As what it is; nullptr when it is no T.
    template <Asset T>
    [[nodiscard]] const T* as() const {
        return spec_ == &class_spec<T>() ? reinterpret_cast<const T*>(about_) : nullptr;
    }
    /// Other assets have a class name of their own, which is their layer's too.
    [[nodiscard]] const std::string& class_name() const { return own_name(spec_->class_name); }
    [[nodiscard]] const std::string& layer() const { return own_name(spec_->layer); }

    // Its geometry, when it is one of these.
    [[nodiscard]] const Point* point() const { return geometry<Point>(Held::point); }
    [[nodiscard]] const MultiLineString* lines() const { return geometry<MultiLineString>(Held::lines); }
    [[nodiscard]] const MultiPolygon* area() const { return geometry<MultiPolygon>(Held::area); }
    [[nodiscard]] Shape shape() const {
        return point() != nullptr   ? Shape::point
               : lines() != nullptr ? Shape::line
               : area() != nullptr  ? Shape::polygon
                                    : Shape::none;
    }

private:
    [[nodiscard]] const std::string& own_name(const std::string& of_class) const {
        return spec_->is_other() ? as<OtherAsset>()->class_name : of_class;
    }
    template <class G>
    [[nodiscard]] const G* geometry(Held held) const {
        const auto* at = reinterpret_cast<const std::byte*>(about_) + spec_->geometry;
        if (spec_->held == held) {
            return reinterpret_cast<const G*>(at);
        }
        return spec_->held == Held::place ? std::get_if<G>(reinterpret_cast<const Place*>(at)) : nullptr;
    }

    const ClassSpec* spec_;
    const Attributes* about_;
};

/// All assets of a class; good as long as their list stays as it is.
class AssetList {
public:
    template <Asset T>
    AssetList(const std::vector<T>& assets) // NOLINT(google-explicit-constructor)
        : spec_(&class_spec<T>()), first_(reinterpret_cast<const std::byte*>(assets.data())), size_(assets.size()) {}

    [[nodiscard]] const ClassSpec& spec() const { return *spec_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const Attributes& about(std::size_t position) const {
        return *reinterpret_cast<const Attributes*>(first_ + position * spec_->size);
    }
    [[nodiscard]] AssetRef operator[](std::size_t position) const { return {*spec_, about(position)}; }

private:
    const ClassSpec* spec_;
    const std::byte* first_;
    std::size_t size_;
};

/// The list of every class, in the order of for_each_class().
[[nodiscard]] std::vector<AssetList> lists_of(const Inventory& city);

/// Some assets of a list, as rows of a layer.
class AssetRows {
public:
    AssetRows(const AssetList& assets, std::span<const std::uint32_t> positions)
        : assets_(assets), positions_(positions) {}

    [[nodiscard]] const ClassSpec& spec() const { return assets_.spec(); }
    [[nodiscard]] std::size_t size() const { return positions_.size(); }
    [[nodiscard]] const Attributes& operator[](std::size_t row) const { return assets_.about(positions_[row]); }
    [[nodiscard]] AssetRef asset(std::size_t row) const { return assets_[positions_[row]]; }
    [[nodiscard]] AssetRows part(std::size_t first, std::size_t count) const {
        return {assets_, positions_.subspan(first, count)};
    }

private:
    AssetList assets_;
    std::span<const std::uint32_t> positions_;
};

/// A list that is added to. Whoever adds to it otherwise makes this one void.
class GrowingList {
public:
    template <Asset T>
    explicit GrowingList(std::vector<T>& assets)
        : spec_(&class_spec<T>()),
          assets_(&assets),
          first_(reinterpret_cast<std::byte*>(assets.data())),
          size_(assets.size()) {}

    [[nodiscard]] const ClassSpec& spec() const { return *spec_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    void resize(std::size_t count) {
        first_ = spec_->resize(assets_, count);
        size_ = count;
    }
    [[nodiscard]] Attributes& operator[](std::size_t position) const {
        return *reinterpret_cast<Attributes*>(first_ + position * spec_->size);
    }
    /// nullptr when the class has fields of its own.
    [[nodiscard]] OtherAsset* as_other(std::size_t position) const {
        return spec_->is_other() ? reinterpret_cast<OtherAsset*>(&(*this)[position]) : nullptr;
    }
    /// \throws std::bad_variant_access for a place that the class cannot hold.
    void put(std::size_t position, Place place) const;

private:
    const ClassSpec* spec_;
    void* assets_;
    std::byte* first_;
    std::size_t size_;
};

/// That of the class of this name; that of the other assets when no class has it.
[[nodiscard]] GrowingList growing_list(Inventory& city, std::string_view class_name);

} // namespace kerb::detail
