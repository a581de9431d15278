set(table_sources detect.cpp table_columns.cpp table_records.cpp table_source.cpp table_values.cpp)
set(table_headers detect.hpp table_columns.hpp table_records.hpp table_source.hpp table_values.hpp)
