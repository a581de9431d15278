# The catalog's sources, apart from the city file's.
set(CARTABLE_CATALOG_SOURCES
  bitset.cpp tri_set.cpp filter.cpp category_column.cpp catalog_filter.cpp filter_cache.cpp row_order.cpp
  catalog.cpp catalog_build.cpp catalog_build_areas.cpp name_index.cpp name_search.cpp name_search_build.cpp)
set(CARTABLE_CATALOG_HEADERS
  bitset.hpp tri_set.hpp filter.hpp category_column.hpp catalog_filter.hpp filter_cache.hpp row_order.hpp
  catalog.hpp catalog_impl.hpp name_index.hpp name_search.hpp name_search_build.hpp)
