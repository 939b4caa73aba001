// Samples of clusters within strata: closed forms, what peers get wrong, and how often the interval holds the truth.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/survey.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

/// Clusters written as words, `x` out and `.` lit, all of one stratum and weight.
std::vector<SampledLamp> clusters(std::initializer_list<const char*> words, std::uint32_t stratum = 0,
                                  double weight = 1) {
    std::vector<SampledLamp> lamps;
    std::uint32_t cluster = 0;
    for (const auto* word : words) {
        for (; *word != 0; ++word) {
            lamps.push_back({stratum, cluster, weight, *word == 'x', true});
        }
        ++cluster;
    }
    return lamps;
}

} // namespace

TEST_CASE("Lamps picked singly: the variance of a share") {
    const auto lamps = clusters({"x", ".", ".", "x", ".", ".", ".", ".", ".", "."}, 0, 7);
    const auto made = survey_share(lamps);
    REQUIRE(made);
    CHECK(made->seen == Count{2, 10});
    CHECK(made->share == Approx(0.2));
    CHECK(made->standard_error * made->standard_error == Approx(0.2 * 0.8 / 9).epsilon(1e-12));
    CHECK(made->deff == Approx(10.0 / 9).epsilon(1e-12));
    CHECK((made->clusters == 10 && made->strata == 1 && made->degrees == 9));
    // n_eff = 9, t_9 over t_9: Clopper–Pearson's of 9 lamps.
    CHECK(made->n_eff == Approx(9).epsilon(1e-12));
    CHECK(made->bounds.hi == Approx(clopper_pearson(0.2 * 9, 9).hi).epsilon(1e-12));
}

TEST_CASE("Clusters that are all alike tell as much as one lamp each") {
    const auto made = survey_share(clusters({"xxxxx", ".....", ".....", ".....", "xxxxx", "....."}));
    REQUIRE(made);
    const double v = (1.0 / 3) * (2.0 / 3) / 5; // as of six lamps
    CHECK(made->standard_error * made->standard_error == Approx(v).epsilon(1e-12));
    CHECK(made->deff == Approx(6).epsilon(1e-12)); // five lamps a cluster, times 6/5
    // By hand, clusters of different sizes: a ratio, so the sizes vary too.
    const auto uneven = survey_share(clusters({"x.", "...", "xx.."}));
    REQUIRE(uneven);
    const double p = 3.0 / 9;
    const double e[] = {(1 - 2 * p) / 9, (0 - 3 * p) / 9, (2 - 4 * p) / 9};
    CHECK(uneven->standard_error * uneven->standard_error ==
          Approx(1.5 * (e[0] * e[0] + e[1] * e[1] + e[2] * e[2])).epsilon(1e-12));
    // All clusters of a stratum seen: nothing is left to chance.
    const auto census = survey_share(clusters({"x.", "...", "xx.."}), {0.95, {1.0}, {}, {}, {}});
    CHECK(census->standard_error == 0);
}

TEST_CASE("Strata add up, a stratum with one cluster is not without variance") {
    auto lamps = clusters({"x...", "..x.", "...."}, 0, 2);
    const auto other = clusters({"xx..", "...x"}, 1, 5), lonely = clusters({"x.."}, 2, 3);
    lamps.insert(lamps.end(), other.begin(), other.end());
    const auto two = survey_share(lamps);
    CHECK((two->strata == 2 && two->degrees == 3 && two->lonely_strata == 0));
    const double all = 12 * 2 + 8 * 5, p = (2 * 2 + 3 * 5) / all;
    CHECK(two->share == Approx(p));
    const auto off = [&](double out, double n, double w) { return w * (out - n * p) / all; };
    const double a[] = {off(1, 4, 2), off(1, 4, 2), off(0, 4, 2)}, b[] = {off(2, 4, 5), off(1, 4, 5)};
    const double ma = (a[0] + a[1] + a[2]) / 3, mb = (b[0] + b[1]) / 2;
    double v = 0;
    for (const double x : a) {
        v += 1.5 * (x - ma) * (x - ma);
    }
    for (const double x : b) {
        v += 2 * (x - mb) * (x - mb);
    }
    CHECK(two->standard_error * two->standard_error == Approx(v).epsilon(1e-12));
    lamps.insert(lamps.end(), lonely.begin(), lonely.end());
    const auto three = survey_share(lamps);
    CHECK(three->lonely_strata == 1);
    CHECK((three->standard_error > 0 && three->bounds.lo < three->share && three->share < three->bounds.hi));
}

