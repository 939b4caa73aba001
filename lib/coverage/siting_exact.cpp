#include "siting_exact.hpp"

#include <algorithm>
#include <cmath>

#include "siting_greedy.hpp"

#ifdef KERB_HAS_CBC
#include <csignal>
#include <memory>
#include <mutex>

#include <coin/Cbc_C_Interface.h>
#endif

namespace kerb::coverage {

#ifdef KERB_HAS_CBC

namespace detail {
namespace {

constexpr double scale = 1e4; // of all weight, or of a cost that is no whole number: CBC tells 1e-5 apart
constexpr double smallest = 1e-5;

/// Columns and rows as CBC takes them: compressed columns.
struct Program {
    std::vector<CoinBigIndex> begin = {0};
    std::vector<int> row;
    std::vector<double> value, objective, row_low, row_high;
    std::vector<std::uint32_t> site; ///< of the first columns; the others are demands

    int add_row(double low, double high) {
        row_low.push_back(low);
        row_high.push_back(high);
        return static_cast<int>(row_low.size()) - 1;
    }
    void put(int at, double coefficient) {
        row.push_back(at);
        value.push_back(coefficient);
    }
    void end_column(double price) {
        begin.push_back(static_cast<CoinBigIndex>(row.size()));
        objective.push_back(price);
    }
};

/// Minimise what `x_j` (a site is chosen) cost, or −Σ w_i y_i (a demand is served).
class Builder {
public:
    Builder(const SitingCore& core, const SitingLimits& limits, bool for_need, std::span<const std::uint8_t> open,
            double price_scale)
        : core_(core),
          limits_(limits),
          for_need_(for_need),
          whole_(for_need && limits.need >= core.open),
          open_(open),
          price_scale_(price_scale),
          weight_scale_(scale / static_cast<double>(core.open)) {}

    Program make() {
        for (std::size_t d = 0; d < core_.demands(); ++d) {
            (void)program_.add_row(whole_ ? 1 : 0, infinite); // Σ x_j − y_i ≥ 0, or Σ x_j ≥ 1
        }
        add_limits();
        add_sites();
        for (std::size_t d = 0; d < core_.demands() && !whole_; ++d) {
            const auto weight = static_cast<double>(core_.weight[d]) * weight_scale_;
            program_.put(static_cast<int>(d), -1);
            if (for_need_) {
                program_.put(need_row_, weight);
            }
            program_.end_column(for_need_ ? 0 : -weight);
        }
        return std::move(program_);
    }

private:
    void add_limits() {
        if (for_need_ && !whole_) {
            need_row_ = program_.add_row(static_cast<double>(limits_.need) * weight_scale_, infinite);
        }
        if (!for_need_ && limits_.count < core_.sites()) {
            count_row_ = program_.add_row(-infinite, static_cast<double>(limits_.count));
        }
        if (!for_need_ && limits_.budget < infinite) {
            cost_row_ = program_.add_row(-infinite, 1);
        }
    }

    void add_sites() {
        std::vector<std::vector<int>> pair_rows(core_.sites());
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            for (const auto other : core_.too_close.of(s)) {
                if (s < other && open_[s] != 0 && open_[other] != 0) {
                    const auto at = program_.add_row(-infinite, 1);
                    pair_rows[s].push_back(at);
                    pair_rows[other].push_back(at);
                }
            }
        }
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            if (open_[s] == 0) {
                continue;
            }
            for (const auto d : core_.serves.of(s)) {
                program_.put(static_cast<int>(d), 1);
            }
            if (count_row_ >= 0) {
                program_.put(count_row_, 1);
            }
            if (cost_row_ >= 0) {
                program_.put(cost_row_, core_.cost[s] / std::max(limits_.budget, 1e-300));
            }
            for (const auto at : pair_rows[s]) {
                program_.put(at, 1);
            }
            program_.site.push_back(s);
            program_.end_column(for_need_ ? core_.cost[s] * price_scale_ : 0);
        }
    }

