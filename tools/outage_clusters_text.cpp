// Clusters for a terminal: the answer in words, then three lists.
#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "outage_clusters.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

constexpr std::size_t list_rows = 5, table_rows = 10;

std::string percent(const std::optional<double>& share) {
    return share ? fmt::format("{:.2f} %", *share * 100) : "–";
}

std::string number(double value) {
    return value >= 100 ? count_text(std::llround(value)) : fmt::format("{:.1f}", value);
}

std::string times_text(const std::optional<double>& times) {
    return times ? number(*times) : "∞";
}

/// Replicas tell no more than their number.
std::string chance_text(const std::optional<double>& p) {
    return !p ? "–" : *p < 1e-10 ? "< 1e-10" : *p < 1e-4 ? fmt::format("{:.1e}", *p) : fmt::format("{:.4g}", *p);
}

std::string word(const Session& session, const char* part, const std::string& code) {
    return session.text(std::string("outage_clusters.") + part + "." + code);
}

std::string where(const Session& session, const LampCluster& cluster, const LampTable& table) {
    const auto circuit =
        cluster.circuit == no_group ? std::string("–") : table.groups(Level::circuit).keys[cluster.circuit];
    const auto shape = cluster.found.lamps.size() == 1 ? "single" : report::shape_name(cluster.shape);
    return session.text(Message{std::string("outage_clusters.where.") + shape,
                                {{"metres", count_text(std::llround(cluster.found.radius_m))},
                                 {"lamp", table.keys[cluster.found.centre]},
                                 {"last", table.keys[cluster.found.last]},
                                 {"circuit", circuit}}});
}

std::string cause_text(const Session& session, const SharedCause& cause, const LampTraits& traits) {
    const auto code = cause_codes[static_cast<std::size_t>(cause.kind)];
    const auto& value = traits.groups(cause.kind).keys[cause.group];
    return session.text(
        Message{"outage_clusters.cause",
                {{"kind", word(session, "same", code)},
                 {"value", cause.kind == CauseKind::type && has_text("code.source_type." + value, session.language)
                               ? session.text("code.source_type." + value)
                               : value},
                 {"dark", cause.dark.out},
                 {"of", cause.dark.of},
                 {"lit", cause.lit_inside.out},
                 {"lit_of", cause.lit_inside.of},
                 {"rest", percent(cause.rest.share())}}});
}

/// What chance may have put together has no cause.
bool has_cause(const LampCluster& cluster, double level) {
    return !cluster.causes.empty() && cluster.found.p.value_or(0) <= level;
}

/// A list that is full may have left some out.
std::string number_found(const Session& session, std::size_t found, const ScanOptions& scan) {
    const auto count = count_text(static_cast<std::int64_t>(found));
    return found < scan.most_clusters ? count : session.text(Message{"outage_clusters.at_least", {{"count", count}}});
}

/// Some keys of a longer list, after a colon; nothing without any.
std::string some_of(const Session& session, const std::vector<std::string>& items, std::size_t all) {
    const auto text = fmt::format("{}{}", fmt::join(items, ", "), items.size() < all ? ", …" : "");
    return items.empty() ? std::string() : session.text(Message{"outage_clusters.some_of", {{"items", text}}});
}

/// The surest of runs and clusters: the least chance, then the greatest ratio.
const LampCluster* surest(const LampClusterRun& run) {
    const LampCluster* best = nullptr;
    const auto key = [](const LampCluster& one) {
        return std::pair(one.found.p.value_or(1), -one.found.log_likelihood_ratio);
    };
    for (const auto* list : {&run.found.clusters, &run.found.runs}) {
        for (const auto& one : *list) {
            best = best == nullptr || key(one) < key(*best) ? &one : best;
        }
    }
    return best;
}

std::string likely_text(const Session& session, const LampCluster& cluster, const LampClusterRun& run) {
    return !has_cause(cluster, run.options.scan.level)
               ? std::string()
               : session.text(Message{"outage_clusters.likely",
                                      {{"cause", cause_text(session, cluster.causes.front(), run.found.traits)}}});
}

std::string source_line(const Session& session, const LampClusterRun& run) {
    const auto& scanned = run.found.scanned;
    const auto bounds = interval(scanned, IntervalMethod::wilson, run.confidence);
    const auto& seen = run.evidence.sightings;
    return session.text(
               Message{"outage_clusters.source_line",
                       {{"source", session.text("outage.source." + run.evidence.source)},
                        {"basis", session.text(std::string("outage.basis.") + report::basis_name(run.evidence.basis))},
                        {"round", seen && !seen->round.name.empty() ? seen->round.name : std::string("–")},
                        {"as_of", run.evidence.at ? run.evidence.as_of() : std::string("–")},
                        {"known", count_text(scanned.of)},
                        {"out", count_text(scanned.out)},
                        {"rate", percent(scanned.share())},
                        {"lo", percent(bounds.lo)},
                        {"hi", percent(bounds.hi)},
                        {"confidence", fmt::format("{:g} %", run.confidence * 100)}}}) +
           "\n";
}

