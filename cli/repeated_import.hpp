#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "store/city_file.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cartable::cli {

/// What to report of an import that would only repeat an earlier one: the report of then, with all that was new or
/// changed now unchanged. Nothing where the import has to be done to know: another file, options or build, a later
/// import of the same source, or something else in the city that this import may depend on was changed since
/// (docs/decisions/0053).
/// \param fingerprint  as input_fingerprint() gives it; empty: has to be done
[[nodiscard]] base::Result<std::optional<base::OrderedJson>> repeated_import(store::CityFile const& city,
                                                                             std::string const& fingerprint);

/// A report to be kept, with the fingerprint by which repeated_import() finds it.
void add_fingerprint(base::OrderedJson& report, std::string const& fingerprint);

/// Notes that the newest import of a source, done again, changed nothing; the next time it need not be done. Where the
/// city cannot be written nothing is noted.
/// \param seen  the revisions of the city that it was compared with; pre: no other import can have come between
void note_repetition(store::CityFile const& city, std::string const& source, std::string_view role,
                     std::string const& fingerprint, store::Revisions const& seen);

/// Notes that the newest import of a source was followed by `settings` changes of settings that belong to it, if
/// nothing else was changed in between. \param before, after  the revisions of the city around these changes
void note_settings(store::CityFile const& city, std::string const& source, int settings, store::Revisions const& before,
                   store::Revisions const& after);

/// For people, on several lines.
[[nodiscard]] std::string repeated_text(base::OrderedJson const& report);

}  // namespace cartable::cli
