// Profiles and values for tests of scores, without a city.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <kerb/scorecard/score.hpp>

namespace kerb::test {

/// A share of which 95 % and more is full, every 5 % less costs 0.2 of 1.
inline scorecard::Indicator swept(const std::string& id, double weight = 1) {
    scorecard::Indicator one;
    one.id = id;
    one.unit = "%";
    one.scoring = scorecard::Scoring{1, 0.95, 0.05, 0.2, 0};
    one.weight = weight;
    one.standing = scorecard::Standing::found;
    return one;
}

inline scorecard::Value value_of(double value, double n = 100) {
    scorecard::Value one;
    one.value = value;
    one.k = value * n;
    one.n = n;
    return one;
}

/// \param low the value's interval
inline scorecard::Value value_between(double value, double low, double high) {
    auto one = value_of(value);
    one.low = low;
    one.high = high;
    return one;
}

/// Values by zone (the inner lists) of indicators that all are `swept`, or as given.
struct ScoreScene {
    scorecard::Profile profile;
    scorecard::MeasuredCity city;

    explicit ScoreScene(std::vector<std::string> zones) {
        profile.id = "test";
        city.zone_names = zones;
        city.zone_keys = std::move(zones);
    }
    ScoreScene& add(scorecard::Indicator indicator, std::vector<scorecard::Value> values) {
        scorecard::Measured measured;
        measured.indicator = indicator.id;
        measured.zones = std::move(values);
        profile.indicators.push_back(std::move(indicator));
        city.indicators.push_back(std::move(measured));
        return *this;
    }
    ScoreScene& add_part(const std::string& id, double weight, double full = 100) {
        scorecard::ExternalPart part;
        part.id = id;
        part.weight = weight;
        part.full = full;
        profile.external.push_back(part);
        return *this;
    }
    [[nodiscard]] scorecard::ScoreSheet sheet(const std::vector<scorecard::ExternalMark>& marks = {},
                                              const scorecard::ScoreSheet* previous = nullptr) const {
        return scorecard::score(profile, city, marks, previous);
    }
};

} // namespace kerb::test
