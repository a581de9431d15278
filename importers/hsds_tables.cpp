#include "importers/hsds_tables.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/hsds_fields.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::size_t kLargestFile = std::size_t{512} << 20U;
constexpr int kDeepest = 12;
constexpr std::array<std::string_view, 4> kOwners{"organization", "service", "location", "service_at_location"};

std::string text_of(base::Json const& value) {
  if (value.is_string()) {
    return std::string(base::trim(value.get_ref<std::string const&>()));
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "true" : "false";
  }
  return value.is_number() ? base::to_text(value) : std::string();
}

/// What an object is, by its members.
std::string_view table_of(base::Json const& object) {
  auto const has = [&](char const* member) { return object.contains(member); };
  if (has("service_id") && has("location_id")) {
    return "service_at_location";
  }
  if (has("service") && has("location")) {
    return "service_at_location";
  }
  if (has("location_type") || (has("latitude") && has("longitude"))) {
    return "locations";
  }
  if (has("organization_id") || has("organization") || has("eligibility_description") || has("application_process") ||
      has("interpretation_services") || has("service_at_locations")) {
    return has("status") || has("name") ? "services" : "";
  }
  if (has("legal_status") || has("services") || has("website") || has("organization_identifiers") ||
      has("description")) {
    return "organizations";
  }
  return {};
}

}  // namespace

std::vector<std::filesystem::path> hsds_files(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (auto const& entry : std::filesystem::directory_iterator(folder, error)) {
    std::filesystem::path const& file = entry.path();
    if (base::ascii_lower(file.extension().string()) == ".csv" &&
        store::find_hsds_table(base::ascii_lower(file.stem().string())) != nullptr) {
      out.push_back(file);
    }
  }
  std::sort(out.begin(), out.end());
  auto const has = [&](std::string_view table) {
    return std::any_of(out.begin(), out.end(), [&](auto const& file) {
      auto const* const known = store::find_hsds_table(base::ascii_lower(file.stem().string()));
      return known != nullptr && known->file == table;
    });
  };
  return has("services") && has("organizations") ? out : std::vector<std::filesystem::path>();
}

std::vector<FlatRecord> const& HsdsTables::rows(std::string_view table) const {
  static std::vector<FlatRecord> const kNone;
  auto const found = tables_.find(table);
  return found == tables_.end() ? kNone : found->second;
}

void HsdsTables::add(std::string_view table, FlatRecord&& row) {
  auto found = tables_.find(table);
  if (found == tables_.end()) {
    found = tables_.emplace(std::string(table), std::vector<FlatRecord>()).first;
  }
  // One record under several others: what each of them says of it is put together. A phone of two services stays two.
  bool const is_thing = table == "organizations" || table == "services" || table == "locations" ||
                        table == "service_at_location" || table == "taxonomy_terms";
  if (std::string_view const id = row["id"]; is_thing && !id.empty()) {
    auto const [known, is_new] = known_.emplace(fmt::format("{} {}", table, id), found->second.size());
    if (!is_new) {
      for (auto& [field, value] : row.fields) {
        found->second[known->second].fields.emplace(field, std::move(value));
      }
      return;
    }
  }
  if (row.record == 0) {
    row.record = static_cast<std::int64_t>(found->second.size()) + 1;
  }
  found->second.push_back(std::move(row));
}

