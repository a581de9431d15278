set(http_sources
  auth.cpp http/access_log.cpp http/city_store.cpp http/connection.cpp http/failed_searches.cpp http/incoming.cpp http/metrics.cpp
  http/negotiate.cpp
  http/pool.cpp http/reply.cpp http/request_reader.cpp http/server.cpp http/static_files.cpp http/usage_writer.cpp http/worker.cpp)
set(http_headers
  auth.hpp http/access_log.hpp http/asio.hpp http/city_store.hpp http/failed_searches.hpp http/hot_cache.hpp http/incoming.hpp http/metrics.hpp
  http/negotiate.hpp http/pool.hpp http/reply.hpp http/request_reader.hpp http/server.hpp http/static_files.hpp
  http/usage_writer.hpp http/wire.hpp http/worker.hpp)
