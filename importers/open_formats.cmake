set(open_format_sources calendar_source.cpp data_inclusion.cpp hsds_links.cpp hsds_schedule.cpp hsds_source.cpp hsds_tables.cpp hsds_words.cpp ical_moves.cpp ical_source.cpp ical_times.cpp
  mediation_numerique.cpp own_geojson.cpp offer_place_match.cpp offer_words.cpp offers_columns.cpp offers_fields.cpp
  offers_table.cpp open_formats.cpp open_records.cpp)
set(open_format_headers calendar_source.hpp city_context.hpp data_inclusion.hpp hsds_links.hpp hsds_schedule.hpp hsds_source.hpp hsds_tables.hpp hsds_words.hpp
  ical_moves.hpp ical_source.hpp ical_times.hpp own_geojson.hpp mediation_numerique.hpp offer_place_match.hpp offer_words.hpp offers_columns.hpp offers_fields.hpp
  offers_table.hpp open_formats.hpp
  open_records.hpp)
