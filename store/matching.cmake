# One place, several sources: names, addresses, pairs, statements, what to look at.
list(APPEND CARTABLE_CATALOG_SOURCES
  address_text.cpp street_words.cpp place_names.cpp place_features.cpp place_match.cpp kind_bits.cpp match_evidence.cpp
  match_candidates.cpp assignment.cpp geocode.cpp address_index.cpp street_parts.cpp
  source_order.cpp place_statements.cpp place_combine.cpp place_fields.cpp merge_places.cpp merge_state.cpp merge_nodes.cpp
  merge_rows.cpp corrections.cpp city_check.cpp
  city_check_state.cpp city_check_sources.cpp city_check_positions.cpp city_check_hours.cpp)
list(APPEND CARTABLE_CATALOG_HEADERS
  address_text.hpp street_words.hpp place_names.hpp place_features.hpp place_match.hpp kind_bits.hpp match_evidence.hpp
  match_candidates.hpp assignment.hpp geocode.hpp address_index.hpp street_parts.hpp
  source_order.hpp place_statements.hpp place_fields.hpp merge_places.hpp merge_state.hpp merge_nodes.hpp
  merge_rows.hpp merge_steps.hpp corrections.hpp city_check.hpp
  city_check_state.hpp)
