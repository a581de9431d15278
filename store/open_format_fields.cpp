#include "store/open_format_fields.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace cartable::store {
namespace {

constexpr std::array kFees{
    Choice{"free",
           {"free", "gratuit", "gratis", "مجاني", "免费", "бесплатно"},
           "gratuito|kostenlos|no fee|sans frais|entree libre|gratuite|gratuita"},
    Choice{"paid",
           {"paid", "payant", "de pago", "مدفوع", "收费", "платно"},
           "payante|pago|kostenpflichtig|fee|with a fee|avec frais|a pagamento"},
    Choice{"unknown",
           {"not known", "non connu", "no se sabe", "غير معروف", "不详", "не известно"},
           "unknown|inconnu|desconocido"},
};

constexpr std::array kAudiences{
    Choice{"migrant-families",
           {"migrant families", "familles issues de l’immigration", "familias migrantes", "الأسر المهاجرة", "移民家庭",
            "семьи мигрантов"},
           "migrants|migrant|immigrants|refugees|refugee|newcomers|migrantes|refugiados|inmigrantes|refugies|primo "
           "arrivants|primo-arrivants|immigres|personnes exilees|allophones|etrangers|migranten|geflüchtete|мигранты|"
           "беженцы|لاجئون|مهاجرون|难民|移民"},
    Choice{"special-educational-needs",
           {"special educational needs", "besoins éducatifs particuliers", "necesidades educativas especiales",
            "ذوو الاحتياجات التعليمية الخاصة", "有特殊教育需要的人", "особые образовательные потребности"},
           "disabled|disability|people with disabilities|disabled people|handicap|personnes handicapees|personnes en "
           "situation de handicap|besoins educatifs speciaux|discapacidad|personas con discapacidad|behinderung|"
           "menschen mit behinderung|инвалиды|ذوو الإعاقة|残疾人"},
    Choice{"job-seekers",
           {"job seekers", "demandeurs d’emploi", "personas que buscan empleo", "الباحثون عن عمل", "求职者",
            "ищущие работу"},
           "unemployed|jobseekers|job-seeker|chomeurs|demandeur d emploi|desempleados|parados|arbeitslose|"
           "arbeitssuchende|безработные|العاطلون عن العمل|失业者"},
};

constexpr std::array kModalities{
    Choice{"evening",
           {"evening", "en soirée", "por la tarde", "مساءً", "晚间", "вечером"},
           "evenings|soir|le soir|tarde noche|abends|soiree"},
    Choice{"weekend",
           {"weekend", "le week-end", "fin de semana", "نهاية الأسبوع", "周末", "в выходные"},
           "weekends|week end|week-end|saturday|wochenende|fines de semana"},
    Choice{"childcare",
           {"childcare on site", "garde d’enfants sur place", "guardería en el lugar", "رعاية الأطفال", "提供托儿",
            "присмотр за детьми"},
           "childcare|creche|garde d enfants|garderie|guarderia|kinderbetreuung|cuidado de ninos"},
    Choice{"remote",
           {"remote", "à distance", "a distancia", "عن بُعد", "远程", "дистанционно"},
           "online|en ligne|en linea|distance|visio|fernunterricht|a-distance|virtual|онлайн|在线|عن بعد"},
    Choice{"at-home",
           {"at home", "à domicile", "a domicilio", "في المنزل", "上门", "на дому"},
           "home visits|domicile|zu hause|outreach"},
    Choice{"no-registration",
           {"no registration", "sans inscription", "sin inscripción", "دون تسجيل", "无需报名", "без записи"},
           "no sign-up|sans rendez vous|sans rendez-vous|ohne anmeldung|sin cita"},
    Choice{"no-papers",
           {"no identity papers needed", "sans papiers d’identité", "sin documentos de identidad", "دون أوراق هوية",
            "无需证件", "без документов"},
           "no papers|sans papiers|sans justificatif|sin papeles|no id|ohne papiere"},
    Choice{"drop-in",
           {"drop-in", "entrées et sorties permanentes", "entrada libre", "دخول حر", "随到随学", "свободный вход"},
           "drop in|walk in|walk-in|permanence|accueil libre|acces libre"},
};

constexpr std::array kYesNo{
    Choice{"yes", {"yes", "oui", "sí", "نعم", "是", "да"}, "y|o|ja|sim|true|1|x"},
    Choice{"no", {"no", "non", "no", "لا", "否", "нет"}, "n|nein|nao|false|0"},
};

constexpr std::array kLevels{
    Choice{"0",
           {"early childhood", "petite enfance", "primera infancia", "الطفولة المبكرة", "幼儿教育", "дошкольное"},
           "preschool|maternelle"},
    Choice{"1", {"primary", "primaire", "primaria", "ابتدائي", "小学", "начальное"}, "elementary|elementaire"},
    Choice{"2",
           {"lower secondary", "collège", "secundaria inferior", "إعدادي", "初中", "основное общее"},
           "premier cycle du secondaire"},
    Choice{"3",
           {"upper secondary", "lycée", "secundaria superior", "ثانوي", "高中", "среднее общее"},
           "second cycle du secondaire|bachillerato"},
    Choice{"4",
           {"post-secondary non-tertiary", "post-secondaire non supérieur", "postsecundaria no terciaria",
            "ما بعد الثانوي غير العالي", "中等后非高等", "послесреднее"},
           "post secondary"},
    Choice{"5",
           {"short-cycle tertiary", "supérieur de cycle court", "terciaria de ciclo corto", "تعليم عالٍ قصير",
            "短线高等", "короткий цикл высшего"},
           "bts|dut"},
    Choice{"6", {"bachelor", "licence", "grado", "بكالوريوس", "本科", "бакалавриат"}, "bachelors|bachelor s"},
    Choice{"7", {"master", "master (niveau)", "máster", "ماجستير", "硕士", "магистратура"}, "masters|maestria"},
    Choice{"8", {"doctorate", "doctorat", "doctorado", "دكتوراه", "博士", "докторантура"}, "phd|doctoral"},
};

using F = FieldForm;
constexpr std::array kOfferFields{
    TemplateField{"id",
                  F::text,
                  false,
                  {"Your number for this offer", "Votre numéro pour cette offre", "Su número para esta oferta",
                   "رقم العرض لديكم", "您的课程编号", "Ваш номер предложения"},
                  {"EX-1", "", "", "", "", ""},
                  nullptr},
    TemplateField{
        "name",
        F::text,
        true,
        {"Name of the offer", "Nom de l’offre", "Nombre de la oferta", "اسم العرض", "课程名称", "Название предложения"},
        {"French for beginners", "Français pour débutants", "Francés para principiantes", "الفرنسية للمبتدئين",
         "法语入门", "Французский для начинающих"},
        nullptr},
    TemplateField{"description",
                  F::text,
                  false,
                  {"Description", "Description", "Descripción", "الوصف", "说明", "Описание"},
                  {"Conversation and writing, in small groups", "Conversation et écriture, en petits groupes",
                   "Conversación y escritura, en grupos pequeños", "محادثة وكتابة في مجموعات صغيرة", "小组会话与写作",
                   "Разговор и письмо в малых группах"},
                  nullptr},
    TemplateField{
        "place_id",
        F::text,
        false,
        {"Place: its id on the map", "Lieu : son identifiant sur la carte", "Lugar: su identificador en el mapa",
         "المكان: معرّفه على الخريطة", "地点在地图上的编号", "Место: его номер на карте"},
        {"", "", "", "", "", ""},
        nullptr},
    TemplateField{"place",
                  F::text,
                  false,
                  {"Place: name", "Lieu : nom", "Lugar: nombre", "المكان: الاسم", "地点名称", "Место: название"},
                  {"Central Library", "Médiathèque centrale", "Biblioteca central", "المكتبة المركزية", "中央图书馆",
                   "Центральная библиотека"},
                  nullptr},
    TemplateField{
        "address",
        F::address,
        false,
        {"Place: address", "Lieu : adresse", "Lugar: dirección", "المكان: العنوان", "地点地址", "Место: адрес"},
        {"12 Main Street", "12 rue de la Paix", "Calle Mayor 12", "شارع السلام 12", "和平路12号", "улица Мира, 12"},
        nullptr},
    TemplateField{"organisation",
                  F::text,
                  false,
                  {"Organisation", "Organisme", "Organización", "المنظمة", "机构", "Организация"},
                  {"", "", "", "", "", ""},
                  nullptr},
    TemplateField{"topics",
                  F::topics,
                  false,
                  {"Subject", "Sujet", "Materia", "الموضوع", "学科", "Предмет"},
                  {"0231", "", "", "", "", ""},
                  nullptr},
    TemplateField{"level",
                  F::choices,
                  false,
                  {"Level", "Niveau", "Nivel", "المستوى", "级别", "Уровень"},
                  {"", "", "", "", "", ""},
                  level_choices},
    TemplateField{"audiences",
                  F::choices,
                  false,
                  {"For whom", "Pour qui", "Para quién", "لمن", "面向人群", "Для кого"},
                  {"migrant families", "familles issues de l’immigration", "familias migrantes", "الأسر المهاجرة",
                   "移民家庭", "семьи мигрантов"},
                  audience_choices},
    TemplateField{
        "languages",
        F::languages,
        false,
        {"Languages spoken", "Langues parlées", "Idiomas hablados", "اللغات المستخدمة", "使用语言", "Языки общения"},
        {"fr; ar", "", "", "", "", ""},
        nullptr},
    TemplateField{"age_min",
                  F::number,
                  false,
                  {"Age from", "Âge minimum", "Edad mínima", "العمر الأدنى", "最小年龄", "Возраст от"},
                  {"16", "", "", "", "", ""},
                  nullptr},
    TemplateField{"age_max",
                  F::number,
                  false,
                  {"Age to", "Âge maximum", "Edad máxima", "العمر الأقصى", "最大年龄", "Возраст до"},
                  {"", "", "", "", "", ""},
                  nullptr},
    TemplateField{"fee",
                  F::choice,
                  false,
                  {"Cost", "Coût", "Coste", "التكلفة", "费用", "Оплата"},
                  {"free", "gratuit", "gratis", "مجاني", "免费", "бесплатно"},
                  fee_choices},
    TemplateField{"price",
                  F::text,
                  false,
                  {"Price", "Tarif", "Precio", "السعر", "价格", "Цена"},
                  {"", "", "", "", "", ""},
                  nullptr},
    TemplateField{"modalities",
                  F::choices,
                  false,
                  {"How it is offered", "Modalités", "Modalidades", "طريقة التقديم", "授课方式", "Формат"},
                  {"evening; no registration", "en soirée; sans inscription", "por la tarde; sin inscripción",
                   "مساءً; دون تسجيل", "晚间; 无需报名", "вечером; без записи"},
                  modality_choices},
    TemplateField{"schedule",
                  F::hours,
                  false,
                  {"Days and hours", "Jours et heures", "Días y horas", "الأيام والساعات", "时间", "Дни и часы"},
                  {"Tu,Th 18:00-20:00", "", "", "", "", ""},
                  nullptr},
    TemplateField{
        "date",
        F::date,
        false,
        {"Date of a session", "Date d’une séance", "Fecha de una sesión", "تاريخ الجلسة", "单次课日期", "Дата занятия"},
        {"", "", "", "", "", ""},
        nullptr},
    TemplateField{"start_time",
                  F::time,
                  false,
                  {"Session starts at", "Début de la séance", "Inicio de la sesión", "بداية الجلسة", "开始时间",
                   "Начало занятия"},
                  {"", "", "", "", "", ""},
                  nullptr},
    TemplateField{
        "end_time",
        F::time,
        false,
        {"Session ends at", "Fin de la séance", "Fin de la sesión", "نهاية الجلسة", "结束时间", "Конец занятия"},
        {"", "", "", "", "", ""},
        nullptr},
    TemplateField{"weekly_until",
                  F::date,
                  false,
                  {"Every week until", "Chaque semaine jusqu’au", "Cada semana hasta", "كل أسبوع حتى", "每周重复至",
                   "Каждую неделю до"},
                  {"", "", "", "", "", ""},
                  nullptr},
    TemplateField{"capacity",
                  F::number,
                  false,
                  {"Number of places", "Nombre de places", "Número de plazas", "عدد المقاعد", "名额", "Число мест"},
                  {"12", "", "", "", "", ""},
                  nullptr},
    TemplateField{"recognition",
                  F::choice,
                  false,
                  {"Recognises prior learning", "Valide les acquis", "Reconoce aprendizajes previos",
                   "يعترف بالتعلم السابق", "认可先前学习", "Признаёт прежнее обучение"},
                  {"no", "non", "no", "لا", "否", "нет"},
                  yes_no_choices},
    TemplateField{"booking",
                  F::text,
                  false,
                  {"How to sign up", "Inscription", "Cómo inscribirse", "كيفية التسجيل", "报名方式", "Как записаться"},
                  {"https://example.org/sign-up", "", "", "", "", ""},
                  nullptr},
    TemplateField{"url",
                  F::text,
                  false,
                  {"Web page", "Page web", "Página web", "صفحة الويب", "网页", "Веб-страница"},
                  {"https://example.org/", "", "", "", "", ""},
                  nullptr},
    TemplateField{"checked",
                  F::date,
                  false,
                  {"Checked on", "Vérifié le", "Comprobado el", "تاريخ التحقق", "核实日期", "Проверено"},
                  {"2026-11-23", "", "", "", "", ""},
                  nullptr},
};

/// By FieldForm.
constexpr std::array<InSix, 11> kHints{{
    {"text", "texte", "texto", "نص", "文字", "текст"},
    {"several: separate them with ;", "plusieurs : séparez-les par ;", "varios: sepárelos con ;",
     "عدة قيم: افصل بينها بـ ;", "多项请用 ; 分隔", "несколько: через ;"},
    {"a whole number", "un nombre entier", "un número entero", "عدد صحيح", "整数", "целое число"},
    {"year-month-day: 2026-11-28", "année-mois-jour : 2026-11-28", "año-mes-día: 2026-11-28", "سنة-شهر-يوم: 2026-11-28",
     "年-月-日：2026-11-28", "год-месяц-день: 2026-11-28"},
    {"hour:minute: 18:30", "heure:minute : 18:30", "hora:minuto: 18:30", "ساعة:دقيقة: 18:30", "时:分：18:30",
     "часы:минуты: 18:30"},
    {"one of the values below", "une des valeurs ci-dessous", "uno de los valores de abajo", "إحدى القيم أدناه",
     "下列值之一", "одно из значений ниже"},
    {"one or more of the values below, separated by ;", "une ou plusieurs des valeurs ci-dessous, séparées par ;",
     "uno o varios de los valores de abajo, separados por ;", "قيمة أو أكثر من القيم أدناه، مفصولة بـ ;",
     "下列值中的一个或多个，用 ; 分隔", "одно или несколько значений ниже, через ;"},
    {"names or codes of languages, separated by ;", "noms ou codes de langues, séparés par ;",
     "nombres o códigos de idiomas, separados por ;", "أسماء اللغات أو رموزها، مفصولة بـ ;",
     "语言名称或代码，用 ; 分隔", "названия или коды языков, через ;"},
    {"words, or codes below, separated by ;", "des mots, ou des codes ci-dessous, séparés par ;",
     "palabras, o códigos de abajo, separados por ;", "كلمات أو رموز من القائمة أدناه، مفصولة بـ ;",
     "文字或下列代码，用 ; 分隔", "слова или коды ниже, через ;"},
    {"such as Mo-Fr 09:00-12:00, or in words", "comme Mo-Fr 09:00-12:00, ou en mots",
     "como Mo-Fr 09:00-12:00, o en palabras", "مثل Mo-Fr 09:00-12:00 أو بالكلمات", "如 Mo-Fr 09:00-12:00，或用文字",
     "как Mo-Fr 09:00-12:00 или словами"},
    {"street and number, town", "rue et numéro, ville", "calle y número, ciudad", "الشارع والرقم والمدينة",
     "街道、门牌号、城市", "улица, дом, город"},
}};

constexpr TemplateWords kWords{
    .offers_sheet = {"Offers", "Offres", "Ofertas", "العروض", "课程", "Предложения"},
    .values_sheet = {"Values", "Valeurs", "Valores", "القيم", "可用值", "Значения"},
    .example_mark = {"EXAMPLE (this row is not read)", "EXEMPLE (cette ligne n’est pas lue)",
                     "EJEMPLO (esta fila no se lee)", "مثال (لا يُقرأ هذا السطر)", "示例（此行不读取）",
                     "ПРИМЕР (эта строка не читается)"},
    .column = {"Column", "Colonne", "Columna", "العمود", "列", "Столбец"},
    .meaning = {"How to fill it in", "Comment la remplir", "Cómo rellenarla", "كيفية التعبئة", "填写方法",
                "Как заполнять"},
    .value = {"Value", "Valeur", "Valor", "القيمة", "值", "Значение"},
    .label = {"Meaning", "Signification", "Significado", "المعنى", "含义", "Смысл"},
    .required = {"required", "obligatoire", "obligatorio", "إلزامي", "必填", "обязательно"},
};

}  // namespace

