# cartable_test(unit_base_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/x_test.cpp DEPENDS base)
