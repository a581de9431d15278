cartable_test(unit_base LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/base_test.cpp ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/content_hash_test.cpp ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/local_time_test.cpp DEPENDS base)
cartable_test(unit_base_search_text LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/search_text_test.cpp DEPENDS base)
cartable_test(unit_base_blind_text LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/base/blind_text_test.cpp DEPENDS base)
