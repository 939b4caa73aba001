#!/usr/bin/env bash
# The Debian packages of build/package: lintian finds no error; they install on a root that has nothing else, work there,
# and leave nothing when they are purged. Exit 77: skipped, for what it needs is not here. test_package.sh [no-root]
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(build/package/*.deb)
[[ -e ${packages[0]} ]] || { echo "skipped: no packages in build/package; ./run package makes them"; exit 77; }
fail() { echo "test_package: $*" >&2; exit 1; }

contents() {
  local files path
  files=$(dpkg-deb -c build/package/$1_*.deb)
  for path in "${@:2}"; do
    grep -q "$path" <<< "$files" || fail "$1 lacks $path"
  done
}

contents kerb ' ./usr/bin/kerb$' man1/kerb-coverage-length.1.gz zh_CN/man1/kerb.1.gz bash-completion/completions/kerb \
  vendor-completions/_kerb vendor_completions.d/kerb.fish share/kerb/mappings/osm.toml doc/kerb/copyright \
  doc/kerb/changelog.Debian.gz doc/kerb/guide.en.md doc/kerb/method/README.md doc/kerb/schema/audit-summary.schema.json
contents libkerb-dev include/kerb/coverage/along_lines.hpp cmake/kerb/kerb-config.cmake pkgconfig/kerb.pc '/libkerb.so -> '
contents 'libkerb[0-9]*' 'libkerb.so.[0-9.]*$' 'libkerb_io.so.[0-9.]*$'
for package in "${packages[@]}"; do
  grep -q md5sums <<< "$(dpkg-deb --ctrl-tarfile "$package" | tar -tf -)" || fail "$package has no md5sums"
done

if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error "${packages[@]}"
else
  echo "skipped: lintian is not installed"
fi

[[ ${1:-} != no-root ]] || exit 0
command -v mmdebstrap >/dev/null || { echo "skipped: mmdebstrap is not installed"; exit 77; }
((EUID == 0)) || { echo "skipped: a root of its own needs root"; exit 77; }
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
sources=(/etc/apt/sources.list.d/debian.sources /etc/apt/sources.list)
for source in "${sources[@]}"; do [[ -e $source ]] && break; done
patience=(--aptopt='Acquire::Retries "1"' --aptopt='Acquire::http::Timeout "20"' --aptopt='Acquire::https::Timeout "20"')
mmdebstrap --quiet --variant=apt "${patience[@]}" bookworm "$root" "$source" ||
  { echo "skipped: no Debian can be fetched here"; exit 77; }
inside() { LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
files() { (cd "$root" && find usr etc var -iname '*kerb*' | sort); }

cp "${packages[@]}" "$root/tmp/"
[[ -z $(files) ]] || fail "the clean root is not clean"
inside apt-get update -qq
inside sh -c 'apt-get install -y -qq --no-install-recommends /tmp/*.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
inside dpkg --verify kerb libkerb-dev
inside kerb --version
for file in man/man1/kerb.1.gz man/man1/kerb-audit.1.gz man/zh_CN/man1/kerb.1.gz doc/kerb/method/README.md \
  bash-completion/completions/kerb zsh/vendor-completions/_kerb fish/vendor_completions.d/kerb.fish; do
  [[ -s $root/usr/share/$file ]] || fail "/usr/share/$file is not there"
done
inside kerb synth --seed 7 --size s -o /tmp/city --quiet >/dev/null
inside kerb audit /tmp/city/city.gpkg -o /tmp/out --quiet >/dev/null
for file in audit.gpkg summary.json run.json report.html; do
  [[ -s $root/tmp/out/$file ]] || fail "the audit wrote no $file"
done

# Who writes software: both libraries by pkg-config and by CMake, and what they build runs.
inside sh -c 'apt-get install -y -qq --no-install-recommends g++ cmake make pkg-config >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
cp -r tests/install "$root/tmp/install"
inside sh -ec 'cd /tmp; for part in coverage:kerb inventory:kerb-io; do
  g++ -std=c++20 install/${part%:*}.cpp $(pkg-config --cflags --libs ${part#*:}) -o by_pkg_config_${part%:*}; ./by_pkg_config_${part%:*}
done; rm consumer.gpkg
cmake -S install/find_package -B by_cmake -DWANT_IO=ON >/dev/null; cmake --build by_cmake >/dev/null
ctest --test-dir by_cmake >ctest.log || { cat ctest.log; exit 1; }'

inside sh -c 'apt-get remove -y -qq kerb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
inside sh -c '! command -v kerb' >/dev/null || fail "kerb is still there when it is removed"
inside sh -c '! dpkg -s kerb >/dev/null 2>&1' || fail "something of kerb is left to be purged when it is removed"
inside sh -c 'apt-get purge -y -qq libkerb-dev "libkerb[0-9]*" >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }'
left=$(files)
[[ -z $left ]] || fail "purge leaves: $left"
echo "test_package: all is well"
