#include "server/api/travel.hpp"

#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <string>
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
  auto const graph = (*streets)->graph(profile, access::Weight::time);
  auto const snap = access::snap(*graph, (*streets)->index(), from);
  if (!snap) {
    return problem(snap.error());
  }
  Traveller out(*streets);
  out.catalog_ = context.state.catalog;
  out.from_ = from;
  out.snap_ = *snap;
  out.links_ = context.state.links->links(graph, out.streets_->index());
  if (profile.mode == access::Mode::wheelchair) {
    out.strict_ = profile.limits.avoid_unknown;
    access::Profile other = profile;
    other.limits.avoid_unknown = !out.strict_;
    out.other_ = context.state.links->links_like(out.streets_->graph(other, access::Weight::time), *out.links_);
  }
  return out;
}

TravelList Traveller::nearest(std::size_t k, access::TravelOptions const& options,
                              std::function<bool(std::uint32_t)> const& fits) {
  TravelList out;
  auto const with_both = [&](std::uint32_t row) { return options.accept(row) && fits(row); };
  std::vector<access::Found> found;
  if (std::isinf(options.max_s) && std::isinf(options.max_m)) {
    found = access::travel_nearest(*workspace_, *links_, snap_, k, options.accept).value_or(found);
    if (found.size() < k) {
      out.count(found, fits);
    } else {
      auto const other = streets_->workspaces().lease();
      out.matched = access::count_reachable(*other, *links_, snap_, options.accept).value_or(0);
      out.fits = fits ? access::count_reachable(*other, *links_, snap_, with_both).value_or(0) : out.matched;
    }
  } else {
    found = access::travel_within(*workspace_, *links_, snap_, options).value_or(found);
    out.count(found, fits);
  }
  auto const id = [&](access::Found const& one) -> std::string const& {
    return catalog_->place(store::PlaceRow(one.target)).head.id;
  };
  auto const last = found.begin() + static_cast<std::ptrdiff_t>(std::min(k, found.size()));
  std::partial_sort(found.begin(), last, found.end(), [&](access::Found const& a, access::Found const& b) {
    return a.cost != b.cost ? a.cost < b.cost : id(a) < id(b);
  });
  for (auto one = found.begin(); one != last; ++one) {
    out.rows.push_back(one->target);
  }
  return out;
}

void TravelList::count(std::span<access::Found const> found, std::function<bool(std::uint32_t)> const& fit) {
  matched = found.size();
  fits = !fit ? matched
              : static_cast<std::size_t>(std::count_if(found.begin(), found.end(),
                                                       [&](access::Found const& one) { return fit(one.target); }));
}

std::vector<std::uint32_t> Traveller::within(access::TravelOptions const& options) {
  std::vector<std::uint32_t> rows;
  for (access::Found const& one :
       access::travel_within(*workspace_, *links_, snap_, options).value_or(std::vector<access::Found>())) {
    rows.push_back(one.target);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<TravelAnswer> Traveller::answers(std::span<std::uint32_t const> rows) const {
  using Ways = std::vector<std::optional<access::TravelHit>>;
  Ways const first = access::found_ways(*workspace_, *links_, snap_, rows);
  Ways second(rows.size());
  // The same streets: a stretch that is not known to be fit leads nowhere where only fit ones count.
  if (other_ && other_->graph().travels(snap_.edge)) {
    auto const workspace = streets_->workspaces().lease();
    second = access::travel_to(*workspace, *other_, snap_, rows, {}).value_or(second);
  }
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
