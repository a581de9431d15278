#include "store/topics.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace cartable::store {
namespace {

/// A name or word of a topic, as it is written and as it is compared.
struct Label {
  std::string folded;
  std::string_view written;
  Topic const* topic = nullptr;
};

std::vector<Label> const& labels() {
  static std::vector<Label> const all = [] {
    std::vector<Label> out;
    auto const add = [&](std::string_view written, Topic const& topic) {
      if (!written.empty()) {
        out.push_back({base::fold(written), written, &topic});
      }
    };
    for (Topic const& topic : topics()) {
      for (std::string_view const name : topic.names) {
        add(name, topic);
      }
      std::string_view words = topic.words;
      while (!words.empty()) {
        std::size_t const bar = words.find('|');
        add(words.substr(0, bar), topic);
        words.remove_prefix(bar == std::string_view::npos ? words.size() : bar + 1);
      }
    }
    return out;
  }();
  return all;
}

/// Whether some word of `folded` begins with `word`; a script without blanks is looked through.
bool has_word(std::string_view folded, std::string_view word) noexcept {
  bool const spaced = static_cast<unsigned char>(word.front()) < 0xE3;  // below the CJK blocks in UTF-8
  for (std::size_t at = folded.find(word); at != std::string_view::npos; at = folded.find(word, at + 1)) {
    if (!spaced || at == 0 || folded[at - 1] == ' ') {
      return true;
    }
  }
  return false;
}

/// The number of single-byte changes between two texts (Levenshtein), or `limit` when there are at least so many.
std::size_t changes(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) {
    return limit;
  }
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return std::min(row.back(), limit);
}

/// Codes once each, ascending, without those that another one covers.
std::vector<std::string> outermost(std::vector<std::string_view> codes) {
  std::sort(codes.begin(), codes.end());
  std::vector<std::string> out;
  for (std::string_view const code : codes) {
    if (out.empty() || !code.starts_with(out.back())) {
      out.emplace_back(code);
    }
  }
  return out;
}

}  // namespace

Topic const* find_topic(std::string_view code) noexcept {
  auto const all = topics();
  auto const at = std::lower_bound(all.begin(), all.end(), code,
                                   [](Topic const& topic, std::string_view wanted) { return topic.code < wanted; });
  return at != all.end() && at->code == code ? &*at : nullptr;
}

std::string_view topic_name(Topic const& topic, std::string_view language) noexcept {
  std::string_view const primary = language.substr(0, language.find('-'));
  for (std::size_t i = 0; i < kTopicLanguages.size(); ++i) {
    if (kTopicLanguages[i] == primary && !topic.names[i].empty()) {
      return topic.names[i];
    }
  }
  return topic.names.front();
}

std::vector<std::string> topics_called(std::string_view text) {
  text = base::trim(text);
  if (find_topic(text) != nullptr) {
    return {std::string(text)};
  }
  std::string const folded = base::fold(text);
  std::vector<std::string> const words = base::split(folded, ' ');
  if (words.empty()) {
    return {};
  }
  std::vector<std::string_view> exact, partial;
  for (Label const& label : labels()) {
    if (label.folded == folded) {
      exact.push_back(label.topic->code);
    } else if (exact.empty() && std::all_of(words.begin(), words.end(),
                                            [&](std::string const& word) { return has_word(label.folded, word); })) {
      partial.push_back(label.topic->code);
    }
  }
  return outermost(std::move(exact.empty() ? partial : exact));
}

std::vector<std::string> topic_words_like(std::string_view text, std::size_t limit) {
  std::string const folded = base::fold(text);
  std::size_t const most = std::max<std::size_t>(2, folded.size() / 3) + 1;
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (Label const& label : labels()) {
    if (std::size_t const distance = changes(folded, label.folded, most); distance < most) {
      found.emplace_back(distance, label.written);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> out;
  for (auto const& one : found) {
    if (out.size() < limit && std::find(out.begin(), out.end(), one.second) == out.end()) {
      out.emplace_back(one.second);
    }
  }
  return out;
}

}  // namespace cartable::store
