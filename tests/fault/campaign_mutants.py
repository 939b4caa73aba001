"""Mistakes planted in the measures, one at a time in a copy of the sources: the module's test program must fail. Told
are those that it lets pass; the goal is nine of ten found.   campaign_mutants.py [COUNT [NAME …]]"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
GOAL = 0.9
NAMES = sys.argv[2:]


@dataclass
class Mutant:
    name: str
    file: str
    old: str  # stands there once
    new: str
    breaks: str
    program: str = ""  # else that of the file's module

    def __post_init__(self):
        parts = pathlib.PurePath(self.file).parts
        self.program = self.program or "test_" + (parts[2] if parts[0] == "include" else parts[1])


MUTANTS = [
    Mutant("seconds", "lib/base/units.cpp", '{"秒", 1.0 / 60}', '{"秒", 1}', "seconds pass for minutes"),
    Mutant("half quanta", "include/kerb/base/exact_sum.hpp", "__builtin_llrint(scaled)", "static_cast<std::int64_t>(scaled)",
           "terms are cut off, not rounded"),
    Mutant("offset minutes", "lib/base/moment.cpp", "sign * (hours * 60 + minutes)", "sign * hours * 60 + minutes",
           "minutes of a negative offset are added"),
    Mutant("midnight", "lib/base/moment.cpp", "f.hour % 12 + (f.afternoon ? 12 : 0)", "f.hour + (f.afternoon ? 12 : 0)",
           "12 am and 12 pm are half a day late"),

    Mutant("beyond the end", "lib/geometry/measures.cpp", "return distance(p, b);", "return distance(p, a);",
           "beyond its end a segment is as far as its start"),
    Mutant("chainage of parts", "lib/geometry/measures.cpp",
           "double start = 0;\n    for (const auto& chain : line) {\n        auto part",
           "for (const auto& chain : line) {\n        double start = 0;\n        auto part",
           "chainage begins anew with each part"),
    Mutant("scale in feet", "lib/geometry/scale.cpp", "metres_ = frame.metres_per_unit();", "",
           "the scale of a plane in feet is looked up at metres"),
    Mutant("scale field's rim", "lib/geometry/scale.cpp", "std::clamp(share, 0.0, 1.0) * cells_", "std::max(share, 0.0) * cells_",
           "beyond its box a field of scales runs on"),

    Mutant("outer edge", "lib/raster/grid.cpp", "along <= static_cast<double>(count)", "along < static_cast<double>(count)",
           "the far edges of a grid lie in no cell"),
    Mutant("mean of values", "lib/raster/grid.cpp", "sum.value() / static_cast<double>(summary.with_value)",
           "sum.value() / static_cast<double>(grid.values.size())", "cells without a value count in the mean"),
    Mutant("south up", "lib/raster/grid.cpp", "place.south_up ? down : -down", "place.south_up ? -down : down",
           "rows run the wrong way"),

    Mutant("nested reaches", "lib/coverage/line_walk.cpp", "at = std::max(at, interval.to);", "at = interval.to;",
           "a reach inside another ends it"),
    Mutant("gap at the limit", "lib/coverage/line_walk.cpp", "length < ignore_;", "length <= ignore_;",
           "a gap of just the ignored length is ignored"),
    Mutant("reach at the limit", "lib/coverage/points_within.cpp", "return nearest.distance_m <= general_;",
           "return nearest.distance_m < general_;", "a point at just the reach is not served"),
    Mutant("quantile's rank", "lib/coverage/points_within.cpp", "+ 99) / 100", "+ 50) / 100",
           "ranks of quantiles are rounded, not up"),
    Mutant("unknown weight", "lib/coverage/served_sums.cpp", "std::isnan(own) ? -1.0 : own", "std::isnan(own) ? 0.0 : own",
           "points of unknown weight rank with those of none"),
    Mutant("size band", "lib/coverage/size_bands.cpp", "b.from_m2 <= size", "b.from_m2 < size",
           "a size at a band's start is below it"),
    Mutant("spacing's quantile", "lib/coverage/spacing.cpp", "static_cast<double>(sorted.size() - 1);",
           "static_cast<double>(sorted.size());",
           "quantiles of spacing lie too high"),
    Mutant("gap's ground", "lib/coverage/within_reach.cpp", "gap.area_m2 /= scale * scale;", "gap.area_m2 /= scale;",
           "a gap's area is scaled as a length"),
    Mutant("claim's reach", "lib/coverage/claims_along_lines.cpp", "(std::isnan(reach_) ? beside_ : reach_) * scale_",
           "(std::isnan(reach_) ? beside_ : reach_)", "how far a claim reaches is not scaled"),
    Mutant("budget", "lib/coverage/siting_greedy.cpp", "core_.cost[best.site] > limits_.budget",
           "core_.cost[best.site] >= limits_.budget",
           "a budget is not spent to its end"),

    Mutant("up to the reach", "lib/network/edge_waves.cpp", "wave.at_m + (within_ - wave.distance_m)", "wave.at_m + within_",
           "the way to an edge costs nothing"),
    Mutant("start at a node", "lib/network/reach.cpp", "if (place.from_m == 0 || way.down)", "if (way.down)",
           "a place at the start of a one-way street cannot leave it"),
    Mutant("nearest at hand", "lib/network/edge_waves.cpp",
           "std::tuple(cost(places[a]), places[a].item) > std::tuple(cost(places[b]), places[b].item)",
           "std::tuple(cost(places[a]), places[a].item) < std::tuple(cost(places[b]), places[b].item)",
           "of sources that take up a stretch the last one holds it"),
    Mutant("end at the border", "lib/network/dead_ends.cpp", "box_.max_y - p.y}) <= margin", "box_.max_y - p.y}) < margin",
           "a street that ends on the border is a dead end"),

    Mutant("common logarithm", "lib/waterlogging/storm_formula.cpp", "std::log10(p)", "std::log(p)", "lg P is read as ln P"),
    Mutant("peak's step", "lib/waterlogging/hyetograph.cpp", "std::floor(peak_ratio *", "std::round(peak_ratio *",
           "the highest block is a step late"),
    Mutant("curve number", "lib/waterlogging/losses.cpp", "above * above / (above + storage_mm)",
           "above * above / (rain + storage_mm)",
           "the initial loss is not taken off below the line"),
    Mutant("ponding's age", "lib/waterlogging/horton.cpp", "surplus / (soil_.initial_mm_h - soil_.final_mm_h)",
           "surplus / soil_.initial_mm_h",
           "the soil's final rate is not taken off"),
    Mutant("curb's head", "lib/waterlogging/hydraulics.cpp",
           "std::min(over, orifice(opening.curb_height_m * opening.curb_length_m, depth - opening.curb_height_m / 2))",
           "std::min(over, orifice(opening.curb_height_m * opening.curb_length_m, depth - opening.curb_height_m))",
           "the head is that over the opening's top"),
    Mutant("whole exponent", "lib/waterlogging/conveyance.cpp", "3.0 / 5", "3 / 5", "an exponent of whole numbers is 0"),
    Mutant("rim's column", "lib/waterlogging/depression_tiles.cpp", "c + 2 >= plan.columns()", "c + 1 >= plan.columns()",
           "the last but one column does not touch the rim"),
    Mutant("equal neighbours", "lib/waterlogging/tile_passes.cpp", "const bool tie = way < 4;", "const bool tie = way > 4;",
           "of two cells of one height the one before is the pass"),
    Mutant("spill order", "lib/waterlogging/pond_state.cpp", "passes[root[a]] > passes[root[b]]",
           "passes[root[a]] < passes[root[b]]",
           "hollows downstream are filled first"),

    Mutant("finite population", "lib/outage/interval.cpp", "n * (all - 1) / (all - n)", "n * all / (all - n)",
           "the finite correction lacks its 1"),
    Mutant("exact lower bound", "lib/outage/interval.cpp", "hypergeometric_cdf(count.out - 1, count.of, bad, population) > tail",
           "hypergeometric_cdf(count.out, count.of, bad, population) > tail", "P(X > k) stands for P(X ≥ k)"),
    Mutant("degrees of freedom", "lib/outage/survey.cpp", "made.clusters - made.strata;", "made.clusters - 1;",
           "strata cost no degree of freedom"),
    Mutant("few clusters", "lib/outage/downtime_bounds.cpp", "few(static_cast<double>(clusters_.size()) - 1)",
           "few(static_cast<double>(clusters_.size()))", "a degree of freedom too many"),
    Mutant("Neyman's root", "lib/outage/patrol_sample.cpp", "std::sqrt(std::max(s.rate * (1 - s.rate), 0.0))",
           "std::max(s.rate * (1 - s.rate), 0.0)", "strata are drawn by variance, not by deviation"),
    Mutant("unseen's variance", "lib/outage/unreported.cpp", "fit.unseen + fit.unseen * fit.unseen * fit.intercept_variance",
           "fit.unseen * fit.unseen * fit.intercept_variance", "the Poisson part of the variance is lost"),
    Mutant("Gumbel's variance", "lib/outage/scan.cpp", "6 * squares / (n - 1)", "6 * squares / n",
           "the variance is that of a population"),
    Mutant("equal replicas", "lib/outage/scan.cpp", "one >= ratio;", "one > ratio;",
           "replicas that reach just the ratio do not count"),
    Mutant("Greenwood", "lib/outage/survival.cpp", "d / (risk * (risk - d))", "d / (risk * risk)",
           "Greenwood's variance is too small"),
    Mutant("flat normal", "lib/outage/neighbours.cpp", " +\n           0.5 * std::log(2 * std::numbers::pi)", "",
           "one rate of all is less likely by a constant"),

    Mutant("whole steps", "lib/scorecard/points.cpp", "std::max(std::fabs(rule.at), rule.step.value_or(0))",
           "std::min(std::fabs(rule.at), rule.step.value_or(0))", "a step is begun by a rounding"),
    Mutant("half on few", "lib/scorecard/score_award.cpp", "2 * small.value() > possible", "2 * small.value() >= possible",
           "just half on few records is most"),
    Mutant("own rival", "lib/scorecard/score_ranks.cpp", "field.best[i] > field.worst[i] ? 1 : 0",
           "field.best[i] >= field.worst[i] ? 1 : 0", "a zone of a certain score has a rival less"),
    Mutant("mean of both", "lib/scorecard/score_change.cpp", "(then.points + now.points) / 2", "now.points",
           "causes do not add up to the change"),
    Mutant("end of work", "lib/scorecard/calendar.cpp", "if (seconds <= end - start)", "if (seconds < end - start)",
           "what is due at the end of a day is due the next morning"),
    Mutant("last second", "lib/scorecard/measure_times.cpp", "moment.days() * day_s + day_s - 1", "moment.days() * day_s + day_s",
           "a day ends with the next one's first second"),
]

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else len(MUTANTS)


def chosen():
    """So many of all, evenly; or those that are named."""
    if NAMES:
        return [mutant for mutant in MUTANTS if mutant.name in NAMES]
    count = min(COUNT, len(MUTANTS))
    return [MUTANTS[i * len(MUTANTS) // count] for i in range(count)]


class Copy:
    """The sources as they are now, with a build of their own."""

    def __init__(self, folder):
        self.root, self.build = folder / "kerb", folder / "kerb" / "build" / "release"
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, check=True).stdout.decode()
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.root / name)
        self.environment = {"KERB_SHARED_DATA": str(ROOT.parent / "shared" / "data"), **os.environ,
                            "CCACHE_BASEDIR": str(self.root), "CCACHE_NOHASHDIR": "1",
                            "RC_PARAMS": f"seed={os.environ.get('KERB_SEED', '20240607')}"}
        if shutil.which("ccache"):
            self.environment["CMAKE_CXX_COMPILER_LAUNCHER"] = "ccache"

    def do(self, *command, limit=None):
        return subprocess.run([str(word) for word in command], cwd=self.root, env=self.environment, timeout=limit, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")

    def must(self, *command):
        done = self.do(*command)
        assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}"

    def make(self, *targets):
        return self.do("ninja", "-C", self.build, "-j", os.environ.get("KERB_JOBS", str(os.cpu_count())), *targets)

    def test(self, program, limit=None):
        return self.do(self.build / "tests" / program, "--abort", limit=limit)


def failed_case(text):
    """The name of the test case that Catch tells of last."""
    found = re.findall(r"^-{79}\n((?: *[^-\s].*\n)+)-{79}\n\S+:\d+\n\.+$", text, re.MULTILINE)
    return " ".join(found[-1].split()) if found else "no test case told"


class Campaign:
    def __init__(self, copy):
        self.copy, self.seconds = copy, {}
        self.count = dict.fromkeys(("killed", "survived", "no mutant"), 0)

    def baseline(self, programs):
        """Without a mistake all is well; and so long it takes."""
        for program in programs:
            began = time.monotonic()
            done = self.copy.test(program)
            assert done.returncode == 0, f"{program} fails without any mutant: {failed_case(done.stdout)}"
            self.seconds[program] = time.monotonic() - began

    def judge(self, mutant):
        # The programs load the library; a public header is in themselves.
        made = self.copy.make(mutant.program if mutant.file.startswith("include/") else "kerb_lib_kerb")
        if made.returncode != 0:
            error = re.search(r"error: .*", made.stdout)
            return "no mutant", error[0] if error else made.stdout[-200:]
        try:
            done = self.copy.test(mutant.program, 60 + 5 * self.seconds[mutant.program])
        except subprocess.TimeoutExpired:
            return "killed", "hung"
        return ("survived", mutant.breaks) if done.returncode == 0 else ("killed", failed_case(done.stdout))

    def plant(self, mutant):
        file = self.copy.root / mutant.file
        text = file.read_text(encoding="utf-8")
        assert text.count(mutant.old) == 1, f"{mutant.name}: its place is found {text.count(mutant.old)} times"
        began = time.monotonic()
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        try:
            what, told = self.judge(mutant)
        finally:
            file.write_text(text, encoding="utf-8")
        self.count[what] += 1
        print(f"{what:9} {mutant.name:20} {mutant.file:40} {time.monotonic() - began:5.0f} s  {told}", flush=True)


def main():
    if not all(shutil.which(tool) for tool in ("git", "cmake", "ninja")):
        print("skipped: needs git, CMake and Ninja")
        sys.exit(SKIPPED)
    mutants = chosen()
    assert mutants, "no mutant of that name"
    programs = sorted({mutant.program for mutant in mutants})
    print(f"campaign_mutants: {len(mutants)} of {len(MUTANTS)} mutants", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="kerb-fault-") as folder:
        copy = Copy(pathlib.Path(folder))
        copy.must("cmake", "--preset", "release", "-DKERB_BUILD_TESTS=ON", "-DKERB_BUILD_IO=OFF", "-DKERB_JOINED_SOURCES=OFF",
                  "-DKERB_PRECOMPILED_HEADERS=OFF")
        made = copy.make(*programs)
        assert made.returncode == 0, made.stdout[-3000:]
        campaign = Campaign(copy)
        campaign.baseline(programs)
        for mutant in mutants:
            campaign.plant(mutant)
    count = campaign.count
    print(", ".join(f"{name} {number}" for name, number in count.items()), flush=True)
    sys.exit(0 if count["killed"] >= GOAL * (count["killed"] + count["survived"]) else 1)


main()
