#include "importers/table_words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace cartable::importers {
namespace {

/// Column names that mean a field, folded when the table is built, separated by '|'. Words between that carry no
/// meaning ("of", "de la", "der") are left out on both sides.
struct Words {
  std::string_view field;
  double strength;
  std::string_view phrases;
};

constexpr double kPlain = 0.92, kLikely = 0.8, kMaybe = 0.62, kWeak = 0.5;

constexpr std::array kWords = {
    Words{
        "id", kPlain,
        "identifiant etablissement|register "
        "id|registre|id|identifier|identifiant|identificador|identificatore|identificativo|kennung|uid|uuid|gid|global "
        "id|"
        "unique id|local id|asset id|record id|идентификатор|معرف|المعرف|编号|編號|识别码|識別碼|id unique|id externe|"
        "identifiant unique|id lieu|id interne|id source|schluessel|schlussel|objekt id"},
    Words{"id", kLikely,
          "key|clave|chave|chiave|ref|reference|referencia|code etablissement|"
          "code equipement|numero uai|codigo centro|codigo identificacion|codice scuola|codicescuola|"
          "schulnummer|einrichtungsnummer|school code|school id|facility id|id "
          "equipement|idequip|pk|nid|slug|urn|ogrn|код|"
          "رمز|代码|代碼|学校代码|学校编号|mapid|isil|codi|matricule"},
    Words{"id", kWeak,
          "code|codigo|codice|kod|kode|nummer|number|numero|num|no|nr|objectid|object id|fid|ogc fid|gml id|cartodb "
          "id|序号|序號|"
          "oid|№|n|lfd nr|lfdnr|laufende nummer|رقم|row id|rowid|index|numero ordre"},
    Words{"code", kPlain,
          "nr|no|code|codigo|codice|codi|kod|code quartier|code iris|code district|district code|district id|ward "
          "code|kennung|"
          "schluessel|schlussel|gebietsschlussel|nummer|number|numero|num|cod|mapid|codigo distrito|codigo barrio|"
          "cod barrio|cod distrito|buurtcode|wijkcode|codi barri|codi districte|код|رمز|代码|编号|gss code|lsoa code|"
          "ags|bez nr|bezirk nr|stadtteilnummer|stadtteil nr|code insee|c qu|c ar|cod dis|cod bar|geoid|dauid|cduid"},
    Words{"name", kPlain,
          "neve|megnevezes|name|title|nom|nombre|nome|naam|bezeichnung|libelle|libellé|titre|titulo|título|titolo|"
          "titel|intitule|"
          "denomination|"
          "denominacion|denominación|denominazione|denominació|denominacao|namn|navn|nimi|nazwa|nazev|názov|naziv|"
          "nosaukums|pavadinimas|"
          "adi|nev|denumire|label|название|наименование|назва|найменування|назив|имя|اسم|الاسم|التسمية|名称|名稱|名前|"
          "名字|"
          "이름|명칭|시설명|ονομασια|ονομα|επωνυμια|שם|nom lieu|nom complet|full name|nombre completo|nom "
          "etablissement|nom usuel|"
          "nom structure|structure nom|полное наименование|полное название|nom officiel|official name|common "
          "name|place name|site name|"
          "nom site|nom equipement|appellation|appellation officielle|raison sociale|denominacion generica especifica|"
          "denominazione scuola|denominazionescuola|insttitle|display name|naam locatie"},
    Words{"name", kMaybe,
          "명|名|denominazioneistitutoriferimento|denominacion especifica|tytul|nombre corto|short name|nom "
          "court|kurzname|kurzbezeichnung|short title|nom abrege|sigle|краткое наименование|"
          "name en|designation|описание объекта|signage|enseigne|nom commercial|trading name"},
    Words{
        "kind", kPlain,
        "descrizionetipologiagradoistruzionescuola|kind|type|category|categorie|catégorie|categoria|categoría|"
        "kategorie|amenity|tipo|art|soort|kategori|"
        "tipologia|tipología|typologie|type lieu|type etablissement|type equipement|type structure|tipo centro|"
        "einrichtungsart|schulart|schulform|place type|facility type|school type|тип|вид|категория|نوع|النوع|الفئة|"
        "التصنيف|类型|類型|类别|類別|种类|種別|分类|分類|유형|구분|tip|typ|rodzaj|druh|facility category|kind of place|"
        "nature|nature etablissement|typ einrichtung|rubrique|sous categorie|subcategory|subcategoria|unterkategorie|"
        "denominacion generica|tipus|tipologia grado istruzione caratteristica scuola|вид "
        "объекта|typeequipement|equipement type|"
        "natureza|classification|classification label|classification label de|class|klasse|famille|type equip"},
    Words{"kind", kMaybe,
          "group type|facility "
          "use|use|usage|utilisation|theme|themes|thematique|branche|activity|activite|ambito|sector|secteur|nature "
          "uai libe"},
    Words{"lon", kPlain,
          "hosszusag|foldrajzi hosszusag|pituusaste|long x|lng "
          "x|longitude|lon|lng|longitud|longitudine|laengengrad|längengrad|geografische "
          "lange|lange|laenge|geographische lange|geogr lange|"
          "geo lon|geo long|geo lng|gps lon|gps long|gps longitude|gps lng|долгота|"
          "خط الطول|经度|經度|経度|경도|longtitude|pituus|boylam|długość geograficzna|dlugosc "
          "geograficzna|dlugosc|zemepisna delka|"
          "delka|longitudinea|γεωγραφικο μηκος|μηκος|довгота|y lon|x lon|lon x|x longitude|longitude x|coordonnee "
          "longitude|"
          "coord lon|coordenada longitud|lengdegrad|langdgrad|längdgrad|laengegrad|lengtegraad|קו אורך"},
    Words{"lon", kMaybe, "long|lo|l|xlong|lond|easting lon"},
    Words{"lat", kPlain,
          "szelesseg|foldrajzi szelesseg|lat y|latitude|lat|latitud|latitudine|breitengrad|geografische "
          "breite|geographische breite|geogr "
          "breite|breite|geo lat|gps lat|"
          "gps latitude|широта|خط العرض|دائرة العرض|纬度|緯度|위도|lattitude|enlem|szerokość geograficzna|szerokosc "
          "geograficzna|szerokosc|zemepisna sirka|"
          "sirka|latitudinea|γεωγραφικο πλατος|πλατος|y lat|lat y|y latitude|latitude y|coordonnee latitude|coord lat|"
          "coordenada latitud|breddegrad|breddgrad|breedtegraad|leveysaste|קו רוחב"},
    Words{"x", kPlain,
          "koord e|coord e|koordinate e|utm e|lv95 e|x koordinaten|x|coord x|x coord|xcoord|x coordinate|coordinate "
          "x|coordonnee x|coordx|coordenada x|coordenadas x|coor x|"
          "point x|pointx|x point|utm x|x utm|easting|eastings|rechtswert|rechts|ostwert|hochwert rechtswert x|x l93|"
          "x lambert|lambert x|x lambert93|lambert93 x|x lamb93|coordx l93|x rgf93|x wgs84|wgs84 x|x etrs89|etrs89 x|"
          "coordinata x|coordinate est|est|este|ost|este utm|utm este|e utm|geo x|x geo|xgeo|pos x|x pos|gkx|koordx|x "
          "koordinate|xkoord|x koord|"
          "koordinate x|координата x|координаты x|x координата|rd x|x rd|e lv95|e koord|east|centroid x|xcenter|x "
          "wgs|utm etrs89 x|x etrs|"
          "coordenada este|coordonnees x|x 25830|x 2154|x 31370|lon lambert|xlambert|xlambert93|lambx|lamb x|x "
          "chtrs95|ekoord|e coord|e coordinate|x gps"},
    Words{"y", kPlain,
          "koord n|coord n|koordinate n|utm n|lv95 n|y koordinaten|y|coord y|y coord|ycoord|y coordinate|coordinate "
          "y|coordonnee y|coordy|coordenada y|coordenadas y|coor y|"
          "point y|pointy|y point|utm y|y utm|northing|northings|hochwert|hoch|nordwert|y l93|y lambert|lambert y|"
          "y lambert93|lambert93 y|y lamb93|coordy l93|y rgf93|y wgs84|wgs84 y|y etrs89|etrs89 y|coordinata y|"
          "coordinate nord|nord|norte|norte utm|utm norte|n utm|geo y|y geo|ygeo|pos y|y pos|gky|koordy|y "
          "koordinate|ykoord|y koord|koordinate y|"
          "координата y|координаты y|y координата|rd y|y rd|n lv95|n koord|north|centroid y|ycenter|y wgs|utm etrs89 "
          "y|y etrs|coordenada norte|"
          "coordonnees y|y 25830|y 2154|y 31370|lat lambert|ylambert|ylambert93|lamby|lamb y|y chtrs95|nkoord|n "
          "coord|n coordinate|y gps"},
    Words{"position", kPlain,
          "geo point 2d|geo "
          "point|geopoint|geopoint2d|coordinates|coordonnees|coordonnées|coordenadas|coordinate|coordinate "
          "geografiche|koordinaten|"
          "lat lon|lat long|latlon|latlong|latlng|lat lng|lon lat|lonlat|latitude longitude|latitud longitud|longitude "
          "latitude|gps|gps coordinates|"
          "coordonnees "
          "gps|geolocalisation|geolocalizacion|geolocalizzazione|geolocation|geocoordinates|geom|geometry|geometrie|"
          "géométrie|geometria|the geom|"
          "wkt|wkt geom|geo shape|geoshape|shape|point|location|geo location|координаты|геоданные|geodata|geodata "
          "center|geo data|географические координаты|"
          "الإحداثيات|احداثيات|坐标|经纬度|經緯度|座標|좌표|coordonneesxy|coords|coord|geo|lage|standortkoordinaten|"
          "posicion|posizione|position|localizacion|"
          "localización|ubicacion geografica|wgs84|geoposition|coordenadas geograficas|punto|geo "
          "coordinates|georeference|georreferencia|geolocalizacao"},
    Words{"x", 0.68, "e"},
    Words{"y", 0.68, "n"},
    Words{"description", kLikely, "presentation detail|detail|long description|descriptif detaille"},
    Words{"description", kPlain,
          "presentation resume|presentation courte|short "
          "description|description|descripcion|descripción|descricao|descrição|descrizione|beschreibung|descripcio|"
          "omschrijving|"
          "beskrivning|beskrivelse|kuvaus|opis|popis|описание|опис|الوصف|وصف|描述|简介|簡介|介绍|介紹|説明|설명|"
          "presentation|présentation|about|summary|resume|résumé|details|kurzbeschreibung|intro|descriptif"},
    Words{"phone", kPlain,
          "phone no|telephone no|tel no|telefonnr|fone|telefonszam|contact "
          "no|phone|telephone|téléphone|telefon|telefono|teléfono|telefone|tel|phone number|telephone number|contact "
          "phone|telefonnummer|numero telephone|"
          "numero telefono|telefon nr|telefoon|telefoonnummer|puhelin|puhelinnumero|telefonszam|телефон|контактный "
          "телефон|номер телефона|телефоны|"
          "справочный телефон|public phone|هاتف|الهاتف|رقم "
          "الهاتف|تليفون|تلفون|电话|電話|联系电话|聯絡電話|电话号码|電話番号|전화번호|전화|"
          "rufnummer|fon|phone1|tel 1|tel1|telephone 1|telefono1|telefono fijo|main phone|office "
          "phone|τηλεφωνο|טלפון|voice|telefons|telf|tlf|tfno|mobile phone number"},
    Words{"phone", kMaybe,
          "mobile|handy|portable|gsm|movil|celular|cellulare|手机|جوال|contact number|contact telephone|phone "
          "2|telephone 2|tel2"},
    Words{"email", kPlain,
          "email|e mail|mail|courriel|correo|correo electronico|correo electrónico|contact email|email address|adresse "
          "email|adresse mail|"
          "adresse electronique|mail contact|emailadresse|e mail adresse|mailadresse|indirizzo email|indirizzo e "
          "mail|indirizzo posta elettronica|"
          "posta elettronica|correu|correu electronic|sahkoposti|epost|e post|eposta|e posta|электронная почта|эл "
          "почта|адрес электронной почты|"
          "البريد الإلكتروني|البريد الالكتروني|بريد "
          "إلكتروني|邮箱|电子邮箱|电子邮件|電子郵件|電子信箱|メール|メールアドレス|이메일|"
          "mel|adresse courriel|contact mail|endereco eletronico|indirizzoemailscuola|public email|pochta|אימייל|דואל"},
    Words{"website", kPlain,
          "官網|nettside|nettsted|honlap|web cime|website|url|web|homepage|home page|site|site web|site internet|sitio "
          "web|pagina web|página web|sito|sito "
          "web|link|urllink|url link|webseite|"
          "contact website|web site|internet|internetadresse|webadresse|adresse web|adresse internet|adresse site "
          "web|web address|internet address|url site|"
          "site url|web url|www|lien|hiperenlace|enlace|content url|pagina|sitioweb|sito internet|indirizzo "
          "web|indirizzo internet|lloc web|pagina web oficial|"
          "сайт|веб сайт|официальный сайт|адрес сайта|الموقع الإلكتروني|الموقع الالكتروني|موقع "
          "الويب|رابط|网址|網址|网站|網站|官网|官方网站|"
          "ウェブサイト|홈페이지|홈페이지주소|hjemmeside|hemsida|webbplats|strona www|strona internetowa|website "
          "url|websiteurl|url web|weblink|web link|url fiche|sitowebscuola|ιστοσελιδα|"
          "siteweb|site officiel|endereco web|sitio|homepagina|webpage|web page"},
    Words{
        "street", kPlain,
        "strada|ulice|adresse strasse hausnr|strasse hausnr|calle numero|road name|road|calle num|via numero|rue "
        "numero|adres straat|straat "
        "huisnummer|street|streetaddress|street address|rue|strasse|straße|calle|via|addr street|street name|nom "
        "voie|nom rue|libelle voie|"
        "voie|nombre via|nombre calle|nome "
        "rua|rua|logradouro|strassenname|straat|straatnaam|gata|gatuadress|ulica|улица|вулиця|"
        "شارع|الشارع|街道地址|道路|str|strasse hausnummer|strasse nr|strasse hausnr|strasse und hausnummer|adresse "
        "strasse|"
        "nom via|carrer|cadde|sokak|katuosoite|address line 1|addressline1|address 1|address1|addr1|adresse 1|adresse1|"
        "adresse ligne 1|direccion calle|anschrift strasse|via e numero|adresse rue|location street|adresse "
        "voie|numero et voie|adresse postale rue"},
    Words{"housenumber", kPlain,
          "numar|cislo popisne|house num|start street number|numero finca|housenumber|house "
          "number|hausnummer|hausnr|addr "
          "housenumber|street number|numero voie|numero rue|numero calle|"
          "numero via|num voie|numvoie|no voie|n voie|numero civico|civico|huisnummer|numero portal|num via|номер "
          "дома|дом|"
          "رقم المبنى|门牌号|門牌|番地|haus nr|numero policia|num carrer|num policia|house no|numero porta"},
    Words{"housenumber", kWeak, "n|no|nr|numero|num|number"},
    Words{"postcode", kPlain,
          "pin code|pincode|τκ|tk|iranyitoszam|postal zip code|c p|c postal|postcode|postalcode|postal code|post "
          "code|zip|zip code|zipcode|code "
          "postal|codepostal|plz|postleitzahl|cp|addr postcode|codigo postal|"
          "código postal|cod postal|codi postal|cap|capscuola|cep|postnummer|postinumero|kod pocztowy|psc|почтовый "
          "индекс|индекс|поштовий індекс|"
          "الرمز البريدي|邮编|邮政编码|郵遞區號|郵便番号|우편번호|iranyitoszam|postkod|posta "
          "kodu|postnr|codpostal|adresse cp|postal|code post|codigopostal|מיקוד"},
    Words{"city", kPlain,
          "varos|telepules|localitate|oras|adresse "
          "ort|poststed|sted|by|city|locality|town|ville|commune|ort|stadt|ciudad|cidade|addr "
          "city|municipality|municipio|município|comune|gemeinde|localidad|localidade|"
          "localita|poblacion|población|nom commune|nom ville|commune nom|libelle "
          "commune|libcom|nomcom|plaats|woonplaats|stad|kommun|kommune|kunta|miasto|"
          "miejscowosc|mesto|obec|город|населенный пункт|населённый "
          "пункт|місто|المدينة|مدينة|البلدية|城市|市|市町村|市区町村名|所在市|post town|posttown|"
          "municipi|poblacio|nombre municipio|nome comune|descrizionecomune|adresse commune|adresse "
          "ville|ortsname|gemeindename|city name|town name|"
          "nom municipalite|municipalite|şehir|sehir|il ilce|ville commune|commune lieu|localite|wohnort|town city|nom "
          "localite|bureau distributeur"},
    Words{"address", kPlain,
          "address|adresse|direccion|dirección|endereco|endereço|indirizzo|full "
          "address|anschrift|adres|adreca|adreça|adress|osoite|cim|adresa|"
          "domicilio|adresse complete|adresse postale|postal address|location address|physical address|site "
          "address|адрес|адреса|місцезнаходження|"
          "местонахождение|адрес объекта|object address|почтовый адрес|фактический адрес|юридический "
          "адрес|العنوان|عنوان|地址|地点|住所|所在地|주소|소재지|소재지도로명주소|도로명주소|"
          "adresse lieu|direccion completa|direccion postal|indirizzo "
          "completo|indirizzoscuola|διευθυνση|כתובת|formatted address|mailing address|"
          "venue address|adresse etablissement|lieu "
          "adresse|详细地址|詳細地址|通讯地址|ubicacion|ubicación|morada|postadresse|besoksadresse|location name "
          "address|adr|fulladdr|fulladdress"},
    Words{"opening_hours", kPlain,
          "opening hours|openinghours|opening times|horaires|horaires ouverture|horaire|hours|horario|horarios|horario "
          "apertura|horario atencion|"
          "horario funcionamento|orari|orario|orari apertura|orario "
          "apertura|offnungszeiten|öffnungszeiten|oeffnungszeiten|offnungszeit|horari|openingstijden|"
          "oppettider|aabningstider|abningstider|apningstider|aukioloajat|godziny otwarcia|oteviraci doba|режим "
          "работы|график работы|часы работы|"
          "время работы|время работы|режим роботи|графік роботи|working hours|workinghours|business hours|hours "
          "operation|ساعات العمل|أوقات العمل|"
          "مواعيد العمل|اوقات "
          "الدوام|开放时间|開放時間|营业时间|營業時間|服务时间|開館時間|利用時間|운영시간|이용시간|service hours|open "
          "hours|plages ouverture|jours horaires|"
          "jours heures ouverture|schedule|ωραριο|שעות פתיחה|servicezeiten|sprechzeiten|dias y horario"},
    Words{"wheelchair", kPlain,
          "wheelchair|wheelchair access|wheelchair accessible|acces pmr|accès pmr|accessible pmr|accessibilite "
          "pmr|accessibilité pmr|pmr|"
          "rollstuhl|rollstuhlgerecht|barrierefrei|accessible|accessibility|accessibilite|accessibilité|accesibilidad|"
          "accesible|accessibilita|"
          "acessibilidade|acessivel|handicap|acces handicape|accesible silla ruedas|accesibilidad silla "
          "ruedas|rolstoeltoegankelijk|toegankelijk|"
          "доступность для инвалидов|доступность|إمكانية "
          "الوصول|无障碍|無障礙|バリアフリー|dostepnosc|accessibilitat|disabled access|step free access|acces "
          "handicap|accesibilidad pmr|disability access"},
    Words{"fee", kPlain,
          "fee|payant|gratuit|gratuito|gebuhr|gebuehr|gebühr|kostenpflichtig|kostenlos|gratuite|gratuité|entry "
          "fee|admission|free|eintritt|paid|платно|الرسوم|"
          "收费|是否收费|免费|gratis|de pago|a pagamento|бесплатно|gratuidade|gratuidad"},
    Words{"price", kPlain,
          "price|tarif|tarifs|prix|precio|precios|preis|preise|cost|costs|costo|custo|preco|preço|prezzo|tariffe|"
          "tariffa|tarifa|tarifas|цена|стоимость|السعر|价格|價格|票价|門票|"
          "entry price|eintrittspreis|preu|prijs|tarification|tarification commentaires"},
    Words{"operator", kPlain,
          "operator|gestionnaire|operateur|opérateur|betreiber|operador|gestor|trager|traeger|träger|managed by|run "
          "by|beheerder|gestore|owner|"
          "proprietaire|propriétaire|titular|titularidad|ente gestor|provider|provider name|exploitant|maitre "
          "ouvrage|nom gestionnaire|gestionnaire nom|schultrager|"
          "propietario|entidad|entidade gestora|оператор|учредитель|владелец|балансодержатель|المشغل|الجهة "
          "المشرفة|运营单位|主管单位|管理单位|operator name|"
          "eigentumer|nom exploitant|titularitat|organisme gestionnaire|responsible body|trust name|operated "
          "by|tragerschaft"},
    Words{"organisation", kPlain,
          "organisation|organization|organisation id|organization id|organisation name|organization "
          "name|organisme|organismo|organizacion|organización|"
          "organizzazione|organizacao|organisatie|organizacja|организация|المنظمة|الجهة|机构|機構|所属单位|所属机构|"
          "verein|nom organisme|nom organisation|id organisation|"
          "organizacio|parent organisation|host organisation|association porteuse|structure porteuse|verband"},
    Words{"languages", kPlain,
          "languages|language|langues|langue|idiomas|idioma|sprachen|sprache|lingue|lingua|linguas|talen|языки|язык|"
          "اللغات|اللغة|语言|語言|言語|llengua|langues parlees|languages spoken|sprak|gesprochene sprachen"},
    Words{"capacity", kPlain,
          "capacity|capacite|capacité|capacidad|kapazitat|kapazität|kapazitaet|capacidade|capienza|capacita|capaciteit|"
          "вместимость|السعة|容量|座位数|定員|aforo|plazas|"
          "platze|plätze|nombre places|nb places|seats|number seats|capacitat|capacite "
          "accueil|pojemnosc|kapacita|places capacity|seating capacity|max capacity"},
    Words{"age_min", kPlain,
          "age min|min age|age minimum|minimum age|edad minima|idade minima|mindestalter|alter von|eta minima|age "
          "from|минимальный возраст|最小年龄|statutory low age|age low|age mini"},
    Words{"age_max", kPlain,
          "age max|max age|age maximum|maximum age|edad maxima|idade maxima|hochstalter|alter bis|eta massima|age "
          "to|максимальный возраст|最大年龄|statutory high age|age high|age maxi"},
    Words{"booking", kPlain,
          "booking|reservation|réservation|booking url|reserva|prenotazione|buchung|reservierung|anmeldung|prise "
          "rdv|rdv|appointment url|booking link|запись|الحجز|预约|預約|reservation url|url reservation"},
    Words{"checked", kPlain,
          "checked|check date|last checked|last verified|verified|date verification|date maj verification|geprueft "
          "am|gepruft am|fecha verificacion|assured date"},
    Words{"level", kPlain, "level|admin level|niveau|nivel|livello|ebene|уровень|المستوى|级别|levels"},
    Words{"group", kPlain,
          "group|groupe|gruppe|grupo|gruppo|public|public cible|target "
          "group|zielgruppe|groep|группа|المجموعة|群体|population group|group slug|colectivo|publico objetivo"},
    Words{"estimate", kPlain,
          "estimate|people|population|persons|personnes|effectif|effectifs|personas|personen|estimation|poblacion|"
          "población|populacao|popolazione|einwohner|"
          "bevolkerung|bevölkerung|inwoners|habitants|habitantes|abitanti|население|численность|عدد "
          "السكان|السكان|人口|人数|人數|count|residents|"
          "nombre personnes|nb personnes|nombre habitants|nb habitants|number people|anzahl|anzahl "
          "personen|pop|popn|total population|population total|pop total|invanare|befolkning|individus|menages|"
          "households|headcount|numero personas|nombre|estimated people|value|valeur|valor|wert|estimacion"},
    Words{"estimate_low", kPlain,
          "estimate low|low|lower|lower bound|borne inf|borne inferieure|minimum|min|untergrenze|limite "
          "inferior|people low|ci low|low estimate|lower estimate"},
    Words{"estimate_high", kPlain,
          "estimate high|high|upper|upper bound|borne sup|borne superieure|maximum|max|obergrenze|limite "
          "superior|people high|ci high|high estimate|upper estimate"},
    Words{"year", kPlain,
          "year|annee|année|ano|año|jahr|anno|any|jaar|год|السنة|年份|年|年度|rok|ar|year data|annee "
          "reference|stichjahr|millesime|census year"},
    Words{"notes", kPlain,
          "notes|note|remarks|remarques|remarque|bemerkung|bemerkungen|observaciones|observacoes|observações|"
          "osservazioni|commentaire|commentaires|comments|comment|"
          "anmerkung|anmerkungen|hinweis|hinweise|observations|opmerkingen|примечание|примечания|комментарий|ملاحظات|"
          "ملاحظة|备注|備註|注释|備考|비고|comentarios|infos|info|nota|anmarkning"},
    Words{"roles", kPlain, "roles|role|rol|roles organisation|ruolo|rolle|роль|الدور|角色"},
    Words{"siret", kPlain,
          "siren siret|siret|numero siret|n siret|structure siret|siret structure|code siret|siret "
          "etablissement|numero siret siren uai"},
    Words{"uai", kPlain,
          "uai|code uai|numero uai|identifiant etablissement|rne|code rne|uai etablissement|identifiant de l "
          "etablissement"},
    Words{"rna", kPlain, "rna|numero rna|code rna|waldec|id association|numero waldec"},
    Words{"wikidata", kPlain, "wikidata|wikidata id|qid|wikidata item|id wikidata"},
    Words{"osm", kPlain, "osm id|osmid|osm|id osm|openstreetmap|openstreetmap id|osm ref|cle osm"},
};

/// Words between the telling ones.
constexpr std::string_view kSmallWords =
    "a|an|the|of|for|in|and|or|to|de|du|des|d|la|le|les|l|un|une|et|ou|en|au|aux|del|della|dello|dell|delle|dei|degli|"
    "di|da|do|dos|das|e|y|o|i|el|"
    "los|las|al|der|die|das|den|dem|des|von|zur|zum|und|fur|fuer|im|am|van|het|een|els|les|в|на|и|по|для|的|av|til|for|"
    "z|w|po|vom|je|per";

/// What such a table's rows are: the words say of whom a name, an address or a telephone is, not what the cell means;
/// and a column of that name alone holds names.
constexpr std::string_view kEntities =
    "library|libraries|school|schools|facility|facilities|place|places|site|venue|location|branch|station|museum|"
    "centre|center|building|institution|"
    "establishment|organisation|organization|provider|service|services|agency|shelter|park|club|theatre|theater|"
    "university|college|kindergarten|academy|"
    "lieu|lieux|etablissement|etablissements|equipement|equipements|structure|bibliotheque|mediatheque|ecole|ecoles|"
    "musee|centre|site|association|local|"
    "biblioteca|bibliotecas|biblioteche|escuela|colegio|centro|centros|museo|museos|lugar|equipamiento|equipamento|"
    "instituto|institucion|sede|espacio|"
    "recurso|dependencia|unidad|escola|museu|scuola|istituto|luogo|struttura|teatro|ente|locale|punto|equipament|"
    "bibliothek|bibliotheken|schule|schulen|einrichtung|einrichtungen|standort|standorte|museum|haus|objekt|zentrum|"
    "kita|treff|treffpunkt|verein|anlage|"
    "volkshochschule|hochschule|kindertagesstatte|theater|galerie|stelle|angebot|ort "
    "der|bibliotheek|locatie|instelling|gebouw|"
    "библиотека|библиотеки|школа|учреждение|учреждения|объект|объекта|организация|организации|музей|театр|центр|клуб|"
    "филиал|"
    "مكتبة|مدرسة|مركز|متحف|منشأة|مؤسسة|جامعة|روضة|مكان|موقع|مرفق|"
    "图书馆|圖書館|学校|學校|场馆|場館|机构名|博物馆|单位|中心|设施|場所|地點|施設|"
    "place|poi|addresses|org|intezmeny|unitate|unitatea|kutuphane|zarizeni|entity|asset|record|item|feature|wgs84|wgs|"
    "epsg|gps|deg|degrees|degree|decimal|decimals|dd|"
    "num|contact|main|public|general|full|complete|complet|complete|officiel|"
    "official|principal|address|epsg4326|4326|geographique|geographic|geografica|geo|google|maps|map|osm|ban|fiche|id|"
    "lv95|etrs89";

/// Fields of somebody or something else, by the words that tell: a name of a district is not the place's.
constexpr std::string_view kElsewhere =
    "district|districts|quartier|quartiers|arrondissement|barrio|barri|distrito|bairro|quartiere|stadtteil|ortsteil|"
    "bezirk|stadtbezirk|viertel|ward|"
    "neighborhood|neighbourhood|neighborhoods|borough|suburb|region|regions|province|provincia|provincias|departement|"
    "department|departamento|state|"
    "estado|county|country|pays|pais|land|bundesland|kreis|landkreis|canton|kanton|academie|comunidad|autonomia|zone|"
    "zona|area|sector|secteur|gmina|"
    "wijk|buurt|comarca|freguesia|uf|circoscrizione|municipio "
    "numero|iris|район|округ|область|регион|адмрайон|городской|административный|محافظة|المحافظة|منطقة|"
    "المنطقة|حي|الحي|حي|省|区|區|区县|行政区|街道|街镇|乡镇|都道府県|都道府県名|admarea|adm|"
    "insee|siren|naf|ape|epci|cog|fips|nuts|postal zone|"
    "date|datum|fecha|data|update|updated|created|maj|modified|modification|creation|дата|تاريخ|日期|时间戳|timestamp|"
    "year built|opened|"
    "author|auteur|autor|user|username|editor|file|fichier|filename|datei|layer|photo|image|foto|picture|logo|icon|"
    "picto|bild|"
    "担当|者|구명|시도|시군구|기관|人名|姓|법정동|director|directeur|directora|leiter|leiterin|leitung|schulleiter|"
    "schulleitung|ansprechpartner|manager|responsable|"
    "responsabile|responsavel|head teacher|headteacher|principal name|"
    "president|chief|руководитель|директор|заведующий|المدير|مدير|负责人|館長|校长|联系人|contact person|contact "
    "name|nom contact|persona contacto|persona|"
    "first name|last "
    "name|firstname|lastname|prenom|vorname|nachname|apellidos|apellido|fax|telefax|facsimile|факс|فاكس|传真|傳真|"
    "telecopie|"
    "facebook|twitter|instagram|youtube|linkedin|pupils|eleves|alumnos|schuler|students|учащихся|ratio|area "
    "m2|surface|superficie|flache|"
    "previous|old|ancien|former|parent name|status|statut|estado "
    "actual|projection|crs|srid|precision|accuracy|source|fuente|quelle|licence|license|visibility|draworder|"
    "tessellate|extrude|altitudemode|"
    "nearest|bus|metro|linea|transporte|transport|haltestelle|parking|floor|etage|planta|piso|bank|iban|steuer|"
    "complement|complemento|adicional|zusatz|supplement|line 2|address2|addr2|second|kana|カナ|rating|score|status "
    "date|hash|shape length|shape area|st area|st length|objecttype";

constexpr std::string_view kRowCounters =
    "no|nr|n|num|numero|number|nummer|№|п п|пп|номер|номер п п|objectid|object id|fid|ogc fid|gid|cartodb "
    "id|序号|序號|lfd nr|lfdnr|laufende nummer|row|row id|rowid|index|"
    "oid|sr no|s no|sl no|serial|serial number|ordre|orden|ordine|رقم|م|מס|번호|순번|line|ligne|zeile|rec "
    "no|recno|record|id row|numero ordre|unnamed 0|column 1|oid |#";

using FieldList = std::vector<NameMatch>;

/// "CommonName" → "Common Name", so that folding cuts it; "URL" and "PLZ" stay whole.
std::string at_humps(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    bool const upper = name[i] >= 'A' && name[i] <= 'Z';
    bool const after_lower = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    bool const last_of_run = i > 1 && i + 1 < name.size() && name[i - 1] >= 'A' && name[i - 1] <= 'Z' &&
                             name[i + 1] >= 'a' && name[i + 1] <= 'z';
    if (upper && (after_lower || last_of_run)) {
      out.push_back(' ');
    }
    // An apostrophe joins in base::fold ("L'Hay"), but here it parts an article from its noun.
    if (name[i] == '\'') {
      out.push_back(' ');
    } else if (name.substr(i).starts_with("\xE2\x80\x99")) {
      out.push_back(' ');
      i += 2;
    } else {
      out.push_back(name[i]);
    }
  }
  return out;
}