TEST_CASE("Never NaN, never without width: no outage, all out, one cluster, one lamp") {
    const auto none = survey_share(clusters({"....", "....", "....", "...."}));
    CHECK((none->share == 0 && none->bounds.lo == 0));
    CHECK(none->bounds.hi == Approx(1 - std::pow(0.025, 1.0 / 4)).epsilon(1e-12)); // four clusters, not sixteen lamps
    SurveyOptions usual;
    usual.usual_deff = 2;
    CHECK(survey_share(clusters({"....", "....", "....", "...."}), usual)->n_eff == 8);
    const auto all = survey_share(clusters({"xx", "xx"}));
    CHECK((all->bounds.hi == 1 && all->bounds.lo > 0 && all->bounds.lo < 1));
    for (const auto& lamps : {clusters({"x..."}), clusters({"x"}), clusters({"."}), clusters({"x.", "x."})}) {
        const auto made = survey_share(lamps);
        REQUIRE(made);
        CHECK(std::isfinite(made->n_eff));
        CHECK((made->n_eff >= 1 && made->n_eff <= double(lamps.size())));
        CHECK(made->bounds.hi - made->bounds.lo > 0.1);
    }
    CHECK(!survey_share({}));
    auto bad = clusters({"x."});
    bad[0].weight = 0;
    CHECK_THROWS_AS(survey_share(bad), kerb::UsageError);
}

TEST_CASE("A group within a sample has its own number of lamps, and the sample's design") {
    auto lamps = clusters({"x.......", "........", "....x...", "........", "........", "x......."});
    for (std::size_t i = 0; i < lamps.size(); ++i) {
        lamps[i].counts = i % 8 == 0; // the first lamp of each road
    }
    const auto made = survey_share(lamps);
    CHECK(made->seen == Count{2, 6});
    CHECK(made->clusters == 6);
    CHECK(made->n_eff <= 6); // not of the 48 that were looked at
    CHECK(made->bounds.hi - made->bounds.lo > 0.4);
}

TEST_CASE("Known numbers of lamps bring the share to the inventory's mix") {
    // Two classes of which the sample has a half each, the city nine to one.
    auto lamps = clusters({"xx", "..", "x.", "xx"});
    const auto second = clusters({"..", "..", "..", ".."}, 0);
    for (auto lamp : second) {
        lamp.cluster += 4;
        lamps.push_back(lamp);
    }
    SurveyOptions options;
    options.cell.assign(16, 0);
    std::fill(options.cell.begin() + 8, options.cell.end(), 1);
    options.cell_totals = {100, 900};
    const auto plain = survey_share(lamps), known = survey_share(lamps, options);
    CHECK(plain->share == Approx(5.0 / 16));
    CHECK(known->share == Approx(0.1 * 5 / 8));
    CHECK(known->standard_error < plain->standard_error);
    options.cell_totals = {100, 0};
    CHECK_THROWS_AS(survey_share(lamps, options), kerb::UsageError);
}

