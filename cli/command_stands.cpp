#include "access/stand_search.hpp"
#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/command.hpp"
#include "cli/import_steps.hpp"
#include "cli/stand_input.hpp"
#include "server/api/directions.hpp"
#include "store/city_file.hpp"
#include "store/stands.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

using access::StandTravel;
using access::StandWays;

struct Options {
  std::string city, write_to, from, format = "text";
  std::vector<std::string> add, remove, by;
  std::optional<double> max_minutes;
  bool list = false, json = false;
};

constexpr std::array<std::string_view, 3> kBy{"walk", "wheelchair", "bicycle"};
constexpr double kDefaultMinutes = 60, kMostMinutes = 1440;

/// What one stand has for one way of travelling.
struct Line {
  std::string stand, by, computed;
  bool strict = false;     ///< only ways known to be fit
  bool is_new = false;     ///< worked out by this run
  bool is_stale = false;   ///< and not worked out anew
  std::size_t places = 0;  ///< in reach
  std::size_t beyond = 0;  ///< public places that are not
  std::size_t bytes = 0;
  double seconds = 0;
  std::string refused;
};

/// The places that everybody sees, as the server's catalog lists them.
struct PublicPlaces {
  std::vector<std::string> ids;
  std::vector<geo::LonLat> points;
};

base::Result<PublicPlaces> read_places(store::CityFile const& city) {
  CARTABLE_ASSIGN(auto const places,
                  city.read<store::Place>("visibility='public' AND status IN ('active','temporarily_closed')"));
  PublicPlaces out;
  for (store::Place const& place : places) {
    if (place.point && geo::is_valid(*place.point)) {
      out.ids.push_back(place.head.id);
      out.points.push_back(*place.point);
    }
  }
  return out;
}

std::vector<StandTravel> travels(store::StandList const& list) {
  std::vector<StandTravel> out;
  for (std::string const& by : list.by) {
    if (auto const travel = access::parse_stand_travel(by)) {
      out.push_back(*travel);
      if (*travel == StandTravel::wheelchair) {
        out.push_back(StandTravel::wheelchair_confirmed);
      }
    }
  }
  return out;
}

Line line_of(store::Stand const& stand, StandWays const& ways, std::size_t all, std::size_t bytes) {
  Line out;
  out.stand = stand.id;
  out.strict = ways.travel == StandTravel::wheelchair_confirmed;
  out.by = out.strict ? "wheelchair" : access::to_string(ways.travel);
  out.computed = ways.computed;
  out.places = ways.places.size();
  out.beyond = all - std::min(all, ways.places.size());
  out.bytes = bytes;
  out.refused = ways.refused;
  return out;
}

void print_json(store::StandList const& list, std::vector<Line> const& lines, bool written) {
  base::OrderedJson stands = base::OrderedJson::array();
  for (store::Stand const& stand : list.stands) {
    base::OrderedJson one{{"id", stand.id}, {"name", stand.name}, {"lon", stand.point.lon}, {"lat", stand.point.lat}};
    one["ways"] = base::OrderedJson::array();
    for (Line const& line : lines) {
      if (line.stand != stand.id) {
        continue;
      }
      base::OrderedJson way{{"by", line.by},         {"avoid_unknown", line.strict}, {"places", line.places},
                            {"beyond", line.beyond}, {"bytes", line.bytes},          {"computed", line.computed},
                            {"new", line.is_new},    {"stale", line.is_stale}};
      if (line.is_new) {
        way["seconds"] = std::round(line.seconds * 1000) / 1000;
      }
      if (!line.refused.empty()) {
        way["refused"] = line.refused;
      }
      one["ways"].push_back(std::move(way));
    }
    stands.push_back(std::move(one));
  }
  base::OrderedJson out;
  out["stands"] = std::move(stands);
  out["by"] = list.by;
  out["max_minutes"] = list.max_minutes;
  out["written"] = written;
  fmt::print("{}\n", base::to_text(out));
}

void print_csv(std::vector<Line> const& lines) {
  fmt::print("stand,by,avoid_unknown,places,beyond,bytes,computed,new,stale\n");
  for (Line const& line : lines) {
    fmt::print("{},{},{},{},{},{},{},{},{}\n", line.stand, line.by, line.strict, line.places, line.beyond, line.bytes,
               line.computed, line.is_new, line.is_stale);
  }
}

