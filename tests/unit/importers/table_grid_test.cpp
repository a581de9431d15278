#include "importers/table_grid.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "importers/table_header.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_position.hpp"
#include "tests/support/other_program.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <random>

namespace cartable::importers {
namespace {

using test::output_of;
using test::TemporaryFolder;

void write(std::filesystem::path const& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::vector<std::vector<std::string>> cells_of(TextGrid const& grid) {
  std::vector<std::vector<std::string>> out;
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    auto& cells = out.emplace_back();
    for (std::size_t c = 0; c < grid.width(row); ++c) {
      cells.emplace_back(grid.cell(row, c));
    }
  }
  return out;
}

DelimitedText parsed(std::string bytes, char delimiter = '\0') {
  auto text = parse_delimited(std::move(bytes), {.delimiter = delimiter});
  EXPECT_TRUE(text) << (text ? "" : text.error().message);
  return text ? *std::move(text) : DelimitedText{};
}

TEST(TableGrid, tables_of_random_cells_are_cut_as_pythons_csv_module_cuts_them) {
  unsigned const seed = 20261126;
  std::mt19937 random(seed);
  TemporaryFolder folder;
  std::array<std::string, 9> const pieces = {"a", "Straße", "\"\"", ",", ";", "\n", "x y", "12,5", "'"};
  for (char const delimiter : {',', ';', '\t', '|'}) {
    std::string text;
    for (int row = 0; row < 200; ++row) {
      for (int column = 0; column < 5; ++column) {
        text += column == 0 ? "" : std::string(1, delimiter);
        std::string cell;
        for (int i = static_cast<int>(random() % 4); i > 0; --i) {
          cell += pieces[random() % pieces.size()];
        }
        bool const quote = cell.find_first_of("\"\n,;\t|") != std::string::npos || random() % 4 == 0;
        text += quote ? "\"" + cell + "\"" : cell;
      }
      text += row % 2 == 0 ? "\r\n" : "\n";
    }
    write(folder / "t.csv", text);
    write(
        folder / "read.py",
        "import csv,json,sys\nrows=[[c.strip() for c in r] for r in "
        "csv.reader(open(sys.argv[1],encoding='utf-8',newline=''),delimiter=sys.argv[2])]\nprint(json.dumps(rows))\n");
    auto const theirs =
        base::parse_json(output_of("python3 '" + (folder / "read.py").string() + "' '" + (folder / "t.csv").string() +
                                   "' '" + std::string(1, delimiter) + "'"));
    ASSERT_TRUE(theirs);
    auto const ours = cells_of(parsed(text, delimiter).grid);
    EXPECT_EQ(ours, theirs->get<std::vector<std::vector<std::string>>>())
        << "seed " << seed << ", separator " << delimiter;
  }
}

TEST(TableGrid, rows_know_their_lines) {
  auto const text = parsed("a,b\n1,\"two\nlines\"\n\n3,4\n");
  ASSERT_EQ(text.grid.rows(), 4U);
  EXPECT_EQ(text.grid.line(1), 2);
  EXPECT_EQ(text.grid.line(3), 5);
}

TEST(TableGrid, a_quotation_mark_that_is_never_closed_costs_its_own_line) {
  auto const text = parsed("id,name,lat\n1,\"Open,48\n2,\"Fine\",49\n3,Also \"fine\",50\n4,\"Said \"so\" twice\",51\n");
  auto const cells = cells_of(text.grid);
  ASSERT_EQ(cells.size(), 5U);
  EXPECT_TRUE(text.grid.is_broken(1));
  EXPECT_EQ(cells[2], (std::vector<std::string>{"2", "Fine", "49"}));
  EXPECT_EQ(cells[3], (std::vector<std::string>{"3", "Also \"fine\"", "50"}));
  EXPECT_EQ(cells[4][2], "51");
}

TEST(TableGrid, the_separator_is_what_cuts_all_lines_alike) {
  EXPECT_EQ(find_delimiter("nom;lat;lon\nA;48,1;2,1\nB;48,2;2,2\n"), ';');
  EXPECT_EQ(find_delimiter("a\tb\n1,5\t2,5\n"), '\t');
  EXPECT_EQ(find_delimiter("Title, with a comma\nname|x|y\nA, B|1|2\nC|3|4\n"), '|');
  EXPECT_EQ(find_delimiter("sep=;\na,b;c\n"), ';');
  EXPECT_EQ(find_delimiter("name\nA\nB\n"), '\0');
}

TEST(TableHeader, titles_totals_and_footnotes_are_no_records) {
  auto const text = parsed(
      "Libraries of the city;;\nAs of "
      "2024;;\n;;\nName;Lat;Lon\nA;48,1;2,1\n;;\nName;Lat;Lon\nB;48,2;2,2\nTotal;2;\n\nSource: the city;;\n");
  TableShape const shape = find_table(text.grid);
  EXPECT_TRUE(shape.has_header);
  EXPECT_EQ(shape.columns, (std::vector<std::string>{"Name", "Lat", "Lon"}));
  ASSERT_EQ(shape.rows.size(), 2U);
  EXPECT_EQ(text.grid.cell(shape.rows[1], 0), "B");
  EXPECT_EQ(shape.notes.size(), 3U);
}

TEST(TableHeader, names_that_are_missing_or_come_twice_are_told_apart) {
  auto const text = parsed("Nom,,Nom,Lat\nA,x,B,48.1\nC,y,D,48.2\n");
  EXPECT_EQ(find_table(text.grid).columns, (std::vector<std::string>{"Nom", "column 2", "Nom (2)", "Lat"}));
}

TEST(TableHeader, a_table_that_begins_with_a_record_has_no_header) {
  auto const text = parsed("Central,49.1,-123.2\nNorth,49.2,-123.3\nSouth,49.3,-123.4\n");
  TableShape const shape = find_table(text.grid);
  EXPECT_FALSE(shape.has_header);
  EXPECT_EQ(shape.rows.size(), 3U);
}

TEST(Encoding, texts_of_many_languages_are_found_out_from_their_bytes) {
  struct Case {
    std::string encoding, text;
  };
  TemporaryFolder folder;
  std::string failures;
  int right = 0;
  std::vector<Case> const cases = {
      {"WINDOWS-1252", "Médiathèque Élise;Forêt d'été\nBibliothèque française;Cœur de ville\n"},
      {"WINDOWS-1252", "Straße der Jugend;Bücherei Süd\nJugendhaus Größe;Münchner Allee\n"},
      {"WINDOWS-1252", "Biblioteca pública;Niños y niñas\nCalle de la Unión;Educación\n"},
      {"WINDOWS-1252", "Educação de adultos;São João\nInformações;Praça da Constituição\n"},
      {"ISO-8859-1", "Città;Università\nperché così;è più giù\n"},
      {"WINDOWS-1250", "Biblioteka Główna;ul. Świętokrzyska\nDom Kultury Śródmieście;Łódź, Księży Młyn\n"},
      {"WINDOWS-1250", "Městská knihovna;Náměstí Míru\nStřední škola;Příční ulice, Žižkov\n"},
      {"WINDOWS-1250", "Könyvtár;Művelődési Ház\nFelnőttképzés;Győri út, kőszegi\n"},
      {"WINDOWS-1254", "Halk Kütüphanesi;Şişli Çağlayan\nGençlik Merkezi;İstanbul Üsküdar ığdır\n"},
      {"WINDOWS-1251", "Центральная библиотека;улица Ленина\nДетский сад;проспект Победы\n"},
      {"KOI8-R", "Центральная библиотека;улица Ленина\nДетский сад;проспект Победы\n"},
      {"CP866", "Центральная библиотека;улица Ленина\nДетский сад;проспект Победы\n"},
      {"WINDOWS-1253", "Δημοτική Βιβλιοθήκη;Αθήνα\nΚέντρο Νεότητας;Θεσσαλονίκη\n"},
      {"WINDOWS-1255", "ספרייה עירונית;תל אביב\nמרכז קהילתי;ירושלים\n"},
      {"WINDOWS-1256", "المكتبة العامة;شارع الملك\nمركز الشباب;عمان\n"},
      {"CP850", "Médiathèque;Forêt d'été\nBibliothèque française;École\n"},
      {"MACINTOSH", "Médiathèque;Forêt d'été\nBibliothèque française;école\n"},
      {"GB18030", "西湖区图书馆;文一西路八百号\n浙江自然博物馆;西湖文化广场\n"},
      {"BIG5", "臺北市立圖書館;建國南路二段\n城中分館;濟南路二段\n"},
      {"SHIFT_JIS", "千代田図書館;東京都千代田区九段南\n四番町図書館;東京都千代田区四番町\n"},
      {"EUC-JP", "千代田図書館;東京都千代田区九段南\n四番町としょかん;とうきょうと\n"},
      {"EUC-KR", "강남도서관;서울특별시 강남구\n개포도서관;서울특별시 강남구 선릉로\n"},
      {"UTF-16LE", "name;città\nA;è\n"},
      {"UTF-16", "name;ville\nMusée;Orléans\n"},
      {"UTF-8", "Médiathèque;Ελλάδα;図書館\n"},
  };
  for (Case const& c : cases) {
    write(folder / "u.txt", c.text);
    std::string bytes = output_of("iconv -f UTF-8 -t " + c.encoding + " '" + (folder / "u.txt").string() + "'");
    ASSERT_FALSE(bytes.empty()) << c.encoding;
    auto const decoded = base::decode_text(bytes);
    ASSERT_TRUE(decoded) << c.encoding;
    bool const good = decoded->text == c.text;
    right += good ? 1 : 0;
    if (!good) {
      failures += c.encoding + " read as " + decoded->encoding + ": " + decoded->text.substr(0, 60) + "\n";
    }
  }
  std::printf("%d of %zu encodings found out\n%s", right, cases.size(), failures.c_str());
  EXPECT_EQ(right, static_cast<int>(cases.size())) << failures;
}

TEST(Encoding, letters_that_were_encoded_twice_are_mended_and_others_left_alone) {
  std::string text = "BibliothÃ¨que de lâ€™Ã‰cole, FÃ¼rth, EspaÃ±a";
  EXPECT_GT(base::mend_twice_encoded(text), 0U);
  EXPECT_EQ(text, "Bibliothèque de l’École, Fürth, España");
  for (std::string const fine : {"Bibliothèque «CAFÉ»", "São Paulo", "Ångström Øre", "Москва", "10 °C ½"}) {
    std::string same = fine;
    base::mend_twice_encoded(same);
    EXPECT_EQ(same, fine);
  }
}

TEST(Encoding, one_line_of_another_encoding_does_not_spoil_the_rest) {
  auto const decoded = base::decode_text("Musée\nÉcole\nForêt\nThéâtre\nCaf\xE9\n");
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->text, "Musée\nÉcole\nForêt\nThéâtre\nCafé\n");
  EXPECT_EQ(decoded->odd_lines, 1U);
}

TEST(Numbers, what_marks_decimals_is_told_by_all_values_of_a_column) {
  auto const read = [](std::vector<std::string> const& column, std::string const& cell) {
    NumberFormat format;
    for (std::string const& value : column) {
      format.see(value);
    }
    auto const number = parse_number(cell, format);
    return number ? *number : -999;
  };
  EXPECT_EQ(read({"1.234", "12,5"}, "1.234"), 1234);
  EXPECT_EQ(read({"1,234", "12.5"}, "1,234"), 1234);
  EXPECT_EQ(read({"1,234", "0,5"}, "1,234"), 1.234);
  EXPECT_EQ(read({"1,234", "7,654"}, "1,234"), -999) << "nobody can know";
  EXPECT_EQ(read({}, "1 234 567,8"), 1234567.8);
  EXPECT_EQ(read({},
                 "1\xC2\xA0"
                 "234"),
            1234);
  EXPECT_EQ(read({}, "1'234.50"), 1234.5);
  EXPECT_EQ(read({}, "+12"), 12);
  EXPECT_EQ(read({}, "twelve"), -999);
}

TEST(Numbers, positions_are_read_in_the_forms_that_people_write) {
  NumberFormat const format;
  EXPECT_DOUBLE_EQ(*parse_coordinate("49,28", format), 49.28);
  EXPECT_DOUBLE_EQ(*parse_coordinate("49°16'48\"N", format), 49.28);
  EXPECT_DOUBLE_EQ(*parse_coordinate("123° 6′ W", format), -123.1);
  EXPECT_FALSE(parse_coordinate("S-1", format));
  EXPECT_FALSE(parse_coordinate("12 Main St", format));
  struct Case {
    std::string text;
    double first, second;
    PositionPair::Order order;
  };
  for (Case const& c : {Case{"48.85, 2.35", 48.85, 2.35, PositionPair::Order::unknown},
                        Case{"(48.85, -2.35)", 48.85, -2.35, PositionPair::Order::unknown},
                        Case{"[2.35, 48.85]", 2.35, 48.85, PositionPair::Order::lon_first},
                        Case{"48,85; 2,35", 48.85, 2.35, PositionPair::Order::unknown},
                        Case{"{'lon': 2.35, 'lat': 48.85}", 2.35, 48.85, PositionPair::Order::lon_first},
                        Case{"48°51'N 2°21'W", 48.85, -2.35, PositionPair::Order::lat_first}}) {
    auto const pair = position_pair(c.text);
    ASSERT_TRUE(pair) << c.text;
    EXPECT_DOUBLE_EQ(pair->first, c.first) << c.text;
    EXPECT_DOUBLE_EQ(pair->second, c.second) << c.text;
    EXPECT_EQ(pair->order, c.order) << c.text;
  }
  EXPECT_FALSE(position_pair("12 Main St"));
  EXPECT_FALSE(position_pair("01/02/2024 10:00"));
}

}  // namespace
}  // namespace cartable::importers
