#include "geo/metric.hpp"
#include "store/name_search.hpp"
#include "store/name_search_query.hpp"
#include "store/name_search_rank.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace cartable::store {
namespace {

/// Addresses of one text this near each other are one (entrances, shops in one house), in metres.
constexpr double kSameAddressMetres = 250;

/// The name in `language` ("fr-CA", else "fr"), else the thing's own, else any.
std::string_view pick(std::string_view own, LangMap const& names, std::string_view language) {
  while (!language.empty()) {
    if (auto const found = names.find(language); found != names.end() && !found->second.empty()) {
      return found->second;
    }
    auto const dash = language.rfind('-');
    language = dash == std::string_view::npos ? std::string_view() : language.substr(0, dash);
  }
  return own.empty() && !names.empty() ? std::string_view(names.begin()->second) : own;
}

/// Whether a hit is there already: an address mapped twice; a topic that staff find once more among their own places.
bool is_double(std::vector<SearchHit> const& hits, SearchHit const& one) {
  return std::any_of(hits.begin(), hits.end(), [&one](SearchHit const& hit) {
    if (hit.type != one.type) {
      return false;
    }
    return one.type == SearchHit::Type::address ? hit.label == one.label && hit.point && one.point &&
                                                      rough_metres(*hit.point, *one.point) <= kSameAddressMetres
                                                : one.type == SearchHit::Type::topic && hit.id == one.id;
  });
}

}  // namespace

std::vector<SearchHit> NameSearch::ranked(std::vector<Candidate> found, SearchQuery const& query) const {
  std::vector<SearchHit> hits;
  auto const before = [this](Candidate const& a, Candidate const& b) { return a.before(b, names_); };
  // A thing with several names comes once a name, and doubles of addresses are dropped: look at ever more of the
  // best until there are enough.
  for (std::size_t enough = 4 * query.limit + 32;; enough *= 4) {
    std::size_t const top = std::min(enough, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(top), found.end(), before);
    hits.clear();
    std::vector<std::pair<Candidate, SearchHit>> ranked;
    std::unordered_set<std::uint32_t> seen;
    for (std::size_t i = 0; i < top && ranked.size() < 2 * query.limit + 8; ++i) {
      if (seen.insert(found[i].entry).second) {
        Candidate exact = found[i];
        SearchHit one = hit(exact, query);
        exact.score = exact.base + (one.distance               ? distance_penalty(one.distance->value())
                                    : query.near && !one.point ? kNowherePenalty
                                                               : 0);
        ranked.emplace_back(exact, std::move(one));
      }
    }
    std::sort(ranked.begin(), ranked.end(), [this](auto const& a, auto const& b) {
      auto const key = [this](auto const& one) {
        return std::tuple(one.first.score, names_[one.first.document].words, std::string_view(one.second.label),
                          std::string_view(one.second.id));
      };
      return key(a) < key(b);
    });
    for (auto& [candidate, one] : ranked) {
      bool const again = is_double(hits, one);
      if (!again && hits.size() < query.limit) {
        hits.push_back(std::move(one));
      }
    }
    if (hits.size() == query.limit || top == found.size()) {
      return hits;
    }
  }
}

SearchHit NameSearch::hit(Candidate const& candidate, SearchQuery const& query) const {
  Entry const& entry = entries_[candidate.entry];
  SearchHit out;
  out.type = entry.type;
  out.id = id(entry);
  out.label = label(entry, query.language);
  if (entry.points == 0) {
    return out;
  }
  out.point = points_[entry.first_point];
  if (query.near) {
    out.distance = base::Metres(std::numeric_limits<double>::infinity());
    for (geo::LonLat const p : std::span(points_).subspan(entry.first_point, entry.points)) {
      base::Metres const metres = geo::distance(*query.near, p);
      if (metres.value() < out.distance->value()) {
        out.distance = metres;
        out.point = p;
      }
    }
  }
  return out;
}

std::string NameSearch::label(Entry const& entry, std::string_view language) const {
  auto const named = [&](auto const& record) { return std::string(pick(record.name, record.names, language)); };
  switch (entry.type) {
    case SearchHit::Type::place: return named(data_->places[entry.record]);
    case SearchHit::Type::street: return named(data_->streets[entry.record]);
    case SearchHit::Type::district: return named(data_->districts[entry.record]);
    case SearchHit::Type::locality: return named(data_->localities[entry.record]);
    case SearchHit::Type::offer: return named(data_->offers[entry.record]);
    case SearchHit::Type::topic: return std::string(topic_name(topics()[entry.record], language));
    case SearchHit::Type::address: break;
  }
  Address const& address = data_->addresses[entry.record];
  std::string const& street = !address.street.empty()   ? address.street
                              : !address.suburb.empty() ? address.suburb
                                                        : address.city;
  return number_first_ ? address.housenumber + " " + street : street + " " + address.housenumber;
}

std::string_view NameSearch::id(Entry const& entry) const noexcept {
  switch (entry.type) {
    case SearchHit::Type::place: return data_->places[entry.record].head.id;
    case SearchHit::Type::street: return data_->streets[entry.record].id;
    case SearchHit::Type::district: return data_->districts[entry.record].head.id;
    case SearchHit::Type::locality: return data_->localities[entry.record].head.id;
    case SearchHit::Type::address: return data_->addresses[entry.record].head.id;
    case SearchHit::Type::offer: return data_->offers[entry.record].head.id;
    case SearchHit::Type::topic: return topics()[entry.record].code;
  }
  return {};
}

}  // namespace cartable::store
