# cartable_test(unit_store_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/x_test.cpp DEPENDS store)

# The city file.
cartable_test(unit_store_schema LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/schema_test.cpp DEPENDS store)
cartable_test(unit_store_merge LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/merge_test.cpp DEPENDS store)
