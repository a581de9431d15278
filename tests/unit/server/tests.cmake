# cartable_test(unit_server_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/server/x_test.cpp DEPENDS server)
