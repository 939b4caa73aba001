#!/usr/bin/env bash
# run.sh [TARGET] [SECONDS]: runs one fuzzer, or every one, for SECONDS (60) each with its seeds. What it finds stays in
# build/fuzz/found, and the fewest inputs that cover as much in build/fuzz/corpus. Called by ./run fuzz.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=all
if [[ ${1:-} =~ ^[a-z_]+$ ]]; then
  target=$1
  shift
fi
seconds=${1:-60}

cmake --preset fuzz >/dev/null
if [[ $target == all ]]; then
  cmake --build build/fuzz --target kerb_fuzzers
  programs=(build/fuzz/tests/fuzz/fuzz_*)
else
  [[ -f tests/fuzz/$target.cpp ]] || { echo "run: no fuzzer $target; there are: $(cd tests/fuzz && echo *.cpp)" >&2; exit 2; }
  cmake --build build/fuzz --target "fuzz_$target"
  programs=("build/fuzz/tests/fuzz/fuzz_$target")
fi
found=build/fuzz/found
mkdir -p "$found"
python3 tests/fuzz/seeds.py build/fuzz/seeds

seeds_of() {
  case $1 in
    mapping) echo data/mappings ;;
    profile) echo data/profiles ;;
    storm) echo data/storms ;;
    gate | grid | length) echo "tests/fuzz/seeds/$1" ;;
  esac
  [[ ! -d build/fuzz/seeds/$1 ]] || echo "build/fuzz/seeds/$1"
}

# Keeps of a corpus what covers more than the rest.
minimise() {
  local program=$1 corpus=$2
  rm -rf "$corpus.small"
  mkdir "$corpus.small"
  "$program" -merge=1 "$corpus.small" "$corpus" &>> "$found/${corpus##*/}.log"
  rm -rf "$corpus"
  mv "$corpus.small" "$corpus"
}

failed=()
for program in "${programs[@]}"; do
  [[ -f $program && -x $program ]] || continue
  name=${program##*/fuzz_}
  corpus=build/fuzz/corpus/$name
  mkdir -p "$corpus"
  mapfile -t seeds < <(seeds_of "$name")
  echo "== fuzz_$name, $seconds s" >&2
  if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$found/$name-" "$corpus" "${seeds[@]}" 2> "$found/$name.log"; then
    grep -E '^stat::number_of_executed_units' "$found/$name.log" >&2 || true
    minimise "$program" "$corpus"
  else
    failed+=("$name")
    grep -E 'SUMMARY|ERROR' "$found/$name.log" >&2 || true
  fi
done
((${#failed[@]} == 0)) || { echo "run: broken: ${failed[*]}; see $found" >&2; exit 1; }
