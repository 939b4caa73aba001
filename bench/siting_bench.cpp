// 100,000 demands and 10,000 sites: seconds, memory and the gap between choice and bound, for each of the two
// questions.
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <kerb/base/random.hpp>
#include <kerb/coverage/siting.hpp>
#include <kerb/geometry/point_grid.hpp>

using namespace kerb;

namespace {

/// Demands and sites at random in a square; a site serves about `each` demands.
struct Town {
    std::vector<double> weight;
    std::vector<std::size_t> begin = {0};
    std::vector<std::uint32_t> served;

    Town(std::size_t demands, std::size_t sites, double each) {
        constexpr double edge = 10'000;
        const auto place = [](std::uint32_t purpose, std::size_t i) {
            RandomStream stream(7, purpose, i);
            return Point{stream.uniform(0, edge), stream.uniform(0, edge)};
        };
        Points points;
        for (std::size_t i = 0; i < demands; ++i) {
            points.push_back(place(1, i));
            weight.push_back(1 + static_cast<double>(RandomStream(7, 2, i).below(40)));
        }
        const auto reach = std::sqrt(each / static_cast<double>(demands) * edge * edge / 3.141592653589793);
        const PointGrid grid(points, reach);
        for (std::size_t s = 0; s < sites; ++s) {
            const auto p = place(3, s);
            Box box;
            box.add(p);
            grid.visit(box.grown(reach), [&](Point q, std::uint32_t id) {
                if (std::hypot(q.x - p.x, q.y - p.y) <= reach) {
                    served.push_back(id);
                }
            });
            begin.push_back(served.size());
        }
    }
    [[nodiscard]] coverage::SitingProblem problem() const { return {weight, begin, served, {}, {}, {}}; }
};

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void tell(benchmark::State& state, const Town& town, const coverage::SitingResult& result, double gap) {
    state.counters["pairs"] = static_cast<double>(town.served.size());
    state.counters["sites"] = static_cast<double>(result.steps.size());
    state.counters["bound"] = result.bound;
    state.counters["gap_percent"] = 100 * gap;
    state.counters["peak_MB"] = peak_mb();
}

void fewest_for_95_percent(benchmark::State& state) {
    const Town town(100'000, 10'000, static_cast<double>(state.range(0)));
    coverage::SitingResult result;
    for (auto _ : state) {
        result = solve_siting(town.problem(), {0.95, {}, {}}, {.threads = Threads{1}});
    }
    tell(state, town, result, result.cost() / result.bound - 1);
}

void best_sites(benchmark::State& state) {
    const Town town(100'000, 10'000, static_cast<double>(state.range(0)));
    coverage::SitingResult result;
    const auto count = static_cast<std::size_t>(50'000 / state.range(0));
    for (auto _ : state) {
        result = solve_siting(town.problem(), {{}, count, {}}, {.threads = Threads{1}});
    }
    tell(state, town, result, 1 - result.served() / result.bound);
}

} // namespace

BENCHMARK(fewest_for_95_percent)->Arg(30)->Arg(200)->Arg(1000)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(best_sites)->Arg(30)->Arg(200)->Arg(1000)->Iterations(1)->Unit(benchmark::kSecond);
