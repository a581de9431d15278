# cartable_test(unit_geo_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/geo/x_test.cpp DEPENDS geo)
