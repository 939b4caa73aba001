// Runs of neighbours along circuits.
#pragma once

#include "scan_windows.hpp"

namespace kerb::outage {

class RunScan : public WindowScan {
public:
    explicit RunScan(std::span<const LampOnCircuit> places);
    [[nodiscard]] std::vector<std::uint32_t> order(std::span<const Quanta> sizes) const override;
    [[nodiscard]] PassResult scan(const Pass& pass) const override;

private:
    std::vector<std::uint32_t> circuit_; ///< by lamp
    std::vector<std::int64_t> along_mm_;
};

} // namespace kerb::outage
