#include "importers/census_labels.hpp"

#include "base/text.hpp"
#include "importers/people_names.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::string_view kNoBreakSpace = "\u00A0";
constexpr std::size_t kTabDepth = 4;
constexpr std::size_t kShownCandidates = 8;

/// Parts of a path: separated by " / " or ">", so that "Dakota/Sioux" stays whole.
std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= path.size();) {
    auto const slash = std::min(path.find(" / ", at), path.find(" > ", at));
    std::string_view const part = base::trim(path.substr(at, slash == std::string_view::npos ? slash : slash - at));
    if (!part.empty()) {
      out.emplace_back(part);
    }
    if (slash == std::string_view::npos) {
      break;
    }
    at = slash + 3;
  }
  return out;
}

std::set<std::string> words_in(std::string const& folded) {
  std::vector<std::string> const words = base::split(folded, ' ');
  return {words.begin(), words.end()};
}

/// Whether every word of `part` is in `label`, in any order. Both folded.
bool holds_words(std::string const& label, std::string const& part) {
  auto const words = words_in(label);
  auto const wanted = words_in(part);
  return !wanted.empty() && std::includes(words.begin(), words.end(), wanted.begin(), wanted.end());
}

/// Whether the parts are found in the headings, in their order: how many of them only by their words, or nothing.
std::optional<std::size_t> stands_under(std::vector<std::string> const& above, std::vector<std::string> const& parts,
                                        std::size_t count) {
  std::size_t next = 0;
  std::size_t by_words = 0;
  for (std::string const& heading : above) {
    std::string const folded = base::fold(heading);
    if (next < count && holds_words(folded, parts[next])) {
      by_words += folded == parts[next] ? 0U : 1U;
      ++next;
    }
  }
  return next == count ? std::optional(by_words) : std::nullopt;
}

/// Whether two words are the same but for a letter or two.
bool is_like(std::string const& a, std::string const& b) {
  std::size_t const limit = std::min(a.size(), b.size()) < 6 ? 0 : 2;
  return edit_distance(a, b, limit) <= limit;
}

}  // namespace

std::size_t indentation(std::string_view label) {
  std::size_t depth = 0;
  std::size_t at = 0;
  while (at < label.size()) {
    if (label[at] == ' ') {
      ++depth;
      ++at;
    } else if (label[at] == '\t') {
      depth += kTabDepth;
      ++at;
    } else if (label.substr(at).starts_with(kNoBreakSpace)) {
      ++depth;
      at += kNoBreakSpace.size();
    } else if (label[at] == '.' && at + 1 < label.size()) {
      ++depth;
      ++at;
    } else {
      break;
    }
  }
  bool const framed = label.ends_with(' ') || label.ends_with(kNoBreakSpace);
  return framed && depth > 0 && label.starts_with(' ') ? depth - 1 : depth;
}

void FigureTree::add(std::size_t index, std::int64_t number, std::string_view label, bool has_values,
                     std::vector<std::string> under) {
  std::string_view text = base::trim(label);
  while (text.size() > 1 && text.front() == '.') {
    text.remove_prefix(1);
  }
  std::size_t const depth = indentation(label);
  Figure figure{.index = index,
                .number = number,
                .label = std::string(base::trim(text)),
                .above = std::move(under),
                .has_values = has_values};
  if (!has_values && depth == 0) {
    open_.clear();
    section_ = figure.label;
    figures_.push_back(std::move(figure));
    return;
  }
  while (!open_.empty() && open_.back().depth >= depth) {
    open_.pop_back();
  }
  if (!section_.empty()) {
    figure.above.push_back(section_);
  }
  for (Open const& heading : open_) {
    figure.above.push_back(heading.label);
  }
  open_.push_back({depth, figure.label});
  figures_.push_back(std::move(figure));
}

void FigureTree::add_flat(std::size_t index, std::int64_t number, std::string_view label, bool has_values,
                          std::vector<std::string> under) {
  figures_.push_back({.index = index,
                      .number = number,
                      .label = std::string(base::trim(label)),
                      .above = std::move(under),
                      .has_values = has_values});
}

