#include "cli/api_question.hpp"
#include "cli/command.hpp"

namespace cartable::cli {

void add_queries(CLI::App& app, Chosen& chosen) {
  static constexpr Question kQuestions[] = {
      {"nearest", "/api/nearest", "The places nearest to a point, as GeoJSON", false, true},
      {"within", "/api/within", "The places within a box, a radius or an area, as GeoJSON", false, true},
      {"at", "/api/at", "The districts and catchment areas that cover a point", false, false},
      {"search", "/api/search", "Places, offers, streets, house numbers, districts and topics by name", false, false},
      {"items", "/api/collections/{collectionId}/items", "The records of a collection, page by page", true, true},
  };
  for (Question const& question : kQuestions) {
    add_question(app, chosen, question);
  }
}

}  // namespace cartable::cli
