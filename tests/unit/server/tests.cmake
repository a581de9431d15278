set(server_tests ${CMAKE_CURRENT_SOURCE_DIR}/unit/server)
cartable_test(unit_server_api LABELS unit
  SOURCES ${server_tests}/cluster_test.cpp ${server_tests}/endpoints_test.cpp ${server_tests}/event_times_test.cpp ${server_tests}/events_everywhere_test.cpp ${server_tests}/ogc_features_test.cpp ${server_tests}/place_page_test.cpp ${server_tests}/hsds_api_test.cpp ${server_tests}/openapi_test.cpp ${server_tests}/parameters_test.cpp
          ${server_tests}/visibility_walk_test.cpp ${server_tests}/filters_test.cpp ${server_tests}/hours_test.cpp ${server_tests}/same_places_test.cpp ${server_tests}/stands_test.cpp
  DEPENDS server)
cartable_test(unit_server_long_lists LABELS unit SOURCES ${server_tests}/long_lists_test.cpp DEPENDS server)
cartable_test(unit_server_http LABELS unit SOURCES ${server_tests}/http_parts_test.cpp DEPENDS server)
cartable_test(unit_server_swap LABELS unit concurrency SOURCES ${server_tests}/swap_test.cpp DEPENDS server)
cartable_test(unit_server_usage LABELS unit concurrency SOURCES ${server_tests}/usage_test.cpp DEPENDS server)
cartable_test(unit_server_failed_search LABELS unit SOURCES ${server_tests}/failed_search_test.cpp DEPENDS server)

# Real sockets, with the program as people start it.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME e2e_server COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/server_test.py)
set_tests_properties(e2e_server PROPERTIES LABELS e2e TIMEOUT 180 ENVIRONMENT "CARTABLE=$<TARGET_FILE:cartable>")
add_test(NAME e2e_ogc COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/ogc_test.py)
set_tests_properties(e2e_ogc PROPERTIES LABELS e2e TIMEOUT 180 ENVIRONMENT "CARTABLE=$<TARGET_FILE:cartable>")
add_test(NAME e2e_lists COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/lists_test.py)
set_tests_properties(e2e_lists PROPERTIES LABELS e2e TIMEOUT 180 ENVIRONMENT "CARTABLE=$<TARGET_FILE:cartable>")
add_test(NAME e2e_usage COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/usage_test.py)
set_tests_properties(e2e_usage PROPERTIES LABELS e2e TIMEOUT 180 ENVIRONMENT "CARTABLE=$<TARGET_FILE:cartable>")
add_test(NAME e2e_nodes COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/nodes_test.py)
set_tests_properties(e2e_nodes PROPERTIES LABELS e2e TIMEOUT 180 ENVIRONMENT "CARTABLE=$<TARGET_FILE:cartable>")
add_test(NAME e2e_load COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/load_test.py)
set_tests_properties(e2e_load PROPERTIES LABELS e2e TIMEOUT 180 ENVIRONMENT "CARTABLE=$<TARGET_FILE:cartable>")
