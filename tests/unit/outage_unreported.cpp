// Overlapping lists: closed forms, a published epidemic, R's glm, and lists that tell nothing.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/unreported.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

TEST_CASE("Two lists: Chapman's total, Seber's variance, Chao's bounds") {
    // The turtles of the textbooks: 10 marked, 15 caught, 5 of them marked.
    const auto turtles = total_outages(TwoLists{10, 15, 5});
    REQUIRE(turtles);
    CHECK(turtles->total == Approx(11 * 16 / 6.0 - 1).epsilon(1e-14));
    CHECK(std::floor(turtles->total) == 28);
    CHECK(turtles->standard_error == Approx(std::sqrt(11 * 16 * 5 * 10 / (36.0 * 7))).epsilon(1e-14));
    CHECK(turtles->seen == 20);
    CHECK(turtles->few_in_common);
    CHECK(!turtles->none_in_common);
    CHECK(turtles->dependence_hides_some);
    const double f = turtles->unseen(),
                 c = std::exp(1.959963984540054 * std::sqrt(std::log(1 + 11 * 16 * 50 / (252.0 * f * f))));
    CHECK(turtles->bounds.lo == Approx(20 + f / c).epsilon(1e-12));
    CHECK(turtles->bounds.hi == Approx(20 + f * c).epsilon(1e-12));
    // Half the level, half as wide or less; never below what was seen.
    const auto sure = total_outages(TwoLists{10, 15, 5}, 0.99);
    CHECK((sure->bounds.lo > 20 && sure->bounds.lo < turtles->bounds.lo && sure->bounds.hi > turtles->bounds.hi));
    // Hepatitis A in Taiwan 1995, lists P and Q (Chao et al. 2001): 135 and 122 cases, 49 on both.
    const auto two = total_outages(TwoLists{135, 122, 49});
    CHECK(two->total == Approx(136 * 123 / 50.0 - 1).epsilon(1e-14));
    CHECK(!two->few_in_common);
}

