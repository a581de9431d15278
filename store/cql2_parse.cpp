#include "base/text.hpp"
#include "geo/repair.hpp"
#include "store/cql2.hpp"
#include "store/cql2_tokens.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace cartable::store {
namespace {

using Kind = CqlNode::Kind;
using base::ErrorCode;
template <class T>
using Result = base::Result<T>;

constexpr std::int64_t kFirstDay = std::numeric_limits<std::int32_t>::min() + 1;
constexpr std::int64_t kLastDay = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kTextCost = 20;
constexpr std::size_t kAreaCost = 5;
constexpr std::size_t kVerticesPerCost = 5;

/// A property with what is wrapped around it, or a value.
struct Operand {
  Queryable const* property = nullptr;
  bool case_blind = false, accent_blind = false;
  std::optional<std::string> text;
  std::optional<double> number;
  std::optional<bool> truth;
  std::optional<std::pair<std::int64_t, std::int64_t>> span;  ///< days of a DATE, TIMESTAMP or INTERVAL
  bool is_interval = false;
  CqlToken const* token = nullptr;  ///< where it starts
};

/// The day of "2026-11-28" or "2026-11-28T10:30:00Z" as it is written, since 1970.
std::optional<std::int64_t> day_of(std::string_view text) noexcept {
  auto const number = [&](std::size_t at, std::size_t length) {
    unsigned value = 0;
    auto const [end, error] = std::from_chars(text.data() + at, text.data() + at + length, value);
    return error == std::errc{} && end == text.data() + at + length ? std::optional(value) : std::nullopt;
  };
  bool const shaped = text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
                      (text.size() == 10 || (text.size() >= 20 && text.size() <= 40 && text[10] == 'T' &&
                                             text[13] == ':' && text[16] == ':'));
  if (!shaped) {
    return std::nullopt;
  }
  auto const year = number(0, 4);
  auto const month = number(5, 2);
  auto const day = number(8, 2);
  if (!year || !month || !day) {
    return std::nullopt;
  }
  std::chrono::year_month_day const date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  return date.ok() ? std::optional<std::int64_t>(std::chrono::sys_days(date).time_since_epoch().count()) : std::nullopt;
}

CqlNode negated(CqlNode node) {
  if (node.kind == Kind::negation) {
    CqlNode inner = std::move(node.children.front());
    return inner;
  }
  if (node.kind == Kind::constant) {
    node.truth = !node.truth;
    return node;
  }
  CqlNode out;
  out.kind = Kind::negation;
  out.children.push_back(std::move(node));
  return out;
}

class Parser {
 public:
  explicit Parser(std::vector<CqlToken> const& tokens) : tokens_(tokens) {}

  Result<CqlNode> parse() {
    CARTABLE_ASSIGN(CqlNode root, either(0));
    if (peek().type != CqlToken::Type::end) {
      return fail("AND, OR or the end");
    }
    return root;
  }
  [[nodiscard]] std::size_t cost() const noexcept { return cost_; }

