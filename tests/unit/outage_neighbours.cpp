// Rates of neighbours: dense algebra and plain integration for a few, patterns found and not found among many.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/neighbours.hpp>
#include <kerb/outage/small_areas.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

using Matrix = std::vector<std::vector<double>>;

/// Inverse and determinant by Gauss & Jordan, with pivots.
double invert(Matrix& a) {
    const auto n = a.size();
    Matrix b(n, std::vector<double>(n));
    double determinant = 1;
    for (std::size_t i = 0; i < n; ++i) {
        b[i][i] = 1;
    }
    for (std::size_t j = 0; j < n; ++j) {
        std::size_t best = j;
        for (std::size_t i = j; i < n; ++i) {
            best = std::abs(a[i][j]) > std::abs(a[best][j]) ? i : best;
        }
        determinant *= best == j ? 1 : -1;
        std::swap(a[j], a[best]);
        std::swap(b[j], b[best]);
        const double pivot = a[j][j];
        determinant *= pivot;
        for (std::size_t k = 0; k < n; ++k) {
            a[j][k] /= pivot;
            b[j][k] /= pivot;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double by = i == j ? 0 : a[i][j];
            for (std::size_t k = 0; k < n && by != 0; ++k) {
                a[i][k] -= by * a[j][k];
                b[i][k] -= by * b[j][k];
            }
        }
    }
    a = b;
    return determinant;
}

/// Laplacian of a path of n, scaled as it has to be, by the dense inverse of L + 11'/n (its inverse has 1 for the
/// ones).
Matrix scaled_path(std::size_t n) {
    Matrix l(n, std::vector<double>(n));
    for (std::size_t i = 0; i + 1 < n; ++i) {
        l[i][i] += 1;
        l[i + 1][i + 1] += 1;
        l[i][i + 1] = l[i + 1][i] = -1;
    }
    auto inverse = l;
    for (auto& row : inverse) {
        for (auto& x : row) {
            x += 1.0 / double(n);
        }
    }
    invert(inverse);
    double scale = 0;
    for (std::size_t i = 0; i < n; ++i) {
        scale += std::log(inverse[i][i] - 1.0 / double(n)) / double(n);
    }
    for (auto& row : l) {
        for (auto& x : row) {
            x *= std::exp(scale);
        }
    }
    return l;
}

double binomial(const Count& g, double eta) {
    return double(g.out) * eta - double(g.of) * std::log1p(std::exp(eta));
}

std::vector<NeighbourPair> path(std::uint32_t n) {
    std::vector<NeighbourPair> pairs;
    for (std::uint32_t i = 0; i + 1 < n; ++i) {
        pairs.emplace_back(i, i + 1);
    }
    return pairs;
}

/// Rows × columns, each beside the next in its row and column.
std::vector<NeighbourPair> net(std::uint32_t rows, std::uint32_t columns) {
    std::vector<NeighbourPair> pairs;
    for (std::uint32_t r = 0; r < rows; ++r) {
        for (std::uint32_t c = 0; c < columns; ++c) {
            if (c + 1 < columns) {
                pairs.emplace_back(r * columns + c, r * columns + c + 1);
            }
            if (r + 1 < rows) {
                pairs.emplace_back(r * columns + c, (r + 1) * columns + c);
            }
        }
    }
    return pairs;
}

/// Counts of 40 lamps with a rate for each group.
template <typename Rate>
std::vector<Count> counts(std::uint32_t groups, std::uint64_t seed, const Rate& rate) {
    std::vector<Count> made;
    for (std::uint32_t g = 0; g < groups; ++g) {
        kerb::RandomStream random(seed, 51, g);
        Count count{0, 40};
        for (int i = 0; i < 40; ++i) {
            count.out += random.uniform() < rate(g) ? 1 : 0;
        }
        made.push_back(count);
    }
    return made;
}

NeighbourOptions fixed(double precision) {
    NeighbourOptions options;
    options.precision = precision;
    return options;
}

} // namespace

