#include "importers/offers_table.hpp"

#include "base/local_time.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/offers_columns.hpp"
#include "importers/offers_fields.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_input.hpp"
#include "importers/table_values.hpp"
#include "store/ical_text.hpp"
#include "store/open_format_fields.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

using store::Offer;
using store::Session;

constexpr int kFormatVersion = 1;
constexpr std::int64_t kRowsPerReport = 1000;

class OfferReading {
 public:
  OfferReading(std::filesystem::path const& file, OfferSourceOptions const& options, CityContext const& city,
               PlaceLinks& links, TableReport* report)
      : file_(file),
        name_(file.filename().string()),
        options_(options),
        city_(city),
        links_(links),
        report_(report),
        cells_(options) {}

  base::Result<store::ImportBatch> run(base::Progress const& progress);

 private:
  void take(TableRow const& row);
  void link_place(TableRow const& row, Offer& offer);
  std::string organisation_of(std::string_view word);
  void add_session(TableRow const& row, Offer const& offer);
  void reject(TableRow const& row, std::string_view field, std::string_view reason, std::string_view remedy,
              std::string const& id = {});
  void add_notes();

  std::filesystem::path const& file_;
  std::string name_;
  OfferSourceOptions const& options_;
  CityContext const& city_;
  PlaceLinks& links_;
  TableReport* report_;
  OfferCells cells_;
  store::ImportBatch batch_;
  std::optional<TableInput> input_;
  store::Visibility visibility_ = store::Visibility::everyone;
  std::optional<base::TimeZone> zone_;
  std::unordered_map<std::string, std::size_t> offers_by_id_;
  std::unordered_map<std::string, std::int64_t> record_of_;
  std::set<std::string> sessions_, new_organisations_;
  std::int64_t examples_ = 0, without_key_ = 0, no_place_ = 0;
};

void OfferReading::reject(TableRow const& row, std::string_view field, std::string_view reason, std::string_view remedy,
                          std::string const& id) {
  batch_.rejects.push_back({.file = name_,
                            .record = row.record,
                            .column = cells_.column_name(field),
                            .value = std::string(cells_.cell(row, field)),
                            .reason = std::string(reason),
                            .remedy = std::string(remedy)});
  if (report_ != nullptr) {
    report_->rejects.push_back({.record = row.record,
                                .line = row.line,
                                .cells = {row.cells.begin(), row.cells.end()},
                                .id = id,
                                .what = batch_.rejects.back()});
  }
}

void OfferReading::link_place(TableRow const& row, Offer& offer) {
  PlaceWanted wanted;
  wanted.id = cells_.cell(row, "place_id");
  wanted.name = cells_.cell(row, "place");
  if (std::string_view const address = cells_.cell(row, "address"); !address.empty()) {
    wanted.address["full"] = address;
  }
  std::size_t end = 0;
  auto const degrees = [&](std::string_view text) -> std::optional<double> {
    std::string number(text);
    std::replace(number.begin(), number.end(), ',', '.');
    try {
      double const out = std::stod(number, &end);
      return end == number.size() ? std::optional(out) : std::nullopt;
    } catch (std::exception const&) {
      return std::nullopt;
    }
  };
  auto const lat = degrees(cells_.cell(row, "lat")), lon = degrees(cells_.cell(row, "lon"));
  if (lat && lon && geo::is_valid({.lon = *lon, .lat = *lat})) {
    wanted.point = geo::LonLat{.lon = *lon, .lat = *lat};
  }
  if (wanted.id.empty() && !wanted.name.empty() && base::is_record_id(wanted.name) &&
      wanted.name.find(':') != std::string::npos) {
    wanted.id = wanted.name;
  }
  if (wanted.empty()) {
    bool const needs_none =
        std::find(offer.modalities.begin(), offer.modalities.end(), "remote") != offer.modalities.end() ||
        std::find(offer.modalities.begin(), offer.modalities.end(), "at-home") != offer.modalities.end();
    no_place_ += needs_none ? 0 : 1;
    return;
  }
  PlaceFound found;
  if (city_.places != nullptr) {
    found = city_.places->find(wanted);
  }
  if (found.verdict == PlaceVerdict::certain) {
    offer.place = found.candidates.front().id;
    ++links_.certain;
    return;
  }
  std::string said;
  for (std::string_view const part :
       {std::string_view(wanted.id), std::string_view(wanted.name), cells_.cell(row, "address")}) {
    if (!part.empty()) {
      said += (said.empty() ? "" : ", ") + std::string(part);
    }
  }
  offer.head.identifiers["location"] = said.substr(0, 500);
  links_.doubtful.push_back({.file = name_,
                             .record = row.record,
                             .name = offer.name,
                             .wanted = said,
                             .column = cells_.column_name("place_id"),
                             .found = std::move(found),
                             .line = row.line,
                             .cells = {row.cells.begin(), row.cells.end()}});
}

