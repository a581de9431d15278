#include "base/text.hpp"
#include "geo/repair.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_records.hpp"
#include "importers/table_values.hpp"

#include <cmath>
#include <optional>
#include <utility>

// What the cells of a row say, field by field. The rows themselves: table_records.cpp.
namespace cartable::importers {
namespace {

std::optional<int> whole(std::optional<double> number) {
  return number && *number >= 0 && *number <= 1'000'000'000 && std::floor(*number) == *number
             ? std::optional(static_cast<int>(*number))
             : std::nullopt;
}

std::string without_scheme(std::string_view text, std::string_view scheme) {
  return std::string(base::ascii_lower(text.substr(0, scheme.size())) == scheme ? text.substr(scheme.size()) : text);
}

}  // namespace

void TableRecords::read_kinds(TableRow const& row, store::Place& place) {
  std::string const cell(value(row, kind_field_));
  if (cell.empty()) {
    place.kinds.push_back(kind_);
    return;
  }
  auto [known, is_new] = kinds_known_.try_emplace(cell);
  if (is_new) {
    if (std::string kind = kind_of(cell); !kind.empty()) {
      known->second.push_back(std::move(kind));
    } else {
      for (char const separator : {';', '|', ',', '/'}) {
        if (cell.find(separator) == std::string::npos) {
          continue;
        }
        for (std::string const& word : base::split(cell, separator)) {
          if (std::string part = kind_of(word); !part.empty()) {
            known->second.push_back(std::move(part));
          }
        }
        break;
      }
    }
  }
  if (known->second.empty()) {
    not_understood(kind_field_, cell);
    place.kinds.push_back(kind_);
  } else {
    place.kinds = known->second;
  }
}

void TableRecords::read_contact(TableRow const& row, store::StringMap& contact, store::StringMap& address) {
  if (std::string_view const text = value(row, phone_); !text.empty()) {
    contact.emplace("phone", without_scheme(text, "tel:"));
  }
  if (std::string_view const text = value(row, email_); !text.empty()) {
    std::string mail = without_scheme(text, "mailto:");
    if (mail.find('@') != std::string::npos) {
      contact.emplace("email", std::move(mail));
    } else {
      not_understood(email_, text);
    }
  }
  if (std::string_view const cell = value(row, website_); !cell.empty()) {
    if (std::string web = web_address(cell); !web.empty()) {
      contact.emplace("website", std::move(web));
    } else {
      not_understood(website_, cell);
    }
  }
  for (auto const& [key, from] :
       {std::pair("street", &street_), std::pair("housenumber", &housenumber_), std::pair("postcode", &postcode_),
        std::pair("city", &city_), std::pair("full", &address_)}) {
    if (std::string_view const text = value(row, *from); !text.empty()) {
      address.emplace(key, text);
    }
  }
}

void TableRecords::read_attributes(TableRow const& row, store::Place& place) {
  place.description = translations(row, "description");
  if (std::string_view const text = value(row, description_); !text.empty()) {
    place.description.try_emplace("und", text);  // BCP 47: undetermined
  }
  for (auto const& [scheme, from] : identifiers_) {
    if (std::string_view const text = value(row, from); !text.empty()) {
      place.head.identifiers.emplace(scheme, text);
    }
  }
  place.opening_hours = value(row, hours_);
  place.price = value(row, price_);
  place.operator_name = value(row, operator_);
  place.booking = value(row, booking_);
  place.checked = value(row, checked_);
  read_organisation(row, place);
  if (std::string_view const text = value(row, languages_); !text.empty()) {
    place.languages = base::split(text, text.find(';') != std::string_view::npos ? ';' : ',');
  }
  if (std::string_view const word = value(row, fee_); !word.empty()) {
    auto const fee = fee_of(word, yes_is_free_);
    place.fee = fee.value_or(store::Fee::unknown);
    if (!fee) {
      not_understood(fee_, word);
    }
  }
  if (std::string_view const word = value(row, wheelchair_); !word.empty()) {
    auto const wheelchair = wheelchair_of(word);
    place.wheelchair = wheelchair.value_or(store::Wheelchair::unknown);
    if (!wheelchair) {
      not_understood(wheelchair_, word);
    }
  }
  for (auto const& [from, into] : {std::pair(&capacity_, &place.capacity), std::pair(&age_min_, &place.age_min),
                                   std::pair(&age_max_, &place.age_max)}) {
    std::string_view const cell = value(row, *from);
    if (cell.empty()) {
      continue;
    }
    auto const number = parse_number(cell, profiles_[from->column].format);
    *into = number ? whole(*number) : std::nullopt;
    if (!*into) {
      not_understood(*from, cell);
    }
  }
}

void TableRecords::read_organisation(TableRow const& row, store::Place& place) {
  std::string_view const text = value(row, organisation_);
  if (text.empty()) {
    return;
  }
  if (!organisations_read_) {
    organisations_read_ = true;
    if (options_.organisations) {
      organisations_ = options_.organisations();
    }
  }
  auto found = organisations_.find(std::string(text));
  if (found == organisations_.end()) {
    found = organisations_.find(base::fold(text));
  }
  if (found != organisations_.end()) {
    place.organisation = found->second;
    return;
  }
  ++unlinked_;
  if (place.operator_name.empty()) {
    place.operator_name = text;
  }
}

bool TableRecords::read_area(TableRow& row, std::string_view name, geo::MultiPolygon& area) {
  auto* const drawn = std::get_if<geo::MultiPolygon>(&row.geometry);
  if (drawn == nullptr) {
    reject_geometry(row, "an area (polygon)");
    return false;
  }
  auto repaired = geo::repair(rounded(geo::MultiPolygon(*drawn)));
  if (!repaired) {
    ++batch_.counts.areas_broken;
    reject(row, "geometry", "", repaired.error().message, "draw the area again");
    return false;
  }
  if (repaired->changed) {
    ++batch_.counts.areas_repaired;
    batch_.notes.push_back(fmt::format("{}:{} {}: area repaired ({})", file_, row.record, name, repaired->what));
  }
  area = std::move(repaired->area);
  return true;
}

bool TableRecords::read_estimate(TableRow const& row, store::Catchment& catchment) {
  for (auto const& [from, into] :
       {std::pair(&estimate_, &catchment.estimate), std::pair(&low_, &catchment.estimate_low),
        std::pair(&high_, &catchment.estimate_high)}) {
    if (!from->present) {
      continue;
    }
    // Signs of suppression are values here, so that is_nothing() must not see them.
    std::string_view const raw = row.cells[from->column];
    std::string_view const cell = is_suppressed(raw) ? raw : value(row, *from);
    if (cell.empty()) {
      continue;
    }
    auto const count = parse_count(cell, profiles_[from->column].format, options_.suppressed_below);
    if (!count) {
      bool const either = count.error().message.find("may mean") != std::string::npos;
      reject(row, columns_.name_of(from->name), cell, count.error().message,
             either ? "say which mark is that of decimals with --decimal point or --decimal comma"
                    : "write digits with a decimal point and no other mark, such as 1250 or 12.5");
      return false;
    }
    if (count->value.value_or(0) < 0) {
      reject(row, columns_.name_of(from->name), cell, "is a negative number of people",
             "give the number of people, or nothing");
      return false;
    }
    if (count->value) {
      *into = count->value;
    } else if (from == &estimate_) {
      catchment.estimate_low = count->low;
      catchment.estimate_high = count->high;
      ++suppressed_;
    } else {
      *into = from == &low_ ? count->low : count->high;
      ++suppressed_;
    }
  }
  return true;
}

store::LangMap TableRecords::translations(TableRow const& row, std::string_view field) const {
  store::LangMap out;
  for (auto const& [language, column] : columns_.languages_of(field)) {
    if (std::string_view const text = row.cells[column]; !is_nothing(text)) {
      out.emplace(language, text);
    }
  }
  return out;
}

}  // namespace cartable::importers