TEST_CASE("Laplace's likelihood of a path, by dense algebra on logits that are free") {
    // Of one connected set, μ + u with flat μ is a field of logits with a flat level: no condition is needed.
    const std::vector<Count> groups = {{3, 40}, {5, 35}, {2, 50}, {9, 30}, {0, 0}, {7, 44}};
    const auto n = groups.size();
    const auto pattern = scaled_path(n);
    for (const double tau : {0.3, 2.0, 25.0}) {
        std::vector<double> eta(n, -2);
        Matrix inverse;
        double determinant = 0;
        for (int step = 0; step < 60; ++step) {
            inverse.assign(n, std::vector<double>(n));
            std::vector<double> slope(n);
            for (std::size_t i = 0; i < n; ++i) {
                const double p = 1 / (1 + std::exp(-eta[i])), of = double(groups[i].of);
                slope[i] = double(groups[i].out) - of * p;
                for (std::size_t j = 0; j < n; ++j) {
                    inverse[i][j] = tau * pattern[i][j] + (i == j ? of * p * (1 - p) : 0);
                    slope[i] -= tau * pattern[i][j] * eta[j];
                }
            }
            determinant = invert(inverse);
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j) {
                    eta[i] += inverse[i][j] * slope[j];
                }
            }
        }
        double value = 0.5 * double(n - 1) * std::log(tau) - 0.5 * std::log(determinant) + 0.5 * std::log(2 * M_PI);
        for (std::size_t i = 0; i < n; ++i) {
            value += binomial(groups[i], eta[i]);
            for (std::size_t j = 0; j < n; ++j) {
                value -= 0.5 * tau * eta[i] * pattern[i][j] * eta[j];
            }
        }
        // Of the pattern: the product of its eigenvalues but 0, by L + 11'/n. The mean of the logits is √n times a unit
        // direction, and μ is that mean: a factor √n.
        auto full = pattern;
        for (auto& row : full) {
            for (auto& x : row) {
                x += 1.0 / double(n);
            }
        }
        value += 0.5 * std::log(invert(full)) - 0.5 * std::log(double(n));
        const auto made = fit_neighbours(groups, path(6), fixed(tau));
        REQUIRE(made);
        CHECK(made->log_likelihood == Approx(value).epsilon(1e-8));
        CHECK(made->deviation == Approx(1 / std::sqrt(tau)));
        CHECK((made->components == 1 && !made->pooled));
        CHECK(made->mean_logit == Approx(std::accumulate(eta.begin(), eta.end(), 0.0) / double(n)).epsilon(1e-7));
        for (std::size_t i = 0; i < n; ++i) {
            const double z = 1.959963984540054 * std::sqrt(inverse[i][i]);
            CHECK(made->rates[i].rate == Approx(1 / (1 + std::exp(-eta[i]))).epsilon(1e-7));
            CHECK(made->rates[i].bounds.lo == Approx(1 / (1 + std::exp(z - eta[i]))).epsilon(1e-6));
            CHECK(made->rates[i].bounds.hi == Approx(1 / (1 + std::exp(-z - eta[i]))).epsilon(1e-6));
        }
    }
}

TEST_CASE("The likelihood of τ by plain integration over three logits") {
    const std::vector<Count> groups = {{60, 400}, {90, 420}, {130, 380}};
    const auto pattern = scaled_path(3);
    // Variances of a pattern of sum 0 on a path of three: 5/9, 2/9, 5/9 by hand.
    CHECK(pattern[1][1] == Approx(2 * std::cbrt(50.0 / 729)).epsilon(1e-12));
    const auto integral = [&](double tau) {
        constexpr double half = 0.9, step = 0.02;
        double sum = 0, most = -1e300;
        const double centre[] = {-1.735, -1.3, -0.654};
        for (int pass = 0; pass < 2; ++pass) {
            for (double a = -half; a <= half; a += step) {
                for (double b = -half; b <= half; b += step) {
                    for (double c = -half; c <= half; c += step) {
                        const std::array<double, 3> eta = {centre[0] + a, centre[1] + b, centre[2] + c};
                        double value = 0;
                        for (std::size_t i = 0; i < 3; ++i) {
                            value += binomial(groups[i], eta[i]);
                            for (std::size_t j = 0; j < 3; ++j) {
                                value -= 0.5 * tau * eta[i] * pattern[i][j] * eta[j];
                            }
                        }
                        if (pass == 0) {
                            most = std::max(most, value);
                        } else {
                            sum += std::exp(value - most) * step * step * step;
                        }
                    }
                }
            }
        }
        // dη = √3 dμ du on the plane of sum 0; the pattern's eigenvalues are 1 and 3 times its scale.
        const double scale = pattern[1][1] / 2;
        return most + std::log(sum / std::sqrt(3.0)) + 0.5 * std::log(3 * scale * scale) + std::log(tau) -
               std::log(2 * M_PI);
    };
    for (const double tau : {1.0, 4.0}) {
        CHECK(fit_neighbours(groups, path(3), fixed(tau))->log_likelihood == Approx(integral(tau)).margin(3e-3));
    }
}

