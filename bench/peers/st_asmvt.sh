#!/bin/bash
# The same places as bench/tile_bench.cpp's, made into the same tiles by PostGIS: median milliseconds of ST_AsMVT.
#   st_asmvt.sh ROWS.csv [RUNS]       (ROWS.csv from `tile_bench --rows ROWS.csv`)
# Starts a private PostgreSQL on a free port of the loopback interface in a temporary folder, and stops it by its
# process id. Everything favours PostGIS: positions projected beforehand, an index, a warm cache, a prepared
# statement, and the time taken inside the server.
set -euo pipefail
rows=$(realpath "$1")
runs=${2:-21}
bin=$(pg_config --bindir)
folder=$(mktemp -d /tmp/cartable-pg.XXXXXX)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_user=()
if [ "$(id -u)" = 0 ]; then
  as_user=(runuser -u postgres --)   # initdb refuses root
  chown postgres "$folder"
fi
install -m 644 "$rows" "$folder/rows.csv"
stop() {
  if [ -f "$folder/data/postmaster.pid" ]; then
    local pid
    pid=$(head -n 1 "$folder/data/postmaster.pid")
    kill -INT "$pid" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
"${as_user[@]}" "$bin/initdb" -D "$folder/data" -A trust >/dev/null
"${as_user[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-p $port -h 127.0.0.1 -k $folder -c fsync=off -c max_parallel_workers_per_gather=0 -c jit=off" start >/dev/null
sql() { "${as_user[@]}" psql -X -q -At -v ON_ERROR_STOP=1 -h "$folder" -p "$port" -d postgres "$@"; }
sql <<SQL
CREATE EXTENSION postgis;
CREATE TABLE place (id text, kind text, name text, fee text, wheelchair text, lon float8, lat float8, geom geometry(Point, 3857));
\copy place (id, kind, name, fee, wheelchair, lon, lat) FROM '$folder/rows.csv' CSV
UPDATE place SET geom = ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857);
CREATE INDEX ON place USING gist (geom);
VACUUM ANALYZE place;
SQL
for zoom in 16 14 12 10; do
  sql -v zoom="$zoom" -v runs="$runs" <<'SQL'
SET client_min_messages = warning;
CREATE OR REPLACE FUNCTION measure(z int, runs int, OUT ms float8, OUT bytes int, OUT features bigint) AS $$
DECLARE
  n float8 := 2 ^ z;
  x int := floor((-56.19 + 180) / 360 * n);
  y int := floor((1 - asinh(tan(radians(-34.9))) / pi()) / 2 * n);
  started timestamptz;
  tile bytea;
  times float8[];
BEGIN
  FOR i IN 0 .. runs LOOP
    started := clock_timestamp();
    SELECT ST_AsMVT(t, 'places', 4096, 'geom') INTO tile FROM (
      SELECT id, kind, name, fee, wheelchair,
             ST_AsMVTGeom(geom, ST_TileEnvelope(z, x, y), 4096, 192, true) AS geom
      FROM place
      WHERE geom && ST_TileEnvelope(z, x, y, margin => 192 / 4096.0)) AS t;
    IF i > 0 THEN  -- the first one warms
      times := times || extract(epoch FROM clock_timestamp() - started) * 1000;
    END IF;
  END LOOP;
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) INTO ms FROM unnest(times) v;
  bytes := length(tile);
  SELECT count(*) INTO features FROM place WHERE geom && ST_TileEnvelope(z, x, y, margin => 192 / 4096.0);
END $$ LANGUAGE plpgsql;
SELECT format('st_asmvt/%s %s us, %s rows, %s bytes', :zoom, round((ms * 1000)::numeric, 1), features, bytes)
FROM measure(:zoom, :runs);
SQL
done
