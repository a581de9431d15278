set(table_sources detect.cpp table_source.cpp)
set(table_headers detect.hpp table_source.hpp)