 private:
  // Words ------------------------------------------------------------------------------------------------------
  [[nodiscard]] CqlToken const& peek() const noexcept { return tokens_[at_]; }
  CqlToken const& take() noexcept { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take_word(std::string_view keyword) noexcept {
    bool const is = peek().is_word(keyword);
    at_ += is ? 1 : 0;
    return is;
  }
  bool take_sign(std::string_view sign) noexcept {
    bool const is = peek().is_sign(sign);
    at_ += is ? 1 : 0;
    return is;
  }
  [[nodiscard]] tl::unexpected<base::Error> fail_at(CqlToken const& token, std::string_view wanted) const {
    constexpr std::size_t kShown = 60;
    if (token.type == CqlToken::Type::end) {
      return base::fail(ErrorCode::invalid_value, "the filter ends (at {}) where {} is missing", token.position,
                        wanted);
    }
    return base::fail(ErrorCode::invalid_value, "“{}” (at {}) stands where {} must be",
                      base::mend_utf8(token.written.substr(0, kShown)), token.position, wanted);
  }
  [[nodiscard]] tl::unexpected<base::Error> fail(std::string_view wanted) const { return fail_at(peek(), wanted); }
  base::Status expect(std::string_view sign) {
    if (!take_sign(sign)) {
      return fail(sign);
    }
    return {};
  }
  void charge(std::size_t cost) noexcept { cost_ += cost; }
  void charge(Queryable const& property, std::size_t values = 1) noexcept {
    charge(property.type == CqlType::text ? kTextCost * values : values);
  }

  // Logic ------------------------------------------------------------------------------------------------------
  Result<CqlNode> joined(std::size_t depth, Kind kind, std::string_view keyword,
                         Result<CqlNode> (Parser::*part)(std::size_t)) {
    CARTABLE_ASSIGN(CqlNode first, (this->*part)(depth));
    if (!peek().is_word(keyword)) {
      return first;
    }
    CqlNode out;
    out.kind = kind;
    auto const add = [&](CqlNode node) {
      if (node.kind == kind) {
        std::move(node.children.begin(), node.children.end(), std::back_inserter(out.children));
      } else {
        out.children.push_back(std::move(node));
      }
    };
    add(std::move(first));
    while (take_word(keyword)) {
      charge(1);
      CARTABLE_ASSIGN(CqlNode next, (this->*part)(depth));
      add(std::move(next));
    }
    return out;
  }
  Result<CqlNode> either(std::size_t depth) { return joined(depth, Kind::any, "OR", &Parser::both); }
  Result<CqlNode> both(std::size_t depth) { return joined(depth, Kind::all, "AND", &Parser::factor); }

  Result<CqlNode> factor(std::size_t depth) {
    if (depth > kCqlMaxDepth) {
      return base::fail(ErrorCode::too_large, "“{}” (at {}) is nested more than {} deep", peek().value, peek().position,
                        kCqlMaxDepth);
    }
    if (take_word("NOT")) {
      CARTABLE_ASSIGN(CqlNode inner, factor(depth + 1));
      return negated(std::move(inner));
    }
    if (take_sign("(")) {
      CARTABLE_ASSIGN(CqlNode inner, either(depth + 1));
      CARTABLE_TRY(expect(")"));
      return inner;
    }
    return predicate();
  }

  Result<CqlNode> predicate() {
    CqlToken const& first = peek();
    bool const is_call = first.type == CqlToken::Type::name && tokens_[at_ + 1].is_sign("(");
    if (is_call) {
      for (std::string_view const name : {"S_INTERSECTS", "S_WITHIN", "S_DISJOINT"}) {
        if (first.is_word(name)) {
          return spatial(name);
        }
      }
      for (std::string_view const name :
           {"T_AFTER", "T_BEFORE", "T_DURING", "T_INTERSECTS", "T_EQUALS", "T_DISJOINT"}) {
        if (first.is_word(name)) {
          return temporal(name);
        }
      }
      for (auto const& [name, kind] : {std::pair{"A_CONTAINS", Kind::contains},
                                       {"A_CONTAINEDBY", Kind::contained_by},
                                       {"A_EQUALS", Kind::same},
                                       {"A_OVERLAPS", Kind::overlaps}}) {
        if (first.is_word(name)) {
          return arrays(kind);
        }
      }
      bool const wraps =
          first.is_word("CASEI") || first.is_word("ACCENTI") || first.is_word("DATE") || first.is_word("TIMESTAMP");
      if (!wraps) {
        return fail(
            "a comparison, or one of S_INTERSECTS, S_WITHIN, S_DISJOINT, T_AFTER, T_BEFORE, T_DURING, "
            "T_INTERSECTS, T_EQUALS, T_DISJOINT, A_CONTAINS, A_CONTAINEDBY, A_EQUALS, A_OVERLAPS");
      }
    }
    return comparison();
  }

  // Comparisons ------------------------------------------------------------------------------------------------
  Result<CqlNode> comparison() {
    CARTABLE_ASSIGN(Operand left, operand());
    if (left.truth && !is_comparison(peek())) {
      CqlNode out;
      out.truth = *left.truth;
      charge(1);
      return out;
    }
    CqlToken const& sign = peek();
    if (is_comparison(sign)) {
      take();
      CARTABLE_ASSIGN(Operand right, operand());
      return compared(left, sign.value, right);
    }
    if (left.property == nullptr) {
      return fail_at(*left.token, "a property");
    }
    if (take_word("IS")) {
      bool const negative = take_word("NOT");
      if (!take_word("NULL")) {
        return fail("NULL");
      }
      CqlNode out = about(left, Kind::is_null);
      charge(*left.property);
      return negative ? negated(std::move(out)) : out;
    }
    bool const negative = take_word("NOT");
    Result<CqlNode> out =
        take_word("LIKE")      ? like(left)
        : take_word("BETWEEN") ? between(left)
        : take_word("IN")
            ? in(left)
            : Result<CqlNode>(fail(negative ? "LIKE, BETWEEN or IN" : "one of = <> < > <= >= LIKE BETWEEN IN IS NOT"));
    if (out && negative) {
      return negated(*std::move(out));
    }
    return out;
  }

  static bool is_comparison(CqlToken const& token) noexcept {
    return token.type == CqlToken::Type::sign && token.value != "(" && token.value != ")" && token.value != ",";
  }
  static CqlNode about(Operand const& operand, Kind kind) {
    CqlNode out;
    out.kind = kind;
    out.property = operand.property;
    out.case_blind = operand.case_blind;
    out.accent_blind = operand.accent_blind;
    return out;
  }

  Result<CqlNode> compared(Operand const& a, std::string_view sign, Operand const& b) {
    if ((a.property == nullptr) == (b.property == nullptr)) {
      return fail_at(*b.token, a.property == nullptr ? "a property (two values are compared)"
                                                     : "a value (two properties are compared)");
    }
    if (a.property == nullptr) {
      std::string_view const turned = sign == "<"    ? ">"
                                      : sign == ">"  ? "<"
                                      : sign == "<=" ? ">="
                                      : sign == ">=" ? "<="
                                                     : sign;
      return compared(b, turned, a);
    }
    Kind const kind = sign == "<"    ? Kind::less
                      : sign == ">"  ? Kind::greater
                      : sign == "<=" ? Kind::at_most
                      : sign == ">=" ? Kind::at_least
                                     : Kind::equal;
    CqlNode out = about(a, kind);
    CARTABLE_TRY(add_value(out, a, b));
    charge(*a.property);
    if (a.property->type == CqlType::date) {
      out = days(a, kind, b);
    } else if (a.property->type == CqlType::claims && kind != Kind::equal) {
      return fail_at(*b.token, "a value after = or <>: what is served or met has no order");
    }
    return sign == "<>" ? negated(std::move(out)) : out;
  }

  /// A comparison of a date as a span of days.
  static CqlNode days(Operand const& property, Kind kind, Operand const& value) {
    CqlNode out = about(property, Kind::days);
    out.from = kind == Kind::greater                         ? value.span->second + 1
               : kind == Kind::less || kind == Kind::at_most ? kFirstDay
                                                             : value.span->first;
    out.to = kind == Kind::less                                ? value.span->first - 1
             : kind == Kind::greater || kind == Kind::at_least ? kLastDay
                                                               : value.span->second;
    return out;
  }

  /// Adds a value to a node, if it is of the property's type.
  base::Status add_value(CqlNode& node, Operand const& property, Operand const& value) const {
    switch (property.property->type) {
      case CqlType::text:
      case CqlType::word:
      case CqlType::words:
      case CqlType::claims:
        if (!value.text) {
          return fail_at(*value.token, fmt::format("a text in '…', as {} is one,", property.property->name));
        }
        node.texts.push_back(*value.text);
        return {};
      case CqlType::integer:
      case CqlType::numbers:
        if (!value.number) {
          return fail_at(*value.token, fmt::format("a number, as {} is one,", property.property->name));
        }
        node.numbers.push_back(*value.number);
        return {};
      case CqlType::date:
        if (!value.span) {
          return fail_at(*value.token, "DATE('2026-11-28') or TIMESTAMP('2026-11-28T10:30:00Z')");
        }
        return {};
      case CqlType::point: break;
    }
    return fail_at(*property.token, "a property that can be compared (geometry: S_INTERSECTS(geometry, POLYGON((…))))");
  }

  Result<CqlNode> like(Operand const& property) {
    CARTABLE_ASSIGN(Operand pattern, operand());
    bool const is_text = property.property->type == CqlType::text || property.property->type == CqlType::word ||
                         property.property->type == CqlType::words || property.property->type == CqlType::claims;
    if (!is_text) {
      return fail_at(*property.token, "a property of text before LIKE");
    }
    if (!pattern.text) {
      return fail_at(*pattern.token, "a pattern in '…'");
    }
    CqlNode out = about(property, Kind::like);
    out.texts.push_back(*pattern.text);
    charge(*property.property);
    return out;
  }

  Result<CqlNode> between(Operand const& property) {
    CARTABLE_ASSIGN(Operand low, operand());
    if (!take_word("AND")) {
      return fail("AND");
    }
    CARTABLE_ASSIGN(Operand high, operand());
    if (property.property->type != CqlType::integer && property.property->type != CqlType::date &&
        property.property->type != CqlType::numbers) {
      return fail_at(*property.token, "a number or date before BETWEEN");
    }
    CqlNode out;
    out.kind = Kind::all;
    CqlNode least = about(property, Kind::at_least);
    CqlNode most = about(property, Kind::at_most);
    CARTABLE_TRY(add_value(least, property, low));
    CARTABLE_TRY(add_value(most, property, high));
    charge(*property.property, 2);
    if (property.property->type == CqlType::date) {
      CqlNode span = about(property, Kind::days);
      span.from = low.span->first;
      span.to = high.span->second;
      return span;
    }
    if (property.property->type == CqlType::numbers) {  // some one number between both, not one above and one below
      CqlNode some = about(property, Kind::one_of);
      double const smallest = std::ceil(low.number.value_or(0));
      for (int value = 0; value <= static_cast<int>(kLargestFlag); ++value) {
        if (value >= smallest && value <= high.number.value_or(0)) {
          some.numbers.push_back(value);
        }
      }
      return some;
    }
    out.children.push_back(std::move(least));
    out.children.push_back(std::move(most));
    return out;
  }

  Result<CqlNode> in(Operand const& property) {
    CqlNode out = about(property, Kind::one_of);
    if (property.property->type == CqlType::date || property.property->type == CqlType::point) {
      return fail_at(*property.token, "a text or number before IN");
    }
    CARTABLE_TRY(list(out, property));
    return out;
  }

  base::Status list(CqlNode& node, Operand const& property) {
    CARTABLE_TRY(expect("("));
    do {
      CARTABLE_ASSIGN(Operand value, operand());
      CARTABLE_TRY(add_value(node, property, value));
      charge(*property.property);
    } while (take_sign(","));
    CARTABLE_TRY(expect(")"));
    std::sort(node.texts.begin(), node.texts.end());
    node.texts.erase(std::unique(node.texts.begin(), node.texts.end()), node.texts.end());
    std::sort(node.numbers.begin(), node.numbers.end());
    node.numbers.erase(std::unique(node.numbers.begin(), node.numbers.end()), node.numbers.end());
    return {};
  }

  Result<Operand> operand() {
    Operand out;
    CqlToken const& token = take();
    out.token = &token;
    bool const call = peek().is_sign("(");
    if (token.type == CqlToken::Type::number) {
      out.number = token.number;
    } else if (token.type == CqlToken::Type::text) {
      out.text = token.value;
    } else if (token.is_word("TRUE") || token.is_word("FALSE")) {
      out.truth = token.is_word("TRUE");
    } else if (call && (token.is_word("CASEI") || token.is_word("ACCENTI"))) {
      return wrapped(token);
    } else if (call && (token.is_word("DATE") || token.is_word("TIMESTAMP"))) {
      take();
      CARTABLE_ASSIGN(std::int64_t day, date());
      out.span = {day, day};
      CARTABLE_TRY(expect(")"));
    } else if (call && token.is_word("INTERVAL")) {
      take();
      CARTABLE_ASSIGN(std::int64_t from, bound(kFirstDay));
      CARTABLE_TRY(expect(","));
      CARTABLE_ASSIGN(std::int64_t to, bound(kLastDay));
      CARTABLE_TRY(expect(")"));
      out.span = {from, to};
      out.is_interval = true;
    } else if (token.type == CqlToken::Type::name || token.type == CqlToken::Type::quoted_name) {
      CARTABLE_ASSIGN(out.property, queryable(token));
    } else {
      return fail_at(token, "a property or a value");
    }
    return out;
  }

  /// CASEI(…) or ACCENTI(…), also one in the other; around a value it changes nothing, as both sides are compared so.
  Result<Operand> wrapped(CqlToken const& token) {
    if (++wrapped_ > 2) {
      return fail_at(token, "CASEI and ACCENTI at most once each, and therefore a property or a text");
    }
    take();
    CARTABLE_ASSIGN(Operand out, operand());
    CARTABLE_TRY(expect(")"));
    --wrapped_;
    bool const is_text = out.text || (out.property != nullptr && out.property->type != CqlType::integer &&
                                      out.property->type != CqlType::numbers && out.property->type != CqlType::date &&
                                      out.property->type != CqlType::point);
    if (!is_text) {
      return fail_at(*out.token, "a text or a property of text");
    }
    (token.is_word("CASEI") ? out.case_blind : out.accent_blind) = true;
    out.token = &token;
    return out;
  }

  Result<Queryable const*> queryable(CqlToken const& token) const {
    std::string names;
    for (Queryable const& one : queryables()) {
      if (one.name == token.value) {
        return &one;
      }
      names += names.empty() ? "" : ", ";
      names += one.name;
    }
    return fail_at(token, fmt::format("one of the queryables {}", names));
  }

  Result<std::int64_t> date() {
    CqlToken const& token = take();
    auto const day = token.type == CqlToken::Type::text ? day_of(token.value) : std::nullopt;
    if (!day) {
      return fail_at(token, "a date as '2026-11-28' or a time as '2026-11-28T10:30:00Z'");
    }
    return *day;
  }
  /// An end of an interval: a date, also as DATE('…'), or '..'.
  Result<std::int64_t> bound(std::int64_t open) {
    if (peek().type == CqlToken::Type::text && peek().value == "..") {
      take();
      return open;
    }
    if (peek().is_word("DATE") || peek().is_word("TIMESTAMP")) {
      take();
      CARTABLE_TRY(expect("("));
      CARTABLE_ASSIGN(std::int64_t day, date());
      CARTABLE_TRY(expect(")"));
      return day;
    }
    return date();
  }

  // Functions --------------------------------------------------------------------------------------------------
  Result<CqlNode> temporal(std::string_view name) {
    take();
    take();
    CARTABLE_ASSIGN(Operand a, operand());
    CARTABLE_TRY(expect(","));
    CARTABLE_ASSIGN(Operand b, operand());
    CARTABLE_TRY(expect(")"));
    bool const turned = a.property == nullptr;
    Operand const& property = turned ? b : a;
    Operand const& value = turned ? a : b;
    if (property.property == nullptr || property.property->type != CqlType::date) {
      return fail_at(*property.token, "the property checked");
    }
    if (!value.span) {
      return fail_at(*value.token, "DATE('…'), TIMESTAMP('…') or INTERVAL('…','…')");
    }
    if (turned && name == "T_DURING") {
      return fail_at(*a.token, "the property checked, before the interval,");
    }
    charge(1);
    auto const [first, last] = *value.span;
    CqlNode out = about(property, Kind::days);
    if (name == (turned ? "T_BEFORE" : "T_AFTER")) {
      out.from = last + 1;
      out.to = kLastDay;
    } else if (name == (turned ? "T_AFTER" : "T_BEFORE")) {
      out.from = kFirstDay;
      out.to = first - 1;
    } else if (name == "T_DURING") {
      out.from = first == kFirstDay ? first : first + 1;
      out.to = last == kLastDay ? last : last - 1;
    } else {
      out.from = first;
      out.to = last;
      if (name == "T_EQUALS" && value.is_interval && first != last) {
        out.to = out.from - 1;  // a day is no longer interval
      }
    }
    return name == "T_DISJOINT" ? negated(std::move(out)) : out;
  }

  Result<CqlNode> arrays(Kind kind) {
    take();
    take();
    CARTABLE_ASSIGN(Operand property, operand());
    bool const plain = property.property != nullptr &&
                       (property.property->type == CqlType::words || property.property->type == CqlType::numbers);
    bool const claims = property.property != nullptr && property.property->type == CqlType::claims &&
                        (kind == Kind::contains || kind == Kind::overlaps);
    if (!plain && !claims) {
      return fail_at(*property.token, kind == Kind::contains || kind == Kind::overlaps
                                          ? "a property of several values"
                                          : "a property of several values that are all known");
    }
    CARTABLE_TRY(expect(","));
    CqlNode out = about(property, kind);
    CARTABLE_TRY(list(out, property));
    CARTABLE_TRY(expect(")"));
    return out;
  }

  Result<CqlNode> spatial(std::string_view name) {
    take();
    take();
    CqlNode out;
    out.kind = Kind::inside;
    bool const property_first = peek().value == "geometry";
    if (property_first) {
      CARTABLE_ASSIGN(Operand property, operand());
      out.property = property.property;
      CARTABLE_TRY(expect(","));
    }
    CARTABLE_TRY(geometry(out));
    if (!property_first) {
      if (name == "S_WITHIN") {
        return fail("the property geometry, before the area,");
      }
      CARTABLE_TRY(expect(","));
      CqlToken const& token = peek();
      CARTABLE_ASSIGN(Operand property, operand());
      if (property.property == nullptr || property.property->type != CqlType::point) {
        return fail_at(token, "the property geometry");
      }
      out.property = property.property;
    }
    CARTABLE_TRY(expect(")"));
    return name == "S_DISJOINT" ? negated(std::move(out)) : out;
  }

  base::Status geometry(CqlNode& out) {
    CqlToken const& name = take();
    std::size_t const before = vertices_;
    if (name.is_word("POINT")) {
      CARTABLE_TRY(expect("("));
      CARTABLE_ASSIGN(geo::LonLat p, position());
      CARTABLE_TRY(expect(")"));
      out.area = {{geo::Polygon{{{p}}}}};  // one vertex: a point
      out.area_text = fmt::format("{} {}", p.lon, p.lat);
      charge(kAreaCost);
      return {};
    }
    if (name.is_word("BBOX")) {
      CARTABLE_ASSIGN(out.area, box());
    } else if (name.is_word("POLYGON")) {
      CARTABLE_ASSIGN(geo::Polygon polygon, rings());
      out.area.polygons.push_back(std::move(polygon));
    } else if (name.is_word("MULTIPOLYGON")) {
      CARTABLE_TRY(expect("("));
      do {
        CARTABLE_ASSIGN(geo::Polygon polygon, rings());
        out.area.polygons.push_back(std::move(polygon));
      } while (take_sign(","));
      CARTABLE_TRY(expect(")"));
    } else {
      return fail_at(name, "geometry, or one of POINT, POLYGON, MULTIPOLYGON and BBOX");
    }
    for (geo::Polygon const& polygon : out.area.polygons) {
      for (geo::Ring const& ring : polygon.rings) {
        for (geo::LonLat const p : ring) {
          out.area_text += fmt::format("{} {},", p.lon, p.lat);
        }
        out.area_text.push_back(';');
      }
      out.area_text.push_back('|');
    }
    charge(kAreaCost + (vertices_ - before) / kVerticesPerCost);
    if (cost_ > kCqlMaxCost) {
      return {};  // refused by its cost before it is mended
    }
    auto repaired = geo::repair(out.area);
    if (!repaired) {
      return base::fail(ErrorCode::invalid_value, "“{}” (at {}) is not an area: {}", name.value, name.position,
                        repaired.error().message);
    }
    out.area = std::move(repaired->area);
    return {};
  }

  Result<double> number() {
    CqlToken const& token = take();
    if (token.type != CqlToken::Type::number) {
      return fail_at(token, "a number");
    }
    return token.number;
  }
  Result<geo::LonLat> position() {
    CqlToken const& token = peek();
    CARTABLE_ASSIGN(double lon, number());
    CARTABLE_ASSIGN(double lat, number());
    geo::LonLat const p{lon, lat};
    if (!geo::is_valid(p)) {
      return fail_at(token, "a longitude from -180 to 180 and a latitude from -90 to 90");
    }
    ++vertices_;
    return p;
  }
  Result<geo::MultiPolygon> box() {
    CqlToken const& token = peek();
    CARTABLE_TRY(expect("("));
    std::array<double, 4> sides{};
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (i > 0) {
        CARTABLE_TRY(expect(","));
      }
      CARTABLE_ASSIGN(sides[i], number());
    }
    CARTABLE_TRY(expect(")"));
    auto const [west, south, east, north] = sides;
    bool const good =
        geo::is_valid(geo::LonLat{west, south}) && geo::is_valid(geo::LonLat{east, north}) && south <= north;
    if (!good) {
      return fail_at(token, "west,south,east,north in degrees with south not above north");
    }
    vertices_ += 4;
    auto const part = [](double w, double s, double e, double n) {
      return geo::Polygon{{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}};
    };
    if (west > east) {
      return geo::MultiPolygon{{part(west, south, 180, north), part(-180, south, east, north)}};
    }
    return geo::MultiPolygon{{part(west, south, east, north)}};
  }
  Result<geo::Polygon> rings() {
    geo::Polygon polygon;
    CARTABLE_TRY(expect("("));
    do {
      CqlToken const& token = peek();
      CARTABLE_TRY(expect("("));
      geo::Ring ring;
      do {
        CARTABLE_ASSIGN(geo::LonLat p, position());
        ring.push_back(p);
      } while (take_sign(","));
      CARTABLE_TRY(expect(")"));
      if (ring.size() < 4 || ring.front() != ring.back()) {
        return fail_at(token, "a ring of at least four positions, the last as the first,");
      }
      polygon.rings.push_back(std::move(ring));
    } while (take_sign(","));
    CARTABLE_TRY(expect(")"));
    return polygon;
  }

