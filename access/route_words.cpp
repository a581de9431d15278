#include "access/route_words.hpp"

#include "base/case_fold.hpp"
#include "base/format.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cartable::access {
namespace {

constexpr std::size_t kTongues = 6, kTurns = 10, kKinds = 9, kCompass = 8;
template <std::size_t N>
using Messages = std::array<std::string_view, N>;

/// One language's messages. {0} is a street's name, or what it is.
struct Catalogue {
  std::string_view depart;        ///< {0} a direction of the compass
  std::string_view depart_along;  ///< {0} a direction, {1} a street
  Messages<kTurns> turn;          ///< alone, by Turn; depart and arrive are not used
  Messages<kTurns> turn_onto;     ///< {0} a street
  Messages<kKinds> kind;          ///< a street without a name, as {0}; empty: it has a message of its own
  Messages<kKinds> special;       ///< for those: after a turn and `comma`, or alone
  std::string_view named;         ///< {0} such a message, {1} what the steps, the lift or the ferry are called
  std::string_view stay;          ///< after a turn and `comma`; {0} the street that turns
  std::string_view comma;
  std::string_view arrive;
  Messages<kCompass> compass;  ///< north, north-east, …
};

// By Turn: depart, straight, slight left, left, sharp left, back, sharp right, right, slight right, arrive.
// By kind: street, footpath, steps, crossing, cycleway, square, lift, platform, ferry.
constexpr std::array<Catalogue, kTongues> kCatalogues{{
    {"Head {0}",
     "Head {0} on {1}",
     {"", "Go straight on", "Bear left", "Turn left", "Turn sharp left", "Turn around", "Turn sharp right",
      "Turn right", "Bear right", ""},
     {"", "Go straight on along {0}", "Bear left onto {0}", "Turn left onto {0}", "Turn sharp left onto {0}",
      "Turn around along {0}", "Turn sharp right onto {0}", "Turn right onto {0}", "Bear right onto {0}", ""},
     {"the street", "the footpath", "", "", "the cycle path", "the pedestrian area", "", "the platform", ""},
     {"", "", "take the steps", "cross the street", "", "", "take the lift", "", "take the ferry"},
     "{0} ({1})",
     "stay on {0}",
     ", ",
     "You have arrived",
     {"north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"}},
    {"Partez vers {0}",
     "Partez vers {0} sur {1}",
     {"", "Continuez tout droit", "Prenez légèrement à gauche", "Tournez à gauche", "Tournez franchement à gauche",
      "Faites demi-tour", "Tournez franchement à droite", "Tournez à droite", "Prenez légèrement à droite", ""},
     {"", "Continuez tout droit sur {0}", "Prenez légèrement à gauche sur {0}", "Tournez à gauche sur {0}",
      "Tournez franchement à gauche sur {0}", "Faites demi-tour sur {0}", "Tournez franchement à droite sur {0}",
      "Tournez à droite sur {0}", "Prenez légèrement à droite sur {0}", ""},
     {"la rue", "le chemin piéton", "", "", "la piste cyclable", "la zone piétonne", "", "le quai", ""},
     {"", "", "prenez l’escalier", "traversez la rue", "", "", "prenez l’ascenseur", "", "prenez le ferry"},
     "{0} ({1})",
     "restez sur {0}",
     ", ",
     "Vous êtes arrivé",
     {"le nord", "le nord-est", "l’est", "le sud-est", "le sud", "le sud-ouest", "l’ouest", "le nord-ouest"}},
    {"Salga hacia {0}",
     "Salga hacia {0} por {1}",
     {"", "Siga recto", "Gire ligeramente a la izquierda", "Gire a la izquierda", "Gire bruscamente a la izquierda",
      "Dé la vuelta", "Gire bruscamente a la derecha", "Gire a la derecha", "Gire ligeramente a la derecha", ""},
     {"", "Siga recto por {0}", "Gire ligeramente a la izquierda por {0}", "Gire a la izquierda por {0}",
      "Gire bruscamente a la izquierda por {0}", "Dé la vuelta por {0}", "Gire bruscamente a la derecha por {0}",
      "Gire a la derecha por {0}", "Gire ligeramente a la derecha por {0}", ""},
     {"la calle", "el camino peatonal", "", "", "el carril bici", "la zona peatonal", "", "el andén", ""},
     {"", "", "tome las escaleras", "cruce la calle", "", "", "tome el ascensor", "", "tome el ferri"},
     "{0} ({1})",
     "continúe por {0}",
     ", ",
     "Ha llegado",
     {"el norte", "el noreste", "el este", "el sureste", "el sur", "el suroeste", "el oeste", "el noroeste"}},
    {"انطلق نحو {0}",
     "انطلق نحو {0} في {1}",
     {"", "تابع إلى الأمام", "انحرف قليلًا إلى اليسار", "انعطف يسارًا", "انعطف يسارًا بحدة", "استدر إلى الخلف",
      "انعطف يمينًا بحدة", "انعطف يمينًا", "انحرف قليلًا إلى اليمين", ""},
     {"", "تابع إلى الأمام في {0}", "انحرف قليلًا إلى اليسار في {0}", "انعطف يسارًا إلى {0}", "انعطف يسارًا بحدة إلى {0}",
      "استدر إلى الخلف في {0}", "انعطف يمينًا بحدة إلى {0}", "انعطف يمينًا إلى {0}", "انحرف قليلًا إلى اليمين في {0}", ""},
     {"الشارع", "ممر المشاة", "", "", "مسار الدراجات", "منطقة المشاة", "", "الرصيف", ""},
     {"", "", "استخدم الدرج", "اعبر الشارع", "", "", "استخدم المصعد", "", "اركب العبّارة"},
     "{0} ({1})",
     "وتابع في {0}",
     "، ",
     "لقد وصلت",
     {"الشمال", "الشمال الشرقي", "الشرق", "الجنوب الشرقي", "الجنوب", "الجنوب الغربي", "الغرب", "الشمال الغربي"}},
    {"Идите на {0}",
     "Идите на {0}: {1}",
     {"", "Идите прямо", "Держитесь левее", "Поверните налево", "Поверните резко налево", "Развернитесь",
      "Поверните резко направо", "Поверните направо", "Держитесь правее", ""},
     {"", "Идите прямо: {0}", "Держитесь левее: {0}", "Поверните налево: {0}", "Поверните резко налево: {0}",
      "Развернитесь: {0}", "Поверните резко направо: {0}", "Поверните направо: {0}", "Держитесь правее: {0}", ""},
     {"улица", "пешеходная дорожка", "", "", "велодорожка", "пешеходная зона", "", "платформа", ""},
     {"", "", "идите по лестнице", "перейдите улицу", "", "", "воспользуйтесь лифтом", "", "сядьте на паром"},
     "{0} ({1})",
     "продолжайте по той же улице: {0}",
     ", ",
     "Вы на месте",
     {"север", "северо-восток", "восток", "юго-восток", "юг", "юго-запад", "запад", "северо-запад"}},
    {"向{0}出发",
     "沿{1}向{0}出发",
     {"", "直行", "稍向左转", "左转", "向左急转", "掉头", "向右急转", "右转", "稍向右转", ""},
     {"", "沿{0}直行", "稍向左转进入{0}", "左转进入{0}", "向左急转进入{0}", "掉头沿{0}行进", "向右急转进入{0}",
      "右转进入{0}", "稍向右转进入{0}", ""},
     {"街道", "步行道", "", "", "自行车道", "步行区", "", "站台", ""},
     {"", "", "走台阶", "过马路", "", "", "乘电梯", "", "乘渡轮"},
     "{0}（{1}）",
     "继续沿{0}行进",
     "，",
     "您已到达",
     {"北", "东北", "东", "东南", "南", "西南", "西", "西北"}},
}};

constexpr std::array<std::string_view, kTongues> kTags{"en", "fr", "es", "ar", "ru", "zh"};

/// Whether a text has letters of Hebrew, Arabic, Syriac, Thaana or N'Ko (U+0590…U+07FF): their UTF-8 begins so.
bool runs_left(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0xD6 && byte <= 0xDF;
  });
}

