// From the rows of a SWMM input to its objects.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <kerb/io/swmm.hpp>

#include "swmm_rows.hpp"
#include "swmm_units.hpp"

namespace kerb::io::detail {

/// What the sections are read into. Each row is used or skipped with a reason.
class SwmmParser {
public:
    /// \param issues those of `read` \param file named in errors
    SwmmParser(SwmmSections sections, SwmmRead& read, SwmmIssues& issues, std::string file)
        : sections_(std::move(sections)), read_(read), issues_(issues), file_(std::move(file)) {}
    /// \throws ResourceError for more objects than are held
    void run();

private:
    [[nodiscard]] const SwmmSection& section(const char* name) const;
    /// Counts objects that stay in memory, each of which takes many times the bytes of its row.
    void hold(std::int64_t count = 1);
    /// Counts a row as skipped, and says why.
    void skip(const char* reason, const std::string& section, const SwmmRow& row);
    void warn(const char* reason, const std::string& section, const SwmmRow& row);
    void use(const std::string& section) { ++read_.sections[section].used; }
    /// Notes that a row of a key is used. To SWMM a later row replaces an earlier one: that is said, and the earlier
    /// one counted as skipped.
    void give(const char* section, const SwmmRow& row, const std::string& key);
    /// A number of the row; none, with an issue, when it is none. A column that is not there is `absent`.
    [[nodiscard]] std::optional<double> number(const std::string& section, const SwmmRow& row, std::size_t column,
                                               double absent = 0);
    /// How many there are of something; one, with an issue, when the column is no whole number from 1 to `most`.
    [[nodiscard]] int count(const char* section, const SwmmRow& row, std::size_t column, int most);
    /// Calls `take(row)` for each row with at least `columns` words; what it does not take is skipped as a bad number.
    template <class Take>
    void each(const char* section, std::size_t columns, Take&& take);

    void read_options();
    void read_title();
    void read_nodes();
    [[nodiscard]] bool read_outfall(const SwmmRow& row, SwmmNode& node);
    [[nodiscard]] bool read_storage(const SwmmRow& row, SwmmNode& node);
    [[nodiscard]] bool add_node(const char* section, const SwmmRow& row, SwmmNode node);
    void read_links();
    [[nodiscard]] bool add_link(const char* section, const SwmmRow& row, SwmmLink link);
    void offset(const char* section, const SwmmRow& row, std::size_t column, const std::string& node, double& level);
    void read_curves();
    void read_cross_sections();
    [[nodiscard]] bool read_cross_section(const SwmmRow& row, SwmmLink& link);
    void name_without_size();
    void read_subcatchments();
    void follow_outlets();
    void read_inlets();
    [[nodiscard]] bool read_inlet_design(const SwmmRow& row);
    [[nodiscard]] bool read_inlet_usage(const SwmmRow& row);
    void add_inlet(const SwmmRow& row, SwmmInletUse inlet);
    void read_places();
    void close_outlines();
    void count_the_rest();

    SwmmSections sections_;
    SwmmRead& read_;
    SwmmIssues& issues_;
    std::string file_;
    std::int64_t held_ = 0;
    SwmmUnits units_;
    bool elevations_ = false;
    /// By name in upper case: to SWMM upper and lower case are alike.
    std::unordered_map<std::string, std::size_t> nodes_, links_, subcatchments_, inlets_;
    std::unordered_map<std::string, std::vector<std::pair<double, double>>> curves_;
    std::unordered_map<std::string, SwmmInletUse> designs_;
    std::unordered_map<std::string, std::unordered_set<std::string>> given_; ///< keys of rows in use, by section
    std::map<std::string, bool> taken_;                                      ///< sections that were read
};

template <class Take>
void SwmmParser::each(const char* section, std::size_t columns, Take&& take) {
    taken_[section] = true;
    each_row(this->section(section), [&](const SwmmRow& row) {
        ++read_.sections[section].read;
        if (row.words.size() < columns) {
            skip("swmm.columns", section, row);
        } else if (take(row)) {
            use(section);
        }
    });
}

} // namespace kerb::io::detail
