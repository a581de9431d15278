# Searches on an abstract graph, and what is made of their results.
set(search_sources csr.cpp)
set(search_headers csr.hpp)
