#include "server/api/long_places.hpp"

#include "base/compress.hpp"
#include "server/api/collection.hpp"
#include "server/api/long_body.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cartable::server::api {
namespace {

constexpr std::size_t kLong = 1000;  ///< places: from here on
constexpr std::size_t kPiece = 128;  ///< places written at once

/// The features of a page, and what stands after them. Holds the city as it was when it was asked for.
class PlacesBody final : public LongBody {
 public:
  PlacesBody(Context const& context, store::Filter filter, std::shared_ptr<store::Selection const> selection,
             std::vector<std::uint32_t> rows)
      : state_(context.held),
        filter_(std::move(filter)),
        selection_(std::move(selection)),
        reader_(reader_of(context)),
        rows_(std::move(rows)) {}

  /// Writes the features for the first time. \return false when it gets too late
  bool look(Context const& context, Freshness& freshness) {
    std::string piece(FeatureList::kOpening);
    while (at_ < rows_.size()) {
      if (context.late()) {
        return false;
      }
      features(piece, freshness);
      count(piece);
      piece.clear();
    }
    at_ = 0;
    return true;
  }
  void end_with(std::string end) {
    end_ = std::move(end);
    count(end_);
  }

  bool next(std::string& out) override {
    if (at_ == 0) {
      out += FeatureList::kOpening;
    }
    Freshness known_already;
    features(out, known_already);
    if (at_ < rows_.size()) {
      return true;
    }
    out += end_;
    return false;
  }

 private:
  void features(std::string& out, Freshness& freshness) {
    PlaceWriter writer(*state_, reader_, filter_, *selection_);
    for (std::size_t const end = std::min(at_ + kPiece, rows_.size()); at_ < end; ++at_) {
      if (at_ > 0) {
        out.push_back(',');
      }
      writer.append(out, rows_[at_], {}, freshness);
    }
  }

  std::shared_ptr<CityState const> state_;
  store::Filter filter_;
  std::shared_ptr<store::Selection const> selection_;
  Reader reader_;
  std::vector<std::uint32_t> rows_;
  std::size_t at_ = 0;
  std::string end_;
};

}  // namespace

bool is_long_page(Context const& context, std::size_t places) {
  return places > kLong && context.held && context.request.takes_long_bodies &&
         context.request.encoding == base::Encoding::identity && !wants_html(context);
}

Response long_page(Context const& context, store::Filter const& filter,
                   std::shared_ptr<store::Selection const> selection, RowPage page, CollectionTotals totals) {
  FeatureList list;
  list.counted(page.rows.size());
  auto body = std::make_shared<PlacesBody>(context, filter, std::move(selection), std::move(page.rows));
  if (!body->look(context, list.freshness())) {
    return too_late();
  }
  Response response = list.finish(context, totals, page.next);
  response.long_body = std::move(body);
  return response;
}

void seal_long_page(Response& response) {
  if (!response.long_body) {
    return;
  }
  static_cast<PlacesBody&>(*response.long_body).end_with(response.body.substr(FeatureList::kOpening.size()));
  response.body.clear();
}

}  // namespace cartable::server::api
