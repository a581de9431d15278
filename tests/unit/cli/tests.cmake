# The command line is tested through the real binary.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME cli COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/cli_test.py)
set_tests_properties(cli PROPERTIES LABELS cli TIMEOUT 300 ENVIRONMENT "CARTABLE_BIN=$<TARGET_FILE:cartable>")
add_test(NAME cli_people COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/people_test.py)
set_tests_properties(cli_people PROPERTIES LABELS cli TIMEOUT 120 ENVIRONMENT "CARTABLE_BIN=$<TARGET_FILE:cartable>")
add_test(NAME cli_check COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/check_test.py)
set_tests_properties(cli_check PROPERTIES LABELS cli TIMEOUT 300 ENVIRONMENT "CARTABLE_BIN=$<TARGET_FILE:cartable>")
