# cartable_test(unit_exporters_NAME LABELS unit SOURCES ${exporter_tests}/x_test.cpp DEPENDS exporters)
set(exporter_tests ${CMAKE_CURRENT_SOURCE_DIR}/unit/exporters)
cartable_test(unit_exporters_secrets LABELS unit SOURCES ${exporter_tests}/planted_secrets_test.cpp
  ${CARTABLE_TEST_POSTGRES} DEPENDS exporters)
cartable_test(unit_exporters_edition LABELS unit SOURCES ${exporter_tests}/edition_answers_test.cpp DEPENDS exporters server)
cartable_test(unit_exporters_tables LABELS unit SOURCES ${exporter_tests}/tables_test.cpp DEPENDS exporters importers server)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME cli_export COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/export_test.py)
set_tests_properties(cli_export PROPERTIES LABELS cli TIMEOUT 300 ENVIRONMENT "CARTABLE_BIN=$<TARGET_FILE:cartable>")
