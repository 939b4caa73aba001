#include <kerb/outage/silence.hpp>

#include <algorithm>
#include <utility>

namespace kerb::outage {

std::vector<LampSilence> silences_of(const Inventory& city, const LampIndex& index, const Stretch& window,
                                     std::int64_t silence_s) {
    std::vector<std::pair<std::uint32_t, std::int64_t>> heard;
    for (const auto& reading : city.readings) {
        const auto found = index.find(reading.asset.str());
        if (!reading.time || reading.time->seconds >= window.to || found.named == Named::circuit ||
            found.named == Named::cabinet) {
            continue;
        }
        for (const auto lamp : found.lamps) {
            heard.emplace_back(lamp, reading.time->seconds);
        }
    }
    std::sort(heard.begin(), heard.end());
    std::vector<LampSilence> silences;
    for (std::size_t i = 0; i < heard.size(); ++i) {
        const bool last = i + 1 == heard.size() || heard[i + 1].first != heard[i].first;
        const auto from = std::max(heard[i].second + silence_s, window.from);
        const auto to = last ? window.to : heard[i + 1].second;
        if (from < to) {
            silences.push_back({heard[i].first, {from, to}});
        }
    }
    return silences;
}

} // namespace kerb::outage