/// A name among words that are written the other way keeps its own direction (FSI … PDI).
std::string isolated(Tongue tongue, std::string_view name) {
  return runs_left(name) == (tongue == Tongue::ar) ? std::string(name) : "\u2068" + std::string(name) + "\u2069";
}

std::string format(std::string_view message, std::string_view first, std::string_view second = {}) {
  return fmt::format(fmt::runtime(message), first, second);
}

}  // namespace

std::optional<Tongue> parse_tongue(std::string_view tag) noexcept {
  std::string_view const language = tag.substr(0, tag.find('-'));
  for (std::size_t i = 0; i < kTags.size(); ++i) {
    if (kTags[i] == language) {
      return static_cast<Tongue>(i);
    }
  }
  return std::nullopt;
}

std::string_view to_string(Tongue tongue) noexcept { return kTags[static_cast<std::size_t>(tongue)]; }

std::string instruction(Tongue tongue, Step const& step, StreetLabel::Kind kind, std::string_view name) {
  Catalogue const& words = kCatalogues[static_cast<std::size_t>(tongue)];
  auto const k = static_cast<std::size_t>(kind);
  auto const turn = static_cast<std::size_t>(step.turn);
  if (step.turn == Turn::arrive) {
    return std::string(words.arrive);
  }
  constexpr double kSector = 360.0 / kCompass;
  auto const sector = static_cast<std::size_t>(std::lround(step.bearing / kSector)) % kCompass;
  std::string const street = name.empty() ? std::string(words.kind[k]) : isolated(tongue, name);
  if (words.kind[k].empty()) {  // steps, a crossing, a lift, a ferry: what it is matters more than its name
    std::string const what =
        name.empty() ? std::string(words.special[k]) : format(words.named, words.special[k], street);
    if (step.turn == Turn::straight) {
      return base::capitalised(what);
    }
    std::string const first =
        step.turn == Turn::depart ? format(words.depart, words.compass[sector]) : std::string(words.turn[turn]);
    return first + std::string(words.comma) + what;
  }
  if (step.goes_on && !name.empty() && step.turn != Turn::straight) {
    return std::string(words.turn[turn]) + std::string(words.comma) + format(words.stay, street);
  }
  if (step.turn == Turn::depart) {
    return format(words.depart_along, words.compass[sector], street);
  }
  return format(words.turn_onto[turn], street);
}

}  // namespace cartable::access
