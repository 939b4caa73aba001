#include <kerb/waterlogging/design_storm.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace kerb::waterlogging {
namespace {

/// A fit may be this far off at one duration before a reader is told; GB 50014 allows 5 % in the mean.
constexpr double told_deviation = 0.05;

void place_peak(const StormCity& city, const StormWish& wish, DesignStorm& storm) {
    if (wish.peak_ratio) {
        storm.peak_ratio = *wish.peak_ratio;
        storm.peak_source = PeakSource::wish;
    } else if (const auto* peak = city.peak(storm.formula.zone, storm.duration_min)) {
        storm.peak_ratio = peak->ratio;
        storm.peak_source = PeakSource::city;
        storm.stated_peak = *peak;
    }
}

Hyetograph spread(const DesignStorm& storm, double step_min) {
    switch (storm.shape) {
        case StormShape::blocks:
            return block_hyetograph(storm.curve, storm.duration_min, storm.peak_ratio, step_min);
        case StormShape::uniform:
            return uniform_hyetograph(storm.depth_mm, storm.duration_min, step_min);
        default:
            return chicago_hyetograph(storm.curve, storm.duration_min, storm.peak_ratio, step_min);
    }
}

/// The deviation of the formula that lies nearest to the storm's return period.
const FormDeviation* deviation_near(const StormCity& city, const DesignStorm& storm) {
    const FormDeviation* best = nullptr;
    const auto distance = [&](const FormDeviation& d) {
        return std::abs(std::log(d.return_period_a / storm.return_period_a));
    };
    for (const auto& found : city.deviations) {
        if (found.formula == storm.formula.id && (best == nullptr || distance(found) < distance(*best))) {
            best = &found;
        }
    }
    return best;
}

void note_record(const StormFormula& formula, std::vector<Message>& notes) {
    if (formula.status == FormulaStatus::unverified) {
        notes.push_back({"storm.note_unverified", {{"formula", formula.id}}});
    } else if (formula.status == FormulaStatus::secondary) {
        notes.push_back({"storm.note_secondary", {}});
    }
    if (formula.superseded) {
        notes.push_back({"storm.note_superseded", {{"formula", formula.id}}});
    }
    if (!formula.ranges_stated) {
        notes.push_back({"storm.note_ranges", {{"ranges", formula.ranges_text()}}});
    }
}

std::vector<Message> notes_of(const StormCity& city, const DesignStorm& storm) {
    std::vector<Message> notes;
    note_record(storm.formula, notes);
    const auto* off = deviation_near(city, storm);
    if (off != nullptr && std::abs(off->worst) > told_deviation) {
        notes.push_back({"storm.note_deviation",
                         {{"against", off->against},
                          {"worst", off->worst * 100},
                          {"return_period", off->return_period_a},
                          {"duration", off->worst_at_min}}});
    }
    if (storm.peak_source == PeakSource::by_default && storm.shape != StormShape::uniform) {
        notes.push_back({"storm.note_peak", {{"ratio", storm.peak_ratio}, {"duration", storm.duration_min}}});
    }
    return notes;
}

} // namespace

const char* name_of(StormShape shape) {
    return std::array{"chicago", "blocks", "uniform"}[static_cast<std::size_t>(shape)];
}

const char* name_of(PeakSource source) {
    return std::array{"wish", "city", "default"}[static_cast<std::size_t>(source)];
}

DesignStorm design_storm(const StormCity& city, const StormWish& wish) {
    DesignStorm storm;
    storm.formula = choose_formula(city, wish.formula);
    storm.return_period_a = wish.formula.return_period_a;
    storm.duration_min = wish.formula.duration_min;
    storm.curve = storm.formula.curve(storm.return_period_a, wish.factor);
    storm.depth_mm = storm.curve.depth_mm(storm.duration_min);
    storm.shape = wish.shape;
    place_peak(city, wish, storm);
    storm.hyetograph = spread(storm, wish.step_min);
    storm.notes = notes_of(city, storm);
    return storm;
}

} // namespace kerb::waterlogging
