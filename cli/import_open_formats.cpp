#include "cli/import_open_formats.hpp"

#include "base/file.hpp"
#include "importers/table_values.hpp"
#include "store/plan_examples.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

namespace cartable::cli {
namespace {

/// As much of a file as tells what it is.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;

std::string head_of(std::filesystem::path const& path) {
  std::string head(kHeadBytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

}  // namespace

base::Result<ReadOffers> read_offers_of(store::CityFile const& city, std::string const& role, std::string const& file,
                                        importers::OfferSourceOptions const& options, std::string const& timezone,
                                        base::Progress const& progress, std::optional<importers::TableReport>& table) {
  importers::CityContext context;
  context.timezone = timezone;
  std::optional<importers::PlaceMatcher> places;
  if (city.exists()) {
    progress("reading the city's places");
    std::string name;
    CARTABLE_ASSIGN(auto const settings, city.read<store::Setting>("id IN ('timezone','name')"));
    for (store::Setting const& setting : settings) {
      if (setting.head.id == "name") {
        name = setting.value;
      } else if (context.timezone.empty()) {
        context.timezone = setting.value;
      }
    }
    CARTABLE_ASSIGN(auto all, city.read<store::Place>());
    places.emplace(std::move(all), name);
    context.places = &*places;
    CARTABLE_ASSIGN(context.organisations, store::organisations_by_word(city));
    CARTABLE_ASSIGN(context.offers, city.read<store::Offer>());
    std::string const source =
        importers::slug_of(options.source.empty() ? std::filesystem::path(file).stem().string() : options.source);
    CARTABLE_ASSIGN(context.sessions, city.read<store::Session>("source='" + source + "'"));
  }
  ReadOffers out;
  importers::OpenFormat const format = importers::find_open_format(file, head_of(file));
  static_cast<void>(role);
  static_cast<void>(table);
  CARTABLE_ASSIGN(out.batch, importers::read_open_format(format, file, options, context, out.links, progress));
  return out;
}

}  // namespace cartable::cli
