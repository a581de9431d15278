#include "importers/offer_place_match.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"
#include "store/address_text.hpp"
#include "store/place_names.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cartable::importers {
namespace {

using store::NameForm;
using store::NameLikeness;
using store::Place;

// Metres: GEO of calendars is the building's door or its middle; farther than kFar it is another place.
constexpr double kHere = 75, kNear = 250, kFar = 1000;
/// Places whose names share a word that more than so many have are not looked at for that word.
constexpr std::size_t kMostOfAWord = 300;
constexpr std::size_t kMostCandidates = 5;
/// Per cent: a candidate below is no help, one from kCertain on is taken when none other comes within kAhead.
constexpr int kWorthShowing = 35, kCertain = 85, kAhead = 15;
constexpr double kCell = 0.005;  // degrees, some 500 m

std::string_view const kPartMarks = ",;\n\r()|";

/// "Central Library, 350 W Georgia St (level 2)" → its parts, and the whole.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  auto const add = [&](std::string_view part) {
    part = base::trim(part);
    if (!base::fold(part).empty()) {
      out.emplace_back(part);
    }
  };
  for (std::size_t i = 0; i <= text.size(); ++i) {
    bool const dash = i + 2 < text.size() && text[i] == ' ' && text[i + 1] == '-' && text[i + 2] == ' ';
    if (i == text.size() || dash || kPartMarks.find(text[i]) != std::string_view::npos) {
      add(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  return out;
}

std::string address_key(std::string const& street, store::HouseNumber const& number) {
  return fmt::format("{}#{}{}", street, number.value, number.suffix);
}

std::int64_t cell_of(geo::LonLat p) {
  return static_cast<std::int64_t>(std::floor(p.lon / kCell)) * 1'000'000 +
         static_cast<std::int64_t>(std::floor(p.lat / kCell));
}

struct AddressLikeness {
  bool same_number = false, same_street = false, other_number = false;
};

struct Score {
  int percent = 0;
  std::string how;
};

}  // namespace

struct PlaceMatcher::Impl {
  struct Known {
    std::vector<NameForm> names;
    std::vector<store::AddressReading> addresses;
  };
  std::vector<Place> places;
  std::vector<Known> known;
  store::NameWeights weights;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_id, by_name, by_word, by_address;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> by_cell;

  void add(std::uint32_t index);
  [[nodiscard]] std::vector<NameForm> forms(std::vector<std::string> const& names) const;
  [[nodiscard]] std::set<std::uint32_t> near_by(PlaceWanted const& wanted, std::vector<NameForm> const& names,
                                                std::vector<store::AddressReading> const& addresses) const;
  [[nodiscard]] Score score(std::uint32_t index, PlaceWanted const& wanted, std::vector<NameForm> const& names,
                            std::vector<store::AddressReading> const& addresses) const;
};

namespace {

void add_once(std::vector<std::uint32_t>& list, std::uint32_t index) {
  if (list.empty() || list.back() != index) {
    list.push_back(index);
  }
}

/// What addresses say that could not be one by chance.
AddressLikeness compare_addresses(std::vector<store::AddressReading> const& a,
                                  std::vector<store::AddressReading> const& b) {
  AddressLikeness out;
  for (auto const& one : a) {
    for (auto const& other : b) {
      if (one.street.empty() ||
          (one.street != other.street && store::street_core(one.street) != store::street_core(other.street))) {
        continue;
      }
      out.same_street = true;
      if (one.number.value > 0 && other.number.value > 0) {
        (one.number == other.number ? out.same_number : out.other_number) = true;
      }
    }
  }
  return out;
}

}  // namespace

void PlaceMatcher::Impl::add(std::uint32_t index) {
  Place const& place = places[index];
  Known& features = known[index];
  by_id[place.head.id].push_back(index);
  for (std::string const& alias : place.aliases) {
    add_once(by_id[alias], index);
  }
  for (auto const& [scheme, value] : place.head.identifiers) {
    add_once(by_id[fmt::format("{}:{}", scheme, value)], index);
    add_once(by_id[value], index);
  }
  for (store::SourceRef const& source : place.sources) {
    add_once(by_id[fmt::format("{}:{}", source.source, source.key)], index);
    add_once(by_id[source.key], index);
  }
  std::set<std::string> names{place.name};
  for (auto const& [language, name] : place.names) {
    names.insert(name);
  }
  for (char const* const key : {"alt_name", "official_name", "short_name", "old_name", "loc_name"}) {
    if (auto const found = place.extra.find(key); found != place.extra.end()) {
      for (std::string& name : base::split(found->second, ';')) {
        names.insert(std::move(name));
      }
    }
  }
  for (std::string const& name : names) {
    NameForm form = store::name_form(name);
    if (form.empty()) {
      continue;
    }
    weights.count(form);
    add_once(by_name[form.folded], index);
    for (NameForm::Word const& word : form.words) {
      if (word.role == NameForm::Role::distinctive || word.role == NameForm::Role::number) {
        add_once(by_word[word.text], index);
      }
    }
    features.names.push_back(std::move(form));
  }
  features.addresses = store::read_address_text(place.address);
  for (store::AddressReading const& address : features.addresses) {
    if (address.number.value > 0) {
      add_once(by_address[address_key(address.street, address.number)], index);
    }
  }
  if (place.point) {
    by_cell[cell_of(*place.point)].push_back(index);
  }
}

std::vector<NameForm> PlaceMatcher::Impl::forms(std::vector<std::string> const& names) const {
  std::vector<NameForm> out;
  std::unordered_set<std::string> seen;
  for (std::string const& name : names) {
    NameForm form = store::name_form(name);
    if (!form.empty() && seen.insert(form.folded).second) {
      weights.weigh(form);
      out.push_back(std::move(form));
    }
  }
  return out;
}

/// Everything that has something in common with what is wanted.
std::set<std::uint32_t> PlaceMatcher::Impl::near_by(PlaceWanted const& wanted, std::vector<NameForm> const& names,
                                                    std::vector<store::AddressReading> const& addresses) const {
  std::set<std::uint32_t> out;
  auto const take = [&](auto const& index, auto const& key, std::size_t most) {
    if (auto const found = index.find(key); found != index.end() && found->second.size() <= most) {
      out.insert(found->second.begin(), found->second.end());
    }
  };
  for (NameForm const& name : names) {
    take(by_name, name.folded, kMostOfAWord);
    for (NameForm::Word const& word : name.words) {
      if (word.role == NameForm::Role::distinctive) {
        take(by_word, word.text, kMostOfAWord);
      }
    }
  }
  for (store::AddressReading const& address : addresses) {
    if (address.number.value > 0) {
      take(by_address, address_key(address.street, address.number), kMostOfAWord);
    }
  }
  if (wanted.point) {
    for (int x = -1; x <= 1; ++x) {
      for (int y = -1; y <= 1; ++y) {
        auto const found =
            by_cell.find(cell_of({.lon = wanted.point->lon + x * kCell, .lat = wanted.point->lat + y * kCell}));
        for (std::uint32_t const index : found == by_cell.end() ? std::vector<std::uint32_t>() : found->second) {
          if (geo::distance(*wanted.point, *places[index].point).value() <= kNear) {
            out.insert(index);
          }
        }
      }
    }
  }
  return out;
}

Score PlaceMatcher::Impl::score(std::uint32_t index, PlaceWanted const& wanted, std::vector<NameForm> const& names,
                                std::vector<store::AddressReading> const& addresses) const {
  Known const& place = known[index];
  NameLikeness best;
  bool telling = false;  // an equal name that says which place it is
  for (NameForm const& name : names) {
    for (NameForm const& theirs : place.names) {
      NameLikeness const likeness = store::compare_names(name, theirs);
      bool const better = likeness.equal != best.equal         ? likeness.equal
                          : likeness.conflict != best.conflict ? best.conflict && likeness.shared > 0
                                                               : likeness.likeness > best.likeness;
      if (better) {
        best = likeness;
      }
      telling |= likeness.equal && !name.says_nothing();
    }
  }
  AddressLikeness const address = compare_addresses(addresses, place.addresses);
  double const metres =
      wanted.point && places[index].point ? geo::distance(*wanted.point, *places[index].point).value() : -1;
  bool const clash = !best.equal && (best.conflict || best.numbers_differ || best.kinds_differ || best.levels_differ);
  bool const here = address.same_number || (metres >= 0 && metres <= kHere);
  bool const elsewhere = (address.other_number && !address.same_number) || metres > kFar;
  Score out;
  double percent = 0;
  auto const because = [&](std::string_view why) { out.how += fmt::format("{}{}", out.how.empty() ? "" : "; ", why); };
  if (best.equal) {
    percent = telling ? 88 : 55;
    because("the same name");
  } else if (best.likeness > 0 && best.shared > 0) {
    percent = (clash ? 35 : 65) * best.likeness;
    because(clash ? "a name with other words" : "a name alike");
  }
  if (here) {
    percent = best.equal                       ? 98
              : !clash && best.likeness >= 0.4 ? 90
                                               : std::max(percent + 15, names.empty() ? 80.0 : 45.0);
    because(address.same_number ? "the same house number" : fmt::format("{:.0f} m away", metres));
  } else if (metres >= 0 && metres <= kNear) {
    percent += 8;
    because(fmt::format("{:.0f} m away", metres));
  } else if (address.same_street && !address.other_number) {
    percent += 8;
    because("the same street");
  }
  if (elsewhere) {
    percent *= 0.6;
    because(metres > kFar ? fmt::format("but {:.1f} km away", metres / 1000) : "but another house number");
  }
  out.percent = static_cast<int>(std::min(99.0, percent));
  return out;
}

PlaceMatcher::PlaceMatcher(std::vector<Place> places, std::string_view city_name) : impl_(std::make_unique<Impl>()) {
  std::erase_if(places, [](Place const& place) { return place.head.status == store::RecordStatus::withdrawn; });
  impl_->places = std::move(places);
  impl_->known.resize(impl_->places.size());
  for (std::uint32_t i = 0; i < impl_->places.size(); ++i) {
    impl_->add(i);
  }
  impl_->weights.say_little(city_name);
  for (Impl::Known& known : impl_->known) {
    for (NameForm& name : known.names) {
      impl_->weights.weigh(name);
    }
  }
}

PlaceMatcher::~PlaceMatcher() = default;
PlaceMatcher::PlaceMatcher(PlaceMatcher&&) noexcept = default;
PlaceMatcher& PlaceMatcher::operator=(PlaceMatcher&&) noexcept = default;

bool PlaceMatcher::empty() const noexcept { return impl_->places.empty(); }

PlaceFound PlaceMatcher::find(PlaceWanted const& wanted) const {
  PlaceFound out;
  auto const add = [&](std::uint32_t index, int percent, std::string how) {
    Place const& place = impl_->places[index];
    out.candidates.push_back({place.head.id, place.name, percent, std::move(how)});
  };
  if (!wanted.id.empty()) {
    if (auto const found = impl_->by_id.find(wanted.id); found != impl_->by_id.end()) {
      bool const alone = found->second.size() == 1;
      for (std::size_t i = 0; i < std::min(found->second.size(), kMostCandidates); ++i) {
        add(found->second[i], alone ? 100 : 50, alone ? "its id" : "an identifier that several places have");
      }
      out.verdict = alone ? PlaceVerdict::certain : PlaceVerdict::doubtful;
      return out;
    }
  }
  std::vector<std::string> names;
  std::vector<std::string> const parts = parts_of(wanted.text);
  if (!wanted.name.empty()) {
    names.push_back(wanted.name);
  } else if (!parts.empty()) {
    // A room may stand before the house ("Salle 2, Médiathèque"), the street comes last.
    names.assign(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, parts.size())));
    names.push_back(wanted.text);
  }
  std::vector<store::AddressReading> addresses = store::read_address_text(wanted.address);
  if (addresses.empty() && !wanted.text.empty()) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::string rest = parts[i];
      for (std::size_t k = i + 1; k < parts.size(); ++k) {
        rest += ", " + parts[k];
      }
      for (auto& reading : store::read_address_text({{"full", rest}})) {
        if (reading.number.value > 0) {
          addresses.push_back(std::move(reading));
        }
      }
    }
  }
  std::vector<NameForm> const forms = impl_->forms(names);
  for (std::uint32_t const index : impl_->near_by(wanted, forms, addresses)) {
    Score score = impl_->score(index, wanted, forms, addresses);
    if (score.percent >= kWorthShowing) {
      add(index, score.percent, std::move(score.how));
    }
  }
  std::sort(out.candidates.begin(), out.candidates.end(), [](PlaceCandidate const& a, PlaceCandidate const& b) {
    return a.percent != b.percent ? a.percent > b.percent : a.id < b.id;
  });
  if (out.candidates.empty()) {
    return out;
  }
  bool const ahead =
      out.candidates.size() == 1 || out.candidates[1].percent <= out.candidates[0].percent - kAhead ||
      (out.candidates[0].percent >= 98 && out.candidates[1].percent < 98 && out.candidates[1].percent <= 90);
  out.verdict = out.candidates.front().percent >= kCertain && ahead ? PlaceVerdict::certain : PlaceVerdict::doubtful;
  if (out.candidates.size() > kMostCandidates) {
    out.candidates.resize(kMostCandidates);
  }
  return out;
}

std::string describe(PlaceFound const& found) {
  if (found.candidates.empty()) {
    return "is like no place of this city";
  }
  std::string out = "may be ";
  for (std::size_t i = 0; i < found.candidates.size(); ++i) {
    PlaceCandidate const& one = found.candidates[i];
    out += fmt::format("{}{} [{}] ({} %: {})", i == 0 ? "" : ", ", one.name, one.id, one.percent, one.how);
  }
  return out;
}

}  // namespace cartable::importers