void HsdsTables::walk(base::Json const& object, std::string_view table, FlatRecord const& parents,
                      std::string const& file, int depth) {
  if (!object.is_object() || depth > kDeepest) {
    return;
  }
  FlatRecord row;
  row.file = file;
  for (auto const& [key, value] : object.items()) {
    if (std::string text = text_of(value); !text.empty()) {
      row.fields.emplace(key, std::move(text));
    }
  }
  for (auto const& [field, value] : parents.fields) {
    row.fields.emplace(field, value);
  }
  auto const* const own = store::find_hsds_table(table);
  FlatRecord inner;
  std::string const id(row["id"]);
  if (own != nullptr && !id.empty() && std::find(kOwners.begin(), kOwners.end(), own->member) != kOwners.end()) {
    inner.fields.emplace(fmt::format("{}_id", own->member), id);
    inner.fields.emplace("link_id", id);
    inner.fields.emplace("link_entity", own->member);
  } else if (own != nullptr && own->member == "contact") {
    inner.fields.emplace("contact_id", id.empty() ? "?" : id);
  } else if (own != nullptr && own->member == "phone") {
    inner.fields.emplace("phone_id", id.empty() ? "?" : id);
  }
  for (auto const& [key, value] : object.items()) {
    auto const* const nested = store::find_hsds_table(key);
    if (nested == nullptr) {
      continue;
    }
    if (value.is_object()) {
      walk(value, nested->file, inner, file, depth + 1);
      if (value.contains("id")) {  // a service in a service at a location
        row.fields.emplace(fmt::format("{}_id", nested->member), text_of(value["id"]));
      }
    } else if (value.is_array()) {
      // Locations and services listed by an organisation are theirs; those under a service at a location belong to it.
      for (base::Json const& item : value) {
        walk(item, nested->file, inner, file, depth + 1);
      }
    }
  }
  if (own != nullptr) {
    add(own->file, std::move(row));
  }
}

HsdsTables HsdsTables::from_json(base::Json const& json, std::string const& file) {
  HsdsTables out;
  auto const take = [&](base::Json const& item) {
    if (item.is_object()) {
      if (std::string_view const table = table_of(item); !table.empty()) {
        out.walk(item, table, {}, file, 0);
      }
    }
  };
  if (json.is_array()) {
    for (base::Json const& item : json) {
      take(item);
    }
    return out;
  }
  if (!json.is_object()) {
    return out;
  }
  bool tables = false;
  for (auto const& [key, value] : json.items()) {
    std::string name = base::ascii_lower(key);
    bool const named = name.ends_with(".csv");
    if (named) {
      name.resize(name.size() - 4);
    }
    auto const* const table = store::find_hsds_table(name);
    bool const page = key == "contents" || key == "items" || key == "data" || key == "results";
    if (value.is_array() && page) {
      tables = true;
      for (base::Json const& item : value) {
        take(item);
      }
    } else if (value.is_array() && table != nullptr && (named || !json.contains("id"))) {
      tables = true;
      for (base::Json const& item : value) {
        out.walk(item, table->file, {}, file, 0);
      }
    }
  }
  if (!tables) {
    take(json);
  }
  return out;
}

base::Result<HsdsTables> HsdsTables::read(std::filesystem::path const& path, std::string const& encoding) {
  std::error_code error;
  bool const folder = std::filesystem::is_directory(path, error);
  bool const package = !folder && path.filename() == "datapackage.json";
  if (folder || package) {
    HsdsTables out;
    for (std::filesystem::path const& file : hsds_files(folder ? path : path.parent_path())) {
      auto const* const table = store::find_hsds_table(base::ascii_lower(file.stem().string()));
      std::error_code size_error;
      if (std::filesystem::file_size(file, size_error) == 0 || size_error) {
        continue;
      }
      auto rows = read_table_records(file, encoding);
      if (!rows) {
        return base::fail(rows.error().code, "{}", rows.error().message);
      }
      for (FlatRecord& row : *rows) {
        out.add(table->file, std::move(row));
      }
      out.files.push_back(file);
    }
    return out;
  }
  CARTABLE_ASSIGN(std::string const bytes, base::read_file(path, kLargestFile));
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  auto const json = base::parse_json(text);
  if (!json) {
    return base::fail(json.error().code, "{}: {}", path.filename().string(), json.error().message);
  }
  HsdsTables out = from_json(*json, path.filename().string());
  out.files.push_back(path);
  return out;
}

}  // namespace cartable::importers
