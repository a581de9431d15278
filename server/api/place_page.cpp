#include "server/api/place_page.hpp"

#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "server/api/features.hpp"
#include "server/api/html_text.hpp"
#include "server/api/place_text.hpp"
#include "server/api/place_words.hpp"
#include "server/api/visible.hpp"
#include "store/open_format_fields.hpp"
#include "store/recurrence.hpp"
#include "store/schema_org.hpp"

#include <algorithm>
#include <chrono>

namespace cartable::server::api {
namespace {

using base::OrderedJson;

constexpr std::size_t kMaxDates = 20;
constexpr std::int64_t kYear = std::int64_t{366} * 86400;

class PlacePage {
 public:
  PlacePage(Context const& context, store::Place const& place, std::size_t language)
      : context_(context),
        catalog_(*context.state.catalog),
        place_(place),
        viewer_(context.request.viewer),
        language_(language),
        texts_({std::string(kPageLanguages[language])}),
        name_(pick(texts_, place.names, place.name)),
        url_(fmt::format("{}/places/{}", context.request.base_url, place.head.id)),
        offers_(catalog_.offers_of(place.head.id, context.request.viewer)) {
    if (name_.empty()) {
      name_ = place.kinds.empty() ? std::string_view(place.head.id) : kind_word(place.kinds.back(), language);
    }
  }

  Response write() {
    find_dates();
    open_page(out_, {.language = kPageLanguages[language_],
                     .title = title(),
                     .more = head(),
                     .nav = fmt::format("<a href=\"{}/#place={}&amp;lang={}\">{}</a>", escape_html(base_url()),
                                        escape_html(place_.head.id), kPageLanguages[language_], say(Word::show_on_map)),
                     .nav_label = say(Word::show_on_map)});
    out_ += fmt::format("<h1>{}</h1>\n", isolated_html(name_));
    if (!place_.kinds.empty()) {
      out_ += fmt::format("<p>{}</p>\n", escape_html(kind_word(place_.kinds.back(), language_)));
    }
    notices();
    facts();
    unknowns();
    offers();
    dates();
    sources();
    languages();
    close_page(out_);
    Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(out_);
    response.headers.emplace_back("Content-Security-Policy", page_policy());
    response.headers.emplace_back("Content-Language", std::string(kPageLanguages[language_]));
    vary_by_language(context_, response);
    return response;
  }

 private:
  [[nodiscard]] std::string const& base_url() const noexcept { return context_.request.base_url; }
  [[nodiscard]] std::string_view say(Word which) const noexcept { return word(which, language_); }
  [[nodiscard]] std::string title() const {
    std::string_view const city = catalog_.setting("name");
    return city.empty() ? std::string(name_) : fmt::format("{} – {}", name_, city);
  }
  [[nodiscard]] bool is_gone() const noexcept {
    return place_.head.status == store::RecordStatus::closed || place_.head.status == store::RecordStatus::withdrawn;
  }
  [[nodiscard]] std::string_view described() const { return pick(texts_, place_.description, {}); }

  [[nodiscard]] std::string head() const {
    std::string kind(place_.kinds.empty() ? std::string_view() : kind_word(place_.kinds.back(), language_));
    std::string summary = kind;
    std::string const address = address_text(place_.address, catalog_.setting("region"));
    for (std::string_view const part : {std::string_view(address), described()}) {
      if (!part.empty()) {
        summary += (summary.empty() ? "" : ". ") + std::string(part.substr(0, 300));
      }
    }
    std::string out = fmt::format(
        "<meta name=\"description\" content=\"{}\"><meta property=\"og:title\" content=\"{}\">"
        "<meta property=\"og:type\" content=\"website\"><meta property=\"og:url\" content=\"{}\">\n",
        escape_html(base::mend_utf8(summary)), escape_html(title()), escape_html(url_));
    if (is_gone() || viewer_ != store::Visibility::everyone) {
      out += "<meta name=\"robots\" content=\"noindex\">";
    }
    out += fmt::format("<link rel=\"canonical\" href=\"{}\">", escape_html(url_));
    for (std::string_view const one : kPageLanguages) {
      out += fmt::format("<link rel=\"alternate\" hreflang=\"{}\" href=\"{}?lang={}\">", one, escape_html(url_), one);
    }
    out += fmt::format("<link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\">", escape_html(url_));
    out += fmt::format("<link rel=\"alternate\" type=\"application/geo+json\" href=\"{}\">\n", escape_html(data_url()));
    out += "<script type=\"application/ld+json\">";
    out += linked_data();
    out += "</script>\n";
    return out;
  }