void print_text(store::StandList const& list, std::vector<Line> const& lines) {
  for (store::Stand const& stand : list.stands) {
    fmt::print("{}{}{} at {:.7f},{:.7f}\n", stand.id, stand.name.empty() ? "" : ": ", stand.name, stand.point.lon,
               stand.point.lat);
    for (Line const& line : lines) {
      if (line.stand != stand.id) {
        continue;
      }
      std::string const by = line.strict ? "wheelchair, known to be fit" : line.by;
      if (!line.refused.empty()) {
        fmt::print("  {:<28} no way: {}\n", by, line.refused);
        continue;
      }
      std::string const state = line.is_new     ? fmt::format("worked out in {:.2f} s", line.seconds)
                                : line.is_stale ? fmt::format("OUT OF DATE, of {}", line.computed)
                                                : fmt::format("up to date, of {}", line.computed);
      fmt::print("  {:<28} {} places within {} min, {} beyond; {} bytes ({} a place); {}\n", by, line.places,
                 list.max_minutes, line.beyond, line.bytes, line.places == 0 ? 0 : line.bytes / line.places, state);
    }
  }
}

void print(Options const& options, store::StandList const& list, std::vector<Line> const& lines, bool written) {
  if (options.json || options.format == "json") {
    print_json(list, lines, written);
  } else if (options.format == "csv") {
    print_csv(lines);
  } else {
    print_text(list, lines);
  }
}

/// What is asked to change, put into the list. \return what is wrong, all of it
std::vector<std::string> change(store::StandList& list, Options const& options, std::vector<store::Stand>&& added) {
  std::vector<std::string> wrong;
  for (std::string const& id : options.remove) {
    if (std::erase_if(list.stands, [&](store::Stand const& stand) { return stand.id == id; }) == 0) {
      wrong.push_back(fmt::format("--remove {}: there is no stand of this id; see: cartable stands --list", id));
    }
  }
  for (store::Stand& stand : added) {
    if (store::Stand const* const known = list.find(stand.id)) {
      if (*known != stand) {
        wrong.push_back(
            fmt::format("{}: there is a stand of this id already, at {:.7f},{:.7f}; choose another id, or "
                        "remove it first (--remove {})",
                        stand.id, known->point.lon, known->point.lat, stand.id));
      }
      continue;
    }
    list.stands.push_back(std::move(stand));
  }
  std::sort(list.stands.begin(), list.stands.end(),
            [](store::Stand const& a, store::Stand const& b) { return a.id < b.id; });
  if (!options.by.empty()) {
    list.by.clear();
    for (std::string_view const by : kBy) {
      if (std::find(options.by.begin(), options.by.end(), by) != options.by.end()) {
        list.by.emplace_back(by);
      }
    }
  } else if (list.by.empty()) {
    list.by.assign(kBy.begin(), kBy.end());
  }
  list.max_minutes = options.max_minutes.value_or(list.max_minutes);
  return wrong;
}

/// Says of every new stand that no street for people on foot is near, and how far the nearest is.
std::vector<std::string> far_from_streets(access::Streets const& streets, std::vector<store::Stand> const& added) {
  std::vector<std::string> wrong;
  auto const graph = streets.graph(access::profile_of(StandTravel::walk), access::Weight::time);
  for (store::Stand const& stand : added) {
    if (auto const joined = access::snap(*graph, streets.index(), stand.point); !joined) {
      wrong.push_back(fmt::format("{}: {}; give a position (LON,LAT) beside a street of this city", stand.id,
                                  joined.error().message));
    } else if (joined->island) {
      fmt::print(stderr,
                 "cartable: {}: the only street near, {:.0f} m away, belongs to a small network that leads "
                 "nowhere: few places will be in reach\n",
                 stand.id, joined->walk_m);
    }
  }
  return wrong;
}

int report(std::vector<std::string> const& wrong) {
  for (std::string const& one : wrong) {
    fmt::print(stderr, "cartable: {}\n", one);
  }
  return kFailed;
}

/// What one run does with an open city.
class Run {
 public:
  explicit Run(Options const& options)
      : options_(options), where_(place_to_write(options.city, options.write_to)), city_(where_) {}

  base::Result<int> list() {
    CARTABLE_TRY(read());
    CARTABLE_ASSIGN(PublicPlaces const places, read_places(city_));
    store::StandInputs inputs(revisions_[static_cast<std::size_t>(store::Part::streets)]);
    add(inputs, places);
    keep(inputs, places.ids.size());
    tell_none();
    print(options_, list_, lines_, false);
    return kDone;
  }

