#!/usr/bin/env bash
# Runs every fuzzer for SECONDS (60), each with its seeds; what it finds is left in build/fuzz/found. Called by ./run fuzz.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}

cmake --preset fuzz >/dev/null
cmake --build build/fuzz --target kerb_fuzzers
found=build/fuzz/found
mkdir -p "$found"
failed=()
for program in build/fuzz/tests/fuzz/fuzz_*; do
  [[ -f $program && -x $program ]] || continue
  name=${program##*/fuzz_}
  corpus=build/fuzz/corpus/$name
  mkdir -p "$corpus"
  seeds=()
  case $name in
    mapping) seeds=(data/mappings) ;;
    gate) seeds=(tests/fuzz/seeds/gate) ;;
    grid) seeds=(tests/fuzz/seeds/grid) ;;
    length) seeds=(tests/fuzz/seeds/length) ;;
  esac
  echo "== fuzz_$name, $seconds s" >&2
  "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$found/$name-" "$corpus" "${seeds[@]}" 2> "$found/$name.log" || failed+=("$name")
  grep -E '^(stat::number_of_executed_units|SUMMARY)|ERROR' "$found/$name.log" >&2 || true
done
((${#failed[@]} == 0)) || { echo "run: broken: ${failed[*]}; see $found" >&2; exit 1; }
