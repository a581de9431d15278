# Questions of people: which places are near by minutes, and what lies in reach.
set(travel_sources
  place_links.cpp reach_lines.cpp stand_search.cpp stand_ways.cpp stand_ways_bytes.cpp travel.cpp workspace_pool.cpp)
set(travel_headers
  byte_text.hpp place_links.hpp reach_lines.hpp stand_search.hpp stand_ways.hpp travel.hpp workspace_pool.hpp)
