# Streets, profiles, snapping, routes: what is asked of the real city.
set(network_sources)
set(network_headers)
