# Calendars and recurrence: the home of libical.
list(APPEND CARTABLE_CATALOG_SOURCES ical_text.cpp recurrence.cpp interval.cpp session_times.cpp session_filter.cpp open_format_fields.cpp hsds_fields.cpp)
list(APPEND CARTABLE_CATALOG_HEADERS ical_text.hpp ical_support.hpp recurrence.hpp interval.hpp session_times.hpp session_filter.hpp open_format_fields.hpp hsds_fields.hpp guidance.hpp)
