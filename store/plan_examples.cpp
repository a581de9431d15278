#include "store/plan_examples.hpp"

#include "base/text.hpp"
#include "store/city_database.hpp"
#include "store/import_plan.hpp"
#include "store/place_statements.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

namespace cartable::store {
namespace {

/// Ids in one condition of a query.
constexpr std::size_t kIdsAtOnce = 200;

std::string id_condition(std::vector<std::string> const& ids, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < std::min(ids.size(), from + kIdsAtOnce); ++i) {
    out += (out.empty() ? "id IN (" : ",") + geo::sql_quote(ids[i]);
  }
  return out + ")";
}

template <class R>
base::Status add_examples(CityFile const& city, ImportPlan const& plan, std::size_t each, PlanExamples& out) {
  auto const& changes = std::get<TableChanges<R>>(plan.changes);
  for (R const& record : changes.added) {
    if (out.added.size() >= each) {
      break;
    }
    out.added.push_back({record.head.id, record.name, {}});
  }
  for (auto const& [fid, record] : changes.changed) {
    bool const gone = record.head.status == RecordStatus::withdrawn;
    auto& list = gone ? out.withdrawn : out.changed;
    if (list.size() >= each) {
      continue;
    }
    RecordExample example{record.head.id, record.name, {}};
    if (!gone) {
      CARTABLE_ASSIGN(auto const before, city.read<R>("id=" + geo::sql_quote(record.head.id)));
      if (!before.empty()) {
        for (std::string_view const field : differences(before.front(), record)) {
          example.fields.emplace_back(field);
        }
      }
    }
    list.push_back(std::move(example));
  }
  return {};
}

template <class R>
base::Status keep(CityFile const& city, std::vector<std::string> const& ids, std::vector<R>& records,
                  std::size_t& kept) {
  std::unordered_set<std::string> known;
  for (R const& record : records) {
    known.insert(record.head.id);
  }
  for (std::size_t from = 0; from < ids.size(); from += kIdsAtOnce) {
    CARTABLE_ASSIGN(auto stored, city.read<R>(id_condition(ids, from)));
    for (R& record : stored) {
      if (record.head.status != RecordStatus::withdrawn && known.insert(record.head.id).second) {
        records.push_back(std::move(record));
        ++kept;
      }
    }
  }
  return {};
}

/// The same for places: a record may have become one with another source's, under that one's id. What is kept then is
/// what this source said of it.
base::Status keep_places(CityFile const& city, std::vector<std::string> const& ids, ImportBatch& batch,
                         std::size_t& kept) {
  if (ids.empty()) {
    return {};
  }
  std::unordered_set<std::string> wanted(ids.begin(), ids.end());
  for (Place const& place : batch.places) {
    wanted.erase(place.head.id);
  }
  CARTABLE_ASSIGN(auto rows, city.read<FieldProvenance>());
  Provenance provenance;
  for (auto& row : rows) {
    provenance.add(std::move(row), -1);
  }
  CARTABLE_ASSIGN(auto const stored, city.read<Place>("status IS NULL OR status<>'withdrawn'"));
  for (Place const& place : stored) {
    bool const named =
        wanted.contains(place.head.id) || std::any_of(place.aliases.begin(), place.aliases.end(),
                                                      [&](std::string const& alias) { return wanted.contains(alias); });
    if (!named) {
      continue;
    }
    for (auto& said : statements_of(place, provenance.of(place.head.id))) {
      if (said.source == batch.source.slug && wanted.erase(said.place.head.id) > 0) {
        batch.places.push_back(std::move(said.place));
        ++kept;
      }
    }
  }
  return {};
}

double part_of(std::vector<double>& values, double part) {
  auto const at = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

base::Result<PlanExamples> examples_of(CityFile const& city, ImportPlan const& plan, std::size_t each) {
  PlanExamples out;
  CARTABLE_TRY(add_examples<Place>(city, plan, each, out));
  CARTABLE_TRY(add_examples<Organisation>(city, plan, each, out));
  CARTABLE_TRY(add_examples<District>(city, plan, each, out));
  CARTABLE_TRY(add_examples<Catchment>(city, plan, each, out));
  CARTABLE_TRY(add_examples<Offer>(city, plan, each, out));
  CARTABLE_TRY(add_examples<Session>(city, plan, each, out));
  return out;
}

base::Result<geo::BBox> city_box(CityFile const& city, std::string_view but_source) {
  CARTABLE_ASSIGN(auto database, open_city(city.where(), geo::Database::Mode::read));
  std::vector<double> lons, lats;
  std::string const alive =
      "(status IS NULL OR status<>'withdrawn') AND (source IS NULL OR source<>" + geo::sql_quote(but_source) + ")";
  CARTABLE_TRY(database.scan(Table<Place>::info.name, alive, {}, true, [&](geo::RowBatch const& rows) -> base::Status {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CARTABLE_ASSIGN(auto const geometry, rows.geometry(i));
      if (auto const* const p = std::get_if<geo::LonLat>(&geometry)) {
        lons.push_back(p->lon);
        lats.push_back(p->lat);
      }
    }
    return {};
  }));
  geo::BBox box;
  constexpr std::size_t kEnough = 10;
  if (lons.size() >= kEnough) {
    return geo::BBox{.west = part_of(lons, 0.02),
                     .south = part_of(lats, 0.02),
                     .east = part_of(lons, 0.98),
                     .north = part_of(lats, 0.98)};
  }
  CARTABLE_TRY(
      database.scan(Table<District>::info.name, alive, {}, true, [&](geo::RowBatch const& rows) -> base::Status {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          CARTABLE_ASSIGN(auto const geometry, rows.geometry(i));
          box.add(geo::bounds(geometry));
        }
        return {};
      }));
  return box;
}

base::Result<std::size_t> keep_records(CityFile const& city, std::vector<std::string> const& ids, ImportBatch& batch) {
  std::size_t kept = 0;
  if (batch.has_places) {
    CARTABLE_TRY(keep_places(city, ids, batch, kept));
  }
  if (batch.has_offers) {
    CARTABLE_TRY(keep(city, ids, batch.offers, kept));
  }
  if (batch.has_organisations) {
    CARTABLE_TRY(keep(city, ids, batch.organisations, kept));
  }
  if (batch.has_districts) {
    CARTABLE_TRY(keep(city, ids, batch.districts, kept));
  }
  if (batch.has_catchments) {
    CARTABLE_TRY(keep(city, ids, batch.catchments, kept));
  }
  return kept;
}

base::Result<std::map<std::string, std::string>> organisations_by_word(CityFile const& city) {
  CARTABLE_ASSIGN(auto const all, city.read<Organisation>());
  std::map<std::string, std::string> out;
  std::set<std::string> twice;
  auto const add = [&](std::string word, std::string const& id) {
    if (word.empty() || twice.contains(word)) {
      return;
    }
    auto const [at, is_new] = out.emplace(word, id);
    if (!is_new && at->second != id) {  // two of that name: neither can be meant surely
      out.erase(at);
      twice.insert(std::move(word));
    }
  };
  for (Organisation const& organisation : all) {
    if (organisation.head.status == RecordStatus::withdrawn) {
      continue;
    }
    add(organisation.head.id, organisation.head.id);
    add(base::fold(organisation.name), organisation.head.id);
    for (SourceRef const& source : organisation.sources) {
      add(source.key, organisation.head.id);
    }
    for (auto const& [scheme, value] : organisation.head.identifiers) {
      add(value, organisation.head.id);
    }
  }
  return out;
}

}  // namespace cartable::store
