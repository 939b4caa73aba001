#include <cmath>
#include <thread>

#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/working_frame.hpp>

#include "support/test.hpp"

using kerb::Box;
using kerb::Frame;
using kerb::FrameKind;
using kerb::Point;
using kerb::same_heights;
using kerb::Transform;
using Reason = kerb::WorkingFrame::Reason;

namespace {

constexpr double survey_foot = 1200.0 / 3937.0;
constexpr double earth = 6'371'000;

constexpr auto engineering =
    R"(LOCAL_CS["Site grid",LOCAL_DATUM["Site",0],UNIT["metre",1],AXIS["X",EAST],AXIS["Y",NORTH]])";

std::string code_of(const std::string& definition) {
    try {
        (void)Frame::from(definition);
    } catch (const kerb::FrameError& error) {
        return error.message().code;
    }
    return "none";
}

} // namespace

TEST_CASE("Frames know their kind, unit and name") {
    const struct {
        const char* definition;
        FrameKind kind;
        double unit;
        const char* name;
    } rows[] = {{"EPSG:4547", FrameKind::projected, 1, "EPSG:4547"},
                {"epsg:26986", FrameKind::projected, 1, "EPSG:26986"},
                {" EPSG:3435 ", FrameKind::projected, survey_foot, "EPSG:3435"},
                {"EPSG:4326", FrameKind::geographic, 0, "EPSG:4326"},
                {"EPSG:4490", FrameKind::geographic, 0, "EPSG:4490"},
                {"EPSG:4979", FrameKind::geographic, 0, "EPSG:4979"},
                {"EPSG:3857", FrameKind::unmeasurable, 1, "EPSG:3857"},
                {"ESRI:102100", FrameKind::unmeasurable, 1, "ESRI:102100"},
                {"EPSG:7405", FrameKind::projected, 1, "EPSG:27700"},
                {"urn:ogc:def:crs:EPSG::4547", FrameKind::projected, 1, "EPSG:4547"},
                {"urn:ogc:def:crs:OGC:1.3:CRS84", FrameKind::geographic, 0, "OGC:CRS84"},
                {"+proj=tmerc +lon_0=114 +ellps=GRS80 +units=m", FrameKind::projected, 1,
                 "+proj=tmerc +lon_0=114 +ellps=GRS80 +units=m"},
                {"+proj=longlat +datum=WGS84", FrameKind::geographic, 0, "+proj=longlat +datum=WGS84"},
                {"+proj=merc +a=6378137 +b=6378137 +nadgrids=@null +units=m", FrameKind::projected, 1, nullptr}};
    for (const auto& row : rows) {
        CAPTURE(row.definition);
        const auto frame = Frame::from(row.definition);
        CHECK(frame.kind() == row.kind);
        CHECK(frame.metres_per_unit() == Approx(row.unit).epsilon(1e-14));
        if (row.name != nullptr) {
            CHECK(frame.name() == row.name);
        }
        CHECK(Frame::from(frame.wkt()) == frame);
        CHECK(Frame::from(frame.wkt()).kind() == frame.kind());
    }
    CHECK_FALSE(Frame::from("EPSG:4547") == Frame::from("EPSG:4548"));
}

TEST_CASE("A compound definition names the datum of its heights, and the plane is the frame") {
    const auto plane = Frame::from("EPSG:32650");
    const auto both = Frame::from("EPSG:5555"); // ETRS89 / UTM zone 32N + DHHN92
    CHECK(both.heights() == "Deutsches Haupthoehennetz 1992");
    CHECK(both == Frame::from("EPSG:25832"));
    CHECK(plane.heights().empty());
    const auto above = [&](const std::string& vertical) {
        return Frame::from("COMPOUNDCRS[\"both\"," + plane.wkt() + "," + vertical + "]");
    };
    const std::string axes = "CS[vertical,1],AXIS[\"up\",up],LENGTHUNIT[\"metre\",1]]";
    const auto yellow_sea = above("VERTCRS[\"h\",VDATUM[\"Yellow Sea 1985\"]," + axes);
    CHECK(yellow_sea.heights() == "Yellow Sea 1985");
    CHECK(yellow_sea == plane);
    CHECK(above("VERTCRS[\"h\",VDATUM[\"unknown\"]," + axes).heights().empty());
    CHECK(Frame::from("EPSG:8720").in_metres().heights() == "North American Vertical Datum 1988"); // feet, both ways
}

TEST_CASE("Names of one vertical datum are known for the same") {
    CHECK(same_heights("Yellow Sea 1985", "Yellow_Sea_1985"));
    CHECK(same_heights("1985国家高程基准", "Yellow Sea 1985"));
    CHECK(same_heights("1956年黄海高程系", "Yellow Sea 1956 height"));
    CHECK(same_heights("", "Yellow Sea 1985"));
    CHECK(same_heights("", ""));
    CHECK_FALSE(same_heights("Yellow Sea 1956", "Yellow Sea 1985"));
    CHECK_FALSE(same_heights("吴淞高程", "1985国家高程基准"));
}

