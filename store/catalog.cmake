# The catalog's sources, apart from the city file's.
set(CARTABLE_CATALOG_SOURCES
  bitset.cpp tri_set.cpp filter.cpp category_column.cpp catalog_filter.cpp conditions.cpp catalog_time.cpp catalog_build_times.cpp filter_cache.cpp row_order.cpp
  number_column.cpp text_column.cpp days.cpp cql2_tokens.cpp cql2_parse.cpp cql2_conditions.cpp topics.cpp topic_names.cpp
  catalog.cpp catalog_build.cpp catalog_build_areas.cpp catalog_build_facts.cpp
  name_index.cpp name_search.cpp name_search_build.cpp name_search_hits.cpp)
set(CARTABLE_CATALOG_HEADERS
  bitset.hpp tri_set.hpp filter.hpp category_column.hpp catalog_filter.hpp catalog_time.hpp filter_cache.hpp row_order.hpp
  number_column.hpp text_column.hpp days.hpp cql2_tokens.hpp cql2.hpp topics.hpp catalog_columns.hpp
  catalog.hpp catalog_impl.hpp
  name_index.hpp name_search.hpp name_search_build.hpp name_search_query.hpp name_search_rank.hpp search.hpp)
# Bits are counted in the processor: every x86-64 processor since 2008 can (x86-64-v2), and without this option a count
# is a call into libgcc. 64-bit ARM counts in hardware anyway.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/bitset.cpp PROPERTIES COMPILE_OPTIONS -mpopcnt)
endif()

# Passes over a million rows: wider loops than -O2 makes.
set_source_files_properties(conditions.cpp cql2_conditions.cpp PROPERTIES
  COMPILE_OPTIONS "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release,RelWithDebInfo>>:-O3>")
