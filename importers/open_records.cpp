#include "importers/open_records.hpp"

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_input.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::size_t kLargestFile = std::size_t{512} << 20U;

std::string text_of(base::Json const& value) {
  if (value.is_string()) {
    return std::string(base::trim(value.get_ref<std::string const&>()));
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "true" : "false";
  }
  return value.is_number() ? base::to_text(value) : std::string();
}

void flatten(base::Json const& object, std::string const& prefix, FlatRecord& out) {
  for (auto const& [key, value] : object.items()) {
    std::string const name = prefix + key;
    if (value.is_object()) {
      if (prefix.empty()) {
        flatten(value, key + ".", out);
      }
    } else if (value.is_array()) {
      std::string joined;
      for (base::Json const& item : value) {
        if (std::string text = text_of(item); !text.empty()) {
          joined += (joined.empty() ? "" : "|") + text;
        }
      }
      if (!joined.empty()) {
        out.fields.emplace(name, std::move(joined));
      }
    } else if (std::string text = text_of(value); !text.empty()) {
      out.fields.emplace(name, std::move(text));
    }
  }
}

void add_array(base::Json const& array, std::string const& file, std::vector<FlatRecord>& out) {
  for (base::Json const& item : array) {
    FlatRecord record;
    record.file = file;
    record.record = static_cast<std::int64_t>(out.size()) + 1;
    if (item.is_object()) {
      flatten(item, "", record);
    }
    out.push_back(std::move(record));
  }
}

}  // namespace

std::vector<std::string> FlatRecord::list(std::string_view field) const {
  std::string text((*this)[field]);
  bool const bracketed =
      text.size() >= 2 && ((text.front() == '[' && text.back() == ']') || (text.front() == '{' && text.back() == '}'));
  if (bracketed) {
    text = text.substr(1, text.size() - 2);
  }
  char mark = '|';
  if (text.find('|') == std::string::npos) {
    mark = text.find(';') != std::string::npos ? ';' : bracketed ? ',' : '|';
  }
  std::vector<std::string> out;
  for (std::string piece : base::split(text, mark)) {
    while (piece.size() >= 2 && (piece.front() == '"' || piece.front() == '\'') && piece.back() == piece.front()) {
      piece = std::string(base::trim(std::string_view(piece).substr(1, piece.size() - 2)));
    }
    if (!piece.empty()) {
      out.push_back(std::move(piece));
    }
  }
  return out;
}

base::Result<std::vector<FlatRecord>> read_table_records(std::filesystem::path const& file,
                                                         std::string const& encoding) {
  CARTABLE_ASSIGN(auto input, TableInput::open(file, {.encoding = encoding, .crs = {}}));
  std::vector<FlatRecord> out;
  if (input.layers().empty()) {
    return out;
  }
  std::vector<std::string> columns;
  for (std::string const& column : input.layers().front().columns) {
    columns.push_back(base::ascii_lower(column));
  }
  std::string const name = file.filename().string();
  CARTABLE_TRY(input.read(0, [&](TableRow& row) {
    FlatRecord record;
    record.file = name;
    record.record = row.record;
    for (std::size_t i = 0; i < columns.size() && i < row.cells.size(); ++i) {
      if (!is_nothing(row.cells[i])) {
        record.fields.emplace(columns[i], row.cells[i]);
      }
    }
    if (row.problem) {
      record.fields.clear();
    }
    out.push_back(std::move(record));
    return true;
  }));
  return out;
}

base::Result<std::map<std::string, std::vector<FlatRecord>>> read_json_records(std::filesystem::path const& file) {
  CARTABLE_ASSIGN(std::string const bytes, base::read_file(file, kLargestFile));
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  std::string const name = file.filename().string();
  auto const json = base::parse_json(text);
  if (!json) {
    return base::fail(json.error().code, "{}: {}", name, json.error().message);
  }
  std::map<std::string, std::vector<FlatRecord>> out;
  if (json->is_array()) {
    add_array(*json, name, out[""]);
    return out;
  }
  if (!json->is_object()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: is JSON, but neither an object nor an array", name);
  }
  static constexpr std::array<std::string_view, 5> kPages{"items", "data", "contents", "results", "records"};
  for (auto const& [key, value] : json->items()) {
    if (value.is_array()) {
      bool const page = std::find(kPages.begin(), kPages.end(), key) != kPages.end();
      add_array(value, name, out[page ? "" : key]);
    }
  }
  return out;
}

base::Status OpenBatch::begin(std::vector<std::filesystem::path> const& files, std::string const& format) {
  CARTABLE_ASSIGN(visibility_, visibility_of(options_.visibility));
  batch.source.licence = options_.licence;
  batch.source.attribution = options_.attribution;
  batch.source.date = options_.date;
  batch.source.slug = slug_of(options_.source.empty() ? std::filesystem::path(file_).stem().string() : options_.source);
  std::string all = format;
  for (std::filesystem::path const& file : files) {
    CARTABLE_ASSIGN(std::uint64_t const hash, hash_of_files(file, format, {}, batch.source));
    all += fmt::format("\n{:x}", hash);
  }
  all += fmt::format("\n{}\n{}\n{}\n{}\n{}", options_.source, options_.licence, options_.attribution, options_.date,
                     options_.visibility);
  batch.source.input_hash = base::to_hex(base::stable_hash(all));
  return {};
}

std::string OpenBatch::id(std::string_view key) const { return batch.source.slug + ":" + safe_key(key); }

store::RecordHead OpenBatch::head(std::string_view key) const {
  store::RecordHead out;
  out.id = id(key);
  out.source = batch.source.slug;
  out.visibility = visibility_;
  return out;
}

store::SourceRef OpenBatch::source_ref(std::string_view key) const {
  return {.source = batch.source.slug, .key = std::string(key), .date = batch.source.date};
}

std::optional<geo::LonLat> OpenBatch::position(std::string_view lat, std::string_view lon) {
  auto const degrees = [](std::string_view text) -> std::optional<double> {
    std::string number(base::trim(text));
    std::replace(number.begin(), number.end(), ',', '.');
    double value = 0;
    auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return error == std::errc{} && end == number.data() + number.size() && !number.empty() ? std::optional(value)
                                                                                           : std::nullopt;
  };
  auto const y = degrees(lat), x = degrees(lon);
  if (!x || !y) {
    return std::nullopt;
  }
  geo::LonLat const point{.lon = *x, .lat = *y};
  return geo::is_valid(point) && (*x != 0 || *y != 0) ? std::optional(rounded(point)) : std::nullopt;
}

void OpenBatch::add_contact(store::StringMap& contact, std::string_view field, std::string_view value) {
  value = base::trim(value);
  if (value.empty()) {
    return;
  }
  if (field == "email" && is_personal_email(value)) {
    ++personal;
    return;
  }
  std::string text = field == "website" ? web_address(value) : std::string(value);
  if (!text.empty()) {
    contact.emplace(field, std::move(text));
  }
}

void OpenBatch::reject(FlatRecord const& record, std::string_view column, std::string_view value,
                       std::string_view reason, std::string_view remedy) {
  batch.rejects.push_back({.file = record.file,
                           .record = record.record,
                           .column = std::string(column),
                           .value = base::mend_utf8(value.substr(0, 500)),
                           .reason = std::string(reason),
                           .remedy = std::string(remedy)});
}

void OpenBatch::note(bool when, std::string const& text) {
  if (when) {
    batch.notes.push_back(file_ + ": " + text);
  }
}

void OpenBatch::finish() {
  note(personal > 0,
       fmt::format("{} names and addresses of persons were left out; only those of an office are kept", personal));
}

}  // namespace cartable::importers
