#include "store/population.hpp"

#include "store/city_database.hpp"

#include <map>
#include <utility>

namespace cartable::store {

base::Result<std::vector<PopulationLayer>> population_layers(CityFile const& city) {
  CARTABLE_ASSIGN(auto open, open_city(city.where(), geo::Database::Mode::read));
  std::map<std::pair<std::string, std::string>, PopulationLayer> layers;
  enum Column : std::size_t { kLayer, kGroup, kYear, kSource, kPeople, kLow, kHigh };
  CARTABLE_TRY(open.scan(Table<PopulationCell>::info.name, "status='active'",
                         {"layer", "group_slug", "year", "source", "people", "people_low", "people_high"}, false,
                         [&](geo::RowBatch const& rows) -> base::Status {
                           for (std::size_t i = 0; i < rows.size(); ++i) {
                             std::pair key{std::string(rows.text(kLayer, i)), std::string(rows.text(kGroup, i))};
                             PopulationLayer& layer = layers[key];
                             if (layer.cells++ == 0) {
                               layer.layer = key.first;
                               layer.group = key.second;
                               layer.year = rows.text(kYear, i);
                               layer.source = rows.text(kSource, i);
                             }
                             bool const counted = !rows.is_null(kPeople, i);
                             double const people = counted ? rows.real(kPeople, i) : 0;
                             double const low = counted ? people : rows.is_null(kLow, i) ? 0 : rows.real(kLow, i);
                             layer.hidden += counted ? 0 : 1;
                             layer.people += people;
                             layer.people_low += low;
                             layer.people_high += counted ? people : rows.is_null(kHigh, i) ? low : rows.real(kHigh, i);
                           }
                           return {};
                         }));
  std::vector<PopulationLayer> out;
  for (auto& [key, layer] : layers) {
    out.push_back(std::move(layer));
  }
  return out;
}

}  // namespace cartable::store
