// CQL2 text → truths of all rows: a parsed filter is walked once, each leaf a pass over a column or over records.
#include "base/blind_text.hpp"
#include "base/case_fold.hpp"
#include "base/text.hpp"
#include "store/catalog_filter.hpp"
#include "store/days.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace cartable::store {
namespace {

using Kind = CqlNode::Kind;
using Scope = Condition::Scope;
using Shared = std::shared_ptr<Bitset const>;

constexpr std::array kQueryables{
    Queryable{"id", CqlType::text, "The id"},
    Queryable{"name", CqlType::text, "The name, in the record's own language"},
    Queryable{"kind", CqlType::word, "The kind of place, the general one"},
    Queryable{"kinds", CqlType::words, "All kinds of the place"},
    Queryable{"pillars", CqlType::numbers, "Pillars of the learning city, 1 to 6"},
    Queryable{"isced", CqlType::numbers, "ISCED 2011 levels, 0 to 8"},
    Queryable{"topics", CqlType::words, "What can be learnt: ISCED-F 2013 codes"},
    Queryable{"audiences", CqlType::claims, "Groups that are served; <> also means excluded, not only not said"},
    Queryable{"languages", CqlType::words, "Languages (BCP 47), compared without regard to case"},
    Queryable{"fee", CqlType::word, "free or paid"},
    Queryable{"wheelchair", CqlType::word, "yes, designated, limited or no"},
    Queryable{"needs", CqlType::claims, "What the place has: step-free, hearing-loop, …"},
    Queryable{"modalities", CqlType::claims, "How it can be learnt: evening, weekend, remote, …"},
    Queryable{"recognition", CqlType::word, "yes or no: whether prior learning is validated"},
    Queryable{"operator", CqlType::text, "Who runs the place"},
    Queryable{"address.street", CqlType::text, "The street of the place"},
    Queryable{"address.postcode", CqlType::text, "The postcode of the place"},
    Queryable{"address.city", CqlType::text, "The town of the place"},
    Queryable{"age_min", CqlType::integer, "The least age, in years"},
    Queryable{"age_max", CqlType::integer, "The greatest age, in years"},
    Queryable{"sources", CqlType::words, "Sources, by their slugs"},
    Queryable{"checked", CqlType::date, "When somebody last checked it"},
    Queryable{"geometry", CqlType::point, "The position"},
};

/// Truths of all places or of all rows.
struct Truth {
  Scope scope = Scope::place;
  TriSet set;
};

bool test(Kind kind, int order) noexcept {
  switch (kind) {
    case Kind::less: return order < 0;
    case Kind::greater: return order > 0;
    case Kind::at_most: return order <= 0;
    case Kind::at_least: return order >= 0;
    default: return order == 0;
  }
}

std::string blurred(CqlNode const& node, std::string_view text) {
  std::string out = node.accent_blind ? base::without_accents(text) : std::string(text);
  return node.case_blind ? base::fold_case(out) : out;
}

/// What a node asks of one text.
class TextTest {
 public:
  explicit TextTest(CqlNode const& node) : node_(node) {
    if (node.case_blind || node.accent_blind) {
      blind_.emplace(node.case_blind, node.accent_blind);
    }
    bool const lower = node.property->name == "languages";
    for (std::string const& text : node.texts) {
      std::string const compared = lower ? base::ascii_lower(text) : text;
      texts_.push_back(blind_ ? blurred(node, compared) : compared);
    }
    std::sort(texts_.begin(), texts_.end());
    if (node.kind == Kind::like) {
      like_.emplace(texts_.front());
    }
  }
  [[nodiscard]] bool operator()(std::string_view text) const { return compare(blind_ ? blind_->of(text) : text); }
  [[nodiscard]] std::vector<std::string> const& texts() const noexcept { return texts_; }

 private:
  [[nodiscard]] bool compare(std::string_view text) const {
    switch (node_.kind) {
      case Kind::like: return like_->matches(text);
      case Kind::equal:
      case Kind::less:
      case Kind::greater:
      case Kind::at_most:
      case Kind::at_least: return test(node_.kind, text.compare(texts_.front()));
      default: return std::binary_search(texts_.begin(), texts_.end(), text);
    }
  }
  CqlNode const& node_;
  mutable std::optional<base::BlindText> blind_;  ///< holds the last text; a test belongs to one evaluation
  std::vector<std::string> texts_;
  std::optional<LikePattern> like_;
};

class Evaluation {
 public:
  Evaluation(FilterColumns const& columns, bool of_offers, Visibility viewer)
      : columns_(columns), of_offers_(of_offers), viewer_(viewer) {}

