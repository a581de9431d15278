set(elevation_sources elevation_source.cpp)
set(elevation_headers elevation_source.hpp)
