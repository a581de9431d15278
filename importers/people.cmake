set(people_sources people_source.cpp people_batch.cpp people_counts.cpp people_grid.cpp people_names.cpp
  census_choice.cpp census_labels.cpp census_layout.cpp census_table.cpp census_units.cpp census_words.cpp population_grid_id.cpp population_layer.cpp population_raster.cpp
  population_clip.cpp population_rows.cpp)
set(people_headers people_source.hpp people_batch.hpp people_counts.hpp people_grid.hpp people_names.hpp
  census_choice.hpp census_labels.hpp census_layout.hpp census_table.hpp census_units.hpp census_words.hpp population_grid_id.hpp population_layer.hpp population_raster.hpp
  population_clip.hpp population_rows.hpp)
