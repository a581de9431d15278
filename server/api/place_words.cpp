#include "server/api/place_words.hpp"

#include "store/taxonomy.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

using InSix = std::array<std::string_view, 6>;
struct Entry {
  Word which;
  InSix words;
};

constexpr std::array kWords{
    Entry{Word::show_on_map,
          {"Show on the map", "Voir sur la carte", "Ver en el mapa", "عرض على الخريطة", "在地图上查看",
           "Показать на карте"}},
    Entry{Word::address, {"Address", "Adresse", "Dirección", "العنوان", "地址", "Адрес"}},
    Entry{Word::phone, {"Telephone", "Téléphone", "Teléfono", "الهاتف", "电话", "Телефон"}},
    Entry{Word::email,
          {"E-mail", "Courriel", "Correo electrónico", "البريد الإلكتروني", "电子邮件", "Электронная почта"}},
    Entry{Word::website, {"Website", "Site web", "Sitio web", "الموقع الإلكتروني", "网站", "Сайт"}},
    Entry{Word::opening_hours,
          {"Opening hours", "Horaires d’ouverture", "Horario de apertura", "أوقات العمل", "开放时间", "Часы работы"}},
    Entry{
        Word::appointment,
        {"By appointment", "Sur rendez-vous", "Con cita previa", "بموعد مسبق", "需预约", "По предварительной записи"}},
    Entry{Word::cost, {"Cost", "Tarif", "Precio", "التكلفة", "费用", "Стоимость"}},
    Entry{Word::wheelchair,
          {"Wheelchair access", "Accès en fauteuil roulant", "Acceso en silla de ruedas", "الوصول بالكرسي المتحرك",
           "轮椅通行", "Доступ на коляске"}},
    Entry{Word::wheelchair_yes, {"yes", "oui", "sí", "نعم", "可以", "есть"}},
    Entry{Word::wheelchair_limited, {"limited", "limité", "limitado", "محدود", "有限", "ограниченный"}},
    Entry{Word::wheelchair_no, {"no", "non", "no", "لا", "不可以", "нет"}},
    Entry{Word::needs, {"Access", "Accessibilité", "Accesibilidad", "التسهيلات", "无障碍设施", "Доступность"}},
    Entry{Word::hearing_loop,
          {"hearing loop", "boucle magnétique", "bucle magnético", "حلقة سمعية", "助听感应线圈", "индукционная петля"}},
    Entry{Word::sign_language,
          {"sign language", "langue des signes", "lengua de señas", "لغة الإشارة", "手语", "жестовый язык"}},
    Entry{Word::accessible_toilet,
          {"accessible toilet", "toilettes accessibles", "baño accesible", "مرحاض ميسّر", "无障碍厕所",
           "доступный туалет"}},
    Entry{Word::quiet, {"quiet", "calme", "tranquilo", "هادئ", "安静", "тихо"}},
    Entry{Word::step_free, {"step-free", "sans marches", "sin escalones", "دون درجات", "无台阶", "без ступеней"}},
    Entry{Word::languages, {"Languages", "Langues", "Idiomas", "اللغات", "语言", "Языки"}},
    Entry{Word::serves, {"For", "Pour", "Para", "مخصص لـ", "服务对象", "Для кого"}},
    Entry{Word::excludes, {"Not for", "Pas pour", "No es para", "غير مخصص لـ", "不面向", "Не для"}},
    Entry{Word::age, {"Age", "Âge", "Edad", "العمر", "年龄", "Возраст"}},
    Entry{Word::topics, {"Topics", "Thèmes", "Temas", "المواضيع", "主题", "Темы"}},
    Entry{Word::levels, {"Levels", "Niveaux", "Niveles", "المستويات", "程度", "Уровни"}},
    Entry{Word::recognition,
          {"Recognition of prior learning", "Validation des acquis", "Reconocimiento de aprendizajes previos",
           "الاعتراف بالتعلّم السابق", "先前学习认定", "Признание прежнего обучения"}},
    Entry{Word::booking, {"Booking", "Réservation", "Reserva", "الحجز", "预订", "Запись"}},
    Entry{Word::capacity, {"Capacity", "Capacité", "Capacidad", "السعة", "容量", "Вместимость"}},
    Entry{Word::operated_by, {"Run by", "Géré par", "Gestionado por", "يديره", "运营方", "Кем управляется"}},
    Entry{Word::part_of, {"Part of", "Fait partie de", "Forma parte de", "جزء من", "隶属于", "Часть"}},
    Entry{Word::description, {"Description", "Description", "Descripción", "الوصف", "说明", "Описание"}},
    Entry{Word::can_be_learnt,
          {"What can be learnt here", "Ce qu’on peut y apprendre", "Qué se puede aprender aquí", "ما يمكن تعلّمه هنا",
           "这里可以学到什么", "Чему здесь можно научиться"}},
    Entry{Word::how, {"How", "Comment", "Cómo", "كيف", "方式", "Как"}},
    Entry{Word::dates,
          {"Next dates", "Prochaines dates", "Próximas fechas", "المواعيد القادمة", "近期日程", "Ближайшие даты"}},
    Entry{Word::add_to_calendar,
          {"Add to a calendar (.ics)", "Ajouter à un agenda (.ics)", "Añadir a un calendario (.ics)",
           "إضافة إلى التقويم (.ics)", "添加到日历 (.ics)", "Добавить в календарь (.ics)"}},
    Entry{Word::cancelled, {"cancelled", "annulé", "cancelado", "ملغى", "已取消", "отменено"}},
    Entry{Word::moved, {"moved", "déplacé", "cambiado", "تم تغييره", "已改期", "перенесено"}},
    Entry{Word::not_known, {"Not known", "Non connu", "No se sabe", "غير معروف", "不详", "Не известно"}},
    Entry{Word::ask,
          {"Nobody has told us yet. It may be better than it looks: please ask the place.",
           "Personne ne nous l’a encore dit. C’est peut-être possible : demandez sur place.",
           "Nadie nos lo ha dicho todavía. Puede que sí: pregunte en el lugar.",
           "لم يخبرنا أحد بعد. قد يكون متاحًا: يُرجى سؤال المكان.", "尚无人告知我们。可能有，请向该场所询问。",
           "Нам этого ещё не сообщили. Возможно, это есть: спросите на месте."}},
    Entry{Word::sources, {"Sources", "Sources", "Fuentes", "المصادر", "来源", "Источники"}},
    Entry{Word::licence, {"licence", "licence", "licencia", "الترخيص", "许可", "лицензия"}},
    Entry{Word::checked, {"Last checked", "Vérifié le", "Comprobado el", "آخر تحقق", "最近核实", "Последняя проверка"}},
    Entry{Word::temporarily_closed,
          {"Temporarily closed", "Fermé temporairement", "Cerrado temporalmente", "مغلق مؤقتًا", "暂时关闭",
           "Временно закрыто"}},
    Entry{Word::closed,
          {"Closed for good", "Fermé définitivement", "Cerrado definitivamente", "مغلق نهائيًا", "已永久关闭",
           "Закрыто навсегда"}},
    Entry{Word::other_languages,
          {"Other languages", "Autres langues", "Otros idiomas", "لغات أخرى", "其他语言", "Другие языки"}},
    Entry{Word::data,
          {"Data of this place", "Données de ce lieu", "Datos de este lugar", "بيانات هذا المكان", "此场所的数据",
           "Данные об этом месте"}},
    Entry{Word::no_such_place,
          {"There is no such place", "Ce lieu n’existe pas", "No existe este lugar", "لا يوجد هذا المكان",
           "没有这个场所", "Такого места нет"}},
    Entry{Word::yes, {"yes", "oui", "sí", "نعم", "是", "да"}},
    Entry{Word::no, {"no", "non", "no", "لا", "否", "нет"}},
    Entry{Word::alert, {"Notice", "Avis", "Aviso", "تنبيه", "通知", "Объявление"}},
    Entry{Word::limited, {"limited", "limité", "limitado", "محدود", "有限", "ограниченно"}},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (static_cast<std::size_t>(kWords[i].which) != i) {
      return false;
    }
  }
  return true;
}
static_assert(in_order(), "kWords must be in the order of Word");

