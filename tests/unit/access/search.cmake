# Searches on an abstract graph.
cartable_test(unit_access_search LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/nearest_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/outline_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/reach_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/what_if_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/workspace_test.cpp
  DEPENDS access)
cartable_test(unit_access_search_threads LABELS concurrency
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/access/search_threads_test.cpp DEPENDS access)