  [[nodiscard]] std::string data_url() const {
    return fmt::format("{}/api/collections/places/items/{}", base_url(), place_.head.id);
  }
  [[nodiscard]] std::string event_url(store::Session const& session) const {
    return fmt::format("{}/api/collections/events/items/{}", base_url(), session.head.id);
  }

  /// What this viewer may see of the place: evidence and claims for hidden groups are left out.
  [[nodiscard]] std::string linked_data() const {
    store::Place seen = place_;
    std::erase_if(seen.audiences, [&](auto const& claim) { return !may_see_group(catalog_, claim.first, viewer_); });
    OrderedJson graph = OrderedJson::array({store::schema_org_place(seen, url_, url_, catalog_.setting("region"))});
    for (store::Offer const* const offer : offers_) {
      store::Offer shown = *offer;
      std::erase_if(shown.audiences, [&](auto const& claim) { return !may_see_group(catalog_, claim.first, viewer_); });
      graph.push_back(store::schema_org_course(
          shown, fmt::format("{}/api/collections/offers/items/{}", base_url(), offer->head.id), url_));
    }
    std::vector<store::Session const*> told;
    for (auto const& date : dates_) {
      store::Session const& session = *date.session;
      if (std::find(told.begin(), told.end(), &session) == told.end()) {
        told.push_back(&session);
        store::Offer const* const offer = offer_by_id(catalog_, session.offer);
        store::Offer shown = offer != nullptr ? *offer : store::Offer();
        std::erase_if(shown.audiences,
                      [&](auto const& claim) { return !may_see_group(catalog_, claim.first, viewer_); });
        graph.push_back(
            store::schema_org_event(session, offer != nullptr ? &shown : nullptr, event_url(session), url_));
      }
    }
    std::string text = base::to_text(OrderedJson{{"@context", "https://schema.org"}, {"@graph", std::move(graph)}});
    // "</script" and "<!--" in a name must not end or change the element.
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
      text.replace(at, 1, "\\u003c");
    }
    return text;
  }

  void notices() {
    if (std::string_view const text = pick(texts_, place_.alert, {}); !text.empty()) {
      out_ += fmt::format("<p class=\"alert\" role=\"note\"><strong>{}</strong>: {} {}</p>\n", say(Word::alert),
                          isolated_html(text), isolated_html(place_.alert_until));
    }
    if (is_gone() || place_.head.status == store::RecordStatus::temporarily_closed) {
      out_ += fmt::format("<p class=\"alert\"><strong>{}</strong></p>\n",
                          say(is_gone() ? Word::closed : Word::temporarily_closed));
    }
    if (std::string_view const text = described(); !text.empty()) {
      out_ += fmt::format("<p>{}</p>\n", isolated_html(text));
    }
  }

  void fact(std::string_view label, std::string const& html) {
    if (!html.empty()) {
      out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(label), html);
    }
  }
  void text_fact(Word label, std::string_view text) {
    if (!text.empty()) {
      fact(say(label), isolated_html(text));
    }
  }
  void contact_fact(Word label, std::string_view key, std::string_view scheme) {
    auto const found = place_.contact.find(key);
    if (found == place_.contact.end() || found->second.empty()) {
      return;
    }
    std::string const& text = found->second;
    bool const link = scheme.empty() ? is_web_link(text) : text.find_first_of(" ;,\"<>") == std::string::npos;
    bool const phone = scheme == "tel:";
    std::string target = text;
    if (phone) {
      std::erase_if(target, [](char c) { return (c < '0' || c > '9') && c != '+'; });
    }
    fact(say(label), link || (phone && text.find(';') == std::string::npos && !target.empty())
                         ? fmt::format("<a href=\"{}{}\">{}</a>", scheme, escape_html(target), isolated_html(text))
                         : isolated_html(text));
  }

