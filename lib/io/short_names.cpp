#include "short_names.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <cpl_string.h>

#include "gate.hpp"

namespace kerb::io::detail {
namespace {

constexpr std::size_t most_bytes = 10;

std::size_t bytes_in(const std::string& character, const std::string& encoding) {
    if (EQUAL(encoding.c_str(), CPL_ENC_UTF8) || character.size() == 1) {
        return character.size();
    }
    const std::unique_ptr<char, void (*)(void*)> recoded(CPLRecode(character.c_str(), CPL_ENC_UTF8, encoding.c_str()),
                                                         CPLFree);
    return std::string_view(recoded.get()).size();
}

std::size_t end_of_character(const std::string& text, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        ++end;
    }
    return end;
}

/// Names that a rule gives for one fact: sources of a field of ours, or fields of a condition.
using Fact = std::vector<std::string>;

std::vector<Fact> facts_of(const LayerRule& rule) {
    std::vector<Fact> facts;
    for (const auto& field : rule.fields) {
        facts.push_back(field.sources);
    }
    for (const auto& condition : rule.where) {
        facts.push_back(condition.fields);
    }
    return facts;
}

bool has(const Fact& fact, const std::string& name) {
    return std::find(fact.begin(), fact.end(), name) != fact.end();
}

/// Two fields with one beginning, told apart by a writer (`abcdefgh_1`): which of them is which cannot be known.
bool has_twin(const FeatureTable& table, const std::string& cut) {
    return std::any_of(table.columns.begin(), table.columns.end(), [&cut](const Column& column) {
        const auto mark = column.name.rfind('_');
        return mark != std::string::npos && mark >= 6 && mark + 1 < column.name.size() && column.name != cut &&
               column.name.find_first_not_of("0123456789", mark + 1) == std::string::npos &&
               cut.starts_with(column.name.substr(0, mark));
    });
}

/// One rule and the cut names in it.
class ShortNames {
public:
    ShortNames(const FeatureTable& table, const std::map<std::string, std::string>& cuts)
        : table_(table), cuts_(cuts) {}

    /// Rewrites the rule; the fields whose fact cannot be told go to `unclear` with the names that fit.
    void rewrite(LayerRule& rule, std::map<std::string, std::set<std::string>>& unclear) const {
        const auto facts = facts_of(rule);
        for (const auto& [cut, fitting] : fields_found(facts)) {
            const auto& field = cut;
            const auto is_written_out = [&field](const Fact& fact) { return has(fact, field); };
            if (std::any_of(facts.begin(), facts.end(), is_written_out)) {
                continue; // the rule names the field as it is
            }
            if (has_twin(table_, cut) || !are_one_fact(facts, fitting)) {
                unclear[cut].insert(fitting.begin(), fitting.end());
            } else {
                replace(rule, fitting, cut);
            }
        }
    }

private:
    /// Field of the table → names of the rule that are cut to it.
    [[nodiscard]] std::map<std::string, std::set<std::string>> fields_found(const std::vector<Fact>& facts) const {
        std::map<std::string, std::set<std::string>> names;
        for (const auto& fact : facts) {
            for (const auto& name : fact) {
                const auto cut = cuts_.find(name);
                if (cut != cuts_.end()) {
                    names[cut->second].insert(name);
                }
            }
        }
        return names;
    }

    /// Is there no fact that has some of the names and lacks others, while another has those?
    static bool are_one_fact(const std::vector<Fact>& facts, const std::set<std::string>& names) {
        return std::any_of(facts.begin(), facts.end(), [&names](const Fact& fact) {
            return std::all_of(names.begin(), names.end(),
                               [&fact](const std::string& name) { return has(fact, name); });
        });
    }

    static void replace(LayerRule& rule, const std::set<std::string>& names, const std::string& cut) {
        const auto set = [&](std::vector<std::string>& list) {
            for (auto& name : list) {
                name = names.contains(name) ? cut : name;
            }
            // One field is one source, however many names it goes by.
            const auto first = std::find(list.begin(), list.end(), cut);
            if (first != list.end()) {
                list.erase(std::remove(first + 1, list.end(), cut), list.end());
            }
        };
        for (auto& field : rule.fields) {
            set(field.sources);
        }
        for (auto& condition : rule.where) {
            set(condition.fields);
        }
    }

    const FeatureTable& table_;
    const std::map<std::string, std::string>& cuts_; ///< name → field of the table, for those that are there only cut
};

/// The names of a mapping that the table has only cut.
std::map<std::string, std::string> cut_names(const Mapping& mapping, const FeatureTable& table,
                                             const std::string& encoding) {
    std::map<std::string, std::string> cuts;
    for (const auto& rule : mapping.layers) {
        if (!takes_layer(rule, table)) {
            continue;
        }
        for (const auto& fact : facts_of(rule)) {
            for (const auto& name : fact) {
                const auto cut = table.find(name) == nullptr ? cut_name(name, encoding) : name;
                if (cut != name && table.find(cut) != nullptr) {
                    cuts[name] = cut;
                }
            }
        }
    }
    return cuts;
}

Issue unclear_name(const std::string& layer, const std::string& field, const std::set<std::string>& names) {
    std::string listed;
    for (const auto& name : names) {
        listed += (listed.empty() ? "" : ", ") + name;
    }
    Issue issue;
    issue.severity = Severity::warning;
    issue.reason = "mapping.ambiguous_name";
    issue.layer = layer;
    issue.message = {issue.reason, {{"layer", layer}, {"field", field}, {"names", std::move(listed)}}};
    return issue;
}

} // namespace

std::string cut_name(const std::string& name, const std::string& encoding) {
    const GdalScope quiet;
    std::size_t bytes = 0, end = 0;
    while (end < name.size()) {
        const auto next = end_of_character(name, end);
        bytes += bytes_in(name.substr(end, next - end), encoding);
        if (bytes > most_bytes) {
            break;
        }
        end = next;
    }
    return name.substr(0, end);
}

Mapping for_short_names(const Mapping& mapping, const FeatureTable& table, const std::string& encoding,
                        std::vector<Issue>& issues) {
    Mapping rules = mapping;
    const auto cuts = cut_names(mapping, table, encoding);
    const ShortNames names(table, cuts);
    std::map<std::string, std::set<std::string>> unclear;
    for (auto& rule : rules.layers) {
        if (takes_layer(rule, table)) {
            names.rewrite(rule, unclear);
        }
    }
    for (const auto& [field, fitting] : unclear) {
        issues.push_back(unclear_name(table.name, field, fitting));
    }
    return rules;
}

} // namespace kerb::io::detail
