cartable_fuzz(fuzz_osm SOURCES fuzz_osm.cpp DEPENDS importers base)
