#include "choose.hpp"

#include <algorithm>

#include "tally.hpp"

namespace kerb::scorecard {
namespace {

bool contains(const std::vector<std::string>& values, const std::string& text) {
    return std::find(values.begin(), values.end(), text) != values.end();
}

Answer answer(bool holds, bool negated) {
    return holds != negated ? Answer::yes : Answer::no;
}

Answer of_field(const Condition& condition, const FieldView& field, std::size_t asset) {
    if (condition.filled) {
        return answer(field.filled(asset), condition.negated);
    }
    if (condition.least || condition.most) {
        const auto number = field.number(asset);
        if (!number) {
            return Answer::unknown;
        }
        const bool holds = *number >= condition.least.value_or(*number) && *number <= condition.most.value_or(*number);
        return answer(holds, condition.negated);
    }
    const auto text = field.text(asset);
    if (text.empty() && !condition.negated && condition.field != "status") { // a status that is not told is one
        return Answer::unknown;
    }
    return answer(contains(condition.values, text), condition.negated);
}

bool stands(Status status) {
    return status == Status::unknown || status == Status::built || status == Status::in_service;
}

/// Is the field filled in any record?
bool anywhere(const LayerView& layer, const std::string& name) {
    const auto field = layer.field(name);
    for (std::size_t i = 0; i < layer.size(); ++i) {
        if (field.filled(i)) {
            return true;
        }
    }
    return false;
}

/// Is there a part that the engines can take?
bool usable(const MultiLineString& line) {
    return finite(line) && std::any_of(line.begin(), line.end(), [](const auto& chain) { return chain.size() > 1; });
}

} // namespace

Chooser::Chooser(const Inventory& city, const Selection& selection) : name_(selection.layer), layer_(city, name_) {
    for (const auto& condition : selection.where) {
        asked_.push_back({condition, layer_.field(condition.field)});
        any_status_ = any_status_ || condition.field == "status";
    }
}

Answer Chooser::of(std::size_t asset) const {
    return any_status_ || stands(layer_.about(asset).status) ? meets(asset) : Answer::no;
}

Answer Chooser::meets(std::size_t asset) const {
    auto all = Answer::yes;
    for (const auto& [condition, field] : asked_) {
        const auto one = of_field(condition, field, asset);
        if (one == Answer::no) {
            return Answer::no;
        }
        all = one == Answer::unknown ? one : all;
    }
    return all;
}

ChosenLines chosen_lines(Scene& scene, const Selection& selection, Tally* tally) {
    ChosenLines chosen;
    const Chooser chooser(scene.city, selection);
    const auto& zone = scene.zones_of(selection.layer);
    for (std::uint32_t i = 0; i < chooser.layer().size(); ++i) {
        const auto answer = chooser.of(i);
        const auto* line = chooser.layer().lines(i);
        const bool good = line != nullptr && usable(*line);
        if (tally != nullptr && answer != Answer::no) {
            tally->told(zone[i], answer == Answer::yes && good);
        }
        if (answer == Answer::yes && good) {
            chosen.lines.push(*line);
            chosen.asset.push_back(i);
        }
    }
    return chosen;
}

ChosenShapes chosen_shapes(Scene& scene, const std::vector<Selection>& selections, Tally* tally) {
    ChosenShapes chosen;
    std::vector<ChosenShapes::Origin> of_lines, of_areas;
    for (std::uint32_t s = 0; s < selections.size(); ++s) {
        const Chooser chooser(scene.city, selections[s]);
        const auto& zone = scene.zones_of(selections[s].layer);
        for (std::uint32_t i = 0; i < chooser.layer().size(); ++i) {
            const auto answer = chooser.of(i);
            const auto* point = chooser.layer().point(i);
            const auto* line = chooser.layer().lines(i);
            const auto* area = chooser.layer().area(i);
            const bool good = (point != nullptr && finite(*point)) || (line != nullptr && usable(*line)) ||
                              (area != nullptr && measurable(*area));
            if (tally != nullptr && answer != Answer::no) {
                tally->told(zone[i], answer == Answer::yes && good);
            }
            if (answer != Answer::yes || !good) {
                continue;
            }
            if (point != nullptr) {
                chosen.points.push_back(*point);
                chosen.origin.push_back({s, i});
            } else if (line != nullptr) {
                chosen.lines.push(*line);
                of_lines.push_back({s, i});
            } else {
                chosen.areas.push_back(*area);
                of_areas.push_back({s, i});
            }
        }
    }
    chosen.origin.insert(chosen.origin.end(), of_lines.begin(), of_lines.end());
    chosen.origin.insert(chosen.origin.end(), of_areas.begin(), of_areas.end());
    return chosen;
}

std::optional<Message> lacking(const Inventory& city, const Selection& selection,
                               const std::vector<std::string>& fields) {
    const LayerView layer(city, selection.layer);
    if (layer.size() == 0) {
        return Message{"scorecard_missing.layer", {{"layer", selection.layer}}};
    }
    std::vector<std::string> needed = fields;
    for (const auto& condition : selection.where) {
        const bool silence_will_do = condition.filled || (condition.negated && !condition.values.empty());
        if (!silence_will_do && condition.field != "status") {
            needed.push_back(condition.field);
        }
    }
    for (const auto& field : needed) {
        if (!field.empty() && !anywhere(layer, field)) {
            return Message{"scorecard_missing.field", {{"layer", selection.layer}, {"field", field}}};
        }
    }
    return std::nullopt;
}

std::optional<Message> lacking(const Inventory& city, const std::vector<Selection>& selections,
                               const std::vector<std::string>& fields) {
    for (const auto& selection : selections) {
        if (auto message = lacking(city, selection, fields)) {
            return message;
        }
    }
    return std::nullopt;
}

Message none_of(const Selection& selection) {
    return {"scorecard_missing.none", {{"layer", selection.layer}}};
}

} // namespace kerb::scorecard
