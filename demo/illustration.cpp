#include "demo/illustration.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "demo/demo_city.hpp"
#include "demo/voronoi.hpp"
#include "geo/polygon_ops.hpp"
#include "geo/tile_id.hpp"
#include "tiles/sea.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <numbers>
#include <utility>
#include <vector>

namespace cartable::demo {
namespace {

constexpr char const* kFestival = "illustrative:festival";
constexpr geo::LonLat kSquare{.lon = -56.19960, .lat = -34.90660};  // Plaza Independencia
constexpr double kPeople = 1'319'108;  // Montevideo, census of 2011 (INE Uruguay): the total that is spread

void add_districts(store::ImportBatch& batch, store::ImportBatch const& osm, geo::BBox area,
                   geo::MultiPolygon const& ocean) {
  std::vector<geo::LonLat> points;
  std::vector<store::Locality const*> suburbs;
  for (store::Locality const& locality : osm.localities) {
    if (locality.kind == "suburb" && !locality.name.empty() && area.contains(locality.point)) {
      points.push_back(locality.point);
      suburbs.push_back(&locality);
    }
  }
  auto const cells = voronoi_cells(points, area);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) {
      continue;
    }
    geo::MultiPolygon const whole{{geo::Polygon{{cells[i]}}}};
    geo::MultiPolygon land = geo::difference(whole, ocean);
    if (land.empty()) {
      continue;
    }
    auto district = record<store::District>("district-" +
                                            std::string(suburbs[i]->head.id.substr(suburbs[i]->head.id.find(':') + 1)));
    district.set = "illustrative-suburbs";
    district.level = "10";
    district.name = suburbs[i]->name;
    district.names = suburbs[i]->names;
    district.area = std::move(land);
    batch.districts.push_back(std::move(district));
  }
}

