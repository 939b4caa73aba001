// From the storm drains of an inventory to a SWMM model, step by step.
#pragma once

#include <limits>
#include <set>
#include <string>
#include <vector>

#include <kerb/io/swmm_inventory.hpp>

namespace kerb::io::detail {

/// Names that are not taken yet, upper and lower case alike.
class SwmmNames {
public:
    /// `~2`, `~3`, … is added to a name that is there already.
    [[nodiscard]] std::string fresh(const std::string& key);

private:
    std::set<std::string> taken_;
};

class SwmmExporter {
public:
    SwmmExporter(const Inventory& city, const SwmmAssumptions& assumed, SwmmExport& made);
    void run();

private:
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    /// What is known of a node before it is written.
    struct Node {
        double ground_m = unknown; ///< from the record, else the terrain
        double own_m = unknown;    ///< invert as recorded
        double low_m = unknown;    ///< lowest conduit end
        double crown_m = unknown;  ///< highest top of a conduit
        Point place;
        std::uint32_t conduits = 0;
        bool used = false;
    };
    /// A conduit with all that is assumed of it.
    struct Pipe {
        std::uint32_t position, from, to;
        SwmmLink link;
    };

    void issue(const char* reason, const char* layer, const std::string& key, const Place& place,
               const std::string& name = {});
    [[nodiscard]] Accounting& account(const char* layer) { return made_.layers[layer]; }
    void skip(const char* reason, const char* layer, const std::string& key, const Place& place);

    void survey_nodes();
    void survey_pipes();
    [[nodiscard]] const char* left_out(const Conduit& conduit, std::uint32_t position) const;
    void set_section(const Conduit& conduit, SwmmLink& link);
    [[nodiscard]] bool set_levels(const Conduit& conduit, Pipe& pipe);
    void set_length(const Conduit& conduit, SwmmLink& link);
    void note_end(std::uint32_t node, double invert_m, double height_m);
    void mark_pumps();

    void write_nodes();
    void write_manhole(std::uint32_t node);
    [[nodiscard]] bool is_end(std::uint32_t node) const;
    void write_outfall(std::uint32_t node);
    void write_storage(std::uint32_t node);
    void write_pump(std::uint32_t node);
    [[nodiscard]] SwmmNode node_at(std::uint32_t node);
    [[nodiscard]] double invert_of(std::uint32_t node);
    void write_pipes();
    [[nodiscard]] std::string end_of(std::uint32_t node);
    void account_nodes();
    void account_rest();

    void write_catchments();
    void write_catchment(const Catchment& catchment, std::uint32_t node);
    void write_nearest_ground();
    [[nodiscard]] std::uint32_t nearest_node(Point place) const;
    void list_changed_names();

    const Inventory& city_;
    const SwmmAssumptions& assumed_;
    SwmmExport& made_;
    DrainNetwork network_;
    std::vector<std::string> node_names_;
    SwmmNames names_, link_names_; ///< nodes and subcatchments share theirs
    std::vector<Node> nodes_;
    std::vector<Pipe> pipes_;
    std::vector<std::string> pipe_names_;
    std::vector<std::vector<std::string>> outfall_names_; ///< of an outfall node, one for each conduit
    std::vector<std::size_t> outfall_next_;
};

} // namespace kerb::io::detail