TEST_CASE("No pattern: one rate of all; a gradient is found, and neighbours lend to each other") {
    const auto pairs = net(20, 20);
    const auto even = counts(400, 7, [](std::uint32_t) { return 0.04; });
    const auto flat = fit_neighbours(even, pairs);
    const double share = double(std::accumulate(even.begin(), even.end(), std::int64_t{0},
                                                [](std::int64_t sum, const Count& g) { return sum + g.out; })) /
                         16000;
    for (const auto& rate : flat->rates) {
        CHECK(rate.rate == Approx(share).epsilon(0.15));
    }
    const auto rate_of = [](std::uint32_t g) { return 0.01 + 0.19 * double(g % 20) / 19; };
    const auto sloped = counts(400, 8, rate_of);
    const auto found = fit_neighbours(sloped, pairs);
    REQUIRE(!found->pooled);
    CHECK(found->log_likelihood > found->pooled_log_likelihood + 50);
    double off = 0, alone = 0;
    int held = 0;
    const auto shrunk = shrink(sloped, fit_spread(sloped), 0.02);
    for (std::uint32_t g = 0; g < 400; ++g) {
        off += std::pow(found->rates[g].rate - rate_of(g), 2);
        alone += std::pow(shrunk[g].rate - rate_of(g), 2);
        held += found->rates[g].bounds.lo <= rate_of(g) && rate_of(g) <= found->rates[g].bounds.hi ? 1 : 0;
    }
    CHECK(off < 0.4 * alone); // far nearer to the truth than without neighbours
    CHECK(held >= 360);
    CHECK(found->rates[0].rate < 0.04);
    CHECK(found->rates[0].above_limit < 0.9);
    CHECK(found->rates[19].above_limit > 0.999);
    // A circuit that nobody visited is as its neighbours.
    auto unseen = sloped;
    unseen[10 * 20 + 18] = {0, 0};
    CHECK(fit_neighbours(unseen, pairs)->rates[10 * 20 + 18].rate == Approx(0.19).epsilon(0.35));
}

TEST_CASE("BYM2 tells a pattern from each group's own, and is ICAR where all is pattern") {
    const auto pairs = net(16, 16);
    NeighbourOptions options;
    options.model = NeighbourModel::bym2;
    const auto own =
        counts(256, 9, [](std::uint32_t g) { return kerb::RandomStream(1, 52, g).uniform() < 0.2 ? 0.25 : 0.02; });
    const auto scattered = fit_neighbours(own, pairs, options);
    REQUIRE(!scattered->pooled);
    CHECK(scattered->pattern_share <= 0.3);
    CHECK(scattered->log_likelihood > fit_neighbours(own, pairs)->log_likelihood + 5);
    const auto sloped = counts(256, 9, [](std::uint32_t g) { return 0.01 + 0.19 * double(g % 16) / 15; });
    const auto pattern = fit_neighbours(sloped, pairs, options);
    CHECK(pattern->pattern_share >= 0.7);
    options.pattern_share = 0.99999;
    options.precision = 2;
    const auto nearly = fit_neighbours(sloped, pairs, options), all = fit_neighbours(sloped, pairs, fixed(2));
    CHECK(nearly->log_likelihood == Approx(all->log_likelihood).epsilon(1e-4));
    for (std::size_t g = 0; g < 256; g += 17) {
        CHECK(nearly->rates[g].rate == Approx(all->rates[g].rate).epsilon(1e-3));
        CHECK(nearly->rates[g].bounds.hi == Approx(all->rates[g].bounds.hi).epsilon(1e-3));
    }
}

TEST_CASE("Where counts say nothing about φ the order of the groups does not choose it") {
    NeighbourOptions options;
    options.model = NeighbourModel::bym2;
    for (const double tau : {0.07, 0.2125423, 1.0, 3.0, 40.0}) {
        options.precision = tau;
        for (const Count seen : {Count{4, 12}, Count{1, 50}, Count{29, 30}}) {
            const std::vector<Count> groups = {seen, {0, 0}}, turned = {{0, 0}, seen};
            const std::vector<NeighbourPair> pair = {{1, 0}};
            const auto one = fit_neighbours(groups, pair, options), other = fit_neighbours(turned, pair, options);
            CHECK(one->pattern_share == other->pattern_share);
            CHECK(one->rates[0].bounds.hi == Approx(other->rates[1].bounds.hi).epsilon(1e-9));
            CHECK(one->rates[1].bounds.hi == Approx(other->rates[0].bounds.hi).epsilon(1e-9));
        }
    }
}