std::string OfferReading::organisation_of(std::string_view word) {
  if (word.empty()) {
    return {};
  }
  for (std::string const& key : {std::string(word), base::fold(word)}) {
    if (auto const found = city_.organisations.find(key); found != city_.organisations.end()) {
      return found->second;
    }
  }
  store::Organisation organisation;
  organisation.head.id = batch_.source.slug + ":org." + base::to_hex(base::stable_hash(base::fold(word)));
  organisation.head.source = batch_.source.slug;
  organisation.head.visibility = visibility_;
  organisation.name = word;
  organisation.roles = {"provider"};
  organisation.sources.push_back({.source = batch_.source.slug, .key = std::string(word), .date = batch_.source.date});
  std::string id = organisation.head.id;
  if (new_organisations_.insert(id).second) {
    batch_.organisations.push_back(std::move(organisation));
  }
  return id;
}

void OfferReading::add_session(TableRow const& row, Offer const& offer) {
  std::string_view const written = cells_.cell(row, "date");
  if (written.empty()) {
    return;
  }
  std::string const date = iso_date(written);
  auto const start = clock_of(cells_.cell(row, "start_time")), end = clock_of(cells_.cell(row, "end_time"));
  std::string_view const remedy = "write the date as 2026-11-28 and the times as 18:30";
  if (date.empty()) {
    reject(row, "date", "is no date; the offer was taken without this session", remedy);
    return;
  }
  if ((!start && !cells_.cell(row, "start_time").empty()) || (!end && !cells_.cell(row, "end_time").empty())) {
    reject(row, start ? "end_time" : "start_time", "is no time of day; the offer was taken without this session",
           remedy);
    return;
  }
  if (!zone_) {
    reject(row, "date", "cannot be placed in time, as the city's time zone is not known",
           "say it with --timezone Europe/Paris");
    return;
  }
  auto const at = [&](std::optional<std::pair<int, int>> clock, int extra_days) {
    base::LocalTime wall{std::stoi(date.substr(0, 4)), std::stoi(date.substr(5, 2)), std::stoi(date.substr(8, 2))};
    std::int64_t const seconds = clock ? clock->first * 3600 + clock->second * 60 : 0;
    return zone_->instant(base::from_wall_seconds(wall_seconds(wall) + seconds + extra_days * std::int64_t{86'400}));
  };
  Session session;
  std::int64_t const starts = at(start, 0);
  std::int64_t ends = end ? at(end, 0) : start ? starts : at(std::nullopt, 1);
  if (ends < starts) {
    ends = at(end, 1);  // past midnight
  }
  std::string const key = offer.head.id.substr(offer.head.id.find(':') + 1);
  session.uid = key + "/" + date + (start ? fmt::format("T{:02}{:02}", start->first, start->second) : "");
  session.head.id = batch_.source.slug + ":" + safe_key("session." + session.uid);
  session.head.source = batch_.source.slug;
  session.head.visibility = visibility_;
  session.offer = offer.head.id;
  session.place = offer.place;
  session.organisation = offer.organisation;
  session.name = offer.name;
  session.names = offer.names;
  session.timezone = zone_->name();
  session.starts = zone_->rfc3339(starts);
  session.ends = ends > starts ? zone_->rfc3339(ends) : std::string();
  session.state = "scheduled";
  session.festival = options_.festival.empty() ? std::string() : slug_of(options_.festival);
  session.capacity = offer.capacity;
  session.url = offer.url;
  if (std::string_view const until = cells_.cell(row, "weekly_until"); !until.empty()) {
    std::string const last = iso_date(until);
    if (last.empty() || last < date) {
      reject(row, "weekly_until", "is no date after the first session; that alone was taken", remedy);
    } else {
      base::LocalTime const wall{
          std::stoi(last.substr(0, 4)), std::stoi(last.substr(5, 2)), std::stoi(last.substr(8, 2)), 23, 59, 59};
      session.rrule =
          "FREQ=WEEKLY;UNTIL=" +
          store::ical_value(store::CalendarTime{
              .wall = base::from_wall_seconds(zone_->instant(wall)), .is_date = false, .is_utc = true, .tzid = {}});
    }
  }
  if (!sessions_.insert(session.head.id).second) {
    reject(row, "date", "is a session of this offer that an earlier row has", "take out the repetition");
    return;
  }
  batch_.sessions.push_back(std::move(session));
}

void OfferReading::take(TableRow const& row) {
  if (std::any_of(row.cells.begin(), row.cells.end(), store::is_example_mark)) {
    ++examples_;
    return;
  }
  ++batch_.counts.offers_read;
  if (row.problem) {
    reject(row, "name", row.problem->reason, row.problem->remedy);
    return;
  }
  std::string_view const key = cells_.cell(row, "id"), name = cells_.cell(row, "name");
  std::string const id = key.empty() ? std::string() : batch_.source.slug + ":" + safe_key(key);
  if (name.empty()) {
    reject(row, "name", "has no name", "fill in the name of the offer", id);
    return;
  }
  Offer offer;
  offer.name = name;
  offer.head.source = batch_.source.slug;
  offer.head.visibility = visibility_;
  std::string own(key);
  if (key.empty()) {
    ++without_key_;
    own = base::to_hex(
        base::stable_hash(fmt::format("{}|{}|{}|{}", base::fold(name), base::fold(cells_.cell(row, "place_id")),
                                      base::fold(cells_.cell(row, "place")), base::fold(cells_.cell(row, "address")))));
  }
  offer.head.id = batch_.source.slug + ":" + safe_key(own);
  if (auto const before = offers_by_id_.find(offer.head.id); before != offers_by_id_.end()) {
    bool const another_session =
        !cells_.cell(row, "date").empty() && base::fold(batch_.offers[before->second].name) == base::fold(name);
    if (another_session) {
      add_session(row, batch_.offers[before->second]);
    } else if (key.empty()) {
      reject(row, "name", fmt::format("has the name and place of record {}", record_of_[offer.head.id]),
             "take out the repetition, or give each offer a number of its own");
    } else {
      reject(row, "id", fmt::format("is the number of record {} too", record_of_[offer.head.id]),
             "give each offer a number of its own");
    }
    return;
  }
  offer.sources.push_back({.source = batch_.source.slug, .key = own, .date = batch_.source.date});
  read_offer_fields(row, cells_, batch_.source.slug, offer);
  offer.organisation = organisation_of(cells_.cell(row, "organisation"));
  link_place(row, offer);
  offers_by_id_.emplace(offer.head.id, batch_.offers.size());
  record_of_.emplace(offer.head.id, row.record);
  batch_.offers.push_back(std::move(offer));
  add_session(row, batch_.offers.back());
}

void OfferReading::add_notes() {
  auto const note = [&](bool when, std::string const& text) {
    if (when) {
      batch_.notes.push_back(name_ + ": " + text);
    }
  };
  note(examples_ > 0, fmt::format("{} rows are marked as examples and were not read", examples_));
  note(without_key_ > 0,
       fmt::format("{} offers have no number of their own, so ids are made of name and place: one that "
                   "is renamed will look new",
                   without_key_));
  note(no_place_ > 0, fmt::format("{} offers name no place and are neither remote nor at home", no_place_));
  note(city_.places == nullptr || city_.places->empty(),
       "the city has no places yet; import them first, then this file again");
  for (auto const& [field, words] : cells_.unknown()) {
    std::int64_t count = 0;
    std::string list;
    std::size_t shown = 0;
    for (auto const& [word, times] : words) {
      count += times;
      if (++shown <= 5) {
        list += fmt::format("{}\"{}\" ({})", list.empty() ? "" : ", ", word, times);
      }
    }
    note(true, fmt::format(
                   "{} values of {} were not understood and left out: {}{}; teach them with --mapping FILE.json: "
                   "{{\"values\": {{\"{}\": {{\"{}\": \"…\"}}}}}}",
                   count, cells_.column_name(field), list, words.size() > 5 ? ", …" : "", field, words.begin()->first));
    if (report_ != nullptr) {
      report_->unknown_values[field] = words;
    }
  }
}

base::Result<store::ImportBatch> OfferReading::run(base::Progress const& progress) {
  CARTABLE_ASSIGN(visibility_, visibility_of(options_.visibility));
  CARTABLE_ASSIGN(auto input, TableInput::open(file_, {.encoding = options_.encoding, .crs = {}}));
  input_ = std::move(input);
  CARTABLE_ASSIGN(auto layout, choose_offer_columns(*input_, name_, options_, report_));
  auto const& layer = input_->layers()[layout.layer];
  cells_.set_layout(std::move(layout), layer.columns);
  batch_.source.licence = options_.licence;
  batch_.source.attribution = options_.attribution;
  batch_.source.date = options_.date;
  batch_.source.role = "offers";
  CARTABLE_ASSIGN(std::uint64_t const hash, hash_of_files(file_, "offers", {}, batch_.source));
  std::string told =
      fmt::format("{}\n{:x}\n{}\n{}\n{}\n{}\n{}\n{}\n", kFormatVersion, hash, options_.source, options_.licence,
                  options_.date, options_.visibility, options_.layer, options_.festival);
  for (auto const& [field, column] : options_.columns) {
    told += fmt::format("{}={}\n", field, column);
  }
  for (auto const& [field, values] : options_.values) {
    for (auto const& [theirs, ours] : values) {
      told += fmt::format("{}:{}={}\n", field, theirs, ours);
    }
  }
  batch_.source.input_hash = base::to_hex(base::stable_hash(told));
  std::string const original = layer.original.empty() ? name_ : layer.original;
  batch_.source.slug =
      slug_of(options_.source.empty() ? std::filesystem::path(original).stem().string() : options_.source);
  zone_ = base::TimeZone::find(city_.timezone);
  for (std::string const& text : layer.notes) {
    batch_.notes.push_back(fmt::format("{}: {}", name_, text));
  }
  bool stopped = false;
  auto const total = static_cast<std::uint64_t>(std::max<std::int64_t>(0, layer.rows));
  CARTABLE_TRY(input_->read(cells_.layout().layer, [&](TableRow& row) {
    if (row.record % kRowsPerReport == 0) {
      progress("reading rows", static_cast<std::uint64_t>(row.record), total);
      stopped = progress.stop.stop_requested();
    }
    take(row);
    return !stopped;
  }));
  if (stopped) {
    return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", name_);
  }
  if (batch_.offers.empty()) {
    if (batch_.rejects.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "{}: has no offer{}", name_,
                        examples_ > 0 ? ", only the template's example" : "");
    }
    store::Reject const& first = batch_.rejects.front();
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: none of its {} rows can be taken; the first: {} \"{}\" {}; {}", name_, batch_.rejects.size(),
                      first.column, first.value, first.reason, first.remedy);
  }
  bool const all = !input_->is_rejects();
  batch_.has_offers = all;
  batch_.has_sessions = all && cells_.layout().columns.contains("date");
  if (all) {  // a calendar of the same source brings its own, which this table cannot know
    for (Offer const& offer : city_.offers) {
      if (offer.head.source == batch_.source.slug && offer.head.id.starts_with(batch_.source.slug + ":offer.")) {
        batch_.offers.push_back(offer);
      }
    }
  }
  add_notes();
  return std::move(batch_);
}

}  // namespace

base::Result<store::ImportBatch> read_offers_table(std::filesystem::path const& file, OfferSourceOptions const& options,
                                                   CityContext const& city, PlaceLinks& links,
                                                   base::Progress const& progress, TableReport* report) {
  return OfferReading(file, options, city, links, report).run(progress);
}

}  // namespace cartable::importers
