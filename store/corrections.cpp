#include "store/corrections.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/place_fields.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>

namespace cartable::store {
namespace {

// Fields that say how a place is kept; no table sets them.
constexpr std::array<std::string_view, 6> kKept{"aliases", "sources", "footprint", "id", "source", "isced_from"};

class PlaceFinder {
 public:
  explicit PlaceFinder(std::vector<Stored<Place>> const& places) : places_(places) {
    by_id_.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      by_id_.emplace(places[i].record.head.id, i);
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (auto const& alias : places[i].record.aliases) {
        by_id_.emplace(alias, i);
      }
    }
  }

  [[nodiscard]] std::optional<std::size_t> by_id(std::string_view id) const {
    auto const found = by_id_.find(id);
    return found == by_id_.end() ? std::nullopt : std::optional(found->second);
  }

  std::vector<std::size_t> by_identifier(std::string const& text) {
    if (by_identifier_.empty()) {
      for (std::size_t i = 0; i < places_.size(); ++i) {
        for (auto const& [scheme, value] : places_[i].record.head.identifiers) {
          by_identifier_[base::ascii_lower(fmt::format("{}:{}", scheme, value))].push_back(i);
        }
      }
    }
    auto const found = by_identifier_.find(base::ascii_lower(text));
    return found == by_identifier_.end() ? std::vector<std::size_t>{} : found->second;
  }

  std::vector<std::size_t> by_name(std::string_view name, std::string_view kind) {
    if (by_name_.empty()) {
      for (std::size_t i = 0; i < places_.size(); ++i) {
        if (places_[i].record.head.status != RecordStatus::withdrawn) {
          by_name_[base::fold(places_[i].record.name)].push_back(i);
        }
      }
    }
    auto const found = by_name_.find(base::fold(name));
    std::vector<std::size_t> out;
    if (found != by_name_.end()) {
      for (std::size_t const i : found->second) {
        auto const& kinds = places_[i].record.kinds;
        if (kind.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) {
          out.push_back(i);
        }
      }
    }
    return out;
  }

 private:
  std::vector<Stored<Place>> const& places_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_identifier_, by_name_;
};

struct Found {
  std::optional<std::size_t> place;
  std::string reason, remedy;
};

std::string listed(std::vector<std::size_t> const& found, std::vector<Stored<Place>> const& places) {
  constexpr std::size_t kShown = 4;
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, found.size()); ++i) {
    out += (out.empty() ? "" : ", ") + places[found[i]].record.head.id;
  }
  return out + (found.size() > kShown ? ", …" : "");
}

Found find_place(Correction const& correction, PlaceFinder& finder, std::vector<Stored<Place>> const& places) {
  std::vector<std::size_t> found;
  if (!correction.place.empty()) {
    if (auto const own = finder.by_id(correction.place)) {
      return {own, {}, {}};
    }
    found = finder.by_identifier(correction.place);
    if (found.empty()) {
      return {
          std::nullopt, "no place has this id, alias or identifier",
          "take the id from the map or from cartable search; identifiers are written scheme:value, as in uai:0750001A"};
    }
  } else if (!correction.name.empty()) {
    found = finder.by_name(correction.name, correction.kind);
    if (found.empty()) {
      return {std::nullopt, correction.kind.empty() ? "no place has this name" : "no place of this kind has this name",
              "give the place's id in a column id"};
    }
  } else {
    return {std::nullopt, "names no place", "give the place's id in a column id, or its name and kind"};
  }
  if (found.size() > 1) {
    return {std::nullopt, fmt::format("{} places are meant by it: {}", found.size(), listed(found, places)),
            "give the id of one of them in a column id"};
  }
  return {found.front(), {}, {}};
}

}  // namespace

