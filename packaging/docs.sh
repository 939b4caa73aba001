#!/usr/bin/env bash
# Builds build/docs: the API pages (api/), the manual pages as HTML where mandoc is there, the guides and method notes. Called by ./run docs.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf build/docs
mkdir -p build/docs
doxygen docs/Doxyfile
[[ -x build/release/kerb ]] || ./run build
build/release/kerb man --lang en -o build/docs/man
build/release/kerb man --lang zh -o build/docs/man
if command -v mandoc >/dev/null; then
  for page in build/docs/man/man1/*.1 build/docs/man/zh_CN/man1/*.1; do
    mandoc -T html -O man=%N.%S.html "$page" > "$page.html"
  done
fi
cp docs/*.md build/docs/
cp -r docs/method docs/schema build/docs/
echo "wrote build/docs: api/index.html, man/, guide.en.md, guide.zh.md, method/, schema/"
