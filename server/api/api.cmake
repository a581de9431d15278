set(api_sources
  api/api_docs.cpp api/at.cpp api/cluster.cpp api/collections.cpp api/credits.cpp api/directions.cpp api/failed_search.cpp api/features.cpp api/filters.cpp api/geojson.cpp api/hours_json.cpp api/hsds_api.cpp api/hsds_services.cpp api/html.cpp api/html_text.cpp api/ics.cpp api/items.cpp
  api/language.cpp api/long_places.cpp api/meta.cpp api/nearest.cpp api/ogc_tiles.cpp api/openapi.cpp api/page.cpp api/params.cpp api/place_pieces.cpp api/place_page.cpp api/place_text.cpp api/place_words.cpp api/reach.cpp api/problem.cpp api/queryables.cpp
  api/route_feature.cpp api/routes.cpp api/search.cpp api/serialize.cpp api/service.cpp api/settle_filter.cpp api/sitemap.cpp api/stand_book.cpp api/stand_bundle.cpp api/stands.cpp api/state.cpp api/tile.cpp api/time_text.cpp api/times.cpp api/travel.cpp api/types.cpp api/usage.cpp
  api/visible.cpp api/within.cpp)
set(api_headers
  api/api_docs.hpp api/collection.hpp api/credits.hpp api/directions.hpp api/failed_search.hpp api/features.hpp api/filters.hpp api/geojson.hpp api/hours_json.hpp api/hsds_api.hpp api/hsds_services.hpp api/html_text.hpp api/ics.hpp api/json_text.hpp api/language.hpp api/long_body.hpp api/long_places.hpp
  api/ogc_tiles.hpp api/openapi_schemas.hpp api/page.hpp api/params.hpp api/place_pieces.hpp api/place_page.hpp api/place_text.hpp api/place_words.hpp api/problem.hpp api/route.hpp api/route_feature.hpp api/serialize.hpp
  api/service.hpp api/sitemap.hpp api/stand_book.hpp api/stands.hpp api/state.hpp api/tile_request.hpp api/times.hpp api/travel.hpp api/types.hpp api/usage.hpp api/visible.hpp)
