cartable_fuzz(fuzz_table SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_table.cpp DEPENDS importers)
