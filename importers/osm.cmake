set(osm_sources osm_source.cpp osm_addresses.cpp osm_areas.cpp osm_attributes.cpp osm_audiences.cpp osm_districts.cpp
  osm_format.cpp osm_geometry.cpp osm_isced.cpp osm_passes.cpp osm_place_absorb.cpp osm_place_merge.cpp osm_places.cpp osm_streets.cpp
  osm_tag_rules.cpp osm_writer.cpp
  osm_basemap.cpp osm_basemap_areas.cpp osm_basemap_features.cpp osm_basemap_lines.cpp osm_basemap_points.cpp
  osm_basemap_rules.cpp)
set(osm_headers osm_source.hpp osm_addresses.hpp osm_areas.hpp osm_attributes.hpp osm_audiences.hpp osm_districts.hpp
  osm_format.hpp osm_geometry.hpp osm_isced.hpp osm_passes.hpp osm_place_absorb.hpp osm_place_merge.hpp osm_places.hpp osm_streets.hpp
  osm_tag_rules.hpp osm_writer.hpp
  osm_basemap.hpp osm_basemap_features.hpp osm_basemap_rules.hpp)