  [[nodiscard]] Truth of(CqlNode const& node) const {
    switch (node.kind) {
      case Kind::constant: {
        auto const rows = std::make_shared<Bitset const>(columns_.space.places, node.truth);
        return {Scope::place, {rows, rows}};
      }
      case Kind::all:
      case Kind::any: return joined(node);
      case Kind::negation: {
        Truth inner = of(node.children.front());
        return {inner.scope, tri_not(inner.set)};
      }
      case Kind::is_null: {
        auto const missing = missing_of(*node.property);
        return {missing.first, {missing.second, missing.second}};
      }
      default: return leaf(node);
    }
  }

  /// Where nothing is known of a property.
  [[nodiscard]] std::pair<Scope, Shared> missing_of(Queryable const& property) const {
    std::string_view const name = property.name;
    switch (property.type) {
      case CqlType::text: return records(property, [](auto const& values) { return values.empty(); });
      case CqlType::word:
      case CqlType::words:
        if (is_own_sources(property)) {
          return records(property, [](auto const& values) { return values.empty(); });
        }
        return {words(property).first, words(property).second->missing()};
      case CqlType::claims: {
        if (name == "needs") {
          return {Scope::place, columns_.needs.missing()};
        }
        if (name == "modalities") {
          return {Scope::row, columns_.modalities.missing()};
        }
        Bitset said(columns_.space.rows());
        for (CategoryColumn const* const column : {&columns_.serves, &columns_.excludes}) {
          for (Dictionary::Code code = 0; code < column->dictionary().size(); ++code) {
            if (may_know(column->dictionary().word(code))) {
              column->add_rows(code, said);
            }
          }
        }
        said.flip();
        return {Scope::row, std::make_shared<Bitset const>(std::move(said))};
      }
      case CqlType::integer:
        return {Scope::row, numbers(name).where([](std::int32_t value) { return value == NumberColumn::kNone; })};
      case CqlType::numbers: return {Scope::row, flags(name).missing()};
      case CqlType::date:
        if (of_offers_) {
          return record_days([](auto const& days) { return !days; });
        }
        return {Scope::place,
                columns_.checked_first.where([](std::int32_t value) { return value == NumberColumn::kNone; })};
      case CqlType::point: break;
    }
    return {Scope::place, std::make_shared<Bitset const>(columns_.space.places)};
  }

 private:
  [[nodiscard]] TriSet lifted(Truth const& truth) const {
    return truth.scope == Scope::row ? truth.set : over_rows(columns_.space, truth.set);
  }

  [[nodiscard]] Truth joined(CqlNode const& node) const {
    // What holds of places is joined first: it is shorter, and raised to rows once.
    std::optional<TriSet> places, rows;
    auto const join = [&](std::optional<TriSet>& into, TriSet const& set) {
      into = !into ? set : node.kind == Kind::all ? tri_and(*into, set) : tri_or(*into, set);
    };
    for (CqlNode const& child : node.children) {
      Truth const truth = of(child);
      join(truth.scope == Scope::place ? places : rows, truth.set);
    }
    if (!rows) {
      return {Scope::place, *places};
    }
    if (places) {
      join(rows, lifted({Scope::place, *places}));
    }
    return {Scope::row, *rows};
  }

  [[nodiscard]] Truth leaf(CqlNode const& node) const {
    switch (node.property->type) {
      case CqlType::text: return text(node);
      case CqlType::word:
      case CqlType::words: return is_own_sources(*node.property) ? texts(node) : word_column(node);
      case CqlType::claims: return claims(node);
      case CqlType::integer: {
        NumberColumn const& column = numbers(node.property->name);
        Shared yes =
            column.where([&](std::int32_t value) { return value != NumberColumn::kNone && number_test(node, value); });
        Shared possible =
            column.where([&](std::int32_t value) { return value == NumberColumn::kNone || number_test(node, value); });
        return {Scope::row, {std::move(yes), std::move(possible)}};
      }
      case CqlType::numbers: return flag_column(node);
      case CqlType::date: return days(node);
      case CqlType::point: return area(node);
    }
    return {};
  }

  static bool number_test(CqlNode const& node, double value) {
    if (node.kind == Kind::one_of) {
      return std::find(node.numbers.begin(), node.numbers.end(), value) != node.numbers.end();
    }
    return test(node.kind, value < node.numbers.front() ? -1 : value > node.numbers.front() ? 1 : 0);
  }