TEST_CASE("The interval of a cluster sample holds the truth as often as it says") {
    // 600 roads of 5 to 60 lamps, whose rates differ; patrols of 60 of them.
    kerb::RandomStream random(7, 3, 0);
    std::vector<std::vector<bool>> roads(600);
    double out = 0, all = 0;
    for (auto& road : roads) {
        const double rate = random.uniform() < 0.1 ? 0.2 : 0.02;
        road.resize(5 + random.below(56));
        for (std::size_t i = 0; i < road.size(); ++i) {
            road[i] = random.uniform() < rate;
            out += road[i] ? 1 : 0;
        }
        all += double(road.size());
    }
    int held = 0;
    constexpr int rounds = 600;
    for (int round = 0; round < rounds; ++round) {
        kerb::RandomStream draw(7, 4, static_cast<std::uint64_t>(round));
        std::vector<std::uint32_t> order(roads.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        std::vector<SampledLamp> lamps;
        for (std::uint32_t k = 0; k < 60; ++k) {
            std::swap(order[k], order[k + draw.below(static_cast<std::uint32_t>(order.size()) - k)]);
            for (const bool is_out : roads[order[k]]) {
                lamps.push_back({0, k, 10, is_out, true});
            }
        }
        const auto made = survey_share(lamps, {0.95, {0.1}, {}, {}, {}});
        held += made->bounds.lo <= out / all && out / all <= made->bounds.hi ? 1 : 0;
    }
    INFO(held << " of " << rounds);
    CHECK(held >= rounds * 0.93);
}

namespace {

/// 24 clusters in three strata, made by a formula that R can follow.
struct Formula {
    std::vector<SampledLamp> lamps;
    std::vector<std::uint32_t> cell, odd;
};

Formula by_formula() {
    Formula made;
    for (std::uint32_t h = 0; h < 3; ++h) {
        for (std::uint32_t c = 0; c < 6 + 2 * h; ++c) {
            for (std::uint32_t i = 0; i < 4 + (3 * c + 5 * h) % 7; ++i) {
                made.lamps.push_back({h, c, 2 + 1.5 * h, (5 * i * i + 3 * c + 7 * h) % 11 < 2, true});
                made.cell.push_back((c + i) % 3);
                made.odd.push_back(c % 2);
            }
        }
    }
    return made;
}

void check(const SurveyEstimate& made, double share, double error, double lo, double hi) {
    CHECK(made.share == Approx(share).epsilon(1e-10));
    CHECK(made.standard_error == Approx(error).epsilon(1e-10));
    CHECK(made.bounds.lo == Approx(lo).epsilon(1e-10));
    CHECK(made.bounds.hi == Approx(hi).epsilon(1e-10));
}

} // namespace

// svymean and svyciprop(method = "beta") of R survey 4.1-1.
TEST_CASE("What R survey says: strata, clusters, few left over, a group, known cells") {
    auto made = by_formula();
    check(*survey_share(made.lamps), 0.174418604651163, 0.0283705532103, 0.119245104549312, 0.241964053190774);
    SurveyOptions finite;
    finite.sampled_share = {0.25, 0.1, 0.5};
    const auto few_left = survey_share(made.lamps, finite);
    CHECK(few_left->standard_error == Approx(0.0224103654660922).epsilon(1e-10));
    CHECK(few_left->capped); // R would count more lamps than were seen
    SurveyOptions known;
    known.cell = made.cell;
    known.cell_totals = {300, 200, 250};
    check(*survey_share(made.lamps, known), 0.176812617855251, 0.028241493951944, 0.121791538065116, 0.243864404791526);
    for (std::size_t i = 0; i < made.lamps.size(); ++i) {
        made.lamps[i].counts = made.odd[i] == 1;
    }
    const auto group = survey_share(made.lamps);
    CHECK(group->seen == Count{15, 86});
    CHECK(group->degrees == 9); // of the clusters in which it was met
    check(*group, 0.184131736526946, 0.037336102280147, 0.107623545004905, 0.284178832795076);
}

TEST_CASE("What R survey says of the two school samples of its handbook") {
    std::vector<SampledLamp> lamps;
    const auto add = [&lamps](std::uint32_t stratum, std::uint32_t cluster, double weight, int out, int of) {
        for (int i = 0; i < of; ++i) {
            lamps.push_back({stratum, cluster, weight, i < out, true});
        }
    };
    SurveyOptions options;
    // No school-wide target: three kinds of schools, picked singly.
    options.sampled_share = {100.0 / 4421, 50.0 / 755, 50.0 / 1018};
    std::uint32_t school = 0;
    const int strata[][2] = {{9, 100}, {24, 50}, {15, 50}};
    const double weights[] = {44.21F, 15.1F, 20.36F};
    for (std::uint32_t h = 0; h < 3; ++h) {
        for (int i = 0; i < strata[h][1]; ++i) {
            add(h, school++, weights[h], i < strata[h][0] ? 1 : 0, 1);
        }
    }
    const auto target = survey_share(lamps, options);
    CHECK(target->share == Approx(0.172051988584177).epsilon(1e-10));
    CHECK(target->standard_error == Approx(0.0243447801130748).epsilon(1e-10));
    // No award; not open all year: fifteen districts with all their schools.
    const int districts[][3] = {{13, 3, 13}, {34, 8, 33}, {4, 1, 3},    {13, 4, 13}, {16, 3, 16},
                                {2, 0, 2},   {1, 0, 1},   {4, 1, 4},    {12, 1, 12}, {21, 7, 21},
                                {9, 5, 9},   {11, 2, 11}, {37, 13, 30}, {2, 1, 2},   {4, 4, 4}};
    options.sampled_share = {15.0 / 757};
    for (const std::size_t asked : {1U, 2U}) {
        lamps.clear();
        for (std::uint32_t c = 0; c < 15; ++c) {
            add(0, c, 33.847F, districts[c][asked], districts[c][0]);
        }
        const auto made = survey_share(lamps, options);
        if (asked == 1) {
            check(*made, 0.289617486338798, 0.0330182995537189, 0.2206614638217, 0.366563160938529);
        } else {
            check(*made, 0.950819672131147, 0.0313658530776273, 0.832464818810459, 0.994090827785739);
        }
    }
}

TEST_CASE("Many groups in one pass are each what it would be alone, to the last bit") {
    auto made = by_formula();
    std::vector<std::uint32_t> group;
    for (std::size_t i = 0; i < made.lamps.size(); ++i) {
        group.push_back(static_cast<std::uint32_t>(i * 7 % 5)); // 4: in none
        made.lamps[i].counts = i % 10 != 3;
    }
    SurveyOptions plain, known;
    known.cell = made.cell;
    known.cell_totals = {300, 200, 250};
    const auto same = [](const std::optional<SurveyEstimate>& a, const std::optional<SurveyEstimate>& b) {
        REQUIRE(a.has_value() == b.has_value());
        if (a) {
            CHECK((a->seen == b->seen && a->share == b->share && a->standard_error == b->standard_error));
            CHECK((a->bounds == b->bounds && a->n_eff == b->n_eff && a->degrees == b->degrees));
        }
    };
    for (const bool turned : {false, true}) {
        if (turned) { // rows of a cluster no longer stand together
            for (std::size_t i = 0; i < made.lamps.size() / 2; ++i) {
                const auto j = i * 89 % made.lamps.size();
                std::swap(made.lamps[i], made.lamps[j]);
                std::swap(group[i], group[j]);
                std::swap(known.cell[i], known.cell[j]);
            }
        }
        for (const auto& options : {plain, known}) {
            const auto all = survey_shares(made.lamps, group, 4, options);
            same(all.all, survey_share(made.lamps, options));
            REQUIRE(all.groups.size() == 4);
            for (std::uint32_t g = 0; g < 4; ++g) {
                auto alone = made.lamps;
                for (std::size_t i = 0; i < alone.size(); ++i) {
                    alone[i].counts = alone[i].counts && group[i] == g;
                }
                same(all.groups[g], survey_share(alone, options));
            }
        }
    }
    CHECK(!survey_shares(made.lamps, std::vector<std::uint32_t>(made.lamps.size(), 9), 1).groups[0]);
    CHECK_THROWS_AS(survey_shares(made.lamps, std::vector<std::uint32_t>(3), 1), kerb::UsageError);
}

TEST_CASE("A group met on a few roads, all lit, tells no more than those roads") {
    auto lamps = clusters({"....", "....", "....", "x...", "....", "....", "....", "....", "....", "...."});
    for (std::size_t i = 0; i < lamps.size(); ++i) {
        lamps[i].counts = i < 12;
    }
    const auto made = survey_share(lamps);
    CHECK(made->seen == Count{0, 12});
    CHECK(made->n_eff == 3);
    CHECK(made->clusters == 3);
}
