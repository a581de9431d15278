# Shared by ./run, ./test and .ci/run: sourced, not run. Expects to be sourced from the project's folder.
say() { printf '\n\033[1m▸ %s\033[0m\n' "$*"; }

# Builds one preset, only the targets named (all when none is).
build_preset() {
  local preset=$1; shift
  cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log" >&2; rm -f "build-$preset.log"; return 1; }
  rm -f "build-$preset.log"
  if [ $# -gt 0 ]; then cmake --build --preset "$preset" --target "$@"; else cmake --build --preset "$preset"; fi
}

# `npm ci` in a folder, unless its lock file is the one installed already.
npm_install() {
  local folder=$1
  local stamp="$folder/node_modules/.installed"
  if [ -f "$stamp" ] && cmp -s "$folder/package-lock.json" "$stamp"; then return 0; fi
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$folder/package-lock.json" "$stamp"
}

# Builds the web client into web-client/dist, unless that is newer than its sources.
build_web_client() {
  local dist=web-client/dist
  if [ -f "$dist/index.html" ] && [ -z "$(find web-client -path web-client/node_modules -prune -o -path "$dist" -prune \
      -o -path web-client/tests -prune -o -path web-client/test-results -prune -o -type f -newer "$dist/index.html" -print | head -1)" ]; then
    echo "web client: up to date"
    return 0
  fi
  npm_install web-client
  (cd web-client && npm run --silent build)
}
