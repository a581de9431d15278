include(${CMAKE_CURRENT_SOURCE_DIR}/unit/access/network.cmake OPTIONAL)
include(${CMAKE_CURRENT_SOURCE_DIR}/unit/access/search.cmake OPTIONAL)
cartable_test(unit_access_travel LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/travel_test.cpp DEPENDS access)
cartable_test(unit_access_stands LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/stand_ways_test.cpp DEPENDS access)
