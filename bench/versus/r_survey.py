"""A million sampled lamps, their share that is out, of all and of 20 districts: R survey beside kerb.

The same rows as survey_of_million in outage_areas_bench.cpp. Prints one JSON object; fails when the two answers are
further apart than 1e-10; says so and goes when R survey is not installed.
usage: r_survey.py [KERB_BENCH [runs = 3]]
"""

import json
import shutil
import subprocess
import sys

IN_R = """
suppressMessages(library(survey))
i <- 0:999999
road <- i %/% 50
d <- data.frame(road = road, stratum = road %/% 2000, w = 1 + road %/% 2000,
                out = as.integer((i * 7919 + road * 104729) %% 1009 < ifelse(road %% 10 == 0, 150, 15)),
                district = (road * 7 + (i %% 50) %/% 25) %% 20)
begun <- proc.time()
design <- svydesign(ids = ~road, strata = ~stratum, weights = ~w, data = d)
all <- svyciprop(~out, design, method = "beta")
districts <- svyby(~out, ~district, design, svymean)
seconds <- (proc.time() - begun)[["user.self"]]
options(digits = 15)
cat(seconds, as.numeric(all), SE(all), attr(all, "ci"), "\\n")
"""


def r_answer(runs):
    made = [subprocess.run(["Rscript", "-e", IN_R], check=True, capture_output=True, text=True) for _ in range(runs)]
    rows = [[float(word) for word in one.stdout.split()] for one in made]
    return sorted(rows)[len(rows) // 2]


def kerb(program):
    """Of rows that stand together by road, as they do for R."""
    command = [program, "--benchmark_filter=survey_of_million/shuffled:0", "--benchmark_format=json"]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(made.stdout)["benchmarks"][0]


def main():
    has_r = shutil.which("Rscript") and not subprocess.call(
        ["Rscript", "-e", "library(survey)"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if not has_r:
        print("skipped: R survey is not installed (apt install r-cran-survey)")
        return
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    names = ("seconds", "share", "standard_error", "lo", "hi")
    result = {"r": dict(zip(names, r_answer(runs)))}
    if len(sys.argv) > 1:
        measured = kerb(sys.argv[1])
        result["kerb"] = {"seconds": measured["cpu_time"] / 1e3, **{name: measured[name] for name in names[1:]}}
        result["ratio"] = result["r"]["seconds"] / result["kerb"]["seconds"]
        result["apart"] = max(abs(result["r"][name] / result["kerb"][name] - 1) for name in names[1:])
    print(json.dumps(result, indent=1))
    if result.get("apart", 0) > 1e-10:
        sys.exit("R survey and kerb do not agree")


if __name__ == "__main__":
    main()
