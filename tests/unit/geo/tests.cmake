# The tests of geo may look at GDAL and GEOS themselves: they are the oracles.
cartable_test(unit_geo LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/area_index_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/database_url_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/elevation_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/metric_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/raster_reader_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/repair_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/spatial_index_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/tile_id_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/vector_reader_test.cpp
  DEPENDS geo
  LIBS PkgConfig::gdal)
