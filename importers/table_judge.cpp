#include "importers/table_judge.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/table_words.hpp"

#include <algorithm>
#include <cstddef>

namespace cartable::importers {
namespace {

/// The most that a guess without a person's word can be.
constexpr double kMost = 0.98;

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

double at_most(double value) { return std::min(kMost, value); }

Judged judge_name(double strength, ColumnProfile const& p) {
  if (!looks_like_names(p)) {
    if (strength >= 0.9 && p.share(p.lettered) >= 0.6 && p.share(p.numbers + p.dates + p.urls + p.emails) < 0.3 &&
        p.distinct() > 0.5) {
      return {strength * 0.8, "its name, and its values are words and numbers"};  // "P.S. 12", "N 104"
    }
    return {strength * 0.35, "its name, but its values are no names"};
  }
  double confidence = strength;
  std::string why = "its name, and its values are texts";
  if (p.average_length() > 120) {
    confidence *= 0.6;
    why = "its name, but its values are long";
  } else if (p.filled() >= 8 && p.distinct() < 0.5) {
    confidence *= strength >= 0.9 ? 0.75 : 0.65;
    why = fmt::format("its name, but only {} of its values differ", percent(p.distinct()));
  } else if (p.distinct() > 0.9) {
    confidence += 0.03;
    why = "its name, and its values are texts that differ";
  }
  return {at_most(confidence), why};
}

Judged judge_id(double strength, std::string_view column, ColumnProfile const& p) {
  if (p.counts_up() && (counts_rows(column) || strength < 0.6) && base::fold(column) != "id") {
    return {0.3, "it counts the rows, so that another export may number them anew"};
  }
  std::size_t const allowed = std::max<std::size_t>(1, p.filled() / 50);
  if (p.repeated() > allowed) {
    return {0.3, fmt::format("its name, but only {} of its values differ", percent(p.distinct()))};
  }
  if (p.filled() * 10 < p.rows() * 9) {
    return {0.4, "its name, but many of its cells are empty"};
  }
  if (p.average_length() > 90 || p.share(p.decimals) > 0.2 || p.share(p.dates) > 0.5) {
    return {0.3, "its name, but its values are no keys"};
  }
  double const confidence = strength < 0.6 ? 0.64 : strength;
  return {at_most(confidence + (p.repeated() == 0 ? 0.04 : 0)), "its name, and its values differ"};
}

Judged judge_kind(double strength, ColumnProfile const& p) {
  double const known = std::max(p.share(p.kinds), 0.95 * p.share(p.kinds_inside));
  if (known >= 0.5) {
    return {at_most(std::max(strength, 0.7) + 0.05),
            fmt::format("its name, and {} of its values are kinds of place", percent(known))};
  }
  if (known > 0) {
    return {strength * (0.72 + 0.28 * known),
            fmt::format("its name, and {} of its values are kinds of place", percent(known))};
  }
  return {0.3, "its name, but none of its values is a kind of place that is known here"};
}

Judged judge_degrees(double strength, ColumnProfile const& p, double limit) {
  if (p.share(p.numbers) < 0.7) {
    return {strength * 0.3, "its name, but its values are no numbers"};
  }
  if (!has_degrees(p, limit) && has_degrees(p, 180)) {
    return {strength, "its name; its values lie beyond the range, as when longitude and latitude are swapped"};
  }
  if (!has_degrees(p, 180)) {
    return {strength * 0.85, "its name; its values are no degrees, so perhaps metres"};
  }
  return {at_most(strength + 0.04), "its name, and its values are degrees"};
}

Judged judge_grid(double strength, ColumnProfile const& p) {
  if (p.share(p.numbers) < 0.7) {
    return {strength * 0.3, "its name, but its values are no numbers"};
  }
  return {at_most(strength - 0.02), has_degrees(p, 180) ? "its name, and its values are degrees"
                                                        : "its name, and its values are numbers of metres or feet"};
}

Judged judge_share(double strength, double share, double needed, std::string_view what) {
  if (share >= needed) {
    return {at_most(strength + 0.04), fmt::format("its name, and {} of its values are {}", percent(share), what)};
  }
  if (share > 0.2) {
    return {strength * 0.75, fmt::format("its name, but only {} of its values are {}", percent(share), what)};
  }
  return {strength * 0.3, fmt::format("its name, but its values are no {}", what)};
}

Judged judge_text(double strength, ColumnProfile const& p) {
  if (p.share(p.urls) > 0.5 || p.share(p.emails) > 0.5 || p.share(p.wkt + p.json_geometry) > 0.3) {
    return {strength * 0.3, "its name, but its values are of another kind"};
  }
  if (p.share(p.texts) < 0.3) {
    return {strength * 0.35, "its name, but its values are no texts"};
  }
  return {strength, "its name, and its values are texts"};
}

}  // namespace

bool looks_like_names(ColumnProfile const& p) {
  return p.share(p.texts) >= 0.6 && p.share(p.urls) < 0.1 && p.share(p.emails) < 0.1 &&
         p.share(p.wkt + p.json_geometry) < 0.1 && p.share(p.dates) < 0.3;
}

bool has_degrees(ColumnProfile const& p, double limit) {
  return p.numbers > 0 && p.quantile(0.05) >= -limit && p.quantile(0.95) <= limit;
}

Judged judge(std::string_view field, double strength, std::string_view column, ColumnProfile const& p, TableRole role) {
  if (p.filled() == 0) {
    return {0, "it is empty"};
  }
  if (field == "name") {
    Judged as_text = judge_name(strength, p);
    bool const area = role == TableRole::districts || role == TableRole::catchments;
    bool const codes = p.share(p.urls + p.emails + p.dates + p.wkt + p.json_geometry) < 0.1 && p.distinct() > 0.9;
    if (area && codes && strength >= 0.9 && as_text.confidence < strength * 0.5) {
      return {strength * 0.75, "its name, and areas may be called by a number"};  // "75001", "Tract 101.02"
    }
    return as_text;
  }
  if (field == "id") {
    return judge_id(strength, column, p);
  }
  if (field == "kind") {
    return role == TableRole::organisations ? judge_text(strength, p) : judge_kind(strength, p);
  }
  if (field == "lon") {
    return judge_degrees(strength, p, 180);
  }
  if (field == "lat") {
    return judge_degrees(strength, p, 90);
  }
  if (field == "x" || field == "y") {
    return judge_grid(strength, p);
  }
  if (field == "position") {
    double const share = p.share(p.wkt + p.json_geometry + p.pairs + p.loose_pairs);
    return share >= 0.7 ? Judged{0.96, fmt::format("its name, and {} of its values are positions", percent(share))}
                        : Judged{0.1, "its values are no positions"};
  }
  if (field == "phone") {
    return judge_share(strength, p.share(p.phones), 0.6, "telephone numbers");
  }
  if (field == "email") {
    return judge_share(strength, p.share(p.emails), 0.6, "e-mail addresses");
  }
  if (field == "website") {
    double const share = p.share(p.urls);
    // "vpl.ca": an address without its scheme
    double const bare = share < 0.6 && p.share(p.texts) > 0.8 && p.average_length() < 60 &&
                                p.share(p.multi_word) < 0.1 && strength >= 0.9
                            ? 0.65
                            : share;
    return judge_share(strength, bare, 0.6, "web addresses");
  }
  if (field == "postcode") {
    return judge_share(strength, p.share(p.postcodes), 0.7, "postal codes");
  }
  if (field == "city") {
    if (p.share(p.kinds) > 0.5) {
      return {strength * 0.3, "its name, but its values are kinds of place"};
    }
    return judge_text(strength, p);
  }
  if (field == "address" || field == "street") {
    Judged out = judge_text(strength, p);
    if (out.confidence >= kSure && p.share(p.with_digits) < 0.15 && p.average_length() < 8) {
      out.confidence *= 0.8;
    }
    if (p.share(p.pairs) > 0.5) {
      return {0.1, "its values are positions"};
    }
    return out;
  }
  if (field == "housenumber") {
    bool const short_ones = p.average_length() <= 8 && p.share(p.with_digits) >= 0.7;
    return short_ones ? Judged{strength, "its name, and its values are short and have digits"}
                      : Judged{strength * 0.4, "its name, but its values are no house numbers"};
  }
  if (field == "opening_hours") {
    if (p.share(p.urls) > 0.5 || p.share(p.texts + p.hours) < 0.3) {
      return {strength * 0.3, "its name, but its values are no hours"};
    }
    return p.share(p.hours) > 0.2
               ? Judged{at_most(strength + 0.04),
                        fmt::format("its name, and {} of its values hold hours", percent(p.share(p.hours)))}
               : Judged{strength * 0.75, "its name, though few of its values hold hours"};
  }
  if (field == "wheelchair" || field == "fee") {
    return judge_share(strength, p.share(p.yes_no), 0.5, "answers such as yes and no");
  }
  if (field == "capacity" || field == "age_min" || field == "age_max") {
    return judge_share(strength, p.share(p.integers), 0.7, "whole numbers");
  }
  if (field == "estimate" || field == "estimate_low" || field == "estimate_high") {
    return judge_share(strength, p.share(p.numbers + p.suppressed), 0.7, "numbers");
  }
  if (field == "year") {
    return judge_share(strength, p.share(p.years), 0.7, "years");
  }
  if (field == "checked") {
    return judge_share(strength, p.share(p.dates), 0.7, "dates");
  }
  if (field == "siret") {
    return judge_share(strength, p.share(p.siret), 0.7, "SIRET numbers");
  }
  if (field == "uai") {
    return judge_share(strength, p.share(p.uai), 0.7, "UAI codes");
  }
  if (field == "wikidata") {
    return judge_share(strength, p.share(p.wikidata), 0.7, "Wikidata items");
  }
  if (field == "code") {
    return p.average_length() <= 24 ? Judged{strength, "its name, and its values are short"}
                                    : Judged{strength * 0.4, "its name, but its values are long"};
  }
  if (field == "description") {
    if (p.share(p.html) > 0.3) {
      return {0.4, "its name, but its values are pieces of a web page"};
    }
    return judge_text(p.average_length() < 12 ? strength * 0.9 : strength, p);
  }
  if (field == "osm" || field == "rna") {
    return {strength * 0.9, "its name"};
  }
  return {strength, "its name"};
}

std::vector<std::pair<std::string, Judged>> by_values(std::string_view column, ColumnProfile const& p, bool named) {
  std::vector<std::pair<std::string, Judged>> out;
  if (p.filled() == 0 || p.close == 0) {
    return out;
  }
  auto const enough = p.filled() >= 3;
  if (double const share = p.share(p.wkt + p.json_geometry); share >= 0.9) {
    out.emplace_back("position", Judged{0.95, fmt::format("{} of its values are geometries", percent(share))});
  } else if (double const pairs = p.share(p.pairs); pairs >= 0.9 && enough) {
    out.emplace_back("position",
                     Judged{0.78, fmt::format("{} of its values are pairs of coordinates", percent(pairs))});
  }
  if (double const share = p.share(p.emails); share >= 0.9) {
    out.emplace_back("email",
                     Judged{named ? 0.6 : 0.85, fmt::format("{} of its values are e-mail addresses", percent(share))});
  }
  if (double const share = p.share(p.urls); share >= 0.9 && enough && !named) {
    std::string const folded = base::fold(column);
    bool const picture = folded.find("foto") != std::string::npos || folded.find("photo") != std::string::npos ||
                         folded.find("image") != std::string::npos || folded.find("logo") != std::string::npos ||
                         folded.find("rdf") != std::string::npos || folded.find("uri") != std::string::npos;
    out.emplace_back("website",
                     Judged{picture ? 0.3 : 0.66, fmt::format("{} of its values are web addresses", percent(share))});
  }
  if (named) {
    return out;
  }
  if (double const share = p.share(p.phones); share >= 0.9 && enough && p.share(p.phones_marked) >= 0.6 &&
                                              p.share(p.dates) < 0.1 && p.share(p.integers + p.decimals) < 0.5) {
    out.emplace_back("phone", Judged{0.5, fmt::format("{} of its values look like telephone numbers", percent(share))});
  }
  if (double const share = p.share(p.letter_postcodes); share >= 0.9 && enough) {
    out.emplace_back("postcode", Judged{0.68, fmt::format("{} of its values are postal codes of letters and digits",
                                                          percent(share))});
  }
  if (double const share = p.share(p.hours); share >= 0.8 && enough && p.share(p.dates) < 0.2) {
    out.emplace_back("opening_hours", Judged{0.66, fmt::format("{} of its values hold hours", percent(share))});
  }
  if (double const share = p.share(p.kinds); share >= 0.85 && enough && p.distinct() <= 0.6 && p.repeated() >= 2) {
    out.emplace_back("kind", Judged{0.68, fmt::format("{} of its values are kinds of place", percent(share))});
  }
  if (looks_like_names(p) && p.distinct() > 0.8 && p.average_length() >= 4 && p.average_length() <= 70) {
    out.emplace_back("name", Judged{0.4, "its values are texts that differ"});
  }
  return out;
}

}  // namespace cartable::importers