std::string FigureTree::path_of(std::size_t figure) const {
  Figure const& f = figures_[figure];
  std::string out;
  for (std::string const& heading : f.above) {
    out += heading + " / ";
  }
  return fmt::format("{}{} (#{})", out, f.label, f.number);
}

base::Result<std::size_t> FigureTree::find(std::string_view wanted) const {
  if (std::string_view const text = base::trim(wanted); text.starts_with('#')) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    auto const found =
        std::find_if(figures_.begin(), figures_.end(), [&](Figure const& f) { return f.number == number; });
    if (error == std::errc() && end == text.data() + text.size() && found != figures_.end() && found->has_values) {
      return static_cast<std::size_t>(found - figures_.begin());
    }
    return base::fail(base::ErrorCode::not_found, "no figures stand there");
  }
  std::vector<std::string> parts = parts_of(wanted);
  std::transform(parts.begin(), parts.end(), parts.begin(), [](std::string const& part) { return base::fold(part); });
  if (parts.empty() || parts.back().empty()) {
    return base::fail(base::ErrorCode::bad_usage, "names no row; give its label");
  }
  // Worst first criterion first: the label is the text itself (0) or holds its words (1); then the headings.
  std::vector<std::tuple<int, std::size_t, std::size_t, std::size_t>> fits;
  std::vector<std::size_t> close;
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    Figure const& figure = figures_[i];
    std::string const label = base::fold(figure.label);
    bool const exact = label == parts.back();
    if (!figure.has_values || (!exact && !holds_words(label, parts.back()))) {
      continue;
    }
    if (auto const by_words = stands_under(figure.above, parts, parts.size() - 1)) {
      fits.emplace_back(exact ? 0 : 1, *by_words, figure.above.size(), i);
    } else {
      close.push_back(i);
    }
  }
  std::sort(fits.begin(), fits.end());
  auto const rank = [&](std::size_t at) {
    auto const& [label, headings, depth, figure] = fits[at];
    return std::tuple(label, headings, depth);
  };
  bool const several = fits.size() > 1 && rank(0) == rank(1);
  if (!fits.empty() && !several) {
    return std::get<3>(fits.front());
  }
  if (several) {
    close.clear();
    for (std::size_t at = 0; at < fits.size() && rank(at) == rank(0); ++at) {
      close.push_back(std::get<3>(fits[at]));
    }
  }
  if (close.empty()) {  // labels that share a word, those with the fewest others first
    std::vector<std::pair<std::size_t, std::size_t>> shared;
    auto const words = words_in(parts.back());
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      auto const own = words_in(base::fold(figures_[i].label));
      bool const any = std::any_of(words.begin(), words.end(), [&](std::string const& w) {
        return w.size() > 3 && std::any_of(own.begin(), own.end(), [&](std::string const& o) { return is_like(w, o); });
      });
      if (any && figures_[i].has_values) {
        shared.emplace_back(own.size() + figures_[i].above.size(), i);
      }
    }
    std::sort(shared.begin(), shared.end());
    for (auto const& [length, i] : shared) {
      close.push_back(i);
    }
  }
  std::string list;
  for (std::size_t i = 0; i < std::min(kShownCandidates, close.size()); ++i) {
    list += (list.empty() ? "" : "; ") + path_of(close[i]);
  }
  if (close.size() > kShownCandidates) {
    list += fmt::format("; and {} more", close.size() - kShownCandidates);
  }
  if (several) {
    return base::fail(base::ErrorCode::bad_usage,
                      "{} rows fit as well; say which by a heading above it or by its number, such as \"#{}\": {}",
                      close.size(), figures_[close.front()].number, list);
  }
  return base::fail(base::ErrorCode::not_found, "no row is called so{}{}",
                    list.empty() ? "; --dry-run without --map lists the rows" : "; the closest are: ", list);
}

}  // namespace cartable::importers
