// The project of QGIS beside a GeoPackage, as text; tests/qgis opens one.
#include <kerb/report/qgis_project.hpp>

#include "support/test.hpp"

using kerb::Box;
using kerb::Frame;
using kerb::Shape;
using kerb::report::ProjectLayer;
using kerb::report::qgis_project;

namespace {

std::vector<ProjectLayer> three_layers() {
    return {{"districts", "districts", "Base map", Shape::polygon, Box{0, 0, 1000, 500}, "", true},
            {"lamps", "lamps", "Lighting", Shape::point, Box{10, 10, 20, 20},
             "<!DOCTYPE qgis>\n<qgis version=\"3.22\"><renderer-v2 type=\"singleSymbol\"/></qgis>\n", false},
            {"roads", "roads", "Base map", Shape::line, Box{}, "no style", true},
            {"books", "books", "Base map", Shape::none, Box{}, "", true}};
}

std::string project_of(const std::string& title, const std::vector<ProjectLayer>& layers,
                       const char* frame = "EPSG:4547") {
    return qgis_project({title, "audit.gpkg", Frame::from(frame), layers});
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Whether the parts stand in this order.
bool in_order(const std::string& text, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    for (const auto& part : parts) {
        at = text.find(part, at);
        if (at == std::string::npos) {
            return false;
        }
    }
    return true;
}

} // namespace

TEST_CASE("A project draws points over lines over areas, and groups as given") {
    const auto text = project_of("City", three_layers());
    CHECK(holds(text,
                "<custom-order enabled=\"1\"><item>kerb_layer_lamps</item><item>kerb_layer_roads</item>"
                "<item>kerb_layer_districts</item></custom-order>"));
    CHECK(in_order(text, {"<layer-tree-group name=\"Base map\"", "id=\"kerb_layer_roads\"",
                          "id=\"kerb_layer_districts\"", "</layer-tree-group>", "<layer-tree-group name=\"Lighting\"",
                          "id=\"kerb_layer_lamps\"", "checked=\"Qt::Unchecked\""}));
    CHECK(holds(text, "source=\"./audit.gpkg|layername=lamps\""));
    CHECK_FALSE(holds(text, "books")); // it has no places
    CHECK(text == project_of("City", three_layers()));
}

TEST_CASE("A project shows all layers with a margin, and takes what stands in their styles") {
    const auto text = project_of("City", three_layers());
    CHECK(holds(text, "<extent><xmin>-20</xmin><ymin>-20</ymin><xmax>1020</xmax><ymax>520</ymax></extent>"));
    CHECK(holds(text, "<provider encoding=\"UTF-8\">ogr</provider><renderer-v2 type=\"singleSymbol\"/></maplayer>"));
    CHECK_FALSE(holds(text, "no style"));
    CHECK(holds(text, "<authid>EPSG:4547</authid>"));
    CHECK(holds(project_of("City", {}), "<extent><xmin>0</xmin>"));
}

TEST_CASE("A plane of our own is told by its definition alone") {
    const auto local = Frame::local(114, 32);
    const auto text = qgis_project({"City", "audit.gpkg", local, three_layers()});
    CHECK(holds(text, "<authid></authid>"));
    CHECK(holds(text, "<wkt>PROJCRS[&quot;"));
}

TEST_CASE("No text of a project can become markup") {
    const auto text = project_of("<b>&\"'\x01\x1F\n]]>\xEF\xBF\xBE[% 1/0 %]", three_layers());
    CHECK(holds(text, "<title>&lt;b&gt;&amp;&quot;'&#10;]]&gt;[% 1/0 %]</title>"));
    auto layers = three_layers();
    layers[0].table = layers[0].title = layers[0].section = "\"/><evil x=\"";
    const auto odd = project_of("City", layers);
    CHECK_FALSE(holds(odd, "<evil"));
    CHECK(holds(odd, "name=\"&quot;/&gt;&lt;evil x=&quot;\""));
}