struct Lexicon {
  std::unordered_map<std::string, FieldList> phrases;
  std::unordered_map<std::string, std::string> squashed;  ///< phrases without their blanks → phrases
  std::unordered_set<std::string> small, entities, elsewhere, counters;
  std::vector<std::pair<std::string, NameMatch>> unspaced;  ///< Han, kana, hangul: found at the end of a name
  std::vector<std::string> unspaced_elsewhere;
  std::vector<std::string_view> fields;
};

std::string join(std::vector<std::string> const& words) {
  std::string out;
  for (std::string const& word : words) {
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

bool is_unspaced(std::string_view word) {
  // Kana and Han U+3000…U+9FFF by their lead bytes; hangul, which folding takes apart, from U+1100.
  auto const byte = [&](std::size_t i) { return i < word.size() ? static_cast<unsigned char>(word[i]) : 0U; };
  return (byte(0) >= 0xE3 && byte(0) <= 0xED) || (byte(0) == 0xE1 && byte(1) >= 0x84 && byte(1) <= 0x87);
}

/// "المكتبة" → "مكتبة": the Arabic article is written onto its noun.
std::string without_article(std::string const& word) {
  constexpr std::string_view kArticle = "ال";
  return word.size() > kArticle.size() + 4 && word.starts_with(kArticle) ? word.substr(kArticle.size()) : word;
}

std::vector<std::string> telling(std::vector<std::string> words, std::unordered_set<std::string> const& small) {
  if (words.size() > 1) {
    std::erase_if(words, [&](std::string const& word) { return small.contains(word); });
  }
  for (std::string& word : words) {
    word = without_article(word);
  }
  return words;
}

Lexicon make_lexicon() {
  Lexicon out;
  auto const fill = [](std::unordered_set<std::string>& set, std::string_view list) {
    for (std::string const& word : base::split(list, '|')) {
      set.insert(without_article(base::fold(word)));
    }
  };
  for (std::string const& word : base::split(kSmallWords, '|')) {
    out.small.insert(base::fold(word));
  }
  fill(out.entities, kEntities);
  fill(out.elsewhere, kElsewhere);
  fill(out.counters, kRowCounters);
  for (std::string const& word : out.elsewhere) {
    if (is_unspaced(word)) {
      out.unspaced_elsewhere.push_back(word);
    }
  }
  for (Words const& entry : kWords) {
    for (std::string const& phrase : base::split(entry.phrases, '|')) {
      std::string const key = join(telling(base::split(base::fold(phrase), ' '), out.small));
      FieldList& list = out.phrases[key];
      auto const same =
          std::find_if(list.begin(), list.end(), [&](NameMatch const& m) { return m.field == entry.field; });
      if (same == list.end()) {
        list.push_back({std::string(entry.field), entry.strength});
      } else {
        same->strength = std::max(same->strength, entry.strength);
      }
      // "STREETNAME", "zipcode", "nomcommune": written as one word.
      if (key.find(' ') != std::string::npos && key.size() >= 6) {
        std::string squashed = key;
        std::erase(squashed, ' ');
        out.squashed.emplace(std::move(squashed), key);
      }
      if (is_unspaced(key)) {
        out.unspaced.emplace_back(key, NameMatch{std::string(entry.field), entry.strength});
      }
    }
    if (std::find(out.fields.begin(), out.fields.end(), entry.field) == out.fields.end() && entry.field != "x" &&
        entry.field != "y") {
      out.fields.push_back(entry.field);
    }
  }
  std::stable_sort(out.unspaced.begin(), out.unspaced.end(),
                   [](auto const& a, auto const& b) { return a.first.size() > b.first.size(); });
  return out;
}

Lexicon const& lexicon() {
  static Lexicon const instance = make_lexicon();
  return instance;
}

FieldList const* find(std::string const& phrase) {
  auto const& phrases = lexicon().phrases;
  auto const found = phrases.find(phrase);
  return found == phrases.end() ? nullptr : &found->second;
}

void add(FieldList& out, NameMatch match) {
  auto const same = std::find_if(out.begin(), out.end(), [&](NameMatch const& m) { return m.field == match.field; });
  if (same == out.end()) {
    out.push_back(std::move(match));
  } else {
    same->strength = std::max(same->strength, match.strength);
  }
}

/// German, Dutch and Nordic words written as one: "Einrichtungsname", "Telefonnummer", "Bibliotheksadresse".
void add_compounds(std::string const& word, FieldList& out) {
  struct Tail {
    std::string_view tail, field;
  };
  static constexpr std::array kTails = {Tail{"name", "name"},
                                        Tail{"bezeichnung", "name"},
                                        Tail{"naam", "name"},
                                        Tail{"namn", "name"},
                                        Tail{"navn", "name"},
                                        Tail{"adresse", "address"},
                                        Tail{"anschrift", "address"},
                                        Tail{"telefon", "phone"},
                                        Tail{"telefonnummer", "phone"},
                                        Tail{"zeiten", "opening_hours"},
                                        Tail{"adres", "address"},
                                        Tail{"art", "kind"},
                                        Tail{"typ", "kind"},
                                        Tail{"type", "kind"}};
  static constexpr std::array<std::string_view, 26> kOfOthers = {
      "ort",       "orts",     "strassen", "strasse", "stadt",  "gemeinde", "gemeinden", "bezirk",      "bezirks",
      "stadtteil", "ortsteil", "kreis",    "land",    "landes", "trager",   "traeger",   "schultrager", "vor",
      "nach",      "familien", "benutzer", "datei",   "wijk",   "buurt",    "straat",    "gemeente"};
  for (Tail const& tail : kTails) {
    if (word.size() < tail.tail.size() + 3 || !word.ends_with(tail.tail)) {
      continue;
    }
    std::string const head = word.substr(0, word.size() - tail.tail.size());
    if (std::find(kOfOthers.begin(), kOfOthers.end(), head) != kOfOthers.end() || lexicon().elsewhere.contains(head)) {
      if (tail.field == "name" &&
          (head == "ort" || head == "orts" || head == "stadt" || head == "gemeinde" || head == "gemeente")) {
        add(out, {"city", kLikely});
      }
      return;
    }
    std::string const stem = head.ends_with("s") ? head.substr(0, head.size() - 1) : head;
    bool const known = lexicon().entities.contains(head) || lexicon().entities.contains(stem) ||
                       lexicon().entities.contains(head + "e") || lexicon().entities.contains(stem + "e");
    if (tail.field == "kind" && !known) {
      continue;
    }
    add(out, {std::string(tail.field), known ? kPlain - 0.02 : kMaybe});
    return;
  }
}

FieldList match_words(std::vector<std::string> const& words) {
  Lexicon const& lex = lexicon();
  FieldList out;
  if (FieldList const* const exact = find(join(words))) {
    return *exact;
  }
  if (words.size() == 1) {
    std::string const& word = words.front();
    if (is_unspaced(word)) {
      for (auto const& [phrase, match] : lex.unspaced) {
        if (word.size() > phrase.size() && word.ends_with(phrase)) {
          std::string const head = word.substr(0, word.size() - phrase.size());
          bool const elsewhere = std::any_of(lex.unspaced_elsewhere.begin(), lex.unspaced_elsewhere.end(),
                                             [&](std::string const& e) { return head.find(e) != std::string::npos; });
          bool const of_other =
              !elsewhere && match.field == "name" && find(head) != nullptr && !lex.entities.contains(head);
          if (elsewhere || of_other) {
            return {};
          }
          add(out, {match.field, match.strength * 0.95});
          return out;
        }
      }
    }
    if (auto const whole = lex.squashed.find(word); whole != lex.squashed.end()) {
      return *find(whole->second);
    }
    add_compounds(word, out);
    return out;
  }
  // Words that only say whose name, address or telephone it is.
  std::vector<std::string> bare;
  bool elsewhere = false, left_out = false;
  auto const stem = [](std::string const& word) {  // "contact1", "address2"
    auto const end = word.find_last_not_of("0123456789");
    return end == std::string::npos || end < 2 ? word : word.substr(0, end + 1);
  };
  auto const is_in = [&](std::unordered_set<std::string> const& set, std::string const& word) {
    return set.contains(word) || set.contains(stem(word));
  };
  for (std::string const& word : words) {
    bool const number = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_in(lex.elsewhere, word)) {
      elsewhere = true;
    }
    if (is_in(lex.entities, word) || (number && words.size() > 1)) {
      left_out = true;
    } else {
      bare.push_back(word);
    }
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    elsewhere = elsewhere || lex.elsewhere.contains(stem(words[i]) + " " + stem(words[i + 1]));
  }
  if (elsewhere) {
    return {};
  }
  if (bare.empty() && std::find(words.begin(), words.end(), "id") != words.end()) {
    add(out, {"id", kPlain * 0.95});  // "poi_id", "library id"
    return out;
  }
  if (left_out && !bare.empty()) {
    if (FieldList const* const found = find(join(bare))) {
      for (NameMatch const& match : *found) {
        // "x num" says less of a key than "num" alone did.
        add(out, {match.field, match.strength * 0.97});
      }
      return out;
    }
  }
  // The field's word first or last, with words around that nobody here knows.
  FieldList heads;
  std::size_t fields_met = 0;
  for (std::string const& word : bare) {
    if (FieldList const* const found = find(word)) {
      ++fields_met;
      if (&word == &bare.front() || &word == &bare.back()) {
        for (NameMatch const& match : *found) {
          add(heads, match);
        }
      }
    }
  }
  // "nom commune", "type voie": the name of one thing and the field of another.
  if (fields_met >= 2) {
    auto const strong = [&](std::string_view field) {
      return std::find_if(heads.begin(), heads.end(), [&](NameMatch const& m) { return m.field == field; });
    };
    bool const named = strong("name") != heads.end();
    for (std::string_view const field : {"city", "operator", "organisation", "street"}) {
      if (named && strong(field) != heads.end() && bare.size() == 2) {
        add(out, {std::string(field), kLikely});
        return out;
      }
    }
    if (named && bare.size() == 2 && find(bare.front()) != nullptr && find(bare.front())->front().field == "kind") {
      add(out, {"kind", kLikely});  // "type (name)"
      return out;
    }
    return {};
  }
  for (NameMatch const& match : heads) {
    double const factor = match.field == "name" || match.field == "address" || match.field == "phone" ||
                                  match.field == "email" || match.field == "lon" || match.field == "lat" ||
                                  match.field == "kind" || match.field == "postcode"
                              ? 0.72
                              : 0.55;
    add(out, {match.field, match.strength * factor});
  }
  if (words.size() <= 3) {
    for (std::string const& word : bare) {
      add_compounds(word, out);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> words_of(std::string_view column) {
  return telling(base::split(base::fold(at_humps(column)), ' '), lexicon().small);
}

std::vector<NameMatch> fields_named(std::string_view column) {
  Lexicon const& lex = lexicon();
  std::vector<std::string> const words = words_of(column);
  FieldList out;
  if (words.empty()) {
    // "№", "#": signs that folding drops
    return out;
  }
  // As written, without cutting at humps: "OpeningHours" and "LATITUDE" both have their turn.
  std::vector<std::string> const whole = telling(base::split(base::fold(column), ' '), lex.small);
  if (FieldList const* const found = find(join(whole))) {
    out = *found;
  } else {
    out = match_words(words);
    if (out.empty() && lex.elsewhere.contains(join(words))) {
      return {};
    }
    // A path: "location.latitude", "properties/name", "contact: phone", "fields.nom".
    auto const cut = column.find_last_of(".:/>");
    if (out.empty() && cut != std::string_view::npos && cut + 1 < column.size()) {
      std::vector<std::string> const tail = words_of(column.substr(cut + 1));
      std::vector<std::string> const head = words_of(column.substr(0, cut));
      bool const elsewhere =
          std::any_of(head.begin(), head.end(), [&](auto const& w) { return lex.elsewhere.contains(w); });
      if (FieldList const* const last = elsewhere || tail.empty() ? nullptr : find(join(tail))) {
        for (NameMatch const& match : *last) {
          add(out, {match.field, match.strength * 0.9});
        }
      }
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](NameMatch const& a, NameMatch const& b) { return a.strength > b.strength; });
  return out;
}

bool is_header_word(std::string_view cell) {
  if (cell.size() > 60) {
    return false;
  }
  auto const named = fields_named(cell);
  return !named.empty() && named.front().strength >= kLikely;
}

bool names_an_entity(std::string_view column) {
  Lexicon const& lex = lexicon();
  auto const words = words_of(column);
  static std::unordered_set<std::string> const kNot = {
      "wgs84",    "wgs",      "epsg",      "gps",     "deg",      "degrees", "degree",       "decimal",    "decimals",
      "dd",       "num",      "contact",   "main",    "public",   "general", "full",         "complete",   "complet",
      "officiel", "official", "principal", "address", "epsg4326", "4326",    "geographique", "geographic", "geografica",
      "geo",      "google",   "maps",      "map",     "osm",      "ban",     "fiche",        "id",         "lv95",
      "etrs89",   "record",   "item",      "service", "services"};
  if (words.empty()) {
    return false;
  }
  if (words.size() == 1 && is_unspaced(words.front())) {
    return lex.entities.contains(words.front());
  }
  return std::all_of(words.begin(), words.end(),
                     [&](std::string const& word) { return lex.entities.contains(word) && !kNot.contains(word); });
}

bool counts_rows(std::string_view column) {
  std::string const trimmed(base::trim(column));
  if (trimmed == "№" || trimmed == "#" || trimmed == "N°" || trimmed == "Nº" || trimmed == "№ п/п") {
    return true;
  }
  return lexicon().counters.contains(join(words_of(column))) || lexicon().counters.contains(base::fold(column));
}

std::vector<std::string_view> const& field_names() { return lexicon().fields; }

}  // namespace cartable::importers
