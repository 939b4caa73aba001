#!/usr/bin/env bash
# Builds the Debian packages into build/package. Called by ./run package.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=build/package
# Libraries are found where Debian puts them, not beside the program; and what is linked cannot be rewritten at run time.
hardened=-Wl,-z,relro,-z,now
cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_SKIP_INSTALL_RPATH=ON \
  -DKERB_DEBIAN=ON -DKERB_BUILD_TESTS=OFF -DCMAKE_EXE_LINKER_FLAGS="$hardened" -DCMAKE_SHARED_LINKER_FLAGS="$hardened" \
  ${DEBEMAIL:+-DKERB_MAINTAINER="${DEBFULLNAME:-kerb maintainers} <$DEBEMAIL>"} >/dev/null
cmake --build "$folder"
rm -f "$folder"/*.deb
(cd "$folder" && umask 022 && cpack >/dev/null)
ls -l "$folder"/*.deb
