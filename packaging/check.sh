#!/usr/bin/env bash
# The long gate, for which ./run test all is too short: format, lint, sanitizers, a static build. Called by ./run check.
set -euo pipefail
cd "$(dirname "$0")/.."

jobs=$(nproc)
# What does not depend on how kerb is built is tested by ./run test all alone.
not_again=(-LE source)

step() { printf '\n== %s\n' "$*" >&2; }

# build PRESET targets…: all targets when none is named.
build() {
  cmake --preset "$1" -DKERB_BUILD_TESTS=ON >/dev/null
  cmake --build "build/$1" -j "$jobs" ${2:+--target "${@:2}"}
}

sources() { git ls-files -- 'bench/*.[ch]pp' 'include/*.hpp' 'lib/*.[ch]pp' 'tests/*.[ch]pp' 'tools/*.[ch]pp'; }

step "clang-format: one code format"
sources | xargs clang-format --dry-run -Werror

step "a driver for Chromium, for the tests of the page: never part of kerb"
npm install --prefix build/node --no-audit --no-fund --silent playwright-core axe-core ||
  echo "npm could not fetch playwright-core: the tests of the page are skipped" >&2

step "release: all tests"
./run test all

step "clang-tidy: the checks of .clang-tidy on include, lib and tools"
cmake --preset dev >/dev/null
git ls-files -- 'lib/*.cpp' 'tools/*.cpp' |
  xargs -P "$jobs" -n 1 clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -v "warnings generated" >&2)

step "Debug: the asserts of what kerb stands on hold too"
build dev
ctest --test-dir build/dev --output-on-failure -j "$jobs" "${not_again[@]}" -E '^(browser|cli|install|qgis|versus)_'

step "ASan, UBSan: all tests"
build asan-ubsan
LSAN_OPTIONS="suppressions=$PWD/packaging/lsan.txt:print_suppressions=0" \
  ctest --test-dir build/asan-ubsan --output-on-failure -j "$jobs" "${not_again[@]}" -E "^qgis_"

step "TSan: what runs in threads"
build tsan test_base test_coverage test_io
TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/packaging/tsan.txt" \
  ctest --test-dir build/tsan --output-on-failure -R '^(base|coverage|io)$'

step "static: builds, links and is found"
build static kerb_lib_io kerb_program
ctest --test-dir build/static --output-on-failure -R '^install_' "${not_again[@]}"

step "docs: API pages and manual pages"
packaging/docs.sh

step "package: lintian, a clean root, purge"
packaging/package.sh
packaging/test_package.sh || (($? == 77))

step "all is well"
