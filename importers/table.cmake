set(table_sources detect.cpp table_areas.cpp table_chosen.cpp table_columns.cpp table_fields.cpp table_grid.cpp table_guess.cpp table_header.cpp table_input.cpp table_judge.cpp table_kinds.cpp
  table_locate.cpp table_numbers.cpp table_position.cpp table_profile.cpp table_records.cpp table_source.cpp table_values.cpp
  table_words.cpp)
set(table_headers detect.hpp table_areas.hpp table_chosen.hpp table_columns.hpp table_grid.hpp table_guess.hpp table_header.hpp table_input.hpp table_judge.hpp table_locate.hpp
  table_numbers.hpp table_position.hpp table_profile.hpp table_records.hpp table_source.hpp table_values.hpp table_words.hpp)