std::optional<std::size_t> template_language(std::string_view language) noexcept {
  std::string_view const main = language.substr(0, language.find_first_of("-_"));
  auto const found = std::find(kTemplateLanguages.begin(), kTemplateLanguages.end(), main);
  return found == kTemplateLanguages.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - kTemplateLanguages.begin()));
}

std::span<Choice const> fee_choices() noexcept { return kFees; }
std::span<Choice const> audience_choices() noexcept { return kAudiences; }
std::span<Choice const> modality_choices() noexcept { return kModalities; }
std::span<Choice const> yes_no_choices() noexcept { return kYesNo; }
std::span<Choice const> level_choices() noexcept { return kLevels; }

std::string_view choice_called(std::span<Choice const> choices, std::string_view cell) {
  std::string const wanted = base::fold(cell);
  if (wanted.empty()) {
    return {};
  }
  auto const same = [&](std::string_view text) { return base::fold(text) == wanted; };
  for (Choice const& choice : choices) {
    if (same(choice.value) || std::any_of(choice.labels.begin(), choice.labels.end(), same)) {
      return choice.value;
    }
  }
  for (Choice const& choice : choices) {
    auto const words = base::split(choice.words, '|');
    if (std::any_of(words.begin(), words.end(), same)) {
      return choice.value;
    }
  }
  return {};
}

std::span<TemplateField const> offer_fields() noexcept { return kOfferFields; }

std::string_view form_hint(FieldForm form, std::size_t language) noexcept {
  return kHints[static_cast<std::size_t>(form)][language];
}

TemplateWords const& template_words() noexcept { return kWords; }

bool is_example_mark(std::string_view cell) {
  auto const& marks = kWords.example_mark;
  std::string const folded = base::fold(cell);
  return !folded.empty() && std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    std::string const first = base::fold(mark.substr(0, mark.find('(')));
    return folded == base::fold(mark) || folded == first;
  });
}

}  // namespace cartable::store
