// Which assets does a selection hold for?
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/assets.hpp>
#include <kerb/inventory/layer_view.hpp>
#include <kerb/scorecard/profile.hpp>

#include "scene.hpp"

namespace kerb::scorecard {

/// `unknown`: the record is silent where a condition asks.
enum class Answer : std::uint8_t { no, yes, unknown };

/// A selection, ready to be asked.
class Chooser {
public:
    Chooser(const Inventory& city, const Selection& selection);
    [[nodiscard]] const LayerView& layer() const { return layer_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    /// Of the conditions and of whether it stands.
    [[nodiscard]] Answer of(std::size_t asset) const;
    /// Of the conditions alone.
    [[nodiscard]] Answer meets(std::size_t asset) const;

private:
    struct Asked {
        Condition condition;
        FieldView field;
    };
    std::string name_;
    LayerView layer_;
    std::vector<Asked> asked_;
    bool any_status_ = false;
};

/// The lines for which a selection holds.
struct ChosenLines {
    Lines lines;
    std::vector<std::uint32_t> asset;
};
/// Tells the tally, where there is one, which records were silent.
class Tally;
[[nodiscard]] ChosenLines chosen_lines(Scene& scene, const Selection& selection, Tally* tally);

/// Assets of any shape for which one of several selections holds: points, then lines, then areas.
struct ChosenShapes {
    Points points;
    Lines lines;
    std::vector<MultiPolygon> areas;
    struct Origin {
        std::uint32_t selection = 0, asset = 0;
    };
    std::vector<Origin> origin;
    [[nodiscard]] coverage::AssetShapes shapes() const { return {points, &lines, areas}; }
    [[nodiscard]] bool empty() const { return origin.empty(); }
};
[[nodiscard]] ChosenShapes chosen_shapes(Scene& scene, const std::vector<Selection>& selections, Tally* tally);

/// What a selection asks for and no record has: a layer, or a field that is filled nowhere. \param fields besides those
/// of its conditions
[[nodiscard]] std::optional<Message> lacking(const Inventory& city, const Selection& selection,
                                             const std::vector<std::string>& fields = {});
/// The first that any of them lacks.
[[nodiscard]] std::optional<Message> lacking(const Inventory& city, const std::vector<Selection>& selections,
                                             const std::vector<std::string>& fields = {});
[[nodiscard]] Message none_of(const Selection& selection);

} // namespace kerb::scorecard
