#!/usr/bin/env bash
# The campaigns: kills, full disks, calls that fail, memory that runs out, flipped bits, mistakes in the sources. Called by
# ./run fault [QUICK]; QUICK does a tenth.
set -uo pipefail
cd "$(dirname "$0")/../.."
part=1
[[ ${1:-} == QUICK ]] && part=10
export KERB=${KERB:-$PWD/build/release/kerb} PYTHONDONTWRITEBYTECODE=1
seed=${KERB_SEED:-20240607}
failed=()
campaign() {
  echo "== $*" >&2
  nice -n 10 /usr/bin/python3 "tests/fault/campaign_$1.py" "${@:2}"
  local code=$?
  ((code == 0 || code == 77)) || failed+=("$1")
}
campaign kill $((200 / part)) "$seed"
campaign postgis $((200 / part)) "$seed"
campaign disk $((60 / part))
campaign calls $((40 / part))
campaign memory $((500 / part))
campaign flips $((200 / part)) "$seed"
campaign mutants $((50 / part))
((${#failed[@]} == 0)) || { echo "run: goals missed: ${failed[*]}" >&2; exit 1; }
