# cartable_test(unit_tiles_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/tiles/x_test.cpp DEPENDS tiles)
