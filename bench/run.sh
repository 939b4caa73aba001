#!/usr/bin/env bash
# Builds the benchmarks, measures the kernels and sets kerb beside its peers.
# usage: bench/run.sh [s] [m] [l] (default: s m); the tables go to build/bench/results.md too, streets for 1 and 2 threads
set -euo pipefail
cd "$(dirname "$0")/.."
sizes=("$@")
((${#sizes[@]})) || sizes=(s m)

cmake --preset bench >/dev/null
cmake --build build/bench
for size in "${sizes[@]}" m; do
  city=build/bench/city/$size
  [[ -f $city/city.gpkg ]] || build/bench/kerb synth --seed 7 --size "$size" -o "$city" --quiet
done

# Settings of the machine's BLAS that slow NumPy down have no place in a comparison.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
KERB_BENCH_CITY=build/bench/city/m/city.gpkg build/bench/bench/kerb_bench --benchmark_repetitions=5 \
  --benchmark_report_aggregates_only=true --benchmark_out=build/bench/kernels.json --benchmark_out_format=json
python3 bench/versus/side_by_side.py build/bench "${sizes[@]}"

# Lamps beside R and whatever scans can be had; each says what it skips.
python3 bench/versus/r_survey.py build/bench/bench/kerb_bench
python3 bench/versus/r_survival.py build/bench/bench/kerb_bench
python3 bench/versus/scan_peers.py build/bench/kerb

# Streets: graphs and snapping; beside SciPy and pgRouting, from the file to the answer, from memory, and the search alone.
# pgr_createTopology is asked once a city, and not at l, where it takes minutes.
for size in "${sizes[@]}"; do
  for threads in 1 2; do
    city=build/bench/city/$size/city.gpkg
    topology=()
    [[ $threads == 1 && $size != l ]] && topology=(topology)
    printf '\n## Streets of city %s, %s thread(s)\n\n' "$size" "$threads"
    build/bench/bench/kerb_versus_network "$city" "$threads" 5
    /usr/bin/python3 bench/versus/network_peers.py build/bench/bench "$city" 9 "$threads" "${topology[@]}"
  done
done | tee -a build/bench/results.md