TEST_CASE("What is no usable frame is refused with a reason") {
    CHECK(code_of("") == "frame.unknown");
    CHECK(code_of("EPSG:999999") == "frame.unknown");
    CHECK(code_of("+proj=nonsense") == "frame.unknown");
    CHECK(code_of(std::string("EPSG:4326\0x", 11)) == "frame.unknown");
    CHECK(code_of("PROJCS[" + std::string(100'000, 'x') + "]") == "frame.unknown");
    CHECK(code_of(engineering) == "frame.engineering");
    CHECK(code_of("EPSG:4978") == "frame.not_horizontal");
    CHECK(code_of("EPSG:5773") == "frame.not_horizontal");
}

TEST_CASE("Files, addresses and grids are never read as a frame") {
    for (const auto* definition :
         {"/etc/passwd", "city.prj", "https://example.org/crs.wkt", "http://www.opengis.net/def/crs/EPSG/0/4326",
          "+init=epsg:4326", "+proj=longlat +ellps=GRS80 +nadgrids=/tmp/x.gsb",
          "+proj=longlat +ellps=GRS80 +nadgrids=@null,evil.gsb", "+proj=tmerc +ellps=GRS80 +geoidgrids=egm96.gtx",
          "WGS 84", "{\"type\":\"GeographicCRS\"}"}) {
        CAPTURE(definition);
        CHECK(code_of(definition) == "frame.not_allowed");
    }
}

TEST_CASE("Feet become metres by the factor alone") {
    for (const auto* definition : {"EPSG:3435", "EPSG:2249", "EPSG:2263"}) {
        CAPTURE(definition);
        const auto feet = Frame::from(definition);
        const auto metres = feet.in_metres();
        CHECK(metres.metres_per_unit() == 1);
        CHECK(metres.kind() == FrameKind::projected);
        CHECK(metres.name() == std::string(definition) + " in metres");
        const Transform convert(feet, metres);
        for (const auto p : {Point{1'176'000, 1'900'000}, Point{700'000, 2'950'000}, Point{0, 0}}) {
            const auto q = convert(p);
            CHECK(q.x == Approx(p.x * feet.metres_per_unit()).margin(1e-6));
            CHECK(q.y == Approx(p.y * feet.metres_per_unit()).margin(1e-6));
        }
    }
    const auto metric = Frame::from("EPSG:4547");
    CHECK(metric.in_metres() == metric);
    CHECK(metric.in_metres().name() == "EPSG:4547");
}

TEST_CASE("Transforms put x east and y north, and return") {
    const auto wgs84 = Frame::from("EPSG:4326");
    const Transform forth(wgs84, Frame::from("EPSG:32650"));
    const Transform back(Frame::from("EPSG:32650"), wgs84);
    const auto origin = forth({117, 0});
    CHECK(origin.x == Approx(500'000).margin(1e-6));
    CHECK(origin.y == Approx(0).margin(1e-6));
    const auto there = forth({116.4, 39.9});
    CHECK(there.x < 500'000);
    CHECK(there.y == Approx(4.417e6).epsilon(1e-3));
    const auto again = back(there);
    CHECK(again.x == Approx(116.4).margin(1e-11));
    CHECK(again.y == Approx(39.9).margin(1e-11));
    CHECK_FALSE(forth.identity());
    CHECK(Transform(wgs84, wgs84).identity());
    CHECK(Transform(wgs84, Frame::from("OGC:CRS84")).identity());
}

TEST_CASE("The datums of China and the United States reach WGS 84") {
    for (const auto* definition : {"EPSG:4490", "EPSG:4547", "EPSG:4269", "EPSG:26986", "EPSG:3435"}) {
        CAPTURE(definition);
        CHECK_NOTHROW(Transform(Frame::from(definition), Frame::from("EPSG:4326")));
    }
}

TEST_CASE("Points beyond the frame become NaN, one by one") {
    const Transform forth(Frame::from("EPSG:4326"), Frame::from("EPSG:32650"));
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    kerb::Points points = {{117, 0}, {117, 91}, {nan, 3}, {116.4, 39.9}, {std::numeric_limits<double>::infinity(), 0}};
    forth.apply(points);
    CHECK(std::isfinite(points[0].x));
    CHECK((std::isnan(points[1].x) && std::isnan(points[1].y)));
    CHECK((std::isnan(points[2].x) && std::isnan(points[2].y)));
    CHECK(std::isfinite(points[3].y));
    CHECK(std::isnan(points[4].x));
}

TEST_CASE("Transforms may be moved to, used and destroyed in another thread") {
    Transform transform(Frame::from("EPSG:4326"), Frame::from("EPSG:4547"));
    const auto expected = transform({114, 22.5});
    Point seen;
    std::thread([&seen, moved = std::move(transform)] { seen = moved({114, 22.5}); }).join();
    CHECK(seen == expected);
}

TEST_CASE("A local plane is true in its middle and within its bound around it") {
    const auto local = Frame::local(114.057, 22.543);
    CHECK(local.kind() == FrameKind::projected);
    CHECK(local.metres_per_unit() == 1);
    CHECK(local.name() == "local:tmerc(114.057,22.543)");
    const Transform transform(Frame::from("EPSG:4326"), local);
    const auto centre = transform({114.057, 22.543});
    CHECK(std::abs(centre.x) < 1e-6);
    CHECK(std::abs(centre.y) < 1e-6);
    CHECK(std::abs(kerb::scale_factor(local, {0, 0}) - 1) < 1e-9);
    for (const double d : {25'000.0, 50'000.0}) {
        const auto bound = d * d / (2 * earth * earth);
        const auto k = kerb::scale_factor(local, {d, 0}) - 1;
        CHECK(k == Approx(bound).epsilon(0.02));
        CHECK(kerb::scale_range(local, Box{-d, -d, d, d}).worst() < bound * 1.02);
    }
    // Lengths against the ellipsoid: one degree of the meridian at 22.5 N is 110 737 m (WGS 84).
    const auto a = transform({114.057, 22.0}), b = transform({114.057, 23.0});
    CHECK(kerb::distance(a, b) == Approx(110'737).margin(1));
}

TEST_CASE("A local plane takes the datum of its source") {
    const auto source = Frame::from("EPSG:4490");
    const auto local = Frame::local(114, 22, &source);
    CHECK_THAT(local.wkt(), Catch::Contains("China"));
    const auto p = Transform(source, local)({114, 22});
    CHECK(std::abs(p.x) + std::abs(p.y) < 1e-6);
    const auto bound = Frame::from("+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3,0,0,0,0");
    const auto plane = Frame::local(114, 22, &bound);
    const auto q = Transform(bound, plane)({114, 22});
    CHECK(std::abs(q.x) + std::abs(q.y) < 1e-3);
    CHECK_NOTHROW(Transform(plane, Frame::from("EPSG:4326")));
}

TEST_CASE("Scale factors agree with the textbook") {
    CHECK(std::abs(kerb::scale_factor(Frame::from("EPSG:4547"), {500'000, 2'494'000}) - 1) < 1e-9);
    CHECK(std::abs(kerb::scale_factor(Frame::from("EPSG:4547"), {507'200, 2'494'000}) - 1) < 1e-6); // 114.07 E
    CHECK(std::abs(kerb::scale_factor(Frame::from("EPSG:4526"), {38'507'200, 2'494'000}) - 1) < 1e-6);
    CHECK(kerb::scale_factor(Frame::from("EPSG:32650"), {500'000, 4e6}) == Approx(0.9996).margin(1e-9));
    CHECK(kerb::scale_factor(Frame::from("EPSG:3857"), {0, 0}) == Approx(1).margin(0.01));
    CHECK(kerb::scale_factor(Frame::from("EPSG:3435"), {1'176'000, 1'900'000}) == Approx(1).margin(1e-4));
    CHECK(
        kerb::scale_factor(Frame::from("EPSG:3435").in_metres(), {1'176'000 * survey_foot, 1'900'000 * survey_foot}) ==
        Approx(kerb::scale_factor(Frame::from("EPSG:3435"), {1'176'000, 1'900'000})).margin(1e-9));
    // Lambert's second zone counts from Paris, in grads; k0 = 0.99987742 on 52 grads north.
    CHECK(kerb::scale_factor(Frame::from("EPSG:27572"), {600'000, 2'200'000}) == Approx(0.99987742).margin(1e-7));
    CHECK_THROWS_AS(kerb::scale_factor(Frame::from("EPSG:4326"), {0, 0}), kerb::FrameError);
}

TEST_CASE("The scale field follows PROJ") {
    for (const auto* definition : {"EPSG:4547", "EPSG:26986"}) {
        const auto frame = Frame::from(definition);
        const auto x = std::string(definition) == "EPSG:4547" ? 450'000.0 : 180'000.0;
        const auto y = std::string(definition) == "EPSG:4547" ? 2'450'000.0 : 850'000.0;
        const kerb::ScaleField field(frame, Box{x, y, x + 100'000, y + 100'000});
        for (int i = 0; i < 50; ++i) {
            const Point p{x + 1999.7 * i + 777, y + 98'765 - 1931.3 * i};
            CHECK(std::abs(field.at(p) - kerb::scale_factor(frame, p)) < 1e-8);
        }
        CHECK(field.at({x - 5, y - 5}) == field.at({x, y}));
        CHECK(field.at({x + 100'005, y + 100'005}) == field.at({x + 100'000, y + 100'000}));
    }
}

TEST_CASE("The plane of a run follows from the source") {
    const auto shenzhen = kerb::choose_frame(Frame::from("EPSG:4547"), Box{490'000, 2'480'000, 530'000, 2'520'000});
    CHECK(shenzhen.reason == Reason::kept);
    CHECK(shenzhen.frame.name() == "EPSG:4547");
    CHECK(shenzhen.scale.worst() < 2e-5);

    const auto chicago = kerb::choose_frame(Frame::from("EPSG:3435"), Box{1'150'000, 1'850'000, 1'200'000, 1'950'000});
    CHECK(chicago.reason == Reason::converted);
    CHECK(chicago.frame.metres_per_unit() == 1);
    CHECK(chicago.source == "EPSG:3435");
    CHECK(chicago.scale.worst() < 1e-4);

    const auto degrees = kerb::choose_frame(Frame::from("EPSG:4326"), Box{113.9, 22.4, 114.3, 22.7});
    CHECK(degrees.reason == Reason::local);
    CHECK(degrees.frame.name() == "local:tmerc(114.1,22.55)");
    CHECK(degrees.scale.worst() < 1e-5);

    const auto web = kerb::choose_frame(Frame::from("EPSG:3857"), Box{12'680'000, 2'560'000, 12'720'000, 2'600'000});
    CHECK(web.reason == Reason::local);
    CHECK(web.scale.worst() < 1e-5);

    const auto sphere = Frame::from("+proj=merc +a=6378137 +b=6378137 +nadgrids=@null +units=m");
    CHECK(kerb::choose_frame(sphere, Box{12'680'000, 2'560'000, 12'720'000, 2'600'000}).reason == Reason::local);

    const auto paris = kerb::choose_frame(Frame::from("EPSG:4807"), Box{-0.1, 54.2, 0.1, 54.4}); // grads from Paris
    CHECK(paris.reason == Reason::local);
    CHECK(paris.scale.worst() < 1e-5);
}

TEST_CASE("Data that no plane can hold need a decision") {
    const auto code = [](const Frame& source, const Box& box) -> std::string {
        try {
            (void)kerb::choose_frame(source, box);
        } catch (const kerb::FrameError& error) {
            return error.message().code;
        }
        return "none";
    };
    const auto wgs84 = Frame::from("EPSG:4326");
    CHECK(code(wgs84, Box{}) == "frame.no_positions");
    CHECK(code(wgs84, Box{0, 0, std::numeric_limits<double>::infinity(), 1}) == "frame.no_positions");
    CHECK(code(wgs84, Box{490'000, 2'480'000, 530'000, 2'520'000}) == "frame.not_degrees");
    CHECK(code(wgs84, Box{0, 0, 114, 22}) == "frame.too_wide");
}

TEST_CASE("The caller's own plane is used if it can be measured in") {
    const auto wgs84 = Frame::from("EPSG:4326");
    const Box box{113.9, 22.4, 114.3, 22.7};
    const auto chosen = kerb::use_frame(Frame::from("EPSG:32650"), wgs84, box);
    CHECK(chosen.reason == Reason::requested);
    CHECK(chosen.scale.min > 0.9996);
    CHECK(chosen.source == "EPSG:4326");
    CHECK(kerb::use_frame(Frame::from("EPSG:3435"), wgs84, Box{-87.7, 41.8, -87.6, 41.9}).frame.metres_per_unit() == 1);
    CHECK_THROWS_AS(kerb::use_frame(wgs84, wgs84, box), kerb::FrameError);
    CHECK_THROWS_AS(kerb::use_frame(Frame::from("EPSG:3857"), wgs84, box), kerb::FrameError);
}

TEST_CASE("Every reason has a sentence in both languages") {
    auto working = kerb::choose_frame(Frame::from("EPSG:4326"), Box{113.9, 22.4, 114.3, 22.7});
    for (const auto reason : {Reason::kept, Reason::converted, Reason::local, Reason::requested}) {
        for (const auto measure : {kerb::Measure::grid, kerb::Measure::ground}) {
            working.reason = reason;
            working.measure = measure;
            const auto message = kerb::describe(working);
            CHECK(kerb::has_text(message.code, kerb::Language::en));
            CHECK_THAT(kerb::render(message, kerb::Language::en), Catch::Contains("local:tmerc(114.1,22.55)"));
            CHECK_THAT(kerb::render(message, kerb::Language::zh), Catch::Contains("local:tmerc(114.1,22.55)"));
        }
    }
}
