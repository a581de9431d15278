#include "base/text.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

// Kinds of learning place by the words that cities' own tables have for them.
namespace cartable::importers {
namespace {

struct KindWords {
  std::string_view slug, words;
};

// Each kind by its names in French, Spanish, Portuguese, Italian, German, Dutch, Catalan, Russian, Arabic, Chinese, and
// where they are well known Polish, Swedish, Japanese and Korean; folded and freed of plural endings when built.
constexpr std::array kWords = {
    KindWords{"kindergarten",
              "nursery school|pre school|nursery|école maternelle|ecole maternelle publique|jardin "
              "d'enfants|maternelle|jardín de infancia|escuela infantil|educación infantil|"
              "jardín infantil|jardim de infância|educação infantil|pré-escola|scuola dell'infanzia|scuola "
              "infanzia|scuola materna|kindergarten|kindertagesstätte|kita|kindertageseinrichtung|kinderhaus|"
              "kleuterschool|escola bressol|llar d'infants|детский сад|дошкольное образовательное учреждение|روضة "
              "أطفال|روضة|幼儿园|幼稚園|przedszkole|förskola|유치원|保育園|centre de la petite enfance"},
    KindWords{"childcare",
              "day nursery|crèche|garderie|halte-garderie|micro-crèche|multi-accueil|guardería|guardería "
              "infantil|creche|asilo nido|nido d'infanzia|kinderkrippe|krippe|hort|tagespflege|kinderdagverblijf|"
              "kinderopvang|ясли|حضانة|托儿所|żłobek|daycare|child care|nursery centre|estancia infantil"},
    KindWords{"school",
              "école|etablissement scolaire|escuela|colegio|centro educativo|institución educativa|centro "
              "docente|escola|agrupamento de escolas|scuola|istituto scolastico|istituto comprensivo|schule|"
              "school|basisschool|школа|общеобразовательная школа|средняя общеобразовательная "
              "школа|общеобразовательное учреждение|مدرسة|学校|學校|szkoła|skola|skole|koulu|학교|colegio "
              "público|group scolaire|groupe scolaire|centre educatif"},
    KindWords{"primary_school",
              "primary|école primaire|école élémentaire|ecole elementaire publique|elementaire|primaire|escuela "
              "primaria|educación primaria|ceip|colegio de educación infantil y primaria|centro de educación infantil "
              "y primaria|escola primária|escola básica|ensino fundamental|scuola primaria|"
              "scuola elementare|grundschule|volksschule|basisschool|lagere school|escola d'educació "
              "primària|начальная школа|مدرسة ابتدائية|ابتدائية|小学|國民小學|szkoła podstawowa|grundskola|elementary "
              "school|primary school|小学校|초등학교|infant school|junior school"},
    KindWords{"lower_secondary_school",
              "collège|middle school|junior high school|scuola secondaria di primo grado|scuola secondaria di i "
              "grado|scuola media|mittelschule|hauptschule|realschule|educación secundaria obligatoria|"
              "основная школа|مدرسة إعدادية|مدرسة متوسطة|إعدادية|初中|初级中学|中学校|gimnazjum|중학교"},
    KindWords{"secondary_school",
              "secondary|établissement secondaire|secundaria|escuela secundaria|instituto de educación "
              "secundaria|ies|educación "
              "secundaria|escola secundária|scuola secondaria|gesamtschule|sekundarschule|weiterführende schule|"
              "middelbare school|institut d'educació secundària|средняя школа|مدرسة ثانوية|ثانوية|中学|中學|high "
              "school|secondary school|oberschule"},
    KindWords{"upper_secondary_school",
              "lycée|lycée général|lycée professionnel|lycée polyvalent|lycee general et "
              "technologique|bachillerato|liceo|ensino médio|scuola secondaria di secondo grado|scuola secondaria di "
              "ii grado|istituto tecnico|istituto professionale|"
              "gymnasium|berufsschule|berufskolleg|fachoberschule|лицей|гимназия|高中|高级中学|高等学校|liceum|"
              "gymnasieskola|고등학교|sixth form|sixth form college"},
    KindWords{"adult_school",
              "volkshochschule|vhs|école pour adultes|centro de educación de adultos|educación de adultos|centro de "
              "educación de personas adultas|cepa|escuela de adultos|educação de adultos|centro provinciale per "
              "l'istruzione degli adulti|cpia|"
              "adult education|adult education centre|adult learning centre|education permanente|universidad "
              "popular|centre de formació d'adults|volksuniversiteit|народный университет|تعليم "
              "الكبار|成人学校|成人教育|université populaire|formation d'adultes|adult school|folkhögskola"},
    KindWords{"special_needs_school",
              "école spécialisée|institut médico-éducatif|ime|educación especial|centro de educación especial|escola "
              "especial|förderschule|förderzentrum|sonderschule|speciaal onderwijs|special school|"
              "коррекционная школа|مدرسة التربية الخاصة|特殊教育学校|special education|special needs school"},
    KindWords{"college",
              "centre de formation d'apprentis|cfa|instituto tecnológico|instituto superior|formación "
              "profesional|centro de formación profesional|instituto técnico|escola técnica|istituto superiore|"
              "berufsakademie|fachschule|further education|further education college|community college|technical "
              "college|колледж|техникум|среднее профессиональное образование|معهد|كلية|学院|职业学院|专科学校|college"},
    KindWords{"university",
              "université|universidad|universidade|università|universität|hochschule|fachhochschule|universiteit|"
              "hogeschool|universitat|университет|вуз|высшее учебное заведение|جامعة|大学|大學|uniwersytet|universitet|"
              "faculté|facultad|grande école|대학교|higher education|ateneo"},
    KindWords{"research_institute",
              "institut de recherche|centro de investigación|instituto de pesquisa|istituto di "
              "ricerca|forschungsinstitut|onderzoeksinstituut|научно-исследовательский институт|مركز "
              "أبحاث|研究所|laboratoire"},
    KindWords{"prep_school",
              "soutien scolaire|aide aux devoirs|accompagnement à la "
              "scolarité|academia|nachhilfe|hausaufgabenhilfe|bijles|refuerzo escolar|cram "
              "school|tutoring|补习班|辅导班|репетитор|homework club"},
    KindWords{
        "language_school",
        "école de langues|centre de langues|escuela de idiomas|escuela oficial de idiomas|academia de idiomas|escola "
        "de línguas|scuola di lingue|sprachschule|sprachkurs|integrationskurs|taalschool|escola d'idiomes|"
        "языковая школа|курсы иностранных языков|مدرسة لغات|معهد لغات|语言学校|语言培训|language centre|alliance "
        "française|goethe institut"},
    KindWords{
        "music_school",
        "école de musique|conservatoire|escuela de música|conservatorio|escola de música|conservatório|scuola di "
        "musica|musikschule|muziekschool|музыкальная школа|детская музыкальная школа|مدرسة موسيقى|معهد موسيقى|音乐学校|"
        "szkoła muzyczna|escola de musica|conservatoire de musique|kulturskola"},
    KindWords{"dancing_school",
              "école de danse|escuela de danza|escuela de baile|escola de dança|scuola di danza|scuola di "
              "ballo|tanzschule|dansschool|школа танцев|مدرسة رقص|舞蹈学校|dance studio|dance school"},
    KindWords{"driving_school",
              "auto-école|école de conduite|autoescuela|escuela de manejo|auto escola|scuola "
              "guida|autoscuola|fahrschule|rijschool|автошкола|مدرسة تعليم القيادة|驾校|驾驶学校"},
    KindWords{"training",
              "centre de formation|organisme de formation|centro de formación|centro de "
              "capacitación|capacitación|centro de formação|centro di formazione|formazione "
              "professionale|ausbildungszentrum|weiterbildung|bildungszentrum|bildungseinrichtung|"
              "weiterbildungseinrichtung|opleidingscentrum|"
              "centre de formació|учебный центр|центр обучения|дополнительное образование|учреждение дополнительного "
              "образования|مركز تدريب|مركز التدريب|培训中心|培训机构|training center|training provider|vocational "
              "training|learning centre|learning center|skills centre|cursos"},
    KindWords{
        "library",
        "bibliothèque|médiathèque|bibliotheque municipale|mediatheque|bibliothèque-médiathèque|point "
        "lecture|biblioteca|biblioteca pública|biblioteca municipal|bibliobús|biblioteca "
        "comunale|bibliothek|bücherei|stadtbibliothek|gemeindebücherei|öffentliche bibliothek|mediathek|stadtbücherei|"
        "zweigbibliothek|bibliotheek|openbare bibliotheek|mediateca|библиотека|публичная библиотека|مكتبة|مكتبة "
        "عامة|المكتبة|图书馆|圖書館|公共图书馆|biblioteka|bibliotek|kirjasto|図書館|도서관|kütüphane|βιβλιοθηκη|"
        "könyvtár|knihovna|public library|branch library|library branch|bibliothèque universitaire|bibliobus|mobile "
        "library"},
    KindWords{"public_bookcase",
              "boîte à livres|boîte a lire|bücherschrank|öffentlicher bücherschrank|minibieb|bookcrossing|little free "
              "library|шкаф буккроссинга"},
    KindWords{"toy_library", "ludothèque|ludoteca|spielothek|ludothek|speel-o-theek|игротека"},
    KindWords{"community_centre",
              "maison de quartier|centre communautaire|centre socioculturel|centre socio-culturel|centre culturel et "
              "social|centro comunitario|centro cívico|centro vecinal|centro comunitário|centro di quartiere|centro "
              "civico|bürgerhaus|bürgerzentrum|stadtteilzentrum|nachbarschaftszentrum|nachbarschaftshaus|"
              "gemeenschapscentrum|buurthuis|wijkcentrum|centre cívic|общественный центр|дом культуры|центр "
              "досуга|مركز مجتمعي|مركز اجتماعي|社区中心|社區中心|文化活动中心|community center|community "
              "hall|community centre|neighbourhood house|neighborhood center|begegnungsstätte|公民館|maison des "
              "associations|maison pour tous|sosyal merkez"},
    KindWords{"family_centre",
              "maison des familles|centre familial|espace familles|centro de familia|centro para las familias|centro "
              "per le famiglie|familienzentrum|mehrgenerationenhaus|centro de família|семейный центр|مركز "
              "الأسرة|家庭中心|family hub|children's centre|familjecentral"},
    KindWords{"youth_centre",
              "maison des jeunes|mjc|maison des jeunes et de la culture|point jeunes|espace jeunes|centro juvenil|casa "
              "de la juventud|centro de juventud|centro jovem|casa da juventude|centro giovanile|centro "
              "giovani|jugendzentrum|jugendhaus|jugendtreff|jugendclub|jugendfreizeiteinrichtung|jeugdhuis|"
              "jongerencentrum|casal de joves|"
              "молодежный центр|подростковый клуб|مركز شباب|مركز الشباب|青年中心|少年宫|youth club|youth center|espai "
              "jove|ungdomsgård"},
    KindWords{
        "cultural_centre",
        "centre culturel|maison de la culture|espace culturel|centro cultural|casa de cultura|casa de la cultura|casa "
        "da cultura|centro culturale|kulturzentrum|kulturhaus|cultureel centrum|centre cultural|культурный "
        "центр|дворец культуры|مركز ثقافي|دار الثقافة|文化中心|文化馆|文化宮|cultural center|dom kultury|kulturhus"},
    KindWords{"village_hall",
              "salle communale|salle polyvalente|salle des fêtes|salón de actos|salão "
              "paroquial|gemeindesaal|gemeindehaus|dorfgemeinschaftshaus|dorpshuis|village hall|casa del pueblo"},
    KindWords{
        "social_centre",
        "centre social|centro social|centro de acción social|centro sociale|sozialzentrum|sociaal centrum|социальный "
        "центр|مركز الخدمة الاجتماعية|centre communal d'action sociale|centro de servicios sociales"},
    KindWords{"social_facility",
              "service social|servicio social|servicios sociales|serviço social|servizi sociali|soziale "
              "einrichtung|beratungsstelle|shelter|homeless shelter|refugio|albergue|dormitorio|foyer|centre "
              "d'hébergement|notunterkunft|obdachlosenunterkunft|социальная служба|"
              "комплексный центр социального обслуживания|خدمة اجتماعية|社会服务|social service|social services"},
    KindWords{"outreach",
              "conseil et accompagnement|point d'accès au droit|france services|maison france "
              "services|beratung|orientación|asesoramiento|consultorio|advice centre|citizens "
              "advice|counselling|espace france services|integrationsberatung|migrationsberatung"},
    KindWords{"sheltered_workshop",
              "atelier protégé|esat|centro especial de empleo|centro ocupacional|werkstatt für behinderte "
              "menschen|werkstatt für menschen mit behinderung|sociale werkplaats|laboratorio protetto"},
    KindWords{"day_centre",
              "accueil de jour|centro de día|centro diurno|tagesstätte|tagespflegeeinrichtung|dagcentrum|центр "
              "дневного пребывания|مركز نهاري|日间照料中心|day center|drop-in centre|drop in"},
    KindWords{"employment_agency",
              "agence pour l'emploi|pôle emploi|france travail|mission locale|maison de l'emploi|cap emploi|oficina de "
              "empleo|servicio de empleo|centro de emprego|centro per l'impiego|arbeitsagentur|agentur für "
              "arbeit|jobcenter|arbeitsamt|uwv|werkplein|oficina de treball|"
              "центр занятости|служба занятости|مكتب عمل|مكتب التوظيف|职业介绍所|就业服务中心|job centre|job "
              "center|employment centre|employment service|american job center|workforce center|arbetsförmedling"},
    KindWords{"educational_office",
              "bureau d'un organisme d'enseignement|inspection académique|rectorat|consejería de "
              "educación|schulamt|department of education|управление образования|مديرية التربية|教育局"},
    KindWords{"coworking",
              "espace de cotravail|espace de coworking|coworking|tiers-lieu|tiers lieu|espacio de coworking|espaço de "
              "coworking|spazio coworking|коворкинг|مساحة عمل مشتركة|共享办公|联合办公"},
    KindWords{
        "makerspace",
        "fab lab|fablab|hackerspace|hackspace|atelier partagé|repair café|repair cafe|offene werkstatt|laboratorio de "
        "fabricación|ateneu de fabricació|maker space|创客空间|makerspaces|technology lab"},
    KindWords{"internet_cafe",
              "cybercafé|cyber-base|espace public numérique|epn|cyberespace|telecentro|punto de acceso a "
              "internet|telecentre|internetcafé|internet-café|интернет-кафе|компьютерный клуб|مقهى "
              "إنترنت|网吧|computer centre|computer center|"
              "médiation numérique|espace numérique|maison du numérique|point d'accès numérique|aula "
              "informática|internetpunt|public computer center"},
    KindWords{"arts_centre",
              "centre d'art|centre artistique|école d'art|centro de arte|centro artístico|centro de artes|centro "
              "d'arte|kunstzentrum|kunsthaus|kunstschule|kunstencentrum|centre d'arts|центр искусств|школа "
              "искусств|детская школа искусств|художественная школа|مركز فنون|艺术中心|art center|arts center|art "
              "school|taller de arte|escuela de arte"},
    KindWords{"museum",
              "musée|museo|museu|museum|heimatmuseum|музей|متحف|博物馆|博物館|muzeum|muséum|muzej|美術館|박물관|müze|"
              "μουσειο|ecomusée|écomusée|casa museo"},
    KindWords{"gallery",
              "galerie|galerie d'art|galería|galería de arte|galeria|galleria|galleria "
              "d'arte|kunstgalerie|galerij|галерея|выставочный зал|معرض|معرض فني|画廊|美术馆|art gallery"},
    KindWords{"planetarium", "planétarium|planetario|planetário|планетарий|قبة فلكية|天文馆"},
    KindWords{"archive",
              "archives|archives municipales|archives départementales|archivo|archivo "
              "municipal|arquivo|archivio|archiv|stadtarchiv|archief|arxiu|архив|أرشيف|档案馆"},
    KindWords{"zoo",
              "parc zoologique|zoológico|jardim zoológico|giardino zoologico|tierpark|dierentuin|зоопарк|حديقة "
              "الحيوان|动物园"},
    KindWords{"aquarium", "acuario|aquário|acquario|океанариум|аквариум|水族馆"},
    KindWords{"botanical_garden",
              "jardin botanique|jardín botánico|jardim botânico|orto botanico|botanischer garten|botanische tuin|jardí "
              "botànic|ботанический сад|حديقة نباتية|植物园"},
    KindWords{"community_garden",
              "jardin partagé|jardin communautaire|jardins familiaux|huerto urbano|huerto comunitario|horta "
              "comunitária|orto urbano|orti urbani|gemeinschaftsgarten|urban gardening|volkstuin|hort "
              "urbà|общественный сад|社区花园|community garden|allotment"},
    KindWords{"theatre", "théâtre|teatro|theater|schauspielhaus|teatre|театр|مسرح|剧院|劇院|剧场|teatr|teater"},
    KindWords{"events_venue",
              "lieu d'événements|salle de spectacle|salle de spectacles|auditorium|auditorio|sala de eventos|sala "
              "concerti|veranstaltungsort|veranstaltungshaus|stadthalle|evenementenlocatie|концертный зал|قاعة "
              "مناسبات|会堂|音乐厅|concert hall|performing arts centre"},
    KindWords{"conference_centre",
              "centre de congrès|palais des congrès|palacio de congresos|centro de convenciones|centro "
              "congressi|kongresszentrum|конгресс-центр|مركز مؤتمرات|会议中心|convention center|conference center"},
    KindWords{"exhibition_centre",
              "parc des expositions|recinto ferial|centro de exposiciones|centro "
              "esposizioni|messe|ausstellungszentrum|expo|выставочный центр|مركز معارض|展览馆|exhibition center"},
    KindWords{"townhall",
              "mairie|hôtel de ville|mairie d'arrondissement|mairie annexe|ayuntamiento|alcaldía|junta "
              "municipal|prefeitura|câmara "
              "municipal|municipio|rathaus|bürgeramt|bürgerbüro|gemeentehuis|stadhuis|ajuntament|администрация|بلدية|"
              "市政厅|city hall|town hall|civic centre"},
    KindWords{"information_office",
              "office de tourisme|oficina de turismo|oficina de información|posto de turismo|ufficio turistico|tourist "
              "information|touristinformation|информационный центр|مكتب معلومات|游客中心|bureau d'information "
              "jeunesse|point information jeunesse|information jeunesse|tourist office"},
    KindWords{
        "information_terminal",
        "borne publique|borne interactive|punto de información|quiosco digital|infoterminal|информационный киоск"},
    KindWords{"sports_centre",
              "centre sportif|complexe sportif|equipement sportif|polideportivo|centro deportivo|complejo "
              "deportivo|instalación deportiva|centro desportivo|complexo esportivo|centro sportivo|impianto "
              "sportivo|sportzentrum|sportanlage|sportcentrum|poliesportiu|спортивный комплекс|спортивный центр|مركز "
              "رياضي|体育中心|leisure centre|leisure center|sports center|recreation centre|recreation center|"
              "piscine|piscina|schwimmbad|hallenbad|zwembad|бассейн|swimming pool|体育馆|体育館"},
    KindWords{
        "sports_hall",
        "salle de sport|gymnase|gimnasio|pabellón|ginásio|palestra|palazzetto dello "
        "sport|turnhalle|sporthalle|sporthal|gimnàs|спортивный зал|спортзал|صالة رياضية|健身房|gymnasium hall|gym"},
    KindWords{"dojo", "dojang|salle d'arts martiaux|dojo"},
    KindWords{"club",
              "club de loisirs|club social|centro recreativo|circolo|verein|vereniging|клуб|نادي|俱乐部|club de "
              "jubilados|hogar del jubilado|centro de mayores|seniorenclub|seniorentreff|seniorenbegegnungsstätte|club "
              "senior|senior centre|senior center"},
    KindWords{"association",
              "asociación|associação|associazione|ассоциация|общественная организация|جمعية|协会|ong|ngo|non "
              "profit|nonprofit"},
    KindWords{"place_of_worship",
              "lieu de "
              "culte|église|mosquée|synagogue|temple|iglesia|mezquita|igreja|chiesa|moschea|kirche|moschee|kerk|moskee|"
              "església|церковь|мечеть|храм|مسجد|كنيسة|教堂|清真寺|寺|church|mosque|parish"},
    KindWords{"prison",
              "centre pénitentiaire|maison d'arrêt|cárcel|centro "
              "penitenciario|prisão|carcere|gefängnis|justizvollzugsanstalt|gevangenis|тюрьма|سجن|监狱"},
};

/// A folded word without its plural ending, so that "libraries", "bibliothèques", "museos" and "scuole" are found.
std::string singular(std::string word) {
  if (word.ends_with("ies") && word.size() > 4) {
    word.replace(word.size() - 3, 3, "y");
  } else if (word.ends_with("s") && !word.ends_with("ss") && word.size() > 3) {
    word.pop_back();
  }
  return word;
}

std::string singular_words(std::string_view text) {
  static std::vector<std::string> const kSmall = {"de",  "du", "des", "d",  "la",  "le", "les", "l",
                                                  "del", "di", "da",  "do", "the", "of", "der", "die",
                                                  "das", "y",  "e",   "et", "und", "and"};
  std::string out;
  std::string cut(text);
  std::replace(cut.begin(), cut.end(), '\'', ' ');  // base::fold joins at an apostrophe
  for (std::size_t at = 0; (at = cut.find("\xE2\x80\x99", at)) != std::string::npos;) {
    cut.replace(at, 3, " ");
  }
  for (std::string word : base::split(base::fold(cut), ' ')) {
    if (std::find(kSmall.begin(), kSmall.end(), word) != kSmall.end()) {
      continue;
    }
    constexpr std::string_view kArticle = "ال";
    if (word.size() > kArticle.size() + 4 && word.starts_with(kArticle)) {
      word.erase(0, kArticle.size());
    }
    out += out.empty() ? "" : " ";
    out += singular(std::move(word));
  }
  return out;
}

struct KindLexicon {
  std::unordered_map<std::string, std::string_view> plain;         ///< whole labels
  std::vector<std::pair<std::string, std::string_view>> unspaced;  ///< Han and others, the longest first
  std::size_t longest = 1;                                         ///< words of the longest label
};

bool beyond_spaces(std::string_view word) {
  auto const lead = static_cast<unsigned char>(word.empty() ? ' ' : word.front());
  return lead >= 0xE3 && lead <= 0xED;
}

KindLexicon make() {
  KindLexicon out;
  auto const add = [&](std::string_view label, std::string_view slug) {
    std::string const key = singular_words(label);
    if (key.empty()) {
      return;
    }
    out.longest = std::max(out.longest, static_cast<std::size_t>(std::count(key.begin(), key.end(), ' ')) + 1);
    out.plain.emplace(key, slug);
    if (beyond_spaces(key)) {
      out.unspaced.emplace_back(key, slug);
    }
  };
  for (store::Kind const& kind : store::kinds()) {
    add(kind.slug, kind.slug);
    add(kind.label_en, kind.slug);
    add(kind.label_fr, kind.slug);
  }
  for (KindWords const& entry : kWords) {
    for (std::string const& word : base::split(entry.words, '|')) {
      add(word, entry.slug);
    }
  }
  std::stable_sort(out.unspaced.begin(), out.unspaced.end(),
                   [](auto const& a, auto const& b) { return a.first.size() > b.first.size(); });
  return out;
}

KindLexicon const& lexicon() {
  static KindLexicon const instance = make();
  return instance;
}

std::string_view plain_kind(std::string_view word) {
  if (store::Kind const* const kind = store::find_kind(word)) {
    return kind->slug;
  }
  auto const found = lexicon().plain.find(singular_words(word));
  return found == lexicon().plain.end() ? std::string_view() : found->second;
}

}  // namespace

bool is_plain_kind(std::string_view word) { return !plain_kind(word).empty(); }

std::string kind_of(std::string_view word) {
  if (auto const plain = plain_kind(word); !plain.empty()) {
    return std::string(plain);
  }
  KindLexicon const& lex = lexicon();
  // "Bibliothèque municipale Rivet", "Public library?": the longest label inside, unless another kind stands beside it.
  std::string const text = singular_words(word);
  if (text.empty() || text.size() > 120) {
    return {};
  }
  if (beyond_spaces(text)) {
    for (auto const& [label, slug] : lex.unspaced) {
      if (label.size() >= 6 && text.ends_with(label)) {
        return std::string(slug);
      }
    }
  }
  std::vector<std::string> const words = base::split(text, ' ');
  if (words.size() > 12) {
    return {};
  }
  std::string_view found;
  std::size_t found_size = 0;
  std::vector<bool> used(words.size(), false);
  for (std::size_t length = std::min(lex.longest, words.size()); length > 0; --length) {
    for (std::size_t first = 0; first + length <= words.size(); ++first) {
      if (std::any_of(used.begin() + static_cast<std::ptrdiff_t>(first),
                      used.begin() + static_cast<std::ptrdiff_t>(first + length), [](bool u) { return u; })) {
        continue;
      }
      std::string run = words[first];
      for (std::size_t i = 1; i < length; ++i) {
        run += " " + words[first + i];
      }
      auto const at = lex.plain.find(run);
      if (at == lex.plain.end() || (length == 1 && run.size() < 4)) {
        continue;
      }
      std::fill(used.begin() + static_cast<std::ptrdiff_t>(first),
                used.begin() + static_cast<std::ptrdiff_t>(first + length), true);
      if (found.empty()) {
        found = at->second;
        found_size = length;
      } else if (found != at->second && store::general_kind(found) != at->second &&
                 store::general_kind(at->second) != found) {
        if (length == found_size) {
          return {};  // "school and library": which?
        }
      } else if (store::general_kind(at->second) == found && found != at->second) {
        found = at->second;  // the finer of the two
      }
    }
  }
  return std::string(found);
}

std::string kind_in_file_name(std::string_view stem) {
  std::string const text = base::fold(stem);
  std::vector<std::string> const words = base::split(text, ' ');
  KindLexicon const& lex = lexicon();
  std::string_view found;
  for (std::size_t length = std::min<std::size_t>(5, words.size()); length > 0; --length) {  // "community_centres"
    for (std::size_t first = 0; first + length <= words.size(); ++first) {
      std::string run = words[first];
      for (std::size_t i = 1; i < length; ++i) {
        run += " " + words[first + i];
      }
      auto const at = lex.plain.find(singular_words(run));
      if (at == lex.plain.end() || run.size() < 3) {
        continue;
      }
      if (!found.empty() && found != at->second) {
        return {};  // "schools_and_libraries"
      }
      found = at->second;
    }
    if (!found.empty()) {
      return std::string(found);
    }
  }
  return beyond_spaces(text) ? kind_of(text) : std::string();
}

}  // namespace cartable::importers
