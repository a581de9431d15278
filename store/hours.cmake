# Opening hours: the part that knows no Qt. KOpeningHours is in a library of its own below, so that programs that only
# ask for hours do not load it.
set(CARTABLE_HOURS_SOURCES school_calendar.cpp)
set(CARTABLE_HOURS_HEADERS school_calendar.hpp)
