#!/usr/bin/env bash
# Which lines and branches the tests reach; fails under 85 % of the lines or 75 % of the branches. Branches that the
# compiler adds for exceptions are not counted. Called by ./run coverage.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset coverage -DKERB_BUILD_TESTS=ON >/dev/null
cmake --build build/coverage -j "$(nproc)"
find build/coverage -name '*.gcda' -delete
# Whether they pass is for ./run test to say: some take too long without optimisation and are ended.
ctest --test-dir build/coverage -j "$(nproc)" -LE source -E '^(browser|install|qgis|versus)_' || true
gcovr --root . --object-directory build/coverage --filter include/ --filter lib/ --filter tools/ \
  --exclude-throw-branches --exclude-unreachable-branches --gcov-ignore-parse-errors --print-summary \
  --txt build/coverage/coverage.txt --fail-under-line 85 --fail-under-branch 75 build/coverage
