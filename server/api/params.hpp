#pragma once

#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"
#include "server/api/problem.hpp"
#include "server/api/types.hpp"
#include "store/cql2.hpp"
#include "store/interval.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

enum class ParameterType : std::uint8_t {
  number,     ///< finite, in [minimum, maximum]
  integer,    ///< whole, in [minimum, maximum]
  text,       ///< 1…max_length bytes
  choice,     ///< one of choices
  choices,    ///< some of choices, by comma
  slugs,      ///< names [A-Za-z0-9._:-], by comma
  integers,   ///< whole numbers in [minimum, maximum], by comma
  topics,     ///< ISCED-F codes or words for them, by comma; read as codes
  ranges,     ///< language ranges (RFC 4647 basic), by comma; read in lower case
  words,      ///< text with a letter or digit; read as folded words
  cql2,       ///< a filter in CQL2 text
  day,        ///< RFC 3339 date or date-time; read as the day, since 1970, on which it lies (UTC)
  bbox,       ///< west,south,east,north, or six numbers with heights that are ignored
  city_time,  ///< "now" or a time by the city's clock (times.hpp)
  city_span,  ///< start/end of such times
  interval,   ///< RFC 3339 instant or date, or start/end with ".." for open
};

/// One parameter: what params checks and what OpenAPI prints, so that the two cannot differ.
struct Parameter {
  std::string_view name;
  std::string_view description;
  ParameterType type = ParameterType::text;
  bool required = false;
  double minimum = 0;
  double maximum = std::numeric_limits<double>::max();
  bool clamp = false;           ///< more than maximum is served as maximum
  std::string_view fallback{};  ///< the value when absent; empty: none
  std::span<std::string_view const> choices{};
  std::size_t max_length = 200;  ///< of text; of a list: number of entries is at most 50
};

using store::in_time;
using store::Interval;
using store::parse_moment;

/// The parameters of one request, checked against a route's table. Every mistake is kept, so that one answer
/// names them all; a value with a mistake reads as absent.
class Values {
 public:
  /// Unknown parameters and parameters given twice are mistakes as well.
  Values(std::span<Parameter const> table, QueryPairs const& query);

  [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
  [[nodiscard]] std::string_view text(std::string_view name) const noexcept;  ///< empty when absent
  [[nodiscard]] std::optional<double> number(std::string_view name) const noexcept;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const noexcept;
  /// What a type by comma, or words, was read as; each once.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] store::Cql2 cql2(std::string_view name) const;  ///< empty when absent
  [[nodiscard]] std::optional<geo::BBox> bbox(std::string_view name) const noexcept;
  [[nodiscard]] std::optional<Interval> interval(std::string_view name) const noexcept;
  /// The position in `lon` and `lat`; one without the other is a mistake.
  [[nodiscard]] std::optional<geo::LonLat> position();

  void mistake(std::string_view name, std::string detail) { errors_.push_back({std::string(name), std::move(detail)}); }
  [[nodiscard]] std::vector<ParameterError> const& mistakes() const noexcept { return errors_; }

 private:
  struct Entry {
    Parameter const* parameter = nullptr;
    std::string text;
    double number = 0;
    std::vector<std::string> list;
    geo::BBox box;
    Interval span;
    store::Cql2 cql2{};
  };
  [[nodiscard]] Entry const* find(std::string_view name) const noexcept;
  [[nodiscard]] bool given(std::string_view name) const noexcept;
  void read(Parameter const& parameter, std::string_view text);
  void read_list(Entry& entry, std::string_view text);

  std::vector<Entry> entries_;
  std::vector<std::string> seen_;  ///< parameters that were given, right or wrong
  std::vector<ParameterError> errors_;
};

}  // namespace cartable::server::api
