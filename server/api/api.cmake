set(api_sources api/state.cpp)
set(api_headers api/state.hpp)
