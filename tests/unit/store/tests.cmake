# cartable_test(unit_store_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/x_test.cpp DEPENDS store)

# The city file. On both engines: a program starts one PostgreSQL server of its own at most.
set(CARTABLE_TEST_POSTGRES ${CMAKE_CURRENT_SOURCE_DIR}/support/test_postgres.cpp)
cartable_test(unit_store_schema LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/schema_test.cpp
  ${CARTABLE_TEST_POSTGRES} DEPENDS store)
cartable_test(unit_store_merge LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/merge_test.cpp DEPENDS store)

# The catalog.
cartable_test(unit_store_bitset LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/bitset_test.cpp DEPENDS store)
cartable_test(unit_store_filter LABELS unit concurrency SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/filter_test.cpp DEPENDS store)
cartable_test(unit_store_cql2 LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/cql2_test.cpp DEPENDS store)
cartable_test(unit_store_topics LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/topics_test.cpp DEPENDS store)
cartable_test(unit_store_catalog LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/catalog_test.cpp DEPENDS store)
cartable_test(unit_store_catalog_threads LABELS unit concurrency SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/catalog_threads_test.cpp DEPENDS store)
cartable_test(unit_store_name_search LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/name_search_test.cpp DEPENDS store)
cartable_test(unit_store_search_montevideo LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/search_montevideo_test.cpp
  DEPENDS store)
add_dependencies(unit_store_search_montevideo cartable)
target_compile_definitions(unit_store_search_montevideo PRIVATE CARTABLE_PROGRAM="$<TARGET_FILE:cartable>")
add_executable(city_importer ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_importer.cpp)
target_link_libraries(city_importer PRIVATE cartable::store)
cartable_test(unit_store_durability LABELS durability TIMEOUT 300 SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/durability_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_audit.cpp ${CARTABLE_TEST_POSTGRES} DEPENDS store)
add_dependencies(unit_store_durability city_importer)
target_compile_definitions(unit_store_durability PRIVATE CARTABLE_CITY_IMPORTER="$<TARGET_FILE:city_importer>")
cartable_test(unit_store_city_file LABELS unit TIMEOUT 300 SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_file_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_audit.cpp ${CARTABLE_TEST_POSTGRES} DEPENDS store)
cartable_test(unit_store_city_backup LABELS durability TIMEOUT 300 SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_backup_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_audit.cpp ${CARTABLE_TEST_POSTGRES} DEPENDS store)
cartable_test(unit_store_failed_searches LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/failed_searches_test.cpp
  ${CARTABLE_TEST_POSTGRES} DEPENDS store)
cartable_test(unit_store_stands LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/stands_test.cpp
  ${CARTABLE_TEST_POSTGRES} DEPENDS store)
cartable_test(unit_store_daily_totals LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/daily_totals_test.cpp
  ${CARTABLE_TEST_POSTGRES} DEPENDS store)

# Areas.
cartable_test(unit_store_area_quality LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/area_quality_test.cpp DEPENDS store LIBS PkgConfig::proj)
cartable_test(unit_store_city_postgres LABELS durability SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_postgres_test.cpp
  ${CARTABLE_TEST_POSTGRES} DEPENDS store)

# One place, several sources.
cartable_test(unit_store_place_match LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/place_match_test.cpp DEPENDS store)
cartable_test(unit_store_geocode LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/geocode_test.cpp DEPENDS store)
cartable_test(unit_store_merge_sources LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/merge_sources_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/city_check_test.cpp ${CARTABLE_TEST_POSTGRES} DEPENDS store)

# Opening hours.
cartable_test(unit_store_school_calendar LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/school_calendar_test.cpp DEPENDS store)
cartable_test(unit_store_publish LABELS unit
  SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/week_hours_test.cpp ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/ical_write_test.cpp
          ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/hsds_test.cpp
  DEPENDS store)
cartable_test(unit_store_recurrence LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/recurrence_test.cpp DEPENDS store)
cartable_test(unit_store_hours LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/hours_engine_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/hours_rewrite_test.cpp DEPENDS store_hours)
cartable_test(unit_store_hours_table LABELS unit concurrency SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/hours_table_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/hours_worker_test.cpp DEPENDS store)
cartable_test(unit_store_hours_words LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/store/hours_words_test.cpp DEPENDS store)