  static TriSet with_missing(Bitset yes, Bitset const& missing) {
    auto possible = std::make_shared<Bitset>(yes);
    *possible |= missing;
    return {std::make_shared<Bitset const>(std::move(yes)), std::move(possible)};
  }

  // Records ----------------------------------------------------------------------------------------------------
  [[nodiscard]] bool is_own_sources(Queryable const& property) const {
    return of_offers_ && property.name == "sources";
  }
  /// Whether a property kept in records is an offer's own here.
  [[nodiscard]] bool is_of_row(Queryable const& property) const {
    return of_offers_ && (property.name == "id" || property.name == "name" || property.name == "sources");
  }

  template <class Record>
  static void common_values(Record const& record, std::string_view name, std::vector<std::string_view>& out) {
    auto const add = [&](std::string_view text) {
      if (!text.empty()) {
        out.push_back(text);
      }
    };
    if (name == "id") {
      add(record.head.id);
    } else if (name == "name") {
      add(record.name);
    } else if (name == "sources") {
      add(record.head.source);
      for (SourceRef const& ref : record.sources) {
        add(ref.source);
      }
    }
  }
  static void values_of(Place const& place, std::string_view name, std::vector<std::string_view>& out) {
    common_values(place, name, out);
    constexpr std::string_view kAddress = "address.";
    if (name == "operator" && !place.operator_name.empty()) {
      out.push_back(place.operator_name);
    } else if (name.starts_with(kAddress)) {
      auto const found = place.address.find(name.substr(kAddress.size()));
      if (found != place.address.end() && !found->second.empty()) {
        out.push_back(found->second);
      }
    }
  }

  /// The places, or rows, of whose values of a property `holds` is true.
  template <class Holds>
  [[nodiscard]] std::pair<Scope, Shared> records(Queryable const& property, Holds const& holds) const {
    std::vector<std::string_view> values;
    std::size_t const places = columns_.space.places;
    bool const rows = is_of_row(property);
    constexpr std::size_t kRowsAhead = 12;
    bool const is_name = property.name == "name";
    auto out =
        std::make_shared<Bitset const>(Bitset::where(rows ? columns_.space.rows() : places, [&](std::size_t row) {
          values.clear();
          if (row < places) {
            if (is_name && row + kRowsAhead < places) {
              __builtin_prefetch(&columns_.records.place(row + kRowsAhead).name);
            }
            values_of(columns_.records.place(row), property.name, values);
          } else {
            common_values(columns_.records.offer(row), property.name, values);
          }
          return holds(values);
        }));
    return {rows ? Scope::row : Scope::place, std::move(out)};
  }

  /// A pass over one text of each row, which answers both sets.
  /// \param text_of  std::string_view(std::size_t row)
  template <class TextOf>
  [[nodiscard]] Truth one_text(CqlNode const& node, TextOf const& text_of) const {
    TextTest const asked(node);
    bool const rows = is_of_row(*node.property);
    std::size_t const size = rows ? columns_.space.rows() : columns_.space.places;
    auto yes = std::make_shared<Bitset>(size);
    auto possible = std::make_shared<Bitset>(size);
    for (std::size_t row = 0; row < size; ++row) {
      std::string_view const text = text_of(row);
      bool const holds = !text.empty() && asked(text);
      if (holds) {
        yes->set(row);
      }
      if (holds || text.empty()) {
        possible->set(row);
      }
    }
    return {rows ? Scope::row : Scope::place, {std::move(yes), std::move(possible)}};
  }

  /// The same of what records hold. They lie far apart: the text's place is fetched ahead, and then the text.
  template <class OfPlace, class OfOffer>
  [[nodiscard]] Truth one_text(CqlNode const& node, OfPlace const& of_place, OfOffer const& of_offer) const {
    std::size_t const places = columns_.space.places;
    return one_text(node, [&](std::size_t row) -> std::string_view {
      constexpr std::size_t kAhead = 16;
      if (row >= places) {
        return of_offer(columns_.records.offer(row));
      }
      if constexpr (std::is_same_v<std::invoke_result_t<OfPlace, Place const&>, std::string const&>) {
        if (row + 2 * kAhead < places) {
          __builtin_prefetch(&of_place(columns_.records.place(row + 2 * kAhead)));
          __builtin_prefetch(of_place(columns_.records.place(row + kAhead)).data());
        }
      }
      return of_place(columns_.records.place(row));
    });
  }

