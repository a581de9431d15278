cartable_test(unit_tiles_mvt LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/mvt_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_sea LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/sea_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_polygons LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/polygons_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_base LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/base_tiles_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_learning LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/learning_layers_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_clusters LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/clusters_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_service LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/service_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_service_threads LABELS "unit;concurrency"
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/service_threads_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_peer LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/peer_test.cpp DEPENDS tiles)
cartable_test(unit_tiles_sea_extracts LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/sea_extracts_test.cpp DEPENDS tiles importers)
