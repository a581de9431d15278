#include "server/api/params.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "server/api/times.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cartable::server::api {
namespace {

constexpr std::size_t kMaxListEntries = 50;
constexpr std::size_t kMaxWords = 10;
constexpr std::size_t kMaxProposals = 5;  // of words instead of one that is not known
constexpr double kSecondsPerDay = 86400;
constexpr std::size_t kMaxQuoted = 80;  // bytes of a bad value that an answer repeats

std::string quoted(std::string_view value) {
  std::string shown = base::mend_utf8(value.substr(0, kMaxQuoted));
  if (value.size() > kMaxQuoted) {
    shown += "…";
  }
  return shown;
}

std::optional<double> parse_number(std::string_view text) noexcept {
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    std::size_t const at = text.find(separator);
    out.push_back(base::trim(text.substr(0, at)));
    if (at == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(at + 1);
  }
}

std::string range_text(Parameter const& p) {
  std::string_view const what = p.type == ParameterType::integer ? "a whole number" : "a number";
  if (p.maximum == std::numeric_limits<double>::max() || p.clamp) {
    return fmt::format("{} of at least {}", what, p.minimum);
  }
  return fmt::format("{} from {} to {}", what, p.minimum, p.maximum);
}

std::string choices_text(Parameter const& p) { return fmt::format("{}", fmt::join(p.choices, ", ")); }

bool is_slug(std::string_view text) noexcept { return !text.empty() && text.size() <= 100 && base::is_record_id(text); }

/// "(at 5)": where `piece` starts in `text` that it is a part of, in characters from 1.
std::string place_in(std::string_view text, std::string_view piece) {
  auto const before = text.substr(0, static_cast<std::size_t>(piece.data() - text.data()));
  auto const characters = std::count_if(before.begin(), before.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return fmt::format("(at {})", characters + 1);
}

/// RFC 4647 §2.1: "fr", "zh-hant", "*".
bool is_language_range(std::string_view text) noexcept {
  constexpr std::size_t kMaxSubtag = 8;
  bool first = true;
  for (std::string_view const subtag : pieces(text, '-')) {
    bool const good =
        !subtag.empty() && subtag.size() <= kMaxSubtag && std::all_of(subtag.begin(), subtag.end(), [&](char c) {
          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
        });
    if (!good) {
      return first && text == "*";
    }
    first = false;
  }
  return true;
}

/// Whether it can be a field of ISCED-F: some are not in the table ("0588": natural sciences, several of them).
bool is_topic_code(std::string_view text) noexcept {
  return text.size() >= 2 && text.size() <= 4 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         store::find_topic(text.substr(0, 2)) != nullptr;
}

std::optional<geo::BBox> parse_bbox(std::string_view text) {
  std::vector<std::string_view> const parts = pieces(text, ',');
  if (parts.size() != 4 && parts.size() != 6) {
    return std::nullopt;
  }
  std::array<double, 6> values{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::optional<double> const value = parse_number(parts[i]);
    if (!value) {
      return std::nullopt;
    }
    values[i] = *value;
  }
  geo::BBox const box = parts.size() == 4
                            ? geo::BBox{.west = values[0], .south = values[1], .east = values[2], .north = values[3]}
                            : geo::BBox{.west = values[0], .south = values[1], .east = values[3], .north = values[4]};
  bool const good = geo::is_valid(geo::LonLat{box.west, box.south}) &&
                    geo::is_valid(geo::LonLat{box.east, box.north}) && !box.empty();
  return good ? std::optional(box) : std::nullopt;
}

std::optional<int> digits(std::string_view text) noexcept {
  int value = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Of a text that parse_moment() takes: whether it names a day and no time.
bool is_day(std::string_view text) noexcept { return text.size() == std::string_view("2026-11-28").size(); }

std::optional<Interval> parse_interval(std::string_view text) {
  std::size_t const slash = text.find('/');
  if (slash == std::string_view::npos) {
    auto const moment = parse_moment(text);
    return moment ? std::optional(Interval{moment->first, moment->second, is_day(text), is_day(text)}) : std::nullopt;
  }
  std::string_view const left = text.substr(0, slash);
  std::string_view const right = text.substr(slash + 1);
  Interval span;
  if (left != ".." && !left.empty()) {
    auto const moment = parse_moment(left);
    if (!moment) {
      return std::nullopt;
    }
    span.from = moment->first;
    span.from_day = is_day(left);
  }
  if (right != ".." && !right.empty()) {
    auto const moment = parse_moment(right);
    if (!moment) {
      return std::nullopt;
    }
    span.to = moment->second;
    span.to_day = is_day(right);
  }
  bool const backwards = span.from && span.to && *span.from > *span.to;
  return backwards ? std::nullopt : std::optional(span);
}

}  // namespace

Values::Values(std::span<Parameter const> table, QueryPairs const& query) {
  entries_.reserve(table.size());
  for (auto const& pair : query) {
    std::string const& name = pair.first;
    auto const parameter = std::find_if(table.begin(), table.end(), [&](Parameter const& p) { return p.name == name; });
    if (parameter == table.end()) {
      std::string known;
      for (Parameter const& p : table) {
        known += known.empty() ? "" : ", ";
        known += p.name;
      }
      mistake(quoted(name),
              fmt::format("{}: no such parameter; known here: {}", quoted(name), known.empty() ? "none" : known));
    } else if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) {
      mistake(name, fmt::format("{}: given twice", name));
    } else {
      seen_.push_back(name);
      read(*parameter, pair.second);
    }
  }
  for (Parameter const& parameter : table) {
    if (given(parameter.name)) {
      continue;
    }
    if (parameter.required) {
      mistake(parameter.name, fmt::format("{}: is required", parameter.name));
    } else if (!parameter.fallback.empty()) {
      read(parameter, parameter.fallback);
    }
  }
}

void Values::read(Parameter const& p, std::string_view text) {
  Entry entry{.parameter = &p, .text = std::string(text), .number = 0, .list = {}, .box = {}, .span = {}, .cql2 = {}};
  auto const refuse = [&](std::string const& allowed) {
    mistake(p.name, fmt::format("{}={}: must be {}", p.name, quoted(text), allowed));
  };
  switch (p.type) {
    case ParameterType::number:
    case ParameterType::integer: {
      std::optional<double> value = parse_number(text);
      if (value && p.clamp && *value > p.maximum) {
        value = p.maximum;
      }
      if (!value || *value < p.minimum || *value > p.maximum ||
          (p.type == ParameterType::integer &&
           (std::floor(*value) != *value || text.find_first_of(".eE") != text.npos))) {
        return refuse(range_text(p));
      }
      entry.number = *value;
      break;
    }
    case ParameterType::text:
      if (text.empty() || text.size() > p.max_length) {
        return refuse(fmt::format("1 to {} bytes of text", p.max_length));
      }
      break;
    case ParameterType::choice:
      if (std::find(p.choices.begin(), p.choices.end(), text) == p.choices.end()) {
        return refuse((p.choices.size() == 1 ? "" : "one of ") + choices_text(p));
      }
      break;
    case ParameterType::choices:
    case ParameterType::slugs:
    case ParameterType::integers:
    case ParameterType::topics:
    case ParameterType::ranges: return read_list(entry, text);
    case ParameterType::words:
      if (text.size() > p.max_length) {
        return refuse(fmt::format("1 to {} bytes of text", p.max_length));
      }
      entry.list = base::split(base::fold(text), ' ');
      if (entry.list.empty()) {
        return refuse("text with a letter or a digit");
      }
      if (entry.list.size() > kMaxWords) {
        return refuse(fmt::format("at most {} words, not {}", kMaxWords, entry.list.size()));
      }
      break;
    case ParameterType::cql2: {
      auto parsed = store::parse_cql2(text);
      if (!parsed) {
        return mistake(p.name, fmt::format("{}={}: {}", p.name, quoted(text), parsed.error().message));
      }
      entry.cql2 = *std::move(parsed);
      break;
    }
    case ParameterType::day: {
      auto const moment = parse_moment(text);
      if (!moment) {
        return refuse("a date, as 2026-11-28, or an RFC 3339 date-time");
      }
      entry.number = std::floor(static_cast<double>(moment->first) / kSecondsPerDay);
      break;
    }
    case ParameterType::city_time:
      if (!parse_city_time(text)) {
        return refuse(std::string(kCityTimeRule));
      }
      break;
    case ParameterType::city_span:
      if (!parse_city_span(text)) {
        return refuse(std::string(kCitySpanRule));
      }
      break;
    case ParameterType::bbox: {
      std::optional<geo::BBox> const box = parse_bbox(text);
      if (!box) {
        return refuse("west,south,east,north in degrees, -180 to 180 and -90 to 90, south not above north");
      }
      entry.box = *box;
      break;
    }
    case ParameterType::interval: {
      std::optional<Interval> const span = parse_interval(text);
      if (!span) {
        return refuse("an RFC 3339 date-time or date, or start/end with .. for an open end");
      }
      entry.span = *span;
      break;
    }
  }
  entries_.push_back(std::move(entry));
}

void Values::read_list(Entry& entry, std::string_view text) {
  Parameter const& p = *entry.parameter;
  auto const refuse = [&](std::string_view piece, std::string const& allowed) {
    mistake(p.name, fmt::format("{}={}: must be {}; \u201c{}\u201d {} is not", p.name, quoted(text), allowed,
                                quoted(piece), place_in(text, piece)));
  };
  auto const add = [&](std::string_view value) {
    if (std::find(entry.list.begin(), entry.list.end(), value) == entry.list.end()) {
      entry.list.emplace_back(value);
    }
  };
  std::vector<std::string_view> const all = pieces(text, ',');
  if (all.size() > kMaxListEntries) {
    return mistake(p.name, fmt::format("{}={}: must be 1 to {} values separated by commas, not {}", p.name,
                                       quoted(text), kMaxListEntries, all.size()));
  }
  for (std::string_view const piece : all) {
    switch (p.type) {
      case ParameterType::slugs:
        if (!is_slug(piece)) {
          return refuse(piece,
                        fmt::format("1 to {} names of letters, digits, '.', '_', ':' and '-', separated by commas",
                                    kMaxListEntries));
        }
        add(piece);
        break;
      case ParameterType::integers: {
        std::optional<int> const value = piece.empty() || piece.size() > 4 ? std::nullopt : digits(piece);
        if (!value || *value < p.minimum || *value > p.maximum) {
          return refuse(
              piece, fmt::format("one or more whole numbers from {} to {}, separated by commas", p.minimum, p.maximum));
        }
        add(std::to_string(*value));
        break;
      }
      case ParameterType::ranges:
        if (!is_language_range(piece)) {
          return refuse(piece, "one or more language tags (BCP 47: fr, zh-Hant, …), separated by commas");
        }
        add(base::ascii_lower(piece));
        break;
      case ParameterType::topics: {
        if (is_topic_code(piece)) {
          add(piece);
          break;
        }
        auto const codes = store::topics_called(piece);
        if (codes.empty()) {
          std::vector<std::string> const near = store::topic_words_like(piece, kMaxProposals);
          return refuse(piece, near.empty()
                                   ? std::string("ISCED-F 2013 codes or words for what can be learnt")
                                   : fmt::format("ISCED-F 2013 codes or words for what can be learnt, such as {}",
                                                 fmt::join(near, ", ")));
        }
        for (std::string const& code : codes) {
          add(code);
        }
        break;
      }
      default:
        if (std::find(p.choices.begin(), p.choices.end(), piece) == p.choices.end()) {
          return refuse(piece, "one or more of " + choices_text(p) + ", separated by commas");
        }
        add(piece);
    }
  }
  entries_.push_back(std::move(entry));
}

bool Values::given(std::string_view name) const noexcept {
  return std::find(seen_.begin(), seen_.end(), name) != seen_.end();
}

Values::Entry const* Values::find(std::string_view name) const noexcept {
  for (Entry const& entry : entries_) {
    if (entry.parameter->name == name) {
      return &entry;
    }
  }
  return nullptr;
}

std::string_view Values::text(std::string_view name) const noexcept {
  Entry const* const entry = find(name);
  return entry != nullptr ? std::string_view(entry->text) : std::string_view();
}

std::optional<double> Values::number(std::string_view name) const noexcept {
  Entry const* const entry = find(name);
  return entry != nullptr ? std::optional(entry->number) : std::nullopt;
}

std::optional<std::int64_t> Values::integer(std::string_view name) const noexcept {
  Entry const* const entry = find(name);
  return entry != nullptr ? std::optional(static_cast<std::int64_t>(entry->number)) : std::nullopt;
}

std::vector<std::string> Values::list(std::string_view name) const {
  Entry const* const entry = find(name);
  return entry != nullptr ? entry->list : std::vector<std::string>();
}

store::Cql2 Values::cql2(std::string_view name) const {
  Entry const* const entry = find(name);
  return entry != nullptr ? entry->cql2 : store::Cql2();
}

std::optional<geo::BBox> Values::bbox(std::string_view name) const noexcept {
  Entry const* const entry = find(name);
  return entry != nullptr ? std::optional(entry->box) : std::nullopt;
}

std::optional<Interval> Values::interval(std::string_view name) const noexcept {
  Entry const* const entry = find(name);
  return entry != nullptr ? std::optional(entry->span) : std::nullopt;
}

std::optional<geo::LonLat> Values::position() {
  if (given("lon") != given("lat")) {
    std::string_view const missing = given("lon") ? "lat" : "lon";
    bool const named =
        std::any_of(errors_.begin(), errors_.end(), [&](ParameterError const& e) { return e.parameter == missing; });
    if (!named) {
      mistake(missing, fmt::format("{}: is required together with {}", missing, given("lon") ? "lon" : "lat"));
    }
    return std::nullopt;
  }
  std::optional<double> const lon = number("lon");
  std::optional<double> const lat = number("lat");
  return lon && lat ? std::optional(geo::LonLat{.lon = *lon, .lat = *lat}) : std::nullopt;
}

}  // namespace cartable::server::api