  base::Result<int> change_and_work(std::vector<store::Stand>&& added) {
    CARTABLE_TRY(city_.begin_import("cartable stands"));
    CARTABLE_TRY(read());
    store::StandList const before = list_;
    std::vector<store::Stand> const wished = added;
    if (auto const wrong = change(list_, options_, std::move(added)); !wrong.empty()) {
      return report(wrong);
    }
    CARTABLE_ASSIGN(PublicPlaces places, read_places(city_));
    store::StandInputs inputs(revisions_[static_cast<std::size_t>(store::Part::streets)]);
    add(inputs, places);
    std::size_t const all = places.ids.size();
    keep(inputs, all);
    if (!missing_.empty()) {
      CARTABLE_ASSIGN(auto const streets, server::api::read_streets(where_, 0)->wait());
      if (auto const wrong = far_from_streets(*streets, wished); !wrong.empty()) {
        return report(wrong);
      }
      CARTABLE_TRY(work_out(streets, std::move(places), inputs));
    }
    if (!(list_ == before)) {
      changes_.setting = list_.to_text();
    }
    bool const written = changes_.setting || !changes_.written.empty() || !changes_.erased.empty();
    if (written) {
      CARTABLE_TRY(store::write_stands(where_, changes_, revisions_));
    }
    tell_none();
    print(options_, list_, lines_, written);
    if (!written && !list_.stands.empty()) {
      fmt::print(stderr, "nothing has changed since: nothing was worked out or written\n");
    }
    return kDone;
  }

 private:
  base::Status read() {
    CARTABLE_TRY(city_.check());
    CARTABLE_ASSIGN(revisions_, city_.revisions());
    CARTABLE_ASSIGN(auto const settings, city_.read<store::Setting>(fmt::format("id='{}'", store::kStandsSetting)));
    if (!settings.empty()) {
      CARTABLE_ASSIGN(list_, store::StandList::parse(settings.front().value));
    }
    CARTABLE_ASSIGN(derived_, city_.derived(store::kStandWaysKey));
    return {};
  }

  static void add(store::StandInputs& inputs, PublicPlaces const& places) {
    for (std::size_t i = 0; i < places.ids.size(); ++i) {
      inputs.add(places.ids[i], places.points[i]);
    }
  }

  /// Parts what there is into what still holds, what is missing and what has to go.
  void keep(store::StandInputs const& inputs, std::size_t all) {
    std::set<std::string> wanted;
    for (store::Stand const& stand : list_.stands) {
      for (StandTravel const travel : travels(list_)) {
        std::string const part = store::stand_part(stand.id, access::to_string(travel));
        wanted.insert(part);
        auto const found =
            std::find_if(derived_.begin(), derived_.end(), [&](auto const& one) { return one.part == part; });
        bool const is_ours = found != derived_.end() && found->format_version == StandWays::kFormat;
        auto const ways = is_ours ? StandWays::decode(found->bytes) : base::Result<StandWays>(StandWays());
        bool const holds = is_ours && ways && found->input_revision == inputs.of(stand, list_.max_minutes);
        if (is_ours && ways) {
          Line line = line_of(stand, *ways, all, found->bytes.size());
          line.is_stale = !holds;
          lines_.push_back(std::move(line));
        }
        if (!holds) {
          missing_.emplace_back(&stand, travel);
        }
      }
    }
    for (store::Derived const& one : derived_) {
      if (!wanted.contains(one.part)) {
        changes_.erased.push_back(one.part);
      }
    }
  }

