set(osm_sources osm_source.cpp)
set(osm_headers osm_source.hpp)
