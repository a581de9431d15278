set(osm_sources osm_source.cpp
  osm_basemap.cpp osm_basemap_areas.cpp osm_basemap_features.cpp osm_basemap_lines.cpp osm_basemap_points.cpp
  osm_basemap_rules.cpp)
set(osm_headers osm_source.hpp
  osm_basemap.hpp osm_basemap_features.hpp osm_basemap_rules.hpp)
