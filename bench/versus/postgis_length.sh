#!/usr/bin/env bash
# Covered length of a city's roads with PostGIS; prints one JSON object.
# usage: postgis_length.sh CITY.gpkg [runs = 3]
# The server is this script's own: a new cluster in a temporary directory, reachable by a socket there and nowhere else,
# stopped and removed at the end. One process per query, so that sides compare one thread with one thread.
set -euo pipefail
city=$(realpath "$1")
runs=${2:-3}
here=$(cd "$(dirname "$0")" && pwd)
bin=$(pg_config --bindir 2>/dev/null || echo /usr/lib/postgresql/15/bin)

place=$(mktemp -d)
server=
finish() {
  if [[ -n $server ]]; then
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$place"
}
trap finish EXIT

# The server refuses to run as root.
as_user=()
if ((EUID == 0)); then
  chown postgres "$place"
  as_user=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
cd "$place"
"${as_user[@]}" "$bin/initdb" -D "$place/data" -U kerb --auth=trust --encoding=UTF8 --locale=C >initdb.log
"${as_user[@]}" "$bin/postgres" -D "$place/data" -k "$place" -c listen_addresses= -c shared_buffers=512MB \
  -c work_mem=512MB -c maintenance_work_mem=512MB -c fsync=off -c max_parallel_workers_per_gather=0 -c jit=off \
  >server.log 2>&1 &
server=$!
query() { "$bin/psql" -h "$place" -U kerb -d postgres -qAtX -v ON_ERROR_STOP=1 "$@"; }
for _ in $(seq 100); do
  query -c 'SELECT 1' >/dev/null 2>&1 && break
  sleep 0.1
done

query -c 'CREATE EXTENSION postgis' -c 'CREATE TYPE float8range AS RANGE (subtype = float8, subtype_diff = float8mi)'
load() { # layer table
  ogr2ogr -f PostgreSQL "PG:host=$place user=kerb dbname=postgres" "$city" "$1" -nln "$2" -select '' \
    -lco GEOMETRY_NAME=geom -lco SPATIAL_INDEX="$3" -lco DIM=2 --config PG_USE_COPY YES
}
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.6f", b - a }'; }
begin=$EPOCHREALTIME
load roads roads NONE
load streetlights lamps GIST
query -c 'VACUUM ANALYZE roads' -c 'VACUUM ANALYZE lamps'
load_s=$(since "$begin")

for _ in $(seq "$runs"); do
  begin=$EPOCHREALTIME
  answer=$(query -v reach=30.0::float8 -f "$here/postgis_length.sql")
  echo "$answer|$(since "$begin")"
done | sort -t'|' -k3,3n | awk -F'|' -v load="$load_s" '{ covered = $1; total = $2; s[NR] = $3 }
  END { m = NR % 2 ? s[(NR + 1) / 2] : (s[NR / 2] + s[NR / 2 + 1]) / 2
        printf "{\"covered_m\": %s, \"total_m\": %s, \"compute_s\": %s, \"best_s\": %s, \"read_s\": %s}\n", covered, total, m, s[1], load }'