std::string dark_line(const Session& session, const LampClusterRun& run) {
    const auto& keys = run.input->table.groups(Level::circuit).keys;
    std::int64_t out = 0;
    std::vector<std::string> list;
    for (const auto& one : run.found.dark_circuits) {
        out += one.seen.out;
        if (list.size() < list_rows) {
            list.push_back(fmt::format("{} ({}/{})", keys[one.circuit], one.seen.out, one.lamps));
        }
    }
    const auto all = run.found.dark_circuits.size();
    return session.text(Message{"outage_clusters.dark_line",
                                {{"circuits", count_text(static_cast<std::int64_t>(all))},
                                 {"out", count_text(out)},
                                 {"list", some_of(session, list, all)}}}) +
           "\n";
}

std::string circuits_text(const Session& session, const LampClusterRun& run) {
    const auto& table = run.input->table;
    const auto& classes = table.groups(Level::road_class).keys;
    std::vector<const CircuitTest*> worst;
    for (const auto& one : run.found.circuits) {
        if (one.q <= run.options.scan.level) {
            worst.push_back(&one);
        }
    }
    std::stable_sort(worst.begin(), worst.end(), [](const auto* a, const auto* b) { return a->p < b->p; });
    auto text = session.text(Message{"outage_clusters.circuits_line",
                                     {{"worse", count_text(static_cast<std::int64_t>(worst.size()))},
                                      {"tested", count_text(static_cast<std::int64_t>(run.found.circuits.size()))},
                                      {"level", fmt::format("{:g}", run.options.scan.level)}}}) +
                "\n";
    if (worst.empty()) {
        return text;
    }
    TextTable rows({session.text("outage.level.circuit"), session.text("outage.level.road_class"),
                    word(session, "column", "out"), word(session, "column", "expected"), "p", "q"});
    for (const auto* one : std::span(worst).first(std::min(worst.size(), table_rows))) {
        rows.add({table.groups(Level::circuit).keys[one->circuit],
                  one->road_class == no_group ? "–" : session.text("code.road_class." + classes[one->road_class]),
                  fmt::format("{}/{}", one->seen.out, one->seen.of), number(one->expected), chance_text(one->p),
                  chance_text(one->q)});
    }
    text += rows.text();
    if (worst.size() > table_rows) {
        text +=
            session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(worst.size() - table_rows)}}}) +
            "\n";
    }
    return text;
}

std::string list_text(const Session& session, const LampClusterRun& run, const std::vector<LampCluster>& list,
                      const std::string& title) {
    if (list.empty()) {
        return {};
    }
    TextTable rows({title, word(session, "column", "out"), word(session, "column", "expected"),
                    word(session, "column", "times"), "LLR", "p", "Gumbel p", word(session, "column", "cause")});
    for (const auto& one : list) {
        rows.add({fmt::format("{}  {}", one.found.rank, where(session, one, run.input->table)),
                  fmt::format("{}/{}", one.found.cases, one.found.lamps.size()), number(one.found.expected),
                  times_text(one.found.relative_risk), fmt::format("{:.2f}", one.found.log_likelihood_ratio),
                  chance_text(one.found.p), chance_text(one.found.gumbel_p),
                  has_cause(one, run.options.scan.level) ? cause_text(session, one.causes.front(), run.found.traits)
                                                         : std::string("–")});
    }
    return "\n" + rows.text();
}

std::string zone_name(const Session& session, const ZoneClusterRun& run, std::uint32_t at) {
    const auto& about = run.input->city().zones[run.cases.zone[at]].about;
    const auto& name = session.language == Language::zh && !about.name_zh.empty() ? about.name_zh : about.name_en;
    return name.empty() ? about.key : about.key + " " + name.str();
}

/// The zones inside, those with most requests first.
std::string members_text(const Session& session, const ZoneClusterRun& run, const Cluster& cluster) {
    auto zones = cluster.lamps;
    std::stable_sort(zones.begin(), zones.end(),
                     [&](auto a, auto b) { return run.cases.cases[a] > run.cases.cases[b]; });
    std::vector<std::string> names;
    for (const auto zone : std::span(zones).first(std::min(zones.size(), list_rows))) {
        names.push_back(zone_name(session, run, zone));
    }
    return fmt::format("{}{}", fmt::join(names, ", "), zones.size() > list_rows ? ", …" : "");
}

} // namespace

