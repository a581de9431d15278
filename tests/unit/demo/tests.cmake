cartable_test(unit_demo LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/demo/piece_join_test.cpp ${CMAKE_CURRENT_SOURCE_DIR}/unit/demo/coast_test.cpp
  DEPENDS demo)
