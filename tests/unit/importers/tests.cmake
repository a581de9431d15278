# cartable_test(unit_importers_NAME LABELS unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/x_test.cpp DEPENDS importers)
cartable_test(unit_importers_osm LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_rules_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_places_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_network_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_files_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_extracts_test.cpp
  DEPENDS importers LIBS ZLIB::ZLIB BZip2::BZip2)
cartable_test(unit_importers_osm_basemap LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_basemap_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/osm_basemap_details_test.cpp
  DEPENDS importers
  LIBS ZLIB::ZLIB BZip2::BZip2 EXPAT::EXPAT)
cartable_test(unit_importers_table LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/detect_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/table_source_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/table_broken_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/table_grid_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/table_corpus.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/table_corpus_test.cpp
  DEPENDS importers)
cartable_test(unit_importers_people LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/areas_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/people_parts_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/census_table_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/population_test.cpp
  DEPENDS importers
  LIBS PkgConfig::gdal)
cartable_test(unit_importers_matching LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/matching_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/address_search_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/corrections_test.cpp
  DEPENDS importers)
cartable_test(unit_importers_open_formats LABELS unit
  SOURCES
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/ical_source_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/offers_table_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/french_formats_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/hsds_source_test.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/unit/importers/own_geojson_test.cpp
  DEPENDS importers exporters)