struct KindWords {
  std::string_view slug, es, ar, zh, ru;
};
// English and French are in store/taxonomy.
constexpr std::array kKindWords{
    KindWords{"kindergarten", "Jardín de infancia", "روضة أطفال", "幼儿园", "Детский сад"},
    KindWords{"childcare", "Guardería", "رعاية أطفال", "托儿所", "Ясли"},
    KindWords{"school", "Escuela", "مدرسة", "学校", "Школа"},
    KindWords{"primary_school", "Escuela primaria", "مدرسة ابتدائية", "小学", "Начальная школа"},
    KindWords{"lower_secondary_school", "Escuela secundaria inferior", "مدرسة إعدادية", "初中", "Основная школа"},
    KindWords{"secondary_school", "Escuela secundaria", "مدرسة ثانوية", "中学", "Средняя школа"},
    KindWords{"upper_secondary_school", "Bachillerato", "مدرسة ثانوية عليا", "高中", "Старшая школа"},
    KindWords{"adult_school", "Escuela de adultos", "مدرسة للكبار", "成人学校", "Школа для взрослых"},
    KindWords{"special_needs_school", "Escuela especial", "مدرسة ذوي الاحتياجات الخاصة", "特殊教育学校",
              "Специальная школа"},
    KindWords{"college", "Instituto superior", "معهد", "学院", "Колледж"},
    KindWords{"university", "Universidad", "جامعة", "大学", "Университет"},
    KindWords{"research_institute", "Instituto de investigación", "معهد أبحاث", "研究所",
              "Научно-исследовательский институт"},
    KindWords{"prep_school", "Academia de apoyo", "مركز دروس تقوية", "补习学校", "Курсы подготовки"},
    KindWords{"language_school", "Escuela de idiomas", "مدرسة لغات", "语言学校", "Школа языков"},
    KindWords{"music_school", "Escuela de música", "مدرسة موسيقى", "音乐学校", "Музыкальная школа"},
    KindWords{"dancing_school", "Escuela de danza", "مدرسة رقص", "舞蹈学校", "Школа танцев"},
    KindWords{"driving_school", "Autoescuela", "مدرسة تعليم القيادة", "驾校", "Автошкола"},
    KindWords{"training", "Centro de formación", "مركز تدريب", "培训中心", "Учебный центр"},
    KindWords{"library", "Biblioteca", "مكتبة", "图书馆", "Библиотека"},
    KindWords{"public_bookcase", "Biblioteca callejera", "مكتبة الشارع", "街头书柜", "Уличный книжный шкаф"},
    KindWords{"toy_library", "Ludoteca", "مكتبة ألعاب", "玩具图书馆", "Игротека"},
    KindWords{"community_centre", "Centro comunitario", "مركز مجتمعي", "社区中心", "Общественный центр"},
    KindWords{"family_centre", "Centro de familias", "مركز الأسرة", "家庭中心", "Семейный центр"},
    KindWords{"youth_centre", "Centro juvenil", "مركز شباب", "青年中心", "Молодёжный центр"},
    KindWords{"cultural_centre", "Centro cultural", "مركز ثقافي", "文化中心", "Культурный центр"},
    KindWords{"social_centre", "Centro social", "مركز اجتماعي", "社会中心", "Социальный центр"},
    KindWords{"social_facility", "Servicio social", "خدمة اجتماعية", "社会服务", "Социальная служба"},
    KindWords{"employment_agency", "Oficina de empleo", "مكتب توظيف", "就业服务处", "Центр занятости"},
    KindWords{"coworking", "Espacio de trabajo compartido", "مساحة عمل مشتركة", "共享办公空间", "Коворкинг"},
    KindWords{"makerspace", "Taller de fabricación", "ورشة تصنيع", "创客空间", "Мастерская"},
    KindWords{"internet_cafe", "Cibercafé", "مقهى إنترنت", "网吧", "Интернет-кафе"},
    KindWords{"arts_centre", "Centro de arte", "مركز فنون", "艺术中心", "Центр искусств"},
    KindWords{"museum", "Museo", "متحف", "博物馆", "Музей"},
    KindWords{"gallery", "Galería", "معرض فني", "画廊", "Галерея"},
    KindWords{"planetarium", "Planetario", "قبة سماوية", "天文馆", "Планетарий"},
    KindWords{"archive", "Archivo", "أرشيف", "档案馆", "Архив"},
    KindWords{"zoo", "Zoológico", "حديقة حيوان", "动物园", "Зоопарк"},
    KindWords{"aquarium", "Acuario", "حوض أسماك", "水族馆", "Аквариум"},
    KindWords{"botanical_garden", "Jardín botánico", "حديقة نباتية", "植物园", "Ботанический сад"},
    KindWords{"community_garden", "Huerto comunitario", "حديقة مجتمعية", "社区花园", "Общественный сад"},
    KindWords{"theatre", "Teatro", "مسرح", "剧院", "Театр"},
    KindWords{"events_venue", "Sala de eventos", "قاعة مناسبات", "活动场所", "Площадка мероприятий"},
    KindWords{"townhall", "Ayuntamiento", "مبنى البلدية", "市政厅", "Мэрия"},
    KindWords{"information", "Punto de información", "نقطة معلومات", "信息点", "Информационный пункт"},
    KindWords{"sports_centre", "Centro deportivo", "مركز رياضي", "体育中心", "Спортивный центр"},
    KindWords{"sports_hall", "Pabellón deportivo", "قاعة رياضية", "体育馆", "Спортивный зал"},
    KindWords{"club", "Club", "نادٍ", "俱乐部", "Клуб"},
    KindWords{"association", "Asociación", "جمعية", "协会", "Объединение"},
    KindWords{"place_of_worship", "Lugar de culto", "دار عبادة", "宗教场所", "Место богослужения"},
    KindWords{"prison", "Prisión", "سجن", "监狱", "Тюрьма"},
    KindWords{"learning_place", "Lugar de aprendizaje", "مكان للتعلّم", "学习场所", "Место для учёбы"},
};

}  // namespace

std::string_view word(Word which, std::size_t language) noexcept {
  return kWords[static_cast<std::size_t>(which)].words[language];
}

std::string_view kind_word(std::string_view slug, std::size_t language) noexcept {
  store::Kind const* const kind = store::find_kind(slug);
  if (language >= 2) {
    auto const own =
        std::find_if(kKindWords.begin(), kKindWords.end(), [&](KindWords const& one) { return one.slug == slug; });
    if (own != kKindWords.end()) {
      std::array const words{own->es, own->ar, own->zh, own->ru};
      return words[language - 2];
    }
  }
  if (kind == nullptr) {
    return slug;
  }
  return language == 1 ? kind->label_fr : kind->label_en;
}

}  // namespace cartable::server::api