  [[nodiscard]] Truth text(CqlNode const& node) const {
    constexpr std::string_view kAddress = "address.";
    std::string_view const name = node.property->name;
    auto const no_offer = [](Offer const&) { return std::string_view(); };  // of places alone
    if (name == "id") {
      return one_text(
          node, [](Place const& place) -> std::string const& { return place.head.id; },
          [](Offer const& offer) -> std::string_view { return offer.head.id; });
    }
    if (name == "name") {
      return one_text(node, [&](std::size_t row) { return columns_.names.row(row); });
    }
    if (name == "operator") {
      return one_text(
          node, [](Place const& place) -> std::string const& { return place.operator_name; }, no_offer);
    }
    return one_text(
        node,
        [key = name.substr(kAddress.size())](Place const& place) {
          auto const found = place.address.find(key);
          return found == place.address.end() ? std::string_view() : std::string_view(found->second);
        },
        no_offer);
  }

  [[nodiscard]] Truth texts(CqlNode const& node) const {
    TextTest const asked(node);
    auto const holds = [&](std::vector<std::string_view> const& values) {
      auto const in_list = [&](std::string_view value) { return asked(value); };
      switch (node.kind) {
        case Kind::contains:
          return std::all_of(asked.texts().begin(), asked.texts().end(), [&](std::string const& text) {
            return std::find(values.begin(), values.end(), text) != values.end();
          });
        case Kind::contained_by: return std::all_of(values.begin(), values.end(), in_list);
        case Kind::same:
          return std::all_of(values.begin(), values.end(), in_list) &&
                 std::all_of(asked.texts().begin(), asked.texts().end(), [&](std::string const& text) {
                   return std::find(values.begin(), values.end(), text) != values.end();
                 });
        default: return std::any_of(values.begin(), values.end(), in_list);
      }
    };
    // One pass over the records answers both sets.
    auto missing = std::make_shared<Bitset>(is_of_row(*node.property) ? columns_.space.rows() : columns_.space.places);
    std::size_t row = 0;
    auto [scope, yes] = records(*node.property, [&](std::vector<std::string_view> const& values) {
      if (values.empty()) {
        missing->set(row);
      }
      ++row;
      return !values.empty() && holds(values);
    });
    *missing |= *yes;
    return {scope, {std::move(yes), std::move(missing)}};
  }

  template <class Holds>
  [[nodiscard]] std::pair<Scope, Shared> record_days(Holds const& holds) const {
    return {Scope::row, std::make_shared<Bitset const>(Bitset::where(columns_.space.rows(), [&](std::size_t row) {
              return holds(days_of(row < columns_.space.places ? columns_.records.place(row).checked
                                                               : columns_.records.offer(row).checked));
            }))};
  }

  [[nodiscard]] Truth days(CqlNode const& node) const {
    auto const surely = [&](std::int64_t first, std::int64_t last) { return node.from <= first && last <= node.to; };
    auto const perhaps = [&](std::int64_t first, std::int64_t last) {
      return node.from <= node.to && first <= node.to && node.from <= last;
    };
    if (of_offers_) {
      Shared yes = record_days([&](auto const& days) { return days && surely(days->first, days->second); }).second;
      Shared possible =
          record_days([&](auto const& days) { return !days || perhaps(days->first, days->second); }).second;
      return {Scope::row, {std::move(yes), std::move(possible)}};
    }
    NumberColumn const& first = columns_.checked_first;
    NumberColumn const& last = columns_.checked_last;
    auto yes = std::make_shared<Bitset const>(Bitset::where(first.size(), [&](std::size_t row) {
      return first[row] != NumberColumn::kNone && surely(first[row], last[row]);
    }));
    auto possible = std::make_shared<Bitset const>(Bitset::where(first.size(), [&](std::size_t row) {
      return first[row] == NumberColumn::kNone || perhaps(first[row], last[row]);
    }));
    return {Scope::place, {std::move(yes), std::move(possible)}};
  }

