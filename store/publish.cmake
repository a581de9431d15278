# Records in formats that others read.
list(APPEND CARTABLE_CATALOG_SOURCES week_hours.cpp schema_org.cpp stable_uuid.cpp ical_write.cpp hsds.cpp hsds_schedule.cpp)
list(APPEND CARTABLE_CATALOG_HEADERS week_hours.hpp schema_org.hpp stable_uuid.hpp ical_write.hpp hsds.hpp hsds_schedule.hpp)