geo::Ring ellipse(geo::LonLat centre, double east_m, double north_m, double turn) {
  geo::Ring ring;
  constexpr int kCorners = 32;
  double const metres_lon = 111'320 * std::cos(centre.lat * std::numbers::pi / 180);
  for (int i = 0; i < kCorners; ++i) {
    double const angle = 2 * std::numbers::pi * i / kCorners;
    double const x = std::cos(angle) * east_m;
    double const y = std::sin(angle) * north_m;
    ring.push_back({.lon = centre.lon + (x * std::cos(turn) - y * std::sin(turn)) / metres_lon,
                    .lat = centre.lat + (x * std::sin(turn) + y * std::cos(turn)) / 111'320});
  }
  ring.push_back(ring.front());
  return ring;
}

void add_catchments(store::ImportBatch& batch, geo::MultiPolygon const& ocean) {
  struct Area {
    char const* key;
    char const* group;
    char const* name;
    geo::LonLat centre;
    double east_m, north_m, turn, estimate;
  };
  static constexpr std::array kAreas{
      Area{"mf-old-town", "migrant-families", "Ciudad Vieja", {-56.2050, -34.9070}, 900, 550, 0.1, 3200},
      Area{"mf-union", "migrant-families", "La Unión", {-56.1360, -34.8770}, 1300, 800, 0.5, 2100},
      Area{"mf-cordon", "migrant-families", "Cordón", {-56.1780, -34.9020}, 1000, 700, 0.0, 2600},
      Area{"js-cerro", "job-seekers", "Cerro", {-56.2560, -34.8780}, 1700, 1100, 0.3, 5400},
      Area{"js-casavalle", "job-seekers", "Casavalle", {-56.1660, -34.8300}, 1800, 1200, 0.0, 6100},
      Area{"js-malvin-norte", "job-seekers", "Malvín Norte", {-56.1150, -34.8800}, 1100, 900, 0.0, 1900},
      Area{"sen-prado", "special-educational-needs", "Prado", {-56.2010, -34.8610}, 1500, 1000, 0.2, 800},
      Area{"sen-buceo", "special-educational-needs", "Buceo", {-56.1330, -34.8980}, 1300, 800, 0.0, 650},
      Area{"sen-tiny", "special-educational-needs", "Punta Gorda", {-56.0800, -34.8960}, 500, 350, 0.0, 7},
  };
  for (Area const& area : kAreas) {
    auto catchment = record<store::Catchment>(std::string("catchment-") + area.key);
    catchment.group = area.group;
    catchment.name = area.name;
    catchment.estimate = area.estimate;
    catchment.year = "2026";
    catchment.notes = "Illustrative: invented for this demonstration.";
    geo::MultiPolygon const whole{{geo::Polygon{{ellipse(area.centre, area.east_m, area.north_m, area.turn)}}}};
    catchment.area = geo::difference(whole, ocean);
    batch.catchments.push_back(std::move(catchment));
  }
}

/// The city's people, spread evenly over its house numbers, in squares of a zoom-17 tile (about 250 m).
void add_people(store::ImportBatch& batch, store::ImportBatch const& osm) {
  std::map<geo::TileId, std::int64_t> houses;
  for (store::Address const& address : osm.addresses) {
    ++houses[geo::tile_at(geo::to_world(address.point), 17)];
  }
  auto const total = static_cast<double>(osm.addresses.size());
  for (auto const& [tile, number] : houses) {
    auto cell = record<store::PopulationCell>(fmt::format("cell-{}-{}", tile.x, tile.y));
    geo::BBox const box = geo::bounds(tile);
    geo::Ring ring{{box.west, box.south},
                   {box.east, box.south},
                   {box.east, box.north},
                   {box.west, box.north},
                   {box.west, box.south}};
    cell.area = {{geo::Polygon{{std::move(ring)}}}};
    cell.point = geo::LonLat{.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2};
    cell.layer = "illustrative-2011";
    cell.people = kPeople * static_cast<double>(number) / total;
    cell.year = "2011";
    batch.cells.push_back(std::move(cell));
  }
}

void add_festival(store::ImportBatch& batch) {
  auto square = invented_place("festival-square", kSquare, "Festival del aprendizaje (ejemplo)",
                               words("Festival of learning (example)", "Festival del aprendizaje (ejemplo)",
                                     "Festival de l'apprentissage (exemple)"),
                               "events_venue");
  square.wheelchair = store::Wheelchair::yes;
  square.fee = store::Fee::free;
  std::string const square_id = square.head.id;
  batch.places.push_back(std::move(square));
  struct Stand {
    char const* key;
    char const* en;
    char const* es;
    char const* fr;
    double east, north;  ///< degrees from the middle of the square
  };
  static constexpr std::array kStands{
      Stand{"stand-languages", "Stand A: languages (example)", "Puesto A: idiomas (ejemplo)",
            "Stand A : langues (exemple)", -0.0005, 0.0003},
      Stand{"stand-digital", "Stand B: digital (example)", "Puesto B: digital (ejemplo)",
            "Stand B : numérique (exemple)", 0.0005, 0.0003},
      Stand{"stand-work", "Stand C: work (example)", "Puesto C: trabajo (ejemplo)", "Stand C : travail (exemple)", 0.0,
            -0.0004},
  };
  for (Stand const& stand : kStands) {
    auto place = invented_place(stand.key, {.lon = kSquare.lon + stand.east, .lat = kSquare.lat + stand.north},
                                stand.es, words(stand.en, stand.es, stand.fr), "events_venue");
    place.parent = square_id;
    place.wheelchair = store::Wheelchair::yes;
    place.fee = store::Fee::free;
    batch.places.push_back(std::move(place));
  }
  struct Entry {
    char const* key;
    char const* stand;
    char const* en;
    char const* es;
    char const* fr;
    char const* from;
    char const* to;
    char const* state;
  };
  static constexpr std::array kSessions{
      Entry{"opening", "festival-square", "Opening", "Apertura", "Ouverture", "10:00", "10:30", "scheduled"},
      Entry{"arabic-letters", "stand-languages", "Write your name in Arabic", "Escriba su nombre en árabe",
            "Écrire son nom en arabe", "10:30", "11:30", "scheduled"},
      Entry{"first-website", "stand-digital", "A website in an hour", "Un sitio web en una hora",
            "Un site web en une heure", "11:00", "12:00", "scheduled"},
      Entry{"job-talk", "stand-work", "Talk to an adviser", "Hable con una orientadora", "Parler à une conseillère",
            "11:00", "13:00", "scheduled"},
      Entry{"guarani", "stand-languages", "Guaraní for beginners", "Guaraní para principiantes",
            "Guarani pour débutants", "13:00", "14:00", "cancelled"},
      Entry{"robots", "stand-digital", "Robots to touch", "Robots para tocar", "Robots à toucher", "15:30", "16:30",
            "moved"},
      Entry{"sign-language", "stand-languages", "Uruguayan sign language: first signs",
            "Lengua de señas uruguaya: primeras señas", "Langue des signes uruguayenne : premiers signes", "16:00",
            "17:00", "scheduled"},
      Entry{"closing", "festival-square", "Closing with music", "Cierre con música", "Clôture en musique", "18:00",
            "19:00", "scheduled"},
  };
  constexpr char const* kDay = "2026-12-05";
  for (Entry const& entry : kSessions) {
    auto session = record<store::Session>(std::string("session-") + entry.key);
    session.place = std::string(kSource) + ":" + entry.stand;
    session.festival = kFestival;
    session.uid = std::string(entry.key) + "@festival.example";
    session.name = entry.es;
    session.names = words(entry.en, entry.es, entry.fr);
    session.description = notice();
    session.starts = fmt::format("{}T{}:00-03:00", kDay, entry.from);
    session.ends = fmt::format("{}T{}:00-03:00", kDay, entry.to);
    session.timezone = "America/Montevideo";
    session.state = entry.state;
    if (session.state == "moved") {
      session.previous_starts = fmt::format("{}T14:00:00-03:00", kDay);
      session.previous_place = std::string(kSource) + ":stand-work";
    }
    batch.sessions.push_back(std::move(session));
  }
}

void add_closed_place(store::ImportBatch& batch) {
  auto place = invented_place(
      "closed-workshop", {.lon = -56.2045, .lat = -34.9050}, "Taller del Puerto (ejemplo)",
      words("Harbour workshop (example)", "Taller del Puerto (ejemplo)", "Atelier du port (exemple)"), "training");
  place.head.status = store::RecordStatus::temporarily_closed;
  place.pillars = 1U << 2U;
  place.alert =
      words("Closed for building work (example).", "Cerrado por obras (ejemplo).", "Fermé pour travaux (exemple).");
  batch.places.push_back(std::move(place));
}

void add_settings(store::ImportBatch& batch) {
  auto const set = [&](char const* key, std::string value) {
    store::Setting setting;
    setting.head.id = key;
    setting.head.source = "city";
    setting.value = std::move(value);
    batch.settings.push_back(std::move(setting));
  };
  set("name", "Montevideo");
  set("timezone", "America/Montevideo");
  set("region", "UY");
  set("languages", R"(["es","en","fr"])");
  set("notice",
      R"({"en":"Demonstration: places and streets are from OpenStreetMap of December 2017; districts, catchment areas, offers and the festival are invented.",)"
      R"("es":"Demostración: los lugares y las calles son de OpenStreetMap de diciembre de 2017; los distritos, las zonas, las ofertas y el festival son inventados.",)"
      R"("ar":"عرض توضيحي: الأماكن والشوارع من OpenStreetMap لشهر ديسمبر 2017؛ أما الأحياء والمناطق والعروض والمهرجان فمن صنع الخيال.",)"
      R"("ru":"Демонстрация: места и улицы — из OpenStreetMap за декабрь 2017 года; районы, зоны, занятия и фестиваль вымышлены.",)"
      R"("zh":"演示：地点和街道来自 2017 年 12 月的 OpenStreetMap；各区、服务范围、课程和节庆均为虚构。",)"
      R"("fr":"Démonstration : les lieux et les rues viennent d'OpenStreetMap de décembre 2017 ; les secteurs, les zones, les offres et le festival sont inventés."})");
}

}  // namespace

std::string illustration_hash(std::string const& osm_hash) {
  return base::to_hex(base::stable_hash("illustration 3 " + osm_hash));
}

store::ImportBatch illustrative_batch(store::ImportBatch const& osm) {
  store::ImportBatch batch;
  batch.source.slug = kSource;
  batch.source.role = "demo";
  batch.source.licence = "CC0-1.0";
  batch.source.attribution = "Illustrative data";
  batch.source.date = "2026-11-23";
  batch.source.input_hash = illustration_hash(osm.source.input_hash);
  batch.has_places = batch.has_offers = batch.has_sessions = batch.has_organisations = true;
  batch.has_districts = batch.has_catchments = batch.has_population = true;

  geo::BBox area;
  for (store::Address const& address : osm.addresses) {
    area.add(address.point);
  }
  for (store::Street const& street : osm.streets) {
    area.add(geo::bounds(street.line));
  }
  auto const sea = tiles::make_sea(osm.basemap);
  add_districts(batch, osm, area, sea.ocean);
  add_catchments(batch, sea.ocean);
  add_people(batch, osm);
  add_organisations(batch);
  add_offers(batch, osm);
  add_festival(batch);
  add_guidance(batch);
  add_closed_place(batch);
  add_settings(batch);
  batch.counts.places_read = static_cast<std::int64_t>(batch.places.size());
  batch.counts.offers_read = static_cast<std::int64_t>(batch.offers.size());
  batch.counts.districts_read = static_cast<std::int64_t>(batch.districts.size());
  batch.counts.catchments_read = static_cast<std::int64_t>(batch.catchments.size());
  batch.notes.emplace_back("everything of this source is illustrative: invented for the demonstration");
  return batch;
}

}  // namespace cartable::demo
