#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"

#include <ogrsf_frmts.h>

#include <functional>
#include <string>
#include <vector>

/// Private to geo/database*.cpp: the two ways in which rows come out of OGR.
namespace cartable::geo {

struct ScanRequest {
  std::string doing;   ///< for messages
  std::string filter;  ///< an SQL condition; empty: all rows
  std::vector<std::string> const& columns;
  bool with_geometry = false;
};

/// Through OGR's Arrow stream: for a million rows of forty columns it takes a third of the time that features take,
/// as no text is copied before our own records are made. Of a connection that does not write only.
[[nodiscard]] base::Status scan_arrow(OGRLayer& layer, ScanRequest const& request,
                                      std::function<base::Status(RowBatch const&)> const& take);
/// Through OGR's features.
[[nodiscard]] base::Status scan_layer_features(OGRLayer& layer, ScanRequest const& request,
                                               std::function<base::Status(RowBatch const&)> const& take);
/// The rows of a query that has the columns asked for, and `fid` and, as well-known binary, `geom` where they are
/// wanted, as plain columns.
[[nodiscard]] base::Status scan_query_features(OGRLayer& rows, ScanRequest const& request,
                                               std::function<base::Status(RowBatch const&)> const& take);

/// The layer's filter and field choice, undone at the end.
class Narrowed {
 public:
  explicit Narrowed(OGRLayer& layer) : layer_(layer) {}
  ~Narrowed();
  Narrowed(Narrowed const&) = delete;
  Narrowed& operator=(Narrowed const&) = delete;
  /// Sets both as a request has them.
  [[nodiscard]] base::Status narrow(ScanRequest const& request);

 private:
  OGRLayer& layer_;
};

}  // namespace cartable::geo
