"""kerb beside R: intervals of base R, samples by clusters of `survey`, times of repair of `survival`."""
import csv
import json
import math
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from versus import kerb, sample_city  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-versus-"))
CITY = FOLDER / "city" / "city.gpkg"
ROUND = "patrol-2024-11"


def r(script, *, name):
    """Runs R; what it prints as `key value` becomes a dictionary."""
    path = FOLDER / f"{name}.R"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(["Rscript", "--vanilla", path], capture_output=True, text=True, check=False, cwd=FOLDER)
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


def has(package):
    done = subprocess.run(["Rscript", "--vanilla", "-e", f"cat(requireNamespace('{package}', quietly=TRUE))"],
                          capture_output=True, text=True, check=False)
    return done.stdout == "TRUE"


def rates(*arguments):
    return json.loads(kerb("outage", "rates", *arguments, "-f", "json").stdout)["result"]


def near(ours, theirs, what, digits=1e-9):
    assert math.isclose(ours, float(theirs), rel_tol=digits, abs_tol=1e-12), (what, ours, theirs)


def intervals():
    """Wilson, Clopper-Pearson and Jeffreys of many circuits, and Benjamini-Hochberg among them."""
    counts = [(x, n) for n in (1, 2, 3, 7, 20, 61, 150) for x in {0, 1, n // 3, n - 1, n} if x <= n]
    lamps, patrol, table = FOLDER / "lamps.csv", FOLDER / "patrol.csv", FOLDER / "counts.csv"
    places, looks = ["lamp_id,lon,lat,circuit"], ["lamp,state"]
    for c, (x, n) in enumerate(counts):
        for i in range(n):
            places.append(f"L{c:02}-{i:03},{114 + c * 2e-3:.4f},{32 + i * 3e-4:.4f},C{c:02}")
            looks.append(f"L{c:02}-{i:03},{'out' if i < x else 'lit'}")
    lamps.write_text("\n".join(places) + "\n", encoding="utf-8")
    patrol.write_text("\n".join(looks) + "\n", encoding="utf-8")
    table.write_text("x,n\n" + "".join(f"{x},{n}\n" for x, n in counts), encoding="utf-8")
    theirs = r("""d <- read.csv("counts.csv")
options(digits = 17, warn = -1)
dead <- d$x == d$n & d$n >= 4
rate <- sum(d$x[!dead]) / sum(d$n[!dead])
p <- pbinom(d$x - 1, d$n, rate, lower.tail = FALSE)
q <- p.adjust(p, "BH")
for (i in seq_len(nrow(d))) {
  w <- prop.test(d$x[i], d$n[i], correct = FALSE)$conf.int
  e <- binom.test(d$x[i], d$n[i])$conf.int
  j <- qbeta(c(0.025, 0.975), d$x[i] + 0.5, d$n[i] - d$x[i] + 0.5)
  cat(sprintf("%d %.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\\n", i - 1, w[1], w[2], e[1], e[2],
              if (d$x[i] == 0) 0 else j[1], if (d$x[i] == d$n[i]) 1 else j[2], p[i], q[i]))
}""", name="intervals")
    of = ("--lamps", lamps, "--source-crs", "EPSG:4326", "--patrol", patrol, "--by", "circuit")
    wilson, jeffreys = rates(*of)["units"], rates(*of, "--interval", "jeffreys")["units"]
    assert len(wilson) == len(counts) == len(theirs)
    for row, other in zip(wilson, jeffreys):
        told = [float(v) for v in theirs[str(int(row["unit"][1:]))].split(",")]
        ours = [row["lo"], row["hi"], row["exact_lo"], row["exact_hi"], other["lo"], other["hi"], row["p"], row["q"]]
        for our, their, what in zip(ours, told, ("wilson", "wilson", "exact", "exact", "jeffreys", "jeffreys", "p", "q")):
            near(our, their, (row["unit"], what))


def sample_by_clusters():
    """The sample city's patrol: strata of road classes, roads drawn whole, brought to the lamps of each class."""
    sample_city(CITY.parent)
    with sqlite3.connect(f"file:{CITY}?mode=ro", uri=True) as base:
        looks = base.execute("select i.stratum, i.cluster, i.weight, i.result = 'out', z.road_class from inspections i "
                             "join streetlights s on s.key = i.asset join roads z on z.key = s.road "
                             "where i.round = ? and i.result in ('out', 'lit')", (ROUND,)).fetchall()
        totals = base.execute("select z.road_class, count(*) from streetlights s join roads z on z.key = s.road "
                              "group by 1").fetchall()
    for name, head, rows in (("looks.csv", ("stratum", "cluster", "weight", "out", "class"), looks),
                             ("totals.csv", ("class", "Freq"), totals)):
        with open(FOLDER / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *rows])
    theirs = r("""suppressMessages(library(survey))
d <- read.csv("looks.csv"); t <- read.csv("totals.csv")
s <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
all <- postStratify(s, ~class, t)
show <- function(name, design) {
  m <- svymean(~out, design); b <- confint(svyciprop(~out, design, method = "beta"))
  cat(sprintf("%s %.17g,%.17g,%.17g,%.17g\\n", name, coef(m), SE(m), b[1], b[2]))
}
show("all", all)
# A part of a post-stratified design keeps the rows of the whole in R, and takes their number for the part's; here the
# classes are the strata, so the design as drawn says the same of each.
for (one in unique(d$class)) show(one, subset(s, class == one))""", name="survey")
    found = rates(CITY, "--round", ROUND, "--by", "road_class")
    rows = {"all": found["one_part"], **{row["unit"]: row for row in found["units"]}}
    assert set(rows) == set(theirs)
    for name, row in rows.items():
        share, error, lo, hi = (float(v) for v in theirs[name].split(","))
        near(row["rate"], share, (name, "rate"))
        near(math.sqrt(row["deff"] * row["rate"] * (1 - row["rate"]) / row["n"]), error, (name, "standard error"), 1e-8)
        if not row["capped"]:  # kerb takes a sample for no more than its lamps, R does not
            near(row["lo"], lo, (name, "lo"), 1e-7)
            near(row["hi"], hi, (name, "hi"), 1e-7)



def times_of_repair():
    """A year of the log of events: faults older than the year enter with their age, those still open are censored."""
    begin, end = "2023-07-01", "2024-07-01"
    with sqlite3.connect(f"file:{CITY}?mode=ro", uri=True) as base:
        spans = base.execute("select kind, (julianday(found) - julianday(?)) * 24, (julianday(fixed) - julianday(?)) * 24 "
                             "from events where kind in ('off', 'cable') and found < ? and (fixed is null or fixed >= ?)",
                             (begin, begin, end, begin)).fetchall()
    year = 366 * 24
    with open(FOLDER / "faults.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("kind", "entry", "exit", "done"))
        for kind, found, fixed in spans:
            done = fixed is not None and fixed <= year
            table.writerow((kind, round(max(0, -found) * 3600), round((min(year, year if fixed is None else fixed) - found)
                                                                      * 3600), int(done)))
    theirs = r("""suppressMessages(library(survival))
d <- read.csv("faults.csv"); d <- d[d$exit > d$entry, ]
for (one in c("off", "cable")) {
  f <- survfit(Surv(entry, exit, done) ~ 1, data = d[d$kind == one, ], conf.type = "log-log")
  q <- quantile(f, c(0.5, 0.9)); s <- summary(f, times = 86400)
  cat(sprintf("%s %.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\\n", one, q$quantile[1], q$lower[1], q$upper[1], q$quantile[2],
              1 - s$surv, 1 - s$upper, 1 - s$lower))
}""", name="survival")
    found = json.loads(kerb("outage", "repair", CITY, "--by", "kind", "--window-from", begin, "--window-to", end, "--sla",
                            "24h", "-f", "json").stdout)["result"]
    for row in found["units"]:
        median, low, high, p90, share, lo, hi = (float(v) for v in theirs[row["unit"]].split(","))
        within = row["within"][0]
        for our, their, what in ((row["median"] * 3600, median, "median"), (row["median_lo"] * 3600, low, "median lo"),
                                 (row["median_hi"] * 3600, high, "median hi"), (row["p90"] * 3600, p90, "p90"),
                                 (within["share"], share, "share"), (within["lo"], lo, "lo"), (within["hi"], hi, "hi")):
            near(our, their, (row["unit"], what))

if not shutil.which("Rscript") or not has("survey") or not has("survival"):
    print("skipped: R with survey and survival is not installed")
    sys.exit(77)
for test in (intervals, sample_by_clusters, times_of_repair):
    test()
    print(f"ok {test.__name__}")
