cartable_fuzz(fuzz_wkb SOURCES fuzz_wkb.cpp DEPENDS geo base)
cartable_fuzz(fuzz_city_file SOURCES fuzz_city_file.cpp DEPENDS store)
cartable_fuzz(fuzz_cql2 SOURCES fuzz_cql2.cpp DEPENDS store)
cartable_fuzz(fuzz_hours SOURCES fuzz_hours.cpp DEPENDS store_hours)