    static constexpr double infinite = std::numeric_limits<double>::max();
    const SitingCore& core_;
    const SitingLimits& limits_;
    bool for_need_, whole_;
    std::span<const std::uint8_t> open_;
    double price_scale_, weight_scale_;
    int need_row_ = -1, count_row_ = -1, cost_row_ = -1;
    Program program_;
};

struct ModelEnd {
    void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};
using Model = std::unique_ptr<Cbc_Model, ModelEnd>;

/// CBC sets a handler for interrupts while it works; the host's is put back.
class KeptHandler {
public:
    KeptHandler() : handler_(std::signal(SIGINT, SIG_DFL)) { (void)std::signal(SIGINT, handler_); }
    ~KeptHandler() { (void)std::signal(SIGINT, handler_); }
    KeptHandler(const KeptHandler&) = delete;
    KeptHandler& operator=(const KeptHandler&) = delete;

private:
    void (*handler_)(int);
};

Model solved(const Program& program, double cutoff, int node_limit) {
    Model model(Cbc_newModel());
    const auto columns = static_cast<int>(program.objective.size());
    const std::vector<double> low(program.objective.size(), 0), high(program.objective.size(), 1);
    Cbc_loadProblem(model.get(), columns, static_cast<int>(program.row_low.size()), program.begin.data(),
                    program.row.data(), program.value.data(), low.data(), high.data(), program.objective.data(),
                    program.row_low.data(), program.row_high.data());
    for (std::size_t c = 0; c < program.site.size(); ++c) {
        Cbc_setInteger(model.get(), static_cast<int>(c)); // who is served follows from who is chosen
    }
    Cbc_setLogLevel(model.get(), 0);
    Cbc_setParameter(model.get(), "log", "0");
    Cbc_setParameter(model.get(), "maxNodes", std::to_string(node_limit).c_str());
    Cbc_setParameter(model.get(), "cutoff", std::to_string(cutoff).c_str());
    Cbc_solve(model.get());
    return model;
}

Choice choice_of(const SitingCore& core, const Program& program, const double* solution) {
    Choice choice;
    for (std::size_t c = 0; c < program.site.size(); ++c) {
        if (solution[c] > 0.5) {
            choice.sites.push_back(program.site[c]);
        }
    }
    order_by_gain(core, choice);
    return choice;
}

/// Rounded to whole sites, does it keep to all that was asked for?
bool allowed(const SitingCore& core, const SitingLimits& limits, const Choice& choice) {
    Coverage coverage(core);
    for (const auto s : choice.sites) {
        if (coverage.excluded(s)) {
            return false;
        }
        coverage.add(s);
    }
    return choice.sites.size() <= limits.count && choice.cost <= limits.budget;
}

} // namespace

std::optional<Exact> solve_exactly(const SitingCore& core, const SitingLimits& limits, bool for_need,
                                   std::span<const std::uint8_t> open, const Choice& known, int node_limit) {
    static std::mutex one_at_a_time; // CBC keeps the model it works on in a global
    const std::lock_guard lock(one_at_a_time);
    const bool known_serves = !for_need || known.serves >= limits.need;
    const auto price_scale = core.whole_costs || !(known.cost > 0) ? 1 : scale / known.cost;
    const auto weight_scale = scale / static_cast<double>(core.open);
    const auto best = for_need ? known.cost * price_scale : -static_cast<double>(known.serves) * weight_scale;
    const auto step = for_need && core.whole_costs ? 0.5 : smallest / 2;
    const auto program = Builder(core, limits, for_need, open, price_scale).make();
    Exact exact;
    try {
        const KeptHandler handler;
        const auto model = solved(program, known_serves ? best - step : 1e50, node_limit);
        const auto* solution = Cbc_bestSolution(model.get());
        const bool done = Cbc_isProvenOptimal(model.get()) != 0 || Cbc_isProvenInfeasible(model.get()) != 0;
        if (Cbc_isAbandoned(model.get()) != 0) {
            return std::nullopt;
        }
        if (solution != nullptr && Cbc_isProvenInfeasible(model.get()) == 0) {
            auto choice = choice_of(core, program, solution);
            const bool serves = !for_need || choice.serves >= limits.need;
            if (!serves || !allowed(core, limits, choice)) {
                return std::nullopt; // right within CBC's tolerance only
            }
            if (!known_serves || (for_need ? cheaper(choice, known) : serves_more(choice, known))) {
                exact.better = std::move(choice);
            }
        }
        exact.proven = done && (known_serves || exact.better);
        const auto bound = Cbc_getBestPossibleObjValue(model.get());
        exact.bound = for_need ? bound / price_scale : -bound / weight_scale;
    } catch (...) { // what the solver throws is its own
        return std::nullopt;
    }
    return exact;
}

} // namespace detail

std::string siting_solver() {
    return std::string("CBC ") + Cbc_getVersion();
}

#else

namespace detail {

std::optional<Exact> solve_exactly(const SitingCore&, const SitingLimits&, bool, std::span<const std::uint8_t>,
                                   const Choice&, int) {
    return std::nullopt;
}

} // namespace detail

std::string siting_solver() {
    return {};
}

#endif

} // namespace kerb::coverage