  // Columns ----------------------------------------------------------------------------------------------------
  [[nodiscard]] NumberColumn const& numbers(std::string_view name) const {
    return name == "age_min" ? columns_.age_min : columns_.age_max;
  }
  [[nodiscard]] FlagColumn const& flags(std::string_view name) const {
    return name == "pillars" ? columns_.pillars : columns_.isced;
  }
  [[nodiscard]] std::pair<Scope, CategoryColumn const*> words(Queryable const& property) const {
    std::string_view const name = property.name;
    if (name == "kind" || name == "kinds") {
      return {Scope::place, &columns_.kinds};
    }
    if (name == "sources") {
      return {Scope::place, &columns_.sources};
    }
    if (name == "wheelchair") {
      return {Scope::place, &columns_.wheelchair};
    }
    return {Scope::row, name == "topics"      ? &columns_.topics
                        : name == "languages" ? &columns_.languages
                        : name == "fee"       ? &columns_.fee
                                              : &columns_.recognition};
  }

  [[nodiscard]] Truth word_column(CqlNode const& node) const {
    auto const [scope, column] = words(*node.property);
    TextTest const asked(node);
    std::vector<bool> good(column->dictionary().size());
    for (Dictionary::Code code = 0; code < good.size(); ++code) {
      good[code] = asked(column->dictionary().word(code));
    }
    auto const rows_where = [&, list = column](bool wanted) {
      Bitset rows(list->size());
      for (Dictionary::Code code = 0; code < good.size(); ++code) {
        if (good[code] == wanted) {
          list->add_rows(code, rows);
        }
      }
      return rows;
    };
    Bitset yes(column->size());
    if (node.property->name == "kind") {  // the first of the kinds
      CategoryColumn const& kinds = *column;
      yes = Bitset::where(kinds.size(), [&](std::size_t row) {
        auto const codes = kinds.codes(row);
        return !codes.empty() && good[codes.front()];
      });
    } else if (node.kind == Kind::contains || node.kind == Kind::same || node.kind == Kind::contained_by) {
      yes.flip();
      if (node.kind != Kind::contained_by) {
        for (std::string const& text : asked.texts()) {
          Bitset rows(column->size());
          for (Dictionary::Code code = 0; code < good.size(); ++code) {
            std::string const& word = column->dictionary().word(code);
            if (good[code] && (node.case_blind || node.accent_blind ? blurred(node, word) : word) == text) {
              column->add_rows(code, rows);
            }
          }
          yes &= rows;
        }
      }
      if (node.kind != Kind::contains) {
        yes.and_not(rows_where(false));
      }
      yes.and_not(*column->missing());
    } else {
      yes = rows_where(true);
    }
    return {scope, with_missing(std::move(yes), *column->missing())};
  }

  [[nodiscard]] Truth flag_column(CqlNode const& node) const {
    FlagColumn const& column = flags(node.property->name);
    int const first = node.property->name == "pillars" ? 1 : 0;
    bool const sets = node.kind == Kind::contains || node.kind == Kind::same || node.kind == Kind::contained_by;
    auto const in_list = [&](std::size_t flag) {
      double const number = static_cast<double>(flag) + first;
      return sets || node.kind == Kind::overlaps
                 ? std::find(node.numbers.begin(), node.numbers.end(), number) != node.numbers.end()
                 : number_test(node, number);
    };
    Bitset yes(column.size(), sets);
    std::size_t found = 0;
    for (std::size_t flag = 0; flag < column.flags(); ++flag) {
      bool const listed = in_list(flag);
      found += listed ? 1 : 0;
      if (!sets) {
        if (listed) {
          yes |= *column.rows(flag);
        }
      } else if (listed && node.kind != Kind::contained_by) {
        yes &= *column.rows(flag);
      } else if (!listed && node.kind != Kind::contains) {
        yes.and_not(*column.rows(flag));
      }
    }
    if ((node.kind == Kind::contains || node.kind == Kind::same) && found < node.numbers.size()) {
      yes = Bitset(column.size());  // a number that no row can have
    }
    yes.and_not(*column.missing());
    return {Scope::row, with_missing(std::move(yes), *column.missing())};
  }

  [[nodiscard]] bool may_know(std::string_view group) const {
    auto const hidden = columns_.hidden_groups.find(group);
    return hidden == columns_.hidden_groups.end() || hidden->second <= viewer_;
  }