  [[nodiscard]] std::string audience_text(std::map<std::string, store::AudienceClaim, std::less<>> const& claims,
                                          bool serves) const {
    std::vector<std::string> names;
    for (auto const& [group, claim] : claims) {
      if (claim.serves == serves && may_see_group(catalog_, group, viewer_)) {
        names.emplace_back(choice(store::audience_choices(), group, language_));
      }
    }
    return fmt::format("{}", fmt::join(names, ", "));
  }
  void facts() {
    out_ += "<dl>\n";
    text_fact(Word::address, address_text(place_.address, catalog_.setting("region")));
    contact_fact(Word::phone, "phone", "tel:");
    contact_fact(Word::email, "email", "mailto:");
    contact_fact(Word::website, "website", "");
    text_fact(Word::opening_hours, place_.opening_hours);
    if (place_.appointment != store::Tri::unknown) {
      text_fact(Word::appointment, value_word(to_string(place_.appointment), language_));
    }
    text_fact(Word::cost, cost_text(place_.fee, place_.price, language_));
    if (place_.wheelchair != store::Wheelchair::unknown) {
      text_fact(Word::wheelchair, say(place_.wheelchair == store::Wheelchair::no        ? Word::wheelchair_no
                                      : place_.wheelchair == store::Wheelchair::limited ? Word::wheelchair_limited
                                                                                        : Word::wheelchair_yes));
    }
    std::vector<std::string> needs;
    for (auto const& [need, value] : place_.needs) {
      needs.push_back(fmt::format("{}: {}", need_word(need, language_), value_word(value, language_)));
    }
    text_fact(Word::needs, fmt::format("{}", fmt::join(needs, ", ")));
    text_fact(Word::languages, fmt::format("{}", fmt::join(place_.languages, ", ")));
    text_fact(Word::serves, audience_text(place_.audiences, true));
    text_fact(Word::excludes, audience_text(place_.audiences, false));
    text_fact(Word::age, age_text(place_.age_min, place_.age_max));
    text_fact(Word::topics, topics_text(place_.topics, language_));
    text_fact(Word::levels, levels_text(place_.isced, language_));
    if (place_.recognition != store::Tri::unknown) {
      text_fact(Word::recognition, value_word(to_string(place_.recognition), language_));
    }
    fact(say(Word::booking), place_.booking.empty() ? std::string() : linked(place_.booking));
    if (place_.capacity) {
      text_fact(Word::capacity, std::to_string(*place_.capacity));
    }
    text_fact(Word::operated_by, place_.operator_name);
    if (store::Place const* const parent = seen_place(catalog_, place_.parent, viewer_)) {
      fact(say(Word::part_of),
           fmt::format("<a href=\"{}/places/{}\">{}</a>", escape_html(base_url()), escape_html(parent->head.id),
                       isolated_html(pick(texts_, parent->names, parent->name))));
    }
    text_fact(Word::checked, place_.checked);
    out_ += "</dl>\n";
  }

  static std::string linked(std::string const& text) {
    return is_web_link(text) ? fmt::format("<a href=\"{}\">{}</a>", escape_html(text), isolated_html(text))
                             : isolated_html(text);
  }

  /// What people ask about most and nobody has said.
  void unknowns() {
    std::vector<std::string_view> missing;
    auto const ask = [&](bool known, Word which) {
      if (!known) {
        missing.push_back(say(which));
      }
    };
    ask(!place_.opening_hours.empty(), Word::opening_hours);
    ask(place_.fee != store::Fee::unknown || !place_.price.empty(), Word::cost);
    ask(place_.wheelchair != store::Wheelchair::unknown, Word::wheelchair);
    ask(!place_.languages.empty(), Word::languages);
    ask(place_.contact.contains("phone"), Word::phone);
    ask(!place_.address.empty(), Word::address);
    if (!missing.empty() && !is_gone()) {
      out_ +=
          fmt::format("<section aria-labelledby=\"unknown\"><h2 id=\"unknown\">{}</h2><p>{}</p><p>{}</p></section>\n",
                      say(Word::not_known), escape_html(fmt::format("{}", fmt::join(missing, ", "))), say(Word::ask));
    }
  }

