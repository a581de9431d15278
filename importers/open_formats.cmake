set(open_format_sources ical_source.cpp offer_place_match.cpp offer_words.cpp open_formats.cpp)
set(open_format_headers city_context.hpp ical_source.hpp offer_place_match.hpp offer_words.hpp open_formats.hpp)
