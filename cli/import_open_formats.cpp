#include "cli/import_open_formats.hpp"

#include "importers/table_values.hpp"
#include "store/plan_examples.hpp"

#include <filesystem>
#include <optional>
#include <utility>

namespace cartable::cli {
namespace {

/// What readers ask of the city, with what it points to.
struct Asked {
  importers::CityContext context;
  std::optional<importers::PlaceMatcher> places;
};

base::Status ask_city(store::CityFile const& city, std::string const& source, std::string const& timezone,
                      base::Progress const& progress, Asked& asked) {
  importers::CityContext& context = asked.context;
  context.timezone = timezone;
  if (!city.exists()) {
    return {};
  }
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
  asked.places.emplace(std::move(all), name);
  context.places = &*asked.places;
  CARTABLE_ASSIGN(context.organisations, store::organisations_by_word(city));
  CARTABLE_ASSIGN(context.offers, city.read<store::Offer>());
  CARTABLE_ASSIGN(context.sessions, city.read<store::Session>("source='" + source + "'"));
  return {};
}

std::string source_of(std::string const& file, importers::OfferSourceOptions const& options) {
  return importers::slug_of(options.source.empty() ? std::filesystem::path(file).stem().string() : options.source);
}

}  // namespace

base::Result<ReadDays> read_days_of(store::CityFile const& city, std::string const& file,
                                    importers::OfferSourceOptions const& options, std::string const& timezone,
                                    base::Progress const& progress) {
  Asked asked;
  CARTABLE_TRY(ask_city(city, source_of(file, options), timezone, progress, asked));
  ReadDays out;
  CARTABLE_ASSIGN(auto days, importers::read_day_calendar(file, options, asked.context, out.links));
  out.batch = std::move(days.batch);
  out.spans = std::move(days.spans);
  return out;
}

base::Status keep_days(store::CityFile& city, std::string const& source, std::vector<store::CalendarSpan> spans) {
  std::string const key(store::kCalendarSetting);
  CARTABLE_ASSIGN(auto const known, city.read<store::Setting>("id='" + key + "'"));
  CARTABLE_ASSIGN(auto calendar, store::CityCalendar::parse(known.empty() ? std::string_view() : known.front().value));
  return calendar.replace(source, std::move(spans)) ? city.put_setting(key, calendar.to_text()) : base::Status();
}

base::Result<ReadOffers> read_offers_of(store::CityFile const& city, std::string const& role, std::string const& file,
                                        importers::OfferSourceOptions const& options, std::string const& timezone,
                                        base::Progress const& progress, std::optional<importers::TableReport>& table) {
  Asked asked;
  CARTABLE_TRY(ask_city(city, source_of(file, options), timezone, progress, asked));
  importers::CityContext const& context = asked.context;
  ReadOffers out;
  importers::OpenFormat format = importers::find_open_format(file);
  if (format == importers::OpenFormat::none && !role.empty()) {  // somebody's own table
    format = importers::OpenFormat::offers_table;
  }
  bool const is_table = format == importers::OpenFormat::offers_table;
  if (is_table) {
    table.emplace();
  }
  CARTABLE_ASSIGN(out.batch, importers::read_open_format(format, file, options, context, out.links, progress,
                                                         is_table ? &*table : nullptr));
  if (is_table) {
    out.table = std::exchange(table, std::nullopt);
  }
  return out;
}

}  // namespace cartable::cli
