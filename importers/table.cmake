set(table_sources table_source.cpp)
set(table_headers table_source.hpp)
