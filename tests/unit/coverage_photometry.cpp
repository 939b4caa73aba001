// Photometric files: what they say, whatever way they say it, and what is said of those that do not.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/coverage/photometry.hpp>

#include "support/photometric_file.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::coverage;
using namespace kerb::test;

namespace {

constexpr double pi = std::numbers::pi;

std::string complaint_about(const std::string& text) {
    try {
        (void)read_photometry(text, "odd.ies");
    } catch (const SourceError& error) {
        return error.what();
    }
    return "";
}

/// A function without any symmetry, and what remains of it under one.
double lopsided(double c, double g) {
    return 100 + 30 * std::cos(radians(c) - 0.3) + 20 * std::sin(radians(2 * c)) + g;
}

double fold(double c, int isym) {
    const auto wrap = [](double x) { return std::fmod(std::fmod(x, 360) + 360, 360); };
    c = wrap(c);
    switch (isym) {
        case 1:
            return 0;
        case 2:
            return c > 180 ? 360 - c : c;
        case 3: { // the stored half is 270 … 90
            return c > 90 && c < 270 ? wrap(180 - c) : c;
        }
        case 4: {
            const double half = c > 180 ? 360 - c : c;
            return half > 90 ? 180 - half : half;
        }
        default:
            return c;
    }
}

} // namespace

