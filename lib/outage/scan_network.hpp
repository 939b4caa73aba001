// Balls about places, by the distance along streets.
#pragma once

#include "scan_windows.hpp"

namespace kerb::outage {

class NetworkScan : public WindowScan {
public:
    explicit NetworkScan(const LampNetwork& network) : network_(network) {}
    [[nodiscard]] std::vector<std::uint32_t> order(std::span<const Quanta> sizes) const override;
    [[nodiscard]] PassResult scan(const Pass& pass) const override;

private:
    const LampNetwork& network_;
};

} // namespace kerb::outage