TEST_CASE("Islands, single groups, pairs told twice") {
    auto groups = counts(12, 3, [](std::uint32_t g) { return g < 6 ? 0.05 + 0.05 * g : 0.1; });
    groups.push_back({20, 40}); // alone
    groups.push_back({0, 0});   // alone and unseen
    std::vector<NeighbourPair> pairs = path(6);
    for (std::uint32_t i = 6; i < 11; ++i) {
        pairs.emplace_back(i, i + 1);
    }
    const auto made = fit_neighbours(groups, pairs, fixed(2));
    CHECK(made->components == 4);
    CHECK(made->rates[13].rate == Approx(1 / (1 + std::exp(-made->mean_logit))).epsilon(1e-9));
    CHECK(made->rates[12].rate > 0.25);
    CHECK(made->rates[12].rate < 0.5); // drawn to the mean
    // Logits of an island are μ on average.
    for (const std::size_t first : {0U, 6U}) {
        double sum = 0;
        for (std::size_t i = first; i < first + 6; ++i) {
            sum += std::log(made->rates[i].rate / (1 - made->rates[i].rate));
        }
        CHECK(sum / 6 == Approx(made->mean_logit).epsilon(1e-7));
    }
    auto twice = pairs;
    twice.insert(twice.end(), pairs.rbegin(), pairs.rend());
    twice.emplace_back(3, 3);
    twice.emplace_back(1, 0);
    CHECK(fit_neighbours(groups, twice, fixed(2))->rates == made->rates);
    // An island that nobody visited is at the mean as a whole.
    auto unseen = groups;
    std::fill(unseen.begin() + 6, unseen.begin() + 12, Count{});
    const auto dark = fit_neighbours(unseen, pairs, fixed(2));
    for (std::size_t i = 6; i < 12; ++i) {
        CHECK(dark->rates[i].rate == Approx(1 / (1 + std::exp(-dark->mean_logit))).epsilon(1e-6));
        CHECK(dark->rates[i].bounds.hi > 0.3);
    }
    // No neighbours at all: each group on its own, still drawn to the mean.
    const auto loose = fit_neighbours(groups, {}, fixed(2));
    CHECK(loose->components == 14);
    CHECK(loose->rates[12].rate < 0.5);
}

TEST_CASE("One rate of all has the likelihood of a fit that lets no group deviate") {
    const std::vector<Count> groups = {{30, 200}, {50, 200}, {40, 200}, {60, 200}, {20, 200}};
    const auto stiff = fit_neighbours(groups, path(5), fixed(1e9));
    REQUIRE(stiff);
    CHECK(stiff->log_likelihood == Approx(stiff->pooled_log_likelihood).margin(1e-4));
    // ∫ p^x (1 − p)^(n − x) dμ is the beta function of x and n − x; Laplace is off by 1/12x or so.
    CHECK(stiff->pooled_log_likelihood == Approx(std::lgamma(200) + std::lgamma(800) - std::lgamma(1000)).margin(1e-3));
}

TEST_CASE("Nothing out, everything out, nothing seen, and what is refused") {
    const std::vector<Count> lit(5, Count{0, 20});
    const auto none = fit_neighbours(lit, path(5));
    REQUIRE(none);
    CHECK((none->pooled && none->rates[0].rate == 0 && none->rates[0].bounds.hi > 0.001));
    const auto all = fit_neighbours(std::vector<Count>(5, Count{20, 20}), path(5));
    CHECK((all->pooled && all->rates[4].rate == 1));
    CHECK(!fit_neighbours(std::vector<Count>(5), path(5)));
    CHECK(!fit_neighbours({}, {}));
    CHECK(fit_neighbours(std::vector<Count>{{3, 20}}, {})->rates.size() == 1);
    CHECK_THROWS_AS(fit_neighbours(lit, path(6)), kerb::UsageError);
    CHECK_THROWS_AS(fit_neighbours(lit, path(5), fixed(-1)), kerb::UsageError);
    CHECK_THROWS_AS(fit_neighbours(std::vector<Count>{{3, 2}}, {}), kerb::UsageError);
    NeighbourOptions options;
    options.pattern_share = 1;
    CHECK_THROWS_AS(fit_neighbours(lit, path(5), options), kerb::UsageError);
}