  void offers() {
    if (offers_.empty()) {
      return;
    }
    out_ += fmt::format("<section aria-labelledby=\"offers\"><h2 id=\"offers\">{}</h2>\n", say(Word::can_be_learnt));
    for (store::Offer const* const offer : offers_) {
      std::string_view const name = pick(texts_, offer->names, offer->name);
      out_ += fmt::format("<h3>{}</h3>\n", isolated_html(name.empty() ? std::string_view(offer->head.id) : name));
      if (std::string_view const text = pick(texts_, offer->description, {}); !text.empty()) {
        out_ += fmt::format("<p>{}</p>\n", isolated_html(text));
      }
      out_ += "<dl>\n";
      text_fact(Word::cost, cost_text(offer->fee, offer->price, language_));
      text_fact(Word::dates, offer->schedule);
      text_fact(Word::languages, fmt::format("{}", fmt::join(offer->languages, ", ")));
      text_fact(Word::serves, audience_text(offer->audiences, true));
      text_fact(Word::excludes, audience_text(offer->audiences, false));
      text_fact(Word::age, age_text(offer->age_min, offer->age_max));
      text_fact(Word::topics, topics_text(offer->topics, language_));
      text_fact(Word::levels, levels_text(offer->isced, language_));
      std::vector<std::string_view> ways;
      for (std::string const& modality : offer->modalities) {
        ways.push_back(choice(store::modality_choices(), modality, language_));
      }
      text_fact(Word::how, fmt::format("{}", fmt::join(ways, ", ")));
      fact(say(Word::booking), offer->booking.empty() ? std::string() : linked(offer->booking));
      fact(say(Word::website), offer->url.empty() ? std::string() : linked(offer->url));
      out_ += "</dl>\n";
    }
    out_ += "</section>\n";
  }

  /// The next times of the place's sessions within a year.
  void find_dates() {
    std::vector<store::Session> here;
    std::vector<store::Session const*> originals;
    for (store::Session const& session : catalog_.sessions()) {
      store::Offer const* const offer = session.offer.empty() ? nullptr : offer_by_id(catalog_, session.offer);
      std::string const& where = session.place.empty() && offer != nullptr ? offer->place : session.place;
      if (where == place_.head.id && is_listed(catalog_, session, viewer_)) {
        here.push_back(session);
        originals.push_back(&session);
      }
    }
    if (here.empty()) {
      return;
    }
    auto const now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    for (store::Occurrence const& one : store::occurrences(here, now, now + kYear, kMaxDates)) {
      if (dates_.size() == kMaxDates) {
        break;
      }
      dates_.push_back({originals[one.session], one.starts});
    }
  }

  [[nodiscard]] std::string when(store::Session const& session, std::int64_t starts) const {
    auto const zone = base::TimeZone::find(session.timezone.empty() ? catalog_.setting("timezone")
                                                                    : std::string_view(session.timezone));
    std::string const text = (zone ? *zone : base::TimeZone::utc()).rfc3339(starts);
    return fmt::format("<time datetime=\"{}\">{} {}</time>", text, text.substr(0, 10), text.substr(11, 5));
  }

  void dates() {
    if (dates_.empty()) {
      return;
    }
    out_ += fmt::format("<section aria-labelledby=\"dates\"><h2 id=\"dates\">{}</h2><ul>\n", say(Word::dates));
    for (Date const& date : dates_) {
      store::Session const& session = *date.session;
      store::Offer const* const offer = offer_by_id(catalog_, session.offer);
      std::string_view name = pick(texts_, session.names, session.name);
      if (name.empty() && offer != nullptr) {
        name = pick(texts_, offer->names, offer->name);
      }
      std::string state;
      if (session.state == "cancelled" || session.state == "moved") {
        state = fmt::format(" <strong>{}</strong>", say(session.state == "moved" ? Word::moved : Word::cancelled));
      }
      out_ += fmt::format("<li>{}: {}{}</li>\n", when(session, date.starts), isolated_html(name), state);
    }
    out_ += fmt::format("</ul><p><a href=\"{}?f=ics\">{}</a></p></section>\n", escape_html(data_url()),
                        say(Word::add_to_calendar));
  }