std::string clusters_sentence(const Session& session, const LampClusterRun& run) {
    const auto* best = surest(run);
    if (best == nullptr) {
        return session.text(run.found.scanned.of == 0 ? "outage.no_data" : "outage_clusters.sentence.nothing_out");
    }
    const auto level = run.options.scan.level;
    const auto clusters = beyond_chance(run.found.clusters, level), runs = beyond_chance(run.found.runs, level);
    const auto code = !best->found.p ? "untested" : clusters + runs > 0 ? "found" : "chance";
    return session.text(Message{std::string("outage_clusters.sentence.") + code,
                                {{"clusters", number_found(session, clusters, run.options.scan)},
                                 {"runs", number_found(session, runs, run.options.scan)},
                                 {"level", fmt::format("{:g}", level)},
                                 {"where", where(session, *best, run.input->table)},
                                 {"out", best->found.cases},
                                 {"of", static_cast<std::int64_t>(best->found.lamps.size())},
                                 {"expected", number(best->found.expected)},
                                 {"p", chance_text(best->found.p)},
                                 {"cause", likely_text(session, *best, run)}}});
}

std::string clusters_text(const Session& session, const LampClusterRun& run) {
    auto text = clusters_sentence(session, run) + "\n" + source_line(session, run) + dark_line(session, run);
    text += circuits_text(session, run);
    text += list_text(session, run, run.found.runs, word(session, "title", "runs"));
    text += list_text(session, run, run.found.clusters, word(session, "title", "clusters"));
    const auto& scan = run.options.scan;
    text += "\n" +
            session.text(
                Message{"outage_clusters.method_line",
                        {{"replicas", static_cast<std::int64_t>(scan.replicas)},
                         {"seed", static_cast<std::int64_t>(scan.seed)},
                         {"share", fmt::format("{:g} %", scan.most_share * 100)},
                         {"radius", count_text(std::llround(scan.most_radius ? scan.most_radius->value() : 0))}}}) +
            "\n";
    if (run.found.off_streets > 0) {
        text +=
            session.text(Message{"outage_clusters.off_streets", {{"count", count_text(run.found.off_streets)}}}) + "\n";
    }
    return text + left_out_text(session, *run.input) + skipped_text(session, run.input->accounts());
}

std::string zone_clusters_sentence(const Session& session, const ZoneClusterRun& run) {
    const auto level = run.options.scan.level;
    const auto& all = run.found.clusters;
    if (all.empty()) {
        return session.text("outage_clusters.zones.even");
    }
    const auto found = std::count_if(all.begin(), all.end(), [&](const auto& one) { return one.p && *one.p <= level; });
    const auto& best = all.front();
    const auto code = !best.p ? "untested" : found > 0 ? "found" : "chance";
    return session.text(Message{std::string("outage_clusters.zones.") + code,
                                {{"clusters", number_found(session, static_cast<std::size_t>(found), run.options.scan)},
                                 {"level", fmt::format("{:g}", level)},
                                 {"where", members_text(session, run, best)},
                                 {"cases", count_text(best.cases)},
                                 {"all", count_text(run.found.cases)},
                                 {"expected", number(best.expected)},
                                 {"p", chance_text(best.p)}}});
}

std::string zone_clusters_text(const Session& session, const ZoneClusterRun& run) {
    const auto& cases = run.cases;
    auto text = zone_clusters_sentence(session, run) + "\n";
    text += session.text(Message{"outage_clusters.zones.source_line",
                                 {{"cases", count_text(run.found.cases)},
                                  {"zones", count_text(static_cast<std::int64_t>(cases.zone.size()))},
                                  {"people", count_text(std::llround(run.found.population))},
                                  {"rate", number(1000 * static_cast<double>(run.found.cases) / run.found.population)},
                                  {"as_of", run.as_of.empty() ? std::string("–") : run.as_of}}}) +
            "\n";
    TextTable rows({word(session, "title", "clusters"), word(session, "column", "cases"),
                    word(session, "column", "expected"), word(session, "column", "times"), "LLR", "p", "Gumbel p",
                    word(session, "column", "people")});
    for (const auto& one : run.found.clusters) {
        rows.add({fmt::format("{}  {}", one.rank, members_text(session, run, one)), count_text(one.cases),
                  number(one.expected), times_text(one.relative_risk), fmt::format("{:.2f}", one.log_likelihood_ratio),
                  chance_text(one.p), chance_text(one.gumbel_p), count_text(std::llround(one.population))});
    }
    text += "\n" + rows.text() + "\n";
    text += session.text(Message{"outage_clusters.zones.left_out",
                                 {{"repeated", count_text(cases.repeated)},
                                  {"rejected", count_text(cases.rejected)},
                                  {"outside", count_text(cases.outside)},
                                  {"without", count_text(cases.without_people)},
                                  {"elsewhere", count_text(cases.elsewhere)}}}) +
            "\n" + session.text("outage_clusters.zones.warning") + "\n";
    return text + skipped_text(session, run.input->accounts());
}

} // namespace kerb::tools
