set(server_root ${CMAKE_SOURCE_DIR}/server)
# Not the whole server: clang 14 cannot compile its coroutines with libstdc++ 12.
cartable_fuzz(fuzz_request
  SOURCES fuzz_request.cpp ${server_root}/http/request_reader.cpp ${server_root}/http/negotiate.cpp
          ${server_root}/api/types.cpp ${server_root}/api/params.cpp ${server_root}/api/problem.cpp
          ${server_root}/api/filters.cpp ${server_root}/api/page.cpp ${server_root}/api/language.cpp
          ${server_root}/api/time_text.cpp
  DEPENDS store LIBS Boost::headers)
cartable_fuzz(fuzz_geojson SOURCES fuzz_geojson.cpp ${server_root}/api/geojson.cpp DEPENDS geo base)