  void sources() {
    out_ += fmt::format("<section aria-labelledby=\"sources\"><h2 id=\"sources\">{}</h2><ul>\n", say(Word::sources));
    auto const entry = [&](std::string_view source, std::string_view date) {
      auto const runs = catalog_.runs();
      auto const run = std::find_if(runs.begin(), runs.end(),
                                    [&](store::ImportRun const& one) { return one.head.source == source; });
      std::string text = isolated_html(source);
      if (run != runs.end()) {
        if (!run->attribution.empty()) {
          text += ": " + isolated_html(run->attribution);
        }
        if (!run->licence.empty()) {
          text += fmt::format(", {} {}", say(Word::licence), isolated_html(run->licence));
        }
        date = date.empty() ? std::string_view(run->date) : date;
      }
      out_ += fmt::format("<li>{}{}</li>\n", text, date.empty() ? std::string() : " (" + isolated_html(date) + ")");
    };
    for (store::SourceRef const& ref : place_.sources) {
      entry(ref.source, ref.date);
    }
    if (place_.sources.empty() && !place_.head.source.empty()) {
      entry(place_.head.source, {});
    }
    out_ += fmt::format("</ul><p><a href=\"{}\">{} (GeoJSON)</a></p></section>\n", escape_html(data_url()),
                        say(Word::data));
  }

  void languages() {
    out_ += fmt::format("<nav aria-label=\"{}\"><ul>\n", say(Word::other_languages));
    for (std::size_t i = 0; i < kPageLanguages.size(); ++i) {
      if (i != language_) {
        out_ += fmt::format("<li><a href=\"{}?lang={}\" hreflang=\"{}\" lang=\"{}\">{}</a></li>\n", escape_html(url_),
                            kPageLanguages[i], kPageLanguages[i], kPageLanguages[i], kPageLanguageNames[i]);
      }
    }
    out_ += "</ul></nav>\n";
  }

  struct Date {
    store::Session const* session;
    std::int64_t starts;
  };
  Context const& context_;
  store::Catalog const& catalog_;
  store::Place const& place_;
  Visibility viewer_;
  std::size_t language_;
  Languages texts_;
  std::string_view name_;
  std::string url_;
  std::vector<store::Offer const*> offers_;
  std::vector<Date> dates_;
  std::string out_;
};

Response missing_page(Context const& context, std::size_t language) {
  if (context.request.accept.find("text/html") == std::string::npos) {
    return problem(404, "there is no place with this id");
  }
  Response response;
  response.status = 404;
  response.content_type = "text/html; charset=utf-8";
  open_page(response.body, {.language = kPageLanguages[language],
                            .title = std::string(word(Word::no_such_place, language)),
                            .nav = fmt::format("<a href=\"{}/\">{}</a>", escape_html(context.request.base_url),
                                               word(Word::show_on_map, language)),
                            .nav_label = word(Word::show_on_map, language)});
  response.body += fmt::format("<h1>{}</h1>\n", word(Word::no_such_place, language));
  close_page(response.body);
  response.headers.emplace_back("Content-Security-Policy", page_policy());
  return response;
}

}  // namespace

std::size_t page_language(std::string_view lang, std::string_view accept_language) {
  for (std::string const& wanted : wanted_languages(lang, accept_language)) {
    std::string_view const primary = std::string_view(wanted).substr(0, wanted.find_first_of("-_"));
    auto const found = std::find(kPageLanguages.begin(), kPageLanguages.end(), primary);
    if (found != kPageLanguages.end()) {
      return static_cast<std::size_t>(found - kPageLanguages.begin());
    }
  }
  return 0;
}

Response handle_place_page(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const& id = context.args.front();
  std::size_t const language = page_language(context.values.text("lang"), context.request.accept_language);
  auto const found = base::is_record_id(id) ? context.state.catalog->find(id, context.request.viewer) : std::nullopt;
  if (!found) {
    return missing_page(context, language);
  }
  if (found->place->head.id != id) {
    Response moved = problem(301, fmt::format("this place is now {}", found->place->head.id));
    std::string const query = format_query(context.request.query);
    moved.headers.emplace_back("Location", fmt::format("{}/places/{}{}{}", context.request.base_url,
                                                       found->place->head.id, query.empty() ? "" : "?", query));
    return moved;
  }
  return PlacePage(context, *found->place, language).write();
}

}  // namespace cartable::server::api