  static constexpr double kLargestFlag = 15;
  std::vector<CqlToken> const& tokens_;
  std::size_t at_ = 0;
  std::size_t cost_ = 0;
  std::size_t vertices_ = 0;
  int wrapped_ = 0;
};

std::string_view name_of(Kind kind) noexcept {
  constexpr std::array<std::string_view, 18> kNames{"",         "and",    "or",   "not",      "null", "=",
                                                    "<",        ">",      "<=",   ">=",       "in",   "like",
                                                    "contains", "within", "same", "overlaps", "days", "inside"};
  return kNames[static_cast<std::size_t>(kind)];
}

void append_text(std::string& out, std::string_view text) {
  out.push_back('\'');
  for (char const c : text) {
    out.append(c == '\'' ? 2 : 1, c);
  }
  out.push_back('\'');
}

/// Writes a node with the parts of AND and OR in order and each once, and puts them so.
std::string canonical(CqlNode& node) {
  if (node.kind == Kind::constant) {
    return node.truth ? "true" : "false";
  }
  std::string out = fmt::format("{}(", name_of(node.kind));
  if (!node.children.empty()) {
    std::vector<std::pair<std::string, CqlNode>> parts;
    for (CqlNode& child : node.children) {
      std::string text = canonical(child);
      parts.emplace_back(std::move(text), std::move(child));
    }
    std::stable_sort(parts.begin(), parts.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    parts.erase(
        std::unique(parts.begin(), parts.end(), [](auto const& a, auto const& b) { return a.first == b.first; }),
        parts.end());
    node.children.clear();
    for (auto& [text, child] : parts) {
      out += text;
      node.children.push_back(std::move(child));
    }
    if (node.children.size() == 1 && node.kind != Kind::negation) {
      CqlNode only = std::move(node.children.front());
      node = std::move(only);
      return parts.front().first;
    }
  } else {
    out += node.property->name;
    out += node.case_blind ? "/c" : "";
    out += node.accent_blind ? "/a" : "";
    for (std::string const& text : node.texts) {
      append_text(out, text);
    }
    for (double const number : node.numbers) {
      out += fmt::format(" {}", number + 0.0);
    }
    if (node.kind == Kind::days) {
      out += fmt::format(" {} {}", node.from, node.to);
    }
    out += node.area_text;
  }
  out.push_back(')');
  return out;
}

}  // namespace

base::Result<Cql2> parse_cql2(std::string_view text) {
  if (text.size() > kCqlMaxBytes) {
    return base::fail(ErrorCode::too_large, "has {} bytes, more than {}", text.size(), kCqlMaxBytes);
  }
  if (!base::is_utf8(text)) {
    return base::fail(ErrorCode::invalid_value, "is not UTF-8");
  }
  CARTABLE_ASSIGN(std::vector<CqlToken> tokens, cql_tokens(text));
  Parser parser(tokens);
  CARTABLE_ASSIGN(CqlNode root, parser.parse());
  if (parser.cost() > kCqlMaxCost) {
    return base::fail(
        ErrorCode::too_large,
        "costs {}, more than {}: a comparison or value of a list costs 1, of name, id, operator or address "
        "{}, an area {} and 1 for each {} vertices",
        parser.cost(), kCqlMaxCost, kTextCost, kAreaCost, kVerticesPerCost);
  }
  Cql2 out;
  out.canonical = canonical(root);
  out.root = std::make_shared<CqlNode const>(std::move(root));
  return out;
}

bool cql_like(std::string_view text, std::string_view pattern) noexcept {
  // Greedy with one point to come back to: linear in most cases, at worst the product of both lengths.
  auto const step = [](std::string_view s, std::size_t at) {  // past one character of UTF-8
    ++at;
    while (at < s.size() && (static_cast<unsigned char>(s[at]) & 0xC0U) == 0x80U) {
      ++at;
    }
    return at;
  };
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t back_p = std::string_view::npos;
  std::size_t back_t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      back_p = ++p;
      back_t = t;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '_') {
      t = step(text, t);
      ++p;
      continue;
    }
    std::size_t const plain = p + 1 < pattern.size() && pattern[p] == '\\' ? p + 1 : p;
    if (plain < pattern.size() && pattern[plain] == text[t]) {
      ++t;
      p = plain + 1;
      continue;
    }
    if (back_p == std::string_view::npos) {
      return false;
    }
    back_t = step(text, back_t);
    t = back_t;
    p = back_p;
  }
  while (p < pattern.size() && pattern[p] == '%') {
    ++p;
  }
  return p == pattern.size();
}

LikePattern::LikePattern(std::string pattern) : pattern_(std::move(pattern)), parts_(1) {
  for (std::size_t at = 0; at < pattern_.size(); ++at) {
    char const c = pattern_[at];
    if (c == '%') {
      parts_.emplace_back();
    } else if (c == '_') {
      plain_ = false;
    } else {
      at += c == '\\' && at + 1 < pattern_.size() ? 1 : 0;
      parts_.back().push_back(pattern_[at]);
    }
  }
}

bool LikePattern::matches(std::string_view text) const noexcept {
  if (!plain_) {
    return cql_like(text, pattern_);
  }
  if (parts_.size() == 1) {
    return text == parts_.front();
  }
  if (!text.starts_with(parts_.front())) {
    return false;
  }
  text.remove_prefix(parts_.front().size());
  for (std::size_t i = 1; i + 1 < parts_.size(); ++i) {
    std::size_t const at = text.find(parts_[i]);
    if (at == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(at + parts_[i].size());
  }
  return text.ends_with(parts_.back());
}

}  // namespace cartable::store
