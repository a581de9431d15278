# Questions of people: which places are near by minutes, and what lies in reach.
set(travel_sources place_links.cpp travel.cpp reach_lines.cpp workspace_pool.cpp)
set(travel_headers place_links.hpp travel.hpp reach_lines.hpp workspace_pool.hpp)
