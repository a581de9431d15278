# Opening hours: the part that knows no Qt.
set(CARTABLE_HOURS_SOURCES school_calendar.cpp hours.cpp hours_rewrite.cpp hours_days.cpp hours_wire.cpp hours_worker.cpp
  hours_table.cpp hours_source.cpp hours_words.cpp hours_tokens.cpp hours_taken.cpp)
set(CARTABLE_HOURS_HEADERS school_calendar.hpp hours.hpp hours_rewrite.hpp hours_days.hpp hours_wire.hpp hours_worker.hpp
  hours_table.hpp hours_source.hpp hours_words.hpp hours_tokens.hpp hours_taken.hpp)