PeoplesWord take_corrections(std::vector<Correction> const& corrections, std::vector<Stored<Place>> const& places,
                             Provenance& provenance, std::string const& now, std::vector<Reject>& rejects) {
  PeoplesWord out;
  if (corrections.empty()) {
    return out;
  }
  PlaceFinder finder(places);
  std::unordered_map<std::string, std::int64_t> set_by_row;
  auto const refuse = [&](Correction const& c, std::string_view value, std::string reason, std::string remedy) {
    rejects.push_back({.file = c.file,
                       .record = c.record,
                       .column = c.column,
                       .value = std::string(value),
                       .reason = std::move(reason),
                       .remedy = std::move(remedy)});
  };
  std::int64_t last_refused = 0;
  for (auto const& c : corrections) {
    auto found = find_place(c, finder, places);
    if (!found.place) {
      if (c.record != last_refused) {  // once a row, not once a cell
        Correction named = c;
        named.column = c.place.empty() ? "name" : "id";
        refuse(named, c.place.empty() ? c.name : c.place, std::move(found.reason), std::move(found.remedy));
        last_refused = c.record;
      }
      continue;
    }
    Place const& place = places[*found.place].record;
    std::string const& id = place.head.id;
    if (std::find(kKept.begin(), kKept.end(), c.field) != kKept.end()) {
      refuse(c, c.value, "this field cannot be corrected", "leave the column out");
      continue;
    }
    Place trial = place;
    if (auto const good = set_place_field(trial, c.field, c.value); !good) {
      refuse(c, c.value, good.error().message, "mend the value, or leave the cell empty");
      continue;
    }
    if ((c.field == "kinds" && trial.kinds.empty()) || (c.field == "name" && trial.name.empty())) {
      refuse(c, c.value, "a place cannot be without it", "give a value, or leave the cell empty");
      continue;
    }
    auto const [earlier, is_new] = set_by_row.try_emplace(fmt::format("{} {}", id, c.field), c.record);
    if (!is_new) {
      refuse(c, c.value, fmt::format("row {} sets {} of {} already", earlier->second, c.field, id),
             "keep one of the rows");
      continue;
    }
    auto& values = provenance.city_values()[id];
    auto const value = std::find_if(values.begin(), values.end(), [&](auto const& v) { return v.first == c.field; });
    Stored<FieldProvenance> const* row = nullptr;
    if (auto const* const rows = provenance.set_by_people(id)) {
      for (auto const& known : *rows) {
        row = known.record.set_by == kByCity && known.record.field == c.field ? &known : row;
      }
    }
    if (c.give_back) {
      if (value == values.end()) {
        ++out.unchanged;
        continue;
      }
      values.erase(value);
      if (row != nullptr) {
        out.rows.removed.push_back(row->fid);
      }
    } else {
      if (value != values.end() && value->second == c.value) {
        ++out.unchanged;
        continue;
      }
      auto fresh = city_row(id, c.field, c.value, now);
      if (row != nullptr) {
        fresh.head.first_seen = row->record.head.first_seen;
        fresh.head.id = row->record.head.id;
        out.rows.changed.push_back({row->fid, std::move(fresh)});
      } else {
        out.rows.added.push_back(std::move(fresh));
      }
      if (value != values.end()) {
        value->second = c.value;
      } else {
        values.emplace_back(c.field, c.value);
      }
    }
    ++out.values;
    out.touched.push_back(id);
  }
  return out;
}

base::Status take_decisions(std::vector<Decision> const& decisions, std::vector<Stored<Place>> const& places,
                            Provenance& provenance, std::string const& now, PeoplesWord& word) {
  if (decisions.empty()) {
    return {};
  }
  PlaceFinder const finder(places);
  auto const place_of = [&](std::string const& id) -> base::Result<std::size_t> {
    auto const found = finder.by_id(id);
    if (!found) {
      return base::fail(base::ErrorCode::not_found, "{}: no place has this id or alias; cartable check lists them", id);
    }
    return *found;
  };
  auto const decide = [&](std::string const& a, std::string const& b, std::string_view field) {
    auto row = decision_row(a, b, field, now);
    auto const known = provenance.decision(row.head.id);
    if (known && known->second == field) {
      ++word.unchanged;
      return;
    }
    provenance.decide(row, known ? known->first : -1);
    if (known) {
      word.rows.changed.push_back({known->first, std::move(row)});
    } else {
      word.rows.added.push_back(std::move(row));
    }
    ++word.values;
  };
  for (auto const& decision : decisions) {
    CARTABLE_ASSIGN(std::size_t const a, place_of(decision.a));
    word.touched.push_back(places[a].record.head.id);
    if (decision.kind != Decision::Kind::split) {
      CARTABLE_ASSIGN(std::size_t const b, place_of(decision.b));
      if (decision.a == decision.b || (a == b && decision.kind == Decision::Kind::same)) {
        return base::fail(base::ErrorCode::invalid_value, "{} and {}: are one place already", decision.a, decision.b);
      }
      decide(decision.a, decision.b, decision.kind == Decision::Kind::same ? kSameField : kDistinctField);
      word.touched.push_back(places[b].record.head.id);
      continue;
    }
    Place const& place = places[a].record;
    auto const statements = statements_of(place, provenance.of(place.head.id));
    if (statements.size() < 2) {
      return base::fail(
          base::ErrorCode::invalid_value,
          "{}: only {} speaks of this place, so there is nothing to split; what an import itself makes one of "
          "several objects has to be mended in that source",
          place.head.id, place.head.source);
    }
    for (std::size_t x = 0; x < statements.size(); ++x) {
      for (std::size_t y = x + 1; y < statements.size(); ++y) {
        decide(statements[x].place.head.id, statements[y].place.head.id, kDistinctField);
      }
    }
  }
  return {};
}

}  // namespace cartable::store
