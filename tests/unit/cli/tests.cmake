# cartable_test(unit_cli_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/cli/x_test.cpp DEPENDS cli)
