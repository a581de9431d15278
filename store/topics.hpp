#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What can be learnt: the fields of ISCED-F 2013, by code and in words. One table that filters, search and
/// importers share.
namespace cartable::store {

/// Languages of a topic's names, in the order of Topic::names.
inline constexpr std::array<std::string_view, 6> kTopicLanguages{"en", "fr", "es", "ar", "zh", "ru"};

/// One field of education and training. Two digits: broad; three: narrow; four: detailed. A code that starts with
/// another is part of it.
struct Topic {
  std::string_view code;
  std::array<std::string_view, 6> names;  ///< by kTopicLanguages
  /// What else people call it or a part of it ("pottery", "bricolage"), in any of the languages, separated by '|'.
  std::string_view words;
};

/// All topics, by code.
[[nodiscard]] std::span<Topic const> topics() noexcept;

/// The topic with this code, or null.
[[nodiscard]] Topic const* find_topic(std::string_view code) noexcept;

/// The name in a language of kTopicLanguages ("fr-CA" is French), else in English.
[[nodiscard]] std::string_view topic_name(Topic const& topic, std::string_view language) noexcept;

/// The codes of the topics that `text` names: a code itself, or words in any of the languages whatever their accents
/// and case: a whole name or word of the table, else the topics in whose name or words each of the words given begins
/// one. No code comes beside one that it is part of. Empty when nothing is called so.
[[nodiscard]] std::vector<std::string> topics_called(std::string_view text);

/// At most `limit` names or words of the table that are spelt nearest to `text`, for "did you mean".
[[nodiscard]] std::vector<std::string> topic_words_like(std::string_view text, std::size_t limit);

}  // namespace cartable::store
