cartable_test(unit_base LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/base_test.cpp DEPENDS base)
