#pragma once

#include "base/result.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cartable::base {

/// The home of nlohmann/json: a tree for requests, settings and reports. Hot answers are written by hand.
using Json = nlohmann::json;
/// Keeps the order in which members were added: for documents that people read.
using OrderedJson = nlohmann::ordered_json;

/// Parses one JSON document from untrusted text.
/// \param max_depth  deepest nesting that is taken; beyond it the text is refused, so that the stack is safe
/// \return the tree, or invalid_value naming the byte where it went wrong. Non-UTF-8 text is refused.
[[nodiscard]] Result<Json> parse_json(std::string_view text, std::size_t max_depth = 64);

/// Compact text; bytes that are not UTF-8 become U+FFFD, so that writing never throws.
[[nodiscard]] std::string to_text(Json const& json);
[[nodiscard]] std::string to_text(OrderedJson const& json);

/// Appends `text` as a JSON string, quotes included, to `out`; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace cartable::base
