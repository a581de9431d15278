#include "exporters/offer_template.hpp"

#include "base/text.hpp"
#include "geo/spreadsheet_writer.hpp"
#include "store/open_format_fields.hpp"
#include "store/topics.hpp"

#include <fstream>
#include <string_view>

namespace cartable::exporters {
namespace {

using store::Choice;
using store::TemplateField;

std::string header_of(TemplateField const& field, std::size_t language) {
  return std::string(field.headers[language]) + (field.required ? " *" : "");
}

base::Status write_text(std::filesystem::path const& file, std::string const& text) {
  if (std::error_code error; std::filesystem::exists(file, error)) {
    return base::fail(base::ErrorCode::unwritable, "{}: is there already; name another file", file.string());
  }
  std::ofstream out(file, std::ios::binary);
  out << "\xEF\xBB\xBF" << text;
  if (!out.flush()) {
    return base::fail(base::ErrorCode::unwritable, "{}: cannot be written; check the folder", file.string());
  }
  return {};
}

}  // namespace

TextRows offer_template_rows(std::size_t language) {
  TextRows out(2);
  for (TemplateField const& field : store::offer_fields()) {
    out[0].push_back(header_of(field, language));
    std::string_view const own = field.example[language];
    out[1].emplace_back(own.empty() ? field.example[0] : own);
  }
  out[1].front() = store::template_words().example_mark[language];
  return out;
}

TextRows offer_value_rows(std::size_t language) {
  store::TemplateWords const& words = store::template_words();
  TextRows out{{std::string(words.column[language]), std::string(words.meaning[language]),
                std::string(words.value[language]), std::string(words.label[language])}};
  for (TemplateField const& field : store::offer_fields()) {
    std::string meaning(store::form_hint(field.form, language));
    if (field.required) {
      meaning += fmt::format(" ({})", words.required[language]);
    }
    out.push_back({header_of(field, language), std::move(meaning), "", ""});
    if (field.form == store::FieldForm::topics) {
      for (store::Topic const& topic : store::topics()) {
        out.push_back({"", "", std::string(topic.code),
                       std::string(store::topic_name(topic, store::kTemplateLanguages[language]))});
      }
    }
    if (field.choices == nullptr) {
      continue;
    }
    for (Choice const& choice : field.choices()) {
      out.push_back({"", "", std::string(choice.value), std::string(choice.labels[language])});
    }
  }
  return out;
}

std::string to_csv(TextRows const& rows) {
  std::string out;
  for (std::vector<std::string> const& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) {
        out.push_back(',');
      }
      if (row[i].find_first_of(",\"\r\n;") == std::string::npos) {
        out += row[i];
        continue;
      }
      out.push_back('"');
      for (char const c : row[i]) {
        out.append(c == '"' ? 2 : 1, c);
      }
      out.push_back('"');
    }
    out += "\r\n";
  }
  return out;
}

base::Result<std::vector<std::filesystem::path>> write_offer_template(std::filesystem::path const& to,
                                                                      std::size_t language) {
  std::string const ending = base::ascii_lower(to.extension().string());
  if (ending == ".xlsx") {
    store::TemplateWords const& words = store::template_words();
    CARTABLE_TRY(geo::write_spreadsheet(
        to, {{.name = std::string(words.offers_sheet[language]), .rows = offer_template_rows(language)},
             {.name = std::string(words.values_sheet[language]), .rows = offer_value_rows(language)}}));
    return std::vector{to};
  }
  if (ending == ".csv") {
    std::filesystem::path values = to;
    values.replace_filename(to.stem().string() + "-values.csv");
    CARTABLE_TRY(write_text(to, to_csv(offer_template_rows(language))));
    CARTABLE_TRY(write_text(values, to_csv(offer_value_rows(language))));
    return std::vector{to, values};
  }
  return base::fail(base::ErrorCode::bad_usage, "{}: a template ends with .xlsx or .csv", to.string());
}

}  // namespace cartable::exporters
