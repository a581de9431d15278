set(corrections_sources corrections_source.cpp)
set(corrections_headers corrections_source.hpp)
