#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <kerb/base/xml.hpp>
#include <kerb/inventory/map_order.hpp>
#include <kerb/report/qgis_project.hpp>

namespace kerb::report {
namespace {

/// QGIS replaces an id of ten characters or less.
std::string id_of(const ProjectLayer& layer) {
    return xml_text("kerb_layer_" + layer.table);
}

std::string source_of(const ProjectInput& input, const ProjectLayer& layer) {
    return xml_text("./" + input.file + "|layername=" + layer.table);
}

/// `EPSG:4547` as an authority's code; a plane of our own has none.
bool is_code(std::string_view name) {
    return name.starts_with("EPSG:") && name.size() > 5 &&
           std::all_of(name.begin() + 5, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string reference(const Frame& frame) {
    return "<spatialrefsys nativeFormat=\"Wkt\"><wkt>" + xml_text(frame.wkt()) + "</wkt><authid>" +
           (is_code(frame.name()) ? xml_text(frame.name()) : "") + "</authid></spatialrefsys>";
}

std::string extent_xml(const Box& box) {
    return fmt::format("<extent><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></extent>", box.min_x,
                       box.min_y, box.max_x, box.max_y);
}

/// The same for programs without a map canvas.
std::string view_xml(const Box& box, const std::string& reference_xml) {
    return fmt::format("<DefaultViewExtent xmin=\"{}\" ymin=\"{}\" xmax=\"{}\" ymax=\"{}\">{}</DefaultViewExtent>",
                       box.min_x, box.min_y, box.max_x, box.max_y, reference_xml);
}

/// What stands in a style, which is what stands in a layer of a project.
std::string style_content(const std::string& qml) {
    const auto begin = qml.find('>', std::min(qml.find("<qgis"), qml.size()));
    const auto end = qml.rfind("</qgis>");
    return begin == std::string::npos || end == std::string::npos || end <= begin
               ? ""
               : qml.substr(begin + 1, end - begin - 1);
}

/// Those with places.
std::vector<const ProjectLayer*> drawn(std::span<const ProjectLayer> layers) {
    auto ordered = in_map_order(layers, [](const ProjectLayer& layer) { return layer.shape; });
    std::erase_if(ordered, [](const auto* layer) { return layer->shape == Shape::none; });
    return ordered;
}

std::string tree_entry(const ProjectInput& input, const ProjectLayer& layer) {
    return fmt::format(
        "<layer-tree-layer id=\"{}\" name=\"{}\" source=\"{}\" providerKey=\"ogr\" checked=\"{}\" "
        "expanded=\"0\"/>\n",
        id_of(layer), xml_text(layer.title), source_of(input, layer), layer.shown ? "Qt::Checked" : "Qt::Unchecked");
}

/// Groups in the order of their first layers as given, within them as drawn; layers without a group before all.
std::string tree(const ProjectInput& input, const std::vector<const ProjectLayer*>& ordered) {
    std::vector<std::string> sections = {""};
    for (const auto& layer : input.layers) {
        if (layer.shape != Shape::none &&
            std::find(sections.begin(), sections.end(), layer.section) == sections.end()) {
            sections.push_back(layer.section);
        }
    }
    std::string text = "<layer-tree-group>\n", order;
    for (const auto& section : sections) {
        std::string entries;
        for (const auto* layer : ordered) {
            entries += layer->section == section ? tree_entry(input, *layer) : "";
        }
        text += section.empty()
                    ? entries
                    : "<layer-tree-group name=\"" + xml_text(section) + "\" checked=\"Qt::Checked\" expanded=\"1\">\n" +
                          entries + "</layer-tree-group>\n";
    }
    for (const auto* layer : ordered) {
        order += "<item>" + id_of(*layer) + "</item>";
    }
    return text + "<custom-order enabled=\"1\">" + order + "</custom-order>\n</layer-tree-group>\n";
}

std::string layer_xml(const ProjectInput& input, const ProjectLayer& layer, const std::string& reference_xml) {
    const char* shape = layer.shape == Shape::point ? "Point" : layer.shape == Shape::line ? "Line" : "Polygon";
    return fmt::format(
        "<maplayer type=\"vector\" geometry=\"{}\" styleCategories=\"AllStyleCategories\">\n"
        "<id>{}</id><datasource>{}</datasource><layername>{}</layername>\n<srs>{}</srs>\n"
        "<provider encoding=\"UTF-8\">ogr</provider>{}</maplayer>\n",
        shape, id_of(layer), source_of(input, layer), xml_text(layer.title), reference_xml, style_content(layer.style));
}

/// What the map shows at first: all layers, with a margin.
Box first_view(const std::vector<const ProjectLayer*>& layers) {
    Box box;
    for (const auto* layer : layers) {
        if (!layer->extent.empty()) {
            box.add(layer->extent);
        }
    }
    if (box.empty()) {
        return {0, 0, 1, 1};
    }
    const double margin = std::max(1.0, 0.02 * std::max(box.max_x - box.min_x, box.max_y - box.min_y));
    return {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

} // namespace

std::string qgis_project(const ProjectInput& input) {
    const auto ordered = drawn(input.layers);
    const auto reference_xml = reference(input.frame);
    const auto view = first_view(ordered);
    std::string layers;
    for (const auto* layer : ordered) {
        layers += layer_xml(input, *layer, reference_xml);
    }
    return fmt::format(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis projectname=\"{0}\" version=\"3.22.0\">\n<homePath path=\"\"/>\n<title>{0}</title>\n"
        "<projectCrs>{1}</projectCrs>\n{2}"
        "<mapcanvas name=\"theMapCanvas\"><units>meters</units>{3}<rotation>0</rotation>"
        "<destinationsrs>{1}</destinationsrs></mapcanvas>\n"
        "<projectlayers>\n{4}</projectlayers>\n"
        "<properties><Paths><Absolute type=\"bool\">false</Absolute></Paths>"
        "<SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled></SpatialRefSys>"
        "</properties>\n<ProjectViewSettings>{5}</ProjectViewSettings>\n</qgis>\n",
        xml_text(input.title), reference_xml, tree(input, ordered), extent_xml(view), layers,
        view_xml(view, reference_xml));
}

} // namespace kerb::report