TEST_CASE("Lists without anything in common, one within the other, an empty one") {
    const auto none = total_outages(TwoLists{12, 9, 0});
    CHECK(none->none_in_common);
    CHECK(none->total == 13 * 10 - 1);
    CHECK(none->bounds.hi > 3 * none->total);
    // All complaints were on the patrol's list: at least 0.025^(1/20) of all are.
    const auto within = total_outages(TwoLists{20, 80, 20});
    CHECK(within->total == 80);
    CHECK(within->bounds.lo == 80);
    CHECK(within->bounds.hi == Approx(80 / std::pow(0.025, 1.0 / 20)).epsilon(1e-12));
    CHECK(total_outages(TwoLists{3, 3, 3})->bounds.hi > 9);
    CHECK(!total_outages(TwoLists{0, 9, 0}));
    CHECK(!total_outages(TwoLists{}));
    CHECK_THROWS_AS(total_outages(TwoLists{3, 9, 4}), kerb::UsageError);
    CHECK_THROWS_AS(total_outages(TwoLists{3, 9, -1}), kerb::UsageError);
    CHECK_THROWS_AS(total_outages(TwoLists{3, 9, 1}, 1), kerb::UsageError);
    // Counts whose product passes 2^63.
    CHECK(total_outages(TwoLists{4'000'000'000, 5'000'000'000, 2'000'000'000})->total == Approx(1e10));
}

TEST_CASE("Strata add up, also where nothing is known of one") {
    const TwoLists strata[] = {{10, 15, 5}, {135, 122, 49}, {4, 0, 0}};
    const auto sum = total_outages(strata);
    REQUIRE(sum);
    CHECK((sum->strata == 2 && sum->without_list == 1));
    const auto a = *total_outages(strata[0]), b = *total_outages(strata[1]);
    CHECK(sum->total.total == Approx(a.total + b.total + 4).epsilon(1e-14));
    CHECK(sum->total.seen == 20 + 208 + 4);
    CHECK(sum->total.standard_error == Approx(std::hypot(a.standard_error, b.standard_error)).epsilon(1e-14));
    CHECK(sum->total.bounds.hi < a.bounds.hi + b.bounds.hi + 4);
    CHECK(!total_outages(std::span(strata).subspan(2)));
    // Districts that are reported unequally: one list over all is too low, strata are not.
    const TwoLists unequal[] = {{80, 80, 64}, {10, 10, 1}}, together[] = {{90, 90, 65}};
    CHECK(total_outages(together)->total.total < 130);
    CHECK(total_outages(unequal)->total.total > 155);
}

TEST_CASE("Three lists: the hepatitis A epidemic of Chao et al. 2001, as published and as by R's glm") {
    ThreeLists lists;
    lists.only_1 = 69;
    lists.only_2 = 55;
    lists.only_3 = 63;
    lists.only_12 = 21;
    lists.only_13 = 17;
    lists.only_23 = 18;
    lists.all = 28;
    const auto made = total_outages(lists);
    REQUIRE(made);
    REQUIRE(made->models.size() == 8);
    // Total, deviance, AIC, standard error: glm(family = poisson), epsilon 1e-14.
    const double by_r[][4] = {{388.483494957, 24.3568353283, 69.7479015871, 21.5530916687},
                              {416, 21.1442576967, 68.5353239555, 30.9428556746},
                              {393.313432836, 24.2470392498, 71.6381055087, 26.7959442484},
                              {413.181818182, 21.3305149713, 68.7215812302, 29.8346306128},
                              {463.5, 19.4220475557, 68.8131138145, 59.2716205279},
                              {526.705882353, 13.2026197059, 62.5936859648, 78.0217446088},
                              {451.714285714, 19.904448468, 69.2955147268, 52.9425674849},
                              {1312.76470588, 0, 51.3910662588, 517.978062424}};
    for (std::size_t m = 0; m < 8; ++m) {
        const auto& model = made->models[m];
        CHECK(model.usable);
        CHECK(model.total.total == Approx(by_r[m][0]).epsilon(1e-11));
        CHECK(model.deviance == Approx(by_r[m][1]).epsilon(1e-9).margin(1e-9));
        CHECK(model.aic == Approx(by_r[m][2]).epsilon(1e-10));
        CHECK(model.total.standard_error == Approx(by_r[m][3]).epsilon(1e-9));
        CHECK(model.total.bounds.lo > 271);
        CHECK((model.total.bounds.lo < model.total.total && model.total.total < model.total.bounds.hi));
    }
    CHECK(std::lround(made->models[0].total.total) == 388);  // independence, as published
    CHECK(std::lround(made->models[7].total.total) == 1313); // all pairs, as published
    CHECK(made->best == 7);
    CHECK((made->models[7].with_12 && made->models[7].with_13 && made->models[7].with_23));
    CHECK((made->models[2].with_13 && !made->models[2].with_12 && !made->models[2].with_23));
    CHECK((made->models[7].degrees == 0 && made->models[0].degrees == 3));
    // All pairs have a closed form: the odds ratios of lists 1 and 2 are the same on list 3 and off it.
    CHECK(made->models[7].total.unseen() == Approx(69.0 * 55 * 63 * 28 / (21.0 * 17 * 18)).epsilon(1e-11));
    // One pair, 1 and 2: those two are as one list beside the third.
    CHECK(made->models[1].total.unseen() == Approx(63.0 * (69 + 55 + 21) / (17 + 18 + 28)).epsilon(1e-11));
    CHECK_FALSE(made->models[7].total.dependence_hides_some);
}

TEST_CASE("Three lists with empty cells leave out the models that have no answer") {
    ThreeLists lists;
    lists.only_1 = 40;
    lists.only_2 = 30;
    lists.only_3 = 25;
    lists.only_12 = 6;
    lists.only_13 = 5;
    lists.all = 2;
    const auto made = total_outages(lists); // nobody on 2 and 3 alone
    REQUIRE(made);
    CHECK_FALSE(made->models[7].usable); // would be infinite
    CHECK(made->models[0].usable);
    CHECK(made->models[made->best].usable);
    CHECK(std::isfinite(made->models[made->best].total.bounds.hi));
    CHECK(!total_outages(ThreeLists{}));
    lists.only_1 = -1;
    CHECK_THROWS_AS(total_outages(lists), kerb::UsageError);
}

TEST_CASE("The total is held by its bounds as often as they say, and dependence makes it too low") {
    int held = 0, low = 0;
    constexpr int rounds = 1000, outages = 300;
    for (int round = 0; round < rounds; ++round) {
        kerb::RandomStream random(7, 21, static_cast<std::uint64_t>(round));
        TwoLists apart, told;
        for (int i = 0; i < outages; ++i) {
            const bool complaint = random.uniform() < 0.3, patrol = random.uniform() < 0.5;
            const bool sent = complaint && random.uniform() < 0.6; // the complaint sends the patrol
            apart.first += complaint ? 1 : 0;
            apart.second += patrol ? 1 : 0;
            apart.both += complaint && patrol ? 1 : 0;
            told.first += complaint ? 1 : 0;
            told.second += patrol || sent ? 1 : 0;
            told.both += complaint && (patrol || sent) ? 1 : 0;
        }
        const auto total = *total_outages(apart);
        held += total.bounds.lo <= outages && outages <= total.bounds.hi ? 1 : 0;
        low += total_outages(told)->total < outages ? 1 : 0;
    }
    INFO(held << " held, " << low << " too low of " << rounds);
    CHECK(held >= 930);
    CHECK(low >= 950);
}
