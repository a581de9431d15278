# Streets, profiles, snapping, routes: what is asked of the real city.
set(network_sources
  bicycle_rules.cpp city_streets.cpp foot_rules.cpp profile.cpp profile_graph.cpp route.cpp route_search.cpp route_steps.cpp route_words.cpp
  segment_index.cpp snap.cpp street_network.cpp street_slope.cpp tag_values.cpp wheelchair_rules.cpp)
set(network_headers
  city_streets.hpp profile.hpp profile_graph.hpp route.hpp route_drawing.hpp route_search.hpp route_steps.hpp route_words.hpp segment_index.hpp snap.hpp street_network.hpp street_slope.hpp
  tag_rules.hpp tag_values.hpp)