  /// Of one word: so, not so, or nothing said.
  [[nodiscard]] TriSet claim(std::string_view property, std::string const& word) const {
    auto const rows_of = [](CategoryColumn const& column, std::string const& value) {
      Bitset rows(column.size());
      if (auto const code = column.dictionary().find(value)) {
        column.add_rows(*code, rows);
      }
      return rows;
    };
    bool const audiences = property == "audiences";
    bool const needs = property == "needs";
    std::size_t const size = needs ? columns_.space.places : columns_.space.rows();
    Bitset yes(size);
    Bitset no(size);
    if (needs) {
      yes = rows_of(columns_.needs, word + "=yes");
      no = rows_of(columns_.needs, word + "=no");
    } else if (audiences && may_know(word)) {
      yes = rows_of(columns_.serves, word);
      no = rows_of(columns_.excludes, word);
    } else if (!audiences) {
      yes = rows_of(columns_.modalities, word);
    }
    no.flip();
    return {std::make_shared<Bitset const>(std::move(yes)), std::make_shared<Bitset const>(std::move(no))};
  }

  [[nodiscard]] Truth claims(CqlNode const& node) const {
    std::string_view const name = node.property->name;
    Scope const scope = name == "needs" ? Scope::place : Scope::row;
    TextTest const asked(node);
    std::vector<std::string> matching;
    if (node.kind == Kind::like || node.case_blind || node.accent_blind) {
      auto const add = [&](CategoryColumn const& column) {
        for (Dictionary::Code code = 0; code < column.dictionary().size(); ++code) {
          std::string_view word = column.dictionary().word(code);
          word = name == "needs" ? word.substr(0, word.find('=')) : word;
          if (asked(word) && std::find(matching.begin(), matching.end(), word) == matching.end()) {
            matching.emplace_back(word);
          }
        }
      };
      if (name == "needs") {
        add(columns_.needs);
      } else if (name == "modalities") {
        add(columns_.modalities);
      } else {
        add(columns_.serves);
        add(columns_.excludes);
      }
    } else {
      matching = asked.texts();
    }
    std::optional<TriSet> out;
    for (std::string const& word : matching) {
      TriSet const one = claim(name, word);
      out = !out ? one : node.kind == Kind::contains ? tri_and(*out, one) : tri_or(*out, one);
    }
    if (!out) {
      out = claim(name, std::string());
    }
    return {scope, *out};
  }

  [[nodiscard]] Truth area(CqlNode const& node) const {
    auto inside = std::make_shared<Bitset>(columns_.space.places);
    auto const& first = node.area.polygons.front().rings.front();
    if (first.size() == 1) {
      geo::LonLat const p = first.front();
      for (std::uint32_t const row : columns_.points->within(geo::BBox{p.lon, p.lat, p.lon, p.lat})) {
        inside->set(row);
      }
    } else {
      for (std::uint32_t const row : columns_.points->within(node.area)) {
        inside->set(row);
      }
    }
    return {Scope::place, {inside, inside}};
  }

  FilterColumns const& columns_;
  bool of_offers_;
  Visibility viewer_;
};

void collect(CqlNode const& node, std::vector<Queryable const*>& out) {
  if (node.property != nullptr && std::find(out.begin(), out.end(), node.property) == out.end()) {
    out.push_back(node.property);
  }
  for (CqlNode const& child : node.children) {
    collect(child, out);
  }
}

}  // namespace

std::span<Queryable const> queryables() noexcept { return kQueryables; }

std::vector<Condition> cql_conditions(FilterColumns const& columns, Cql2 const& filter, Visibility viewer) {
  Evaluation const evaluation(columns, filter.of_offers, viewer);
  std::vector<Condition> out;
  auto const add = [&](CqlNode const& node) {
    Truth truth = evaluation.of(node);
    Condition condition{"filter", truth.scope, std::move(truth.set)};
    std::vector<Queryable const*> properties;
    collect(node, properties);
    bool const is_text_leaf = node.children.empty() && node.property != nullptr &&
                              node.property->type == CqlType::text && node.kind != Kind::is_null;
    if (is_text_leaf) {  // possible and not true is what has no text: no second pass over the records
      auto missing = std::make_shared<Bitset>(*condition.truth.possible);
      missing->and_not(*condition.truth.yes);
      condition.parts.push_back({node.property->name, condition.scope, std::move(missing)});
      properties.clear();
    }
    for (Queryable const* const property : properties) {
      auto const missing = evaluation.missing_of(*property);
      condition.parts.push_back({property->name, missing.first, missing.second});
    }
    out.push_back(std::move(condition));
  };
  // Parts that are and-ed stay apart: they say apart what is not known.
  if (filter.root->kind == Kind::all) {
    for (CqlNode const& child : filter.root->children) {
      add(child);
    }
  } else {
    add(*filter.root);
  }
  return out;
}

}  // namespace cartable::store
