# cartable_test(unit_importers_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/x_test.cpp DEPENDS importers)