  base::Status work_out(std::shared_ptr<access::Streets const> const& streets, PublicPlaces&& places,
                        store::StandInputs const& inputs) {
    std::size_t const all = places.ids.size();
    access::StandSearch search(streets, std::move(places.ids), std::move(places.points));
    std::string const now = base::now_rfc3339();
    for (auto const& [stand, travel] : missing_) {
      auto const begin = std::chrono::steady_clock::now();
      CARTABLE_ASSIGN(StandWays ways, search.ways(stand->point, travel, list_.max_minutes));
      ways.stand = stand->id;
      ways.computed = now;
      store::Derived value{.key = std::string(store::kStandWaysKey),
                           .part = store::stand_part(stand->id, access::to_string(travel)),
                           .input_revision = inputs.of(*stand, list_.max_minutes),
                           .format_version = StandWays::kFormat,
                           .bytes = ways.encode()};
      Line line = line_of(*stand, ways, all, value.bytes.size());
      line.is_new = true;
      line.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      std::erase_if(lines_, [&](Line const& old) {
        return old.stand == line.stand && old.by == line.by && old.strict == line.strict;
      });
      lines_.push_back(std::move(line));
      changes_.written.push_back(std::move(value));
    }
    std::stable_sort(lines_.begin(), lines_.end(), [](Line const& a, Line const& b) {
      auto const order = [](Line const& line) { return std::find(kBy.begin(), kBy.end(), line.by); };
      return std::pair(order(a), a.strict) < std::pair(order(b), b.strict);
    });
    return {};
  }

  void tell_none() const {
    if (list_.stands.empty()) {
      fmt::print(stderr, "this city has no stands; add one: cartable stands --city {} --add ID=LON,LAT,NAME\n",
                 options_.city);
    }
  }

  Options const& options_;
  std::string where_;
  store::CityFile city_;
  store::Revisions revisions_{};
  store::StandList list_;
  std::vector<store::Derived> derived_;
  std::vector<Line> lines_;
  std::vector<std::pair<store::Stand const*, StandTravel>> missing_;
  store::StandChanges changes_;
};

int stands(Options const& options) {
  std::vector<std::string> wrong;
  std::vector<store::Stand> added;
  for (std::string const& text : options.add) {
    if (auto stand = parse_stand(text)) {
      added.push_back(*std::move(stand));
    } else {
      wrong.push_back("--add " + stand.error().message);
    }
  }
  for (std::string const& by : options.by) {
    if (std::find(kBy.begin(), kBy.end(), by) == kBy.end()) {
      wrong.push_back(fmt::format("--by {}: must be of walk, wheelchair, bicycle; several by comma", by));
    }
  }
  if (options.max_minutes && !(*options.max_minutes >= 1 && *options.max_minutes <= kMostMinutes)) {
    wrong.push_back(fmt::format("--max-minutes {}: must be from 1 to {}", *options.max_minutes, kMostMinutes));
  }
  if (options.list && (!options.add.empty() || !options.remove.empty() || !options.from.empty() ||
                       !options.by.empty() || options.max_minutes)) {
    wrong.emplace_back("--list: only shows what there is; leave it, or the other options, away");
  }
  if (!wrong.empty()) {
    report(wrong);
    return kWrongUsage;
  }
  if (!options.from.empty()) {
    auto rows = read_stands(options.from);
    if (!rows) {
      return report_error(rows.error());
    }
    for (store::Stand& stand : *rows) {
      added.push_back(std::move(stand));
    }
  }
  if (auto const twice = given_twice(added); !twice.empty()) {
    return report(twice);
  }
  Run run(options);
  auto const done = options.list ? run.list() : run.change_and_work(std::move(added));
  return done ? *done : report_error(done.error());
}

}  // namespace

void add_stands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand(
      "stands", "Fixed spots such as kiosks: minutes and ways from each to every public place, worked out beforehand");
  command->add_option("--city", options->city, "the city: a file or postgresql://…/db?schema=NAME")->required();
  add_write_to(*command, options->write_to);
  command->add_option("--add", options->add, "a stand: ID=LON,LAT or ID=LON,LAT,NAME (degrees, WGS 84); repeatable")
      ->allow_extra_args(false);
  command->add_option("--from", options->from, "a table of stands with the columns id, lon, lat and, if wanted, name");
  command->add_option("--remove", options->remove, "forget a stand, by its id; repeatable")->allow_extra_args(false);
  command->add_flag("--list", options->list, "only show the stands and what is kept of each");
  command
      ->add_option("--by", options->by,
                   "walk, wheelchair, bicycle, or several by comma; without it what was asked "
                   "before, at first all")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--max-minutes", options->max_minutes,
                      fmt::format("places farther away are left out, 1 to {}; without it what was asked before, at "
                                  "first {}",
                                  kMostMinutes, kDefaultMinutes));
  command->add_option("--format", options->format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
  command->add_flag("--json", options->json, "the same as --format json");
  command->callback([options, &chosen] { chosen = [options] { return stands(*options); }; });
}

}  // namespace cartable::cli
