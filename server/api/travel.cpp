#include "server/api/travel.hpp"

#include "geo/metric.hpp"

#include <algorithm>
#include <utility>

namespace cartable::server::api {

std::variant<Traveller, Response> Traveller::at(Context const& context, geo::LonLat from,
                                                access::Profile const& profile) {
  auto const streets = streets_of(context);
  if (!streets) {
    return problem(streets.error());
  }
  if (!context.state.links) {
    return busy("the places of this city are not joined to its streets yet");
  }
  Traveller out;
  out.cache_ = context.state.links;
  out.catalog_ = context.state.catalog;
  out.streets_ = *streets;
  out.from_ = from;
  auto const graph = out.streets_->graph(profile, access::Weight::time);
  auto const snap = access::snap(*graph, out.streets_->index(), from);
  if (!snap) {
    return problem(snap.error());
  }
  out.snap_ = *snap;
  out.links_ = out.cache_->links(graph, out.streets_->index());
  if (profile.mode == access::Mode::wheelchair) {
    out.strict_ = profile.limits.avoid_unknown;
    access::Profile other = profile;
    other.limits.avoid_unknown = !out.strict_;
    out.other_ = out.cache_->links_like(out.streets_->graph(other, access::Weight::time), *out.links_);
  }
  return out;
}

std::vector<std::uint32_t> Traveller::nearest(access::TravelOptions options) const {
  auto const workspace = streets_->workspaces().lease();
  auto hits = access::travel_nearest(*workspace, *links_, snap_, options).value_or(std::vector<access::TravelHit>());
  std::size_t const k = options.k;
  if (hits.size() == k && k > 0) {
    // Those that take as long as the last of them are in order of their ids, not of their rows.
    options.max_s = hits.back().duration_s;
    options.k = links_->size();
    hits = access::travel_nearest(*workspace, *links_, snap_, options).value_or(std::vector<access::TravelHit>());
  }
  auto const id = [&](access::TravelHit const& hit) -> std::string const& {
    return catalog_->place(store::PlaceRow(hit.place)).head.id;
  };
  std::sort(hits.begin(), hits.end(), [&](access::TravelHit const& a, access::TravelHit const& b) {
    return a.duration_s != b.duration_s ? a.duration_s < b.duration_s : id(a) < id(b);
  });
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < std::min(k, hits.size()); ++i) {
    rows.push_back(hits[i].place);
  }
  return rows;
}

std::vector<std::uint32_t> Traveller::within(access::TravelOptions const& options) const {
  auto const workspace = streets_->workspaces().lease();
  return access::travel_within(*workspace, *links_, snap_, options).value_or(std::vector<std::uint32_t>());
}

std::vector<TravelAnswer> Traveller::answers(std::span<std::uint32_t const> rows) const {
  auto const workspace = streets_->workspaces().lease();
  auto const ways = [&](access::PlaceLinks const& links) {
    // The same streets: a stretch that is not known to be fit leads nowhere where only fit ones count.
    return links.graph().usable(snap_.edge) ? access::travel_to(*workspace, links, snap_, rows, {})
                                                  .value_or(std::vector<std::optional<access::TravelHit>>(rows.size()))
                                            : std::vector<std::optional<access::TravelHit>>(rows.size());
  };
  auto const first = ways(*links_);
  auto const second = other_ ? ways(*other_) : std::vector<std::optional<access::TravelHit>>(rows.size());
  std::vector<TravelAnswer> out(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out[i].line = geo::distance(from_, catalog_->point(store::PlaceRow(rows[i])));
    out[i].way = strict_ ? second[i] : first[i];
    if (other_) {
      out[i].confirmed = strict_ ? first[i] : second[i];
    }
  }
  return out;
}

}  // namespace cartable::server::api
