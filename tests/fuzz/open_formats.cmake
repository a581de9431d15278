cartable_fuzz(fuzz_hsds SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_hsds.cpp DEPENDS importers)
cartable_fuzz(fuzz_ical SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_ical.cpp DEPENDS store)
