# Streets, profiles, joining points to streets, ways.
cartable_test(unit_access_network LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/profile_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/route_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/slope_test.cpp
  DEPENDS access)
