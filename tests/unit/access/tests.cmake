include(${CMAKE_CURRENT_SOURCE_DIR}/unit/access/network.cmake OPTIONAL)
include(${CMAKE_CURRENT_SOURCE_DIR}/unit/access/search.cmake OPTIONAL)