TEST_CASE("Each symmetry of EULUMDAT expands to the planes that it stands for") {
    for (int isym = 0; isym <= 4; ++isym) {
        LdtText file;
        file.isym = isym;
        file.cd_per_klm = lopsided;
        const auto table = read_photometry(file.text(), "a.ldt");
        CAPTURE(isym);
        check(table);
        CHECK(table.c_deg.size() == (isym == 1 ? 2 : 25));
        for (const auto c : steps(0, 720, 15)) {
            for (const auto g : file.gammas) {
                CHECK(intensity(table, c, g) == Approx(lopsided(fold(c, isym), g)).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("Each symmetry of LM-63 expands to the planes that it stands for, H0 being C90") {
    struct Case {
        std::vector<double> planes;
        int isym; // of the same luminaire in EULUMDAT, by C
    };
    const Case cases[] = {{{0}, 1},
                          {steps(0, 90, 15), 4},
                          {steps(0, 180, 15), 3},
                          {steps(90, 270, 15), 2},
                          {steps(0, 360, 15), 0},
                          {steps(0, 345, 15), 0}};
    for (const auto& one : cases) {
        IesText file;
        file.planes = one.planes;
        // By C = H + 90, folded as EULUMDAT would, from whichever half the file stores.
        file.cd = [&](double h, double g) { return lopsided(fold(h + 90, one.isym), g); };
        const auto table = read_photometry(file.text(), "a.ies");
        CAPTURE(one.isym, one.planes.size());
        check(table);
        for (const auto c : steps(0, 360, 15)) {
            for (const auto g : file.gammas) {
                CHECK(intensity(table, c, g) == Approx(lopsided(fold(c, one.isym), g)).epsilon(1e-9));
            }
        }
    }
}

TEST_CASE("One luminaire as LM-63 and as EULUMDAT is the same table") {
    IesText ies;
    ies.planes = steps(0, 360, 15);
    ies.lumens = 4000;
    ies.lamps = 2;
    ies.cd = [](double h, double g) { return lopsided(h + 90, g) * 8; };
    LdtText ldt;
    ldt.cd_per_klm = lopsided;
    ldt.sets = {"2\r\nHPS\r\n8000\r\n2000\r\n25\r\n50\r\n"};
    const auto a = read_ies(ies.text(), "a"), b = read_eulumdat(ldt.text(), "b");
    REQUIRE(a.c_deg == b.c_deg);
    REQUIRE(a.gamma_deg == b.gamma_deg);
    for (std::size_t i = 0; i < a.cd.size(); ++i) {
        CHECK(a.cd[i] == Approx(b.cd[i]).epsilon(1e-12));
    }
    CHECK(a.lamp_lm == b.lamp_lm);
    CHECK(a.power_w == b.power_w);
    CHECK(flux_lm(a) == Approx(flux_lm(b)).epsilon(1e-12));
    CHECK(a.length_m == Approx(b.length_m));
    CHECK(a.width_m == Approx(b.width_m));
    CHECK(a.name == "Lamp");
    CHECK(b.maker == "Maker");
}

TEST_CASE("Interpolation is exact at the table's angles and linear between them") {
    const auto table = table_of(lopsided, {0, 7, 90, 200, 360}, {0, 10, 35, 80});
    for (std::size_t i = 0; i < table.c_deg.size() - 1; ++i) {
        for (std::size_t j = 0; j < table.gamma_deg.size(); ++j) {
            CHECK(std::abs(intensity(table, table.c_deg[i], table.gamma_deg[j]) - table.cd[i * 4 + j]) < 1e-9);
        }
    }
    const auto mean = (table.cd[4] + table.cd[5] + table.cd[8] + table.cd[9]) / 4;
    CHECK(intensity(table, (7 + 90) / 2.0, 5) == Approx(mean).epsilon(1e-12));
    CHECK(intensity(table, -353, 0) == intensity(table, 7, 0));
    CHECK(intensity(table, 10, 80.001) == 0);
    CHECK(intensity(table, 10, -1) == 0);
}

TEST_CASE("Fluxes of sources in closed form") {
    CHECK(flux_lm(isotropic(100)) == Approx(400 * pi).epsilon(1e-12));
    CHECK(flux_lm(isotropic(100), 90) == Approx(200 * pi).epsilon(1e-12));
    CHECK(flux_lm(isotropic(100), 33.3) == Approx(200 * pi * (1 - std::cos(radians(33.3)))).epsilon(1e-12));
    // Lambert: π I0; the chords of the cosine lie under it by h²/12 or so.
    const auto lambert =
        table_of([](double, double g) { return 100 * std::cos(radians(g)); }, {0, 360}, steps(0, 90, 0.5));
    CHECK(flux_lm(lambert) == Approx(100 * pi).epsilon(1e-5));
    // 1 + cos C over the hemisphere: the cosine brings nothing; a table of whole degrees sums it to nothing as well.
    const auto one_sided =
        table_of([](double c, double) { return 10 * (1 + std::cos(radians(c))); }, steps(0, 360, 10), {0, 90});
    CHECK(flux_lm(one_sided) == Approx(20 * pi).epsilon(1e-12));
    const auto strongest = peak(one_sided);
    CHECK(strongest.cd == 20);
    CHECK(strongest.c_deg == 0);
    CHECK(strongest.gamma_deg == 0);
}

TEST_CASE("Multipliers, ballast factors and editions of LM-63") {
    IesText file;
    file.multiplier = 2;
    file.ballast = 0.9;
    file.future = 1.1;
    const auto first_cd = [&](const std::string& heading) {
        file.first = heading;
        const auto table = read_ies(file.text(), "a");
        return std::pair(table.format, table.cd[0]);
    };
    CHECK(first_cd("My lamp\r\n") == std::pair<std::string, double>("LM-63-1986", 100 * (2 * 0.9) * 1.1));
    CHECK(first_cd("IESNA91\r\n") == std::pair<std::string, double>("LM-63-1991", 100 * (2 * 0.9) * 1.1));
    for (const auto* year : {"1995", "2002", "2019"}) {
        CHECK(first_cd(std::string("IESNA:LM-63-") + year + "\r\n") ==
              std::pair<std::string, double>(std::string("LM-63-") + year, 100 * (2 * 0.9)));
    }
    CHECK(first_cd("IES:LM-63-2019\r\n").first == "LM-63-2019");
    CHECK(first_cd("IESNA:LM-63-95\r\n").first == "LM-63-1995");
    CHECK(read_ies(file.text(), "a").lamp_lm == std::nullopt);
    file.lumens = 3000;
    file.lamps = 3;
    CHECK(read_ies(file.text(), "a").lamp_lm == 9000);
}

TEST_CASE("Feet, tilt factors, and numbers spread over lines as they please") {
    IesText file;
    file.units = 1;
    file.tilt = "TILT = include\r\n1\r\n3\r\n0 45\r\n90\r\n1.0,0.9\r\n0.5\r\n";
    const auto table = read_ies(file.text(), "a");
    CHECK(table.width_m == Approx(0.3 * 0.3048));
    CHECK(table.length_m == Approx(0.6 * 0.3048));
    CHECK(table.tilt_deg == std::vector<double>{0, 45, 90});
    CHECK(table.tilt_factor == std::vector<double>{1, 0.9, 0.5});
    // Every number on a line of its own, old Mac line ends, commas, signs and exponents.
    const std::string odd = "label\rTILT=NONE\r1\r+1000\r1e0\r2\r1\r1\r2\r0,0,0\r1,1,1\r0\r90\r0\r1.5E+1\r2.5e1\x1A";
    const auto small = read_ies(odd, "b");
    CHECK(small.cd == std::vector<double>{15, 25, 15, 25});
    CHECK(small.name == "label");
    CHECK(small.remarks.empty());
}

TEST_CASE("Lamps of EULUMDAT: commas, conversion factor, absolute photometry, several sets either way") {
    LdtText file;
    file.factor = 1.5;
    CHECK(read_eulumdat(file.text(), "a").cd[0] == Approx(150));
    file.sets = {"-1\r\nLED\r\n2500,5\r\n3000\r\n80\r\n20\r\n"};
    const auto absolute = read_eulumdat(file.text(), "a");
    CHECK(absolute.cd[0] == Approx(375.075));
    CHECK(absolute.lamp_lm == std::nullopt);
    CHECK(absolute.power_w == 20);
    const std::vector<std::string> by_set = {"1\r\nA\r\n2000\r\nw\r\nx\r\n30\r\n",
                                             "2\r\nB\r\n5000\r\nw\r\nx\r\n70\r\n"};
    file.sets = by_set;
    const auto together = read_eulumdat(file.text(), "a");
    file.sets = {"1\r\n2\r\nA\r\nB\r\n2000\r\n5000\r\n", "w\r\nw\r\nx\r\nx\r\n30\r\n70\r\n"};
    const auto by_line = read_eulumdat(file.text(), "a");
    for (const auto& table : {together, by_line}) {
        CHECK(table.cd[0] == Approx(300));
        CHECK(table.lamp_lm == 2000);
        CHECK(table.power_w == 30);
        REQUIRE(table.remarks.size() == 1);
        CHECK(table.remarks[0].code == "photometry.remark.more_sets");
    }
}

TEST_CASE("Planes without one at C0 are closed around it") {
    LdtText file;
    file.planes = {30, 150, 210, 330};
    file.cd_per_klm = [](double c, double) { return c; };
    const auto table = read_eulumdat(file.text(), "a");
    CHECK(table.c_deg == std::vector<double>{0, 30, 150, 210, 330, 360});
    CHECK(intensity(table, 0, 0) == Approx(180));   // half-way between 330 and 30
    CHECK(intensity(table, 345, 0) == Approx(255)); // a quarter of the way
}

TEST_CASE("What is odd but understood is remarked") {
    IesText file;
    file.lumens = 100; // 100 cd over a hemisphere are 628 lm
    const auto table = read_ies(file.text() + "end of data 7\r\n", "a.ies");
    REQUIRE(table.remarks.size() == 2);
    CHECK(render(table.remarks[0], Language::en).find("a.ies, line ") == 0);
    CHECK(render(table.remarks[1], Language::en).find("628.3 %") != std::string::npos);
}

TEST_CASE("What is no photometric file is refused with its line and what was expected") {
    IesText good;
    const auto with = [&](const std::string& from, const std::string& to) {
        auto text = good.text();
        text.replace(text.find(from), from.size(), to);
        return complaint_about(text);
    };
    CHECK(complaint_about(good.text()).empty());
    CHECK(complaint_about(good.text() + "7 7 7\r\n").find("numbers follow after the last intensity") !=
          std::string::npos);
    CHECK(with("0.3 0.6 0", "0.3 wide 0") ==
          "odd.ies, line 6: a number was expected for 'length', found 'wide'. Correct the file, or ask its maker for "
          "another.");
    CHECK(with("TILT=NONE", "TILT=tilts.txt").find("line 5: the tilt factors are in another file ('tilts.txt')") !=
          std::string::npos);
    good.type = 2;
    CHECK(complaint_about(good.text()).find("type B") != std::string::npos);
    good.type = 3;
    CHECK(complaint_about(good.text()).find("type A") != std::string::npos);
    good.type = 4;
    CHECK(complaint_about(good.text()).find("'photometric type' is 4") != std::string::npos);
    good.type = 1;
    good.planes = {10, 20};
    CHECK(complaint_about(good.text()).find("horizontal angles run 10 .. 20") != std::string::npos);
    good.planes = {0};
    good.gammas = {0, 50, 40};
    CHECK(complaint_about(good.text()).find("must ascend, but 40 follows 50") != std::string::npos);
    good.gammas = {0, 200};
    CHECK(complaint_about(good.text()).find("'vertical angle' is 200") != std::string::npos);
    good.gammas = {0, 90};
    good.cd = [](double, double g) { return g - 50; };
    CHECK(complaint_about(good.text()).find("'candela' is -50, expected ≥ 0") != std::string::npos);
    CHECK(complaint_about("no photometry\nat all\n").find("line 2") != std::string::npos);
    CHECK(complaint_about("").find("file ends") != std::string::npos);
    CHECK(complaint_about("TILT=NONE\n1 -1 1 1e9 1 1 2 0 0 0 1 1 1").find("1 … 3601") != std::string::npos);
    CHECK(complaint_about("TILT=NONE\n1 -1 1 3601 3601 1 2 0 0 0 1 1 1").find("number of intensities") !=
          std::string::npos);
    CHECK(complaint_about("TILT=NONE\n1 -1 1 nan 1").find("'nan'") != std::string::npos);
    CHECK(complaint_about(std::string((8U << 20U) + 1, ' ')).find("8 MiB") != std::string::npos);
}

TEST_CASE("EULUMDAT that is odd is refused with its line") {
    LdtText good;
    const auto text = good.text();
    const auto line = [&](std::size_t number, const std::string& instead) {
        std::size_t at = 0;
        for (std::size_t i = 1; i < number; ++i) {
            at = text.find("\r\n", at) + 2;
        }
        auto changed = text;
        changed.replace(at, text.find("\r\n", at) - at, instead);
        return complaint_about(changed);
    };
    CHECK(line(3, "5").find("line 3: 'Isym' is 5") != std::string::npos);
    CHECK(line(4, "0").find("line 4: 'Mc' is 0") != std::string::npos);
    CHECK(line(6, "x").find("line 6: a number was expected for 'Ng', found 'x'") != std::string::npos);
    CHECK(line(29, "0").find("line 29: the total luminous flux") != std::string::npos);
    CHECK(line(26, "99").find("line 26") != std::string::npos);
    CHECK(line(45, "3").find("'C angle'") != std::string::npos); // after 0, 15: 3
    CHECK(line(100, "-1").find("'luminous intensity' is -1") != std::string::npos);
    CHECK(complaint_about(text.substr(0, text.size() - 40)).find("the file ends where 'luminous intensity'") !=
          std::string::npos);
    good.isym = 3;
    good.planes = {0, 120, 240};
    CHECK(complaint_about(good.text()).find("'Mc' is 3, expected 4n") != std::string::npos);
}

TEST_CASE("Tables that are none are refused before they are used") {
    auto table = isotropic(1);
    table.cd[0] = -1;
    CHECK_THROWS_AS(check(table), UsageError);
    table = isotropic(1);
    table.c_deg = {0, 350};
    CHECK_THROWS_AS(check(table), UsageError);
    table = isotropic(1);
    table.gamma_deg = {90, 0};
    CHECK_THROWS_AS(check(table), UsageError);
    table = isotropic(1);
    table.cd.pop_back();
    CHECK_THROWS_AS(check(table), UsageError);
}
