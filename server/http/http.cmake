set(http_sources)
set(http_headers)
