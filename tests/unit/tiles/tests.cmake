cartable_test(unit_tiles_mvt LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/mvt_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_sea LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/sea_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_polygons LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/polygons_test.cpp DEPENDS tiles)
