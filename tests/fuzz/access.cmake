cartable_fuzz(fuzz_stand_ways SOURCES fuzz_stand_ways.cpp DEPENDS access)
