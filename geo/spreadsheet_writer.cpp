#include "geo/spreadsheet_writer.hpp"

#include "geo/gdal_support.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <string>

namespace cartable::geo {
namespace {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const noexcept { GDALClose(dataset); }
};
using DatasetPtr = std::unique_ptr<GDALDataset, CloseDataset>;

base::Status write_sheet(GDALDataset& dataset, SpreadsheetSheet const& sheet, GdalErrors const& errors,
                         std::string const& doing) {
  OGRLayer* const layer = dataset.CreateLayer(sheet.name.c_str(), nullptr, wkbNone, nullptr);
  CARTABLE_TRY(errors.check_that(layer != nullptr, base::ErrorCode::unwritable, doing));
  for (std::string const& column : sheet.rows.front()) {
    OGRFieldDefn field(column.c_str(), OFTString);
    CARTABLE_TRY(errors.check(layer->CreateField(&field), base::ErrorCode::unwritable, doing));
  }
  for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
    OGRFeature feature(layer->GetLayerDefn());
    for (std::size_t c = 0; c < sheet.rows[i].size(); ++c) {
      if (!sheet.rows[i][c].empty()) {
        feature.SetField(static_cast<int>(c), sheet.rows[i][c].c_str());
      }
    }
    CARTABLE_TRY(errors.check(layer->CreateFeature(&feature), base::ErrorCode::unwritable, doing));
  }
  return {};
}

}  // namespace

base::Status write_spreadsheet(std::filesystem::path const& file, std::vector<SpreadsheetSheet> const& sheets) {
  initialise_gdal();
  std::string const doing = file.string() + ": cannot be written";
  if (std::error_code error; std::filesystem::exists(file, error)) {
    return base::fail(base::ErrorCode::unwritable, "{}: is there already; name another file", file.string());
  }
  GdalErrors const errors;
  GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("XLSX");
  CARTABLE_TRY(errors.check_that(driver != nullptr, base::ErrorCode::internal, "GDAL was built without XLSX"));
  DatasetPtr dataset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  CARTABLE_TRY(errors.check_that(dataset != nullptr, base::ErrorCode::unwritable, doing));
  for (SpreadsheetSheet const& sheet : sheets) {
    CARTABLE_TRY(write_sheet(*dataset, sheet, errors, doing));
  }
  dataset.reset();  // the file is written now
  return errors.check_that(!errors.any(), base::ErrorCode::unwritable, doing);
}

}  // namespace cartable::geo
