#include "tests/unit/importers/table_corpus.hpp"

namespace cartable::importers::test_corpus {
namespace {

// Where some cities lie, for tables that need it.
constexpr geo::BBox kParis{.west = 2.22, .south = 48.81, .east = 2.47, .north = 48.91};
constexpr geo::BBox kMadrid{.west = -3.84, .south = 40.31, .east = -3.52, .north = 40.56};
constexpr geo::BBox kBerlin{.west = 13.09, .south = 52.34, .east = 13.76, .north = 52.68};
constexpr geo::BBox kZurich{.west = 8.45, .south = 47.32, .east = 8.63, .north = 47.43};
constexpr geo::BBox kLondon{.west = -0.51, .south = 51.28, .east = 0.33, .north = 51.69};
constexpr geo::BBox kVancouver{.west = -123.22, .south = 49.2, .east = -123.02, .north = 49.3};
constexpr geo::BBox kLisbon{.west = -9.23, .south = 38.69, .east = -9.09, .north = 38.8};
constexpr geo::BBox kUtrecht{.west = 5.0, .south = 52.03, .east = 5.19, .north = 52.14};
constexpr geo::BBox kBrussels{.west = 4.24, .south = 50.76, .east = 4.48, .north = 50.92};

std::vector<Sample> make() {
  std::vector<Sample> out;
  // France ------------------------------------------------------------------------------------------------------
  out.push_back(
      {"fr_annuaire_education.csv",
       "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;Adresse_2;"
       "Code_postal;Code_commune;Nom_commune;Code_departement;"
       "Telephone;Fax;Web;Mail;Restauration;date_ouverture;coordX_origine;coordY_origine;epsg_origine;latitude;"
       "longitude;position;SIREN_SIRET\n"
       "0690132U;École élémentaire Jean Macé;Ecole;Public;12 rue des Lilas;;69007;69387;Lyon;069;04 78 00 11 "
       "22;;http://"
       "ecole-mace.example.fr;ce.0690132u@ac-lyon.example.fr;1;1968-05-02;842666,6;6519924,1;EPSG:2154;45.7485;4.8467;"
       "45.7485, 4.8467;21690123100017\n"
       "0690133V;Collège Gisèle Halimi;Collège;Public;3 place du Commerce;BP 12;69003;69383;Lyon;069;04 78 00 33 "
       "44;;;ce.0690133v@ac-lyon.example.fr;1;1975-09-01;843100,2;6520400,9;EPSG:2154;45.7527;4.8525;45.7527, "
       "4.8525;21690123100025\n"
       "0690134W;Lycée professionnel du Rhône;Lycée;Privé;8 quai Perrache;;69002;69382;Lyon;069;04 78 00 55 "
       "66;;https://"
       "lp-rhone.example.fr;ce.0690134w@ac-lyon.example.fr;0;1990-09-01;841800,0;6519000,5;EPSG:2154;45.7403;4.8352;45."
       "7403, 4.8352;21690123100033\n",
       {{"id", "Identifiant_de_l_etablissement"},
        {"uai", "Identifiant_de_l_etablissement"},
        {"name", "Nom_etablissement"},
        {"kind", "Type_etablissement"},
        {"street", "Adresse_1"},
        {"postcode", "Code_postal"},
        {"city", "Nom_commune"},
        {"phone", "Telephone"},
        {"website", "Web"},
        {"email", "Mail"},
        {"lat", "latitude"},
        {"lon", "longitude"},
        {"siret", "SIREN_SIRET"}},
       {},
       false,
       {},
       3});
  out.push_back({"fr_bibliotheques_geo_point.csv",
                 "Nom usuel;Adresse;Code postal;Ville;geo_point_2d;geo_shape\n"
                 "Médiathèque Marguerite Audoux;10 rue Portefoin;75003;Paris;48.8636, 2.3608;\"{\"\"type\"\": "
                 "\"\"Point\"\", \"\"coordinates\"\": [2.3608, 48.8636]}\"\n"
                 "Bibliothèque Buffon;15 bis rue Buffon;75005;Paris;48.8424, 2.3612;\"{\"\"type\"\": \"\"Point\"\", "
                 "\"\"coordinates\"\": [2.3612, 48.8424]}\"\n"
                 "Bibliothèque Chaptal;26 rue Chaptal;75009;Paris;48.8808, 2.3339;\"{\"\"type\"\": \"\"Point\"\", "
                 "\"\"coordinates\"\": [2.3339, 48.8808]}\"\n",
                 {{"name", "Nom usuel"},
                  {"address", "Adresse"},
                  {"postcode", "Code postal"},
                  {"city", "Ville"},
                  {"position", "geo_point_2d|geo_shape"}},
                 kParis,
                 false,
                 {},
                 3});
  out.push_back({"fr_equipements_l93.csv",
                 "Code;Type;Commune;Nom du lieu;N°;Voie;X_COORD;Y_COORD\n"
                 "A12;Bibliothèque;Paris;Le Cent Pages;12;rue de Rivoli;652000,5;6862300,25\n"
                 "A13;Centre social;Paris;L'Entraide;4 bis;passage des Écoles;653100,0;6861200,75\n"
                 "B07;Musée;Paris;Musée du Papier;110;boulevard Voltaire;654890,4;6862020,1\n",
                 {{"id", "Code"},
                  {"kind", "Type"},
                  {"city", "Commune"},
                  {"name", "Nom du lieu"},
                  {"housenumber", "N°"},
                  {"street", "Voie"},
                  {"lon", "X_COORD"},
                  {"lat", "Y_COORD"}},
                 kParis,
                 false,
                 {},
                 3});
  out.push_back(
      {"fr_structures_inclusion.csv",
       "id,siret,rna,nom,commune,code_postal,code_insee,adresse,complement_adresse,longitude,latitude,typologie,"
       "telephone,courriel,site_web,presentation_resume,presentation_detail,source,date_maj,antenne,lien_source,"
       "horaires_ouverture,accessibilite,labels_nationaux,thematiques\n"
       "s-1,13002526500013,,Mission Locale du Val,Dijon,21000,21231,5 rue "
       "Piron,,5.0401,47.3206,ML,0380000001,contact@ml-val.example.fr,https://ml-val.example.fr,Accompagne les jeunes "
       "de 16 à 25 ans.,,dora,2024-02-03,false,https://dora.example.fr/1,Mo-Fr "
       "09:00-17:00,https://acceslibre.example.fr/1,mobilite,emploi\n"
       "s-2,13002526500021,W212000123,Association Le Pas,Dijon,21000,21231,18 avenue Foch,Bâtiment "
       "B,5.0277,47.3231,ASSO,0380000002,le-pas@example.fr,,Cours de français pour "
       "débutants.,,dora,2024-01-12,false,https://dora.example.fr/2,\"Mo,Tu 14:00-18:00\",,,apprendre-francais\n",
       {{"id", "id"},
        {"siret", "siret"},
        {"rna", "rna"},
        {"name", "nom"},
        {"city", "commune"},
        {"postcode", "code_postal"},
        {"address", "adresse"},
        {"lon", "longitude"},
        {"lat", "latitude"},
        {"phone", "telephone"},
        {"email", "courriel"},
        {"website", "site_web"},
        {"description", "presentation_resume"},
        {"opening_hours", "horaires_ouverture"}},
       {},
       false,
       {},
       2});
  out.push_back({"fr_mediation_numerique.csv",
                 "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,"
                 "telephone,courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,"
                 "structure_parente,date_maj,services,publics_specifiquement_adresses,prise_en_charge_specifique,frais_"
                 "a_charge,dispositif_programmes_nationaux,formations_labels,autres_formations_labels,modalites_acces,"
                 "modalites_accompagnement,fiche_acces_libre,prise_rdv\n"
                 "ln-1,00000000000000,Anonymal,Reims,51100,51454,12 bis rue de Lecourbe,Le "
                 "patio,43.52609,5.41423,TIERS_LIEUX,+33180059880,contact@anonymal.example.fr,https://"
                 "anonymal.example.fr,Mo-Fr 09:00-12:00,Propose des formations,,Hubik,Non,,2022-06-02,Aide aux "
                 "démarches,Jeunes,,Gratuit,,,,Se présenter,En autonomie,,\n"
                 "ln-2,00000000000001,Espace Clic,Reims,51100,51454,3 rue "
                 "Clovis,,49.25380,4.02840,EPN,+33326000000,clic@example.fr,,\"Tu,Th "
                 "14:00-18:00\",Ateliers,,Hubik,Non,,2022-07-12,Prendre en main un "
                 "ordinateur,,,Gratuit,,,,Téléphoner,Accompagnement individuel,,https://rdv.example.fr\n",
                 {{"id", "id"},
                  {"name", "nom"},
                  {"city", "commune"},
                  {"postcode", "code_postal"},
                  {"address", "adresse"},
                  {"lat", "latitude"},
                  {"lon", "longitude"},
                  {"phone", "telephone"},
                  {"email", "courriels"},
                  {"website", "site_web"},
                  {"opening_hours", "horaires"},
                  {"description", "presentation_resume"},
                  {"kind", "typologie"},
                  {"booking", "prise_rdv"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"fr_lieux_culture.csv",
                 "Liste des lieux culturels de la ville;;;;;\nSource : service culturel, mars 2023;;;;;\n;;;;;\n"
                 "Intitulé;Nature;Adresse postale;Latitude;Longitude;Accès PMR\n"
                 "Théâtre de la Digue;Théâtre;3 rue de la Digue, 31300;43,5903;1,4215;oui\n"
                 "Musée des Arts;Musée;1 place Saint-Sernin, 31000;43,6085;1,4412;partiel\n"
                 "Conservatoire;École de musique;17 rue Larrey, 31000;43,6063;1,4380;non\n"
                 "Total : 3;;;;;\n",
                 {{"name", "Intitulé"},
                  {"kind", "Nature"},
                  {"address", "Adresse postale"},
                  {"lat", "Latitude"},
                  {"lon", "Longitude"},
                  {"wheelchair", "Accès PMR"}},
                 {},
                 false,
                 {},
                 3});
  // Spain and Latin America ---------------------------------------------------------------------------------------
  out.push_back({"es_madrid_bibliotecas.csv",
                 "PK;NOMBRE;DESCRIPCION-ENTIDAD;HORARIO;EQUIPAMIENTO;TRANSPORTE;DESCRIPCION;ACCESIBILIDAD;CONTENT-URL;"
                 "NOMBRE-VIA;CLASE-VIAL;TIPO-NUM;NUM;LOCALIDAD;PROVINCIA;CODIGO-POSTAL;COD-BARRIO;BARRIO;COD-DISTRITO;"
                 "DISTRITO;COORDENADA-X;COORDENADA-Y;LATITUD;LONGITUD;TELEFONO;FAX;EMAIL;TIPO\n"
                 "70001;Biblioteca Pública Retiro;Biblioteca del distrito;De lunes a viernes, de 8:30 a 21:00 horas;80 "
                 "puestos de lectura;Metro: Conde de Casal;;1;http://www.madrid.example.es/70001;DOCTOR "
                 "ESQUERDO;CALLE;V;189;MADRID;MADRID;28007;03;ADELFAS;03;RETIRO;443640;4472984;40.4057;-3.6670;915 732 "
                 "000;;bpretiro@madrid.example.es;/contenido/entidad/Bibliotecas\n"
                 "70002;Biblioteca Pública Latina;Biblioteca del distrito;De lunes a viernes, de 8:30 a 21:00 horas;60 "
                 "puestos de lectura;Metro: Laguna;;0;http://www.madrid.example.es/70002;GENERAL "
                 "ROMERO;PASEO;V;12;MADRID;MADRID;28024;07;AGUILAS;10;LATINA;436221;4471873;40.3952;-3.7542;915 732 "
                 "001;;bplatina@madrid.example.es;/contenido/entidad/Bibliotecas\n",
                 {{"id", "PK"},
                  {"name", "NOMBRE"},
                  {"opening_hours", "HORARIO"},
                  {"wheelchair", "ACCESIBILIDAD"},
                  {"website", "CONTENT-URL"},
                  {"street", "NOMBRE-VIA"},
                  {"housenumber", "NUM"},
                  {"city", "LOCALIDAD"},
                  {"postcode", "CODIGO-POSTAL"},
                  {"lat", "LATITUD"},
                  {"lon", "LONGITUD"},
                  {"phone", "TELEFONO"},
                  {"email", "EMAIL"},
                  {"kind", "TIPO"}},
                 kMadrid,
                 false,
                 {},
                 2});
  out.push_back(
      {"es_centros_utm.csv",
       "Código de centro;Nombre del centro;Tipo de centro;Domicilio;Localidad;C.P.;Teléfono;Titularidad;UTM_X;UTM_Y\n"
       "28010001;CEIP Lope de Vega;Colegio de Educación Infantil y Primaria;C/ Mayor "
       "3;Madrid;28013;914000001;Pública;440100;4474000\n"
       "28010002;IES San Isidro;Instituto de Educación Secundaria;C/ Toledo "
       "39;Madrid;28005;914000002;Pública;439900;4473600\n"
       "28010003;CEPA Dulce Chacón;Centro de Educación de Personas Adultas;C/ Cáceres "
       "20;Madrid;28045;914000003;Pública;441000;4472200\n",
       {{"id", "Código de centro"},
        {"name", "Nombre del centro"},
        {"kind", "Tipo de centro"},
        {"address", "Domicilio"},
        {"city", "Localidad"},
        {"postcode", "C.P."},
        {"phone", "Teléfono"},
        {"operator", "Titularidad"},
        {"lon", "UTM_X"},
        {"lat", "UTM_Y"}},
       kMadrid,
       false,
       {},
       3});
  out.push_back({"es_centros_sin_ciudad.csv",
                 "Nombre del centro;UTM_X;UTM_Y\nCEIP Lope de Vega;440100;4474000\nIES San Isidro;439900;4473600\n",
                 {{"name", "Nombre del centro"}, {"lon", "UTM_X"}, {"lat", "UTM_Y"}},
                 {},
                 true,
                 {},
                 0});
  out.push_back(
      {"ca_barcelona_equipaments.csv",
       "register_id,name,institution_id,institution_name,created,modified,addresses_road_name,addresses_start_street_"
       "number,addresses_neighborhood_id,addresses_neighborhood_name,addresses_district_name,addresses_zip_code,"
       "addresses_town,values_category,values_attribute_name,values_value,geo_epgs_25831_x,geo_epgs_25831_y,geo_epgs_"
       "4326_lat,geo_epgs_4326_lon\n"
       "92086000001,Biblioteca Vapor Vell,,,2001-01-01,2023-05-05,Ptge Vapor "
       "Vell,1,18,Sants,Sants-Montjuïc,08028,BARCELONA,Telèfons,Tel.,934097231,427700.1,4580500.2,41.3746,2.1330\n"
       "92086000002,Biblioteca Poble-sec,,,2001-01-01,2023-05-05,C Blai,34,11,el "
       "Poble-sec,Sants-Montjuïc,08004,BARCELONA,Telèfons,Tel.,934411000,430100.7,4580300.9,41.3739,2.1642\n",
       {{"id", "register_id"},
        {"name", "name"},
        {"postcode", "addresses_zip_code"},
        {"city", "addresses_town"},
        {"street", "addresses_road_name"},
        {"housenumber", "addresses_start_street_number"},
        {"lat", "geo_epgs_4326_lat"},
        {"lon", "geo_epgs_4326_lon"}},
       {},
       false,
       {},
       2});
  out.push_back(
      {"mx_bibliotecas.csv",
       "ID,Nombre de la biblioteca,Calle y número,Colonia,Código Postal,Alcaldía,Correo electrónico,Página "
       "web,Latitud,Longitud,Días y horario\n"
       "1,Biblioteca Benito Juárez,Av. Uxmal 12,Narvarte,03020,Benito "
       "Juárez,bj@cultura.example.mx,www.cultura.example.mx/bj,19.3920,-99.1560,Lunes a viernes 9:00 a 19:00\n"
       "2,Biblioteca Amado Nervo,Calle 7 s/n,Tacuba,11410,Miguel "
       "Hidalgo,an@cultura.example.mx,www.cultura.example.mx/an,19.4580,-99.1880,Lunes a sábado 10:00 a 18:00\n"
       "3,Biblioteca Rosario Castellanos,Tamaulipas "
       "202,Condesa,06140,Cuauhtémoc,rc@cultura.example.mx,www.cultura.example.mx/rc,19.4110,-99.1740,Lunes a domingo "
       "9:00 a 20:00\n",
       {{"id", "ID"},
        {"name", "Nombre de la biblioteca"},
        {"street", "Calle y número"},
        {"postcode", "Código Postal"},
        {"email", "Correo electrónico"},
        {"website", "Página web"},
        {"lat", "Latitud"},
        {"lon", "Longitud"},
        {"opening_hours", "Días y horario"}},
       {},
       false,
       {},
       3});
  // Portugal and Brazil -----------------------------------------------------------------------------------------
  out.push_back({"pt_lisboa.csv",
                 "OBJECTID,INF_NOME,INF_MORADA,INF_TELEFONE,INF_EMAIL,INF_SITE,X,Y\n"
                 "1,Biblioteca de Belém,Rua da Junqueira "
                 "295,218172580,bib.belem@cm.example.pt,http://blx.example.pt,-9.1950,38.6975\n"
                 "2,Biblioteca Camões,Largo do Calhariz "
                 "17,218172360,bib.camoes@cm.example.pt,http://blx.example.pt,-9.1465,38.7108\n"
                 "3,Biblioteca dos Coruchéus,Rua Alberto de "
                 "Oliveira,218172700,bib.coru@cm.example.pt,http://blx.example.pt,-9.1410,38.7530\n",
                 {{"name", "INF_NOME"},
                  {"address", "INF_MORADA"},
                  {"phone", "INF_TELEFONE"},
                  {"email", "INF_EMAIL"},
                  {"website", "INF_SITE"},
                  {"lon", "X"},
                  {"lat", "Y"}},
                 kLisbon,
                 false,
                 {},
                 3});
  out.push_back({"br_escolas_inep.csv",
                 "Restrição de Atendimento;Escola;Código INEP;UF;Município;Localização;Categoria "
                 "Administrativa;Endereço;Telefone;Porte da Escola;Latitude;Longitude\n"
                 "ESCOLA EM FUNCIONAMENTO;EMEF PROFESSORA ANA LIMA;35000001;SP;São Paulo;Urbana;Pública;RUA DAS "
                 "FLORES, 100 CENTRO. 01001-000 São Paulo - SP.;(11) 31110001;Entre 201 e 500;-23.5505;-46.6333\n"
                 "ESCOLA EM FUNCIONAMENTO;COLÉGIO SANTO ANTÔNIO;35000002;SP;São Paulo;Urbana;Privada;AV PAULISTA, "
                 "2000. 01310-200 São Paulo - SP.;(11) 31110002;Até 50;-23.5614;-46.6559\n",
                 {{"name", "Escola"},
                  {"id", "Código INEP"},
                  {"city", "Município"},
                  {"address", "Endereço"},
                  {"phone", "Telefone"},
                  {"lat", "Latitude"},
                  {"lon", "Longitude"}},
                 {},
                 false,
                 {},
                 2});
  // Italy ---------------------------------------------------------------------------------------------------------
  out.push_back({"it_miur_scuole.csv",
                 "ANNOSCOLASTICO,AREAGEOGRAFICA,REGIONE,PROVINCIA,CODICEISTITUTORIFERIMENTO,"
                 "DENOMINAZIONEISTITUTORIFERIMENTO,CODICESCUOLA,DENOMINAZIONESCUOLA,INDIRIZZOSCUOLA,CAPSCUOLA,"
                 "CODICECOMUNESCUOLA,DESCRIZIONECOMUNE,DESCRIZIONECARATTERISTICASCUOLA,"
                 "DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA,INDIRIZZOPECSCUOLA,SITOWEBSCUOLA\n"
                 "202324,NORD OVEST,PIEMONTE,TORINO,TOIC8A100X,I.C. ALIGHIERI,TOEE8A1012,SCUOLA PRIMARIA SANTORRE,VIA "
                 "SANTORRE DI SANTAROSA 11,10131,L219,TORINO,NORMALE,SCUOLA "
                 "PRIMARIA,TOIC8A100X@istruzione.example.it,TOIC8A100X@pec.example.it,www.icalighieri.example.it\n"
                 "202324,NORD OVEST,PIEMONTE,TORINO,TOIC8A200Q,I.C. GOBETTI,TOMM8A201R,SCUOLA MEDIA GOBETTI,VIA ROMITA "
                 "19,10137,L219,TORINO,NORMALE,SCUOLA SECONDARIA DI I "
                 "GRADO,TOIC8A200Q@istruzione.example.it,TOIC8A200Q@pec.example.it,www.icgobetti.example.it\n",
                 {{"id", "CODICESCUOLA"},
                  {"name", "DENOMINAZIONESCUOLA"},
                  {"address", "INDIRIZZOSCUOLA"},
                  {"postcode", "CAPSCUOLA"},
                  {"city", "DESCRIZIONECOMUNE"},
                  {"email", "INDIRIZZOEMAILSCUOLA"},
                  {"website", "SITOWEBSCUOLA"},
                  {"kind", "DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back(
      {"it_milano.csv",
       "MUNICIPIO;DENOMINAZIONE;TIPOLOGIA;INDIRIZZO;TELEFONO;LONG_X_4326;LAT_Y_4326;Location\n"
       "1;Biblioteca Sormani;Biblioteca;Corso di Porta Vittoria 6;02 88463397;9.19888;45.46208;(45.46208, 9.19888)\n"
       "2;Biblioteca Crescenzago;Biblioteca;Via Don Orione 19;02 88465808;9.24760;45.50720;(45.50720, 9.24760)\n"
       "3;Museo della Scienza;Museo;Via Olona 6;02 485551;9.17060;45.46250;(45.46250, 9.17060)\n",
       {{"name", "DENOMINAZIONE"},
        {"kind", "TIPOLOGIA"},
        {"address", "INDIRIZZO"},
        {"phone", "TELEFONO"},
        {"lon", "LONG_X_4326"},
        {"lat", "LAT_Y_4326"}},
       {},
       false,
       {},
       3});
  // Germany, Austria, Switzerland ------------------------------------------------------------------------------------
  out.push_back(
      {"de_berlin_einrichtungen.csv",
       "lfd. Nr.;Einrichtungsname;Art;Straße;Hausnr.;PLZ;Ort;Ortsteil;Telefon;E-Mail;Internet;Rechtswert;Hochwert\n"
       "1;Volkshochschule Mitte;Volkshochschule;Antonstr.;37;13347;Berlin;Wedding;030 "
       "9018-37400;info@vhs-mitte.example.de;www.vhs-mitte.example.de;388850,1;5822910,4\n"
       "2;Stadtteilbibliothek Moabit;Bücherei;Turmstr.;75;10551;Berlin;Moabit;030 "
       "9018-32000;moabit@bib.example.de;www.bib.example.de;387420,0;5820910,9\n"
       "3;Jugendhaus Königstadt;Jugendzentrum;Saarbrücker Str.;23;10405;Berlin;Prenzlauer Berg;030 "
       "4400000;info@koenigstadt.example.de;www.koenigstadt.example.de;392510,7;5820740,3\n",
       {{"name", "Einrichtungsname"},
        {"kind", "Art"},
        {"street", "Straße"},
        {"housenumber", "Hausnr."},
        {"postcode", "PLZ"},
        {"city", "Ort"},
        {"phone", "Telefon"},
        {"email", "E-Mail"},
        {"website", "Internet"},
        {"lon", "Rechtswert"},
        {"lat", "Hochwert"}},
       kBerlin,
       false,
       {},
       3});
  out.push_back(
      {"de_standorte.csv",
       "Standort;Anschrift;Öffnungszeiten;Barrierefrei;Breitengrad;Längengrad\n"
       "Zentralbibliothek;Hauptstraße 1, 50667 Köln;Mo-Fr 10:00-18:00;ja;50.9375;6.9603\n"
       "Stadtteilbibliothek Kalk;Kalker Hauptstraße 247, 51103 Köln;Di,Do 11:00-18:00;teilweise;50.9396;7.0096\n"
       "Bücherbus;wechselnd, 50667 Köln;Mo 14:00-16:00;nein;50.9413;6.9583\n",
       {{"name", "Standort"},
        {"address", "Anschrift"},
        {"opening_hours", "Öffnungszeiten"},
        {"wheelchair", "Barrierefrei"},
        {"lat", "Breitengrad"},
        {"lon", "Längengrad"}},
       {},
       false,
       {},
       3});
  out.push_back({"de_schulen.csv",
                 "Schulnummer;Schulname;Schulart;Schulträger;Schulleitung;Straße/"
                 "Hausnummer;PLZ;Ort;Telefonnummer;Faxnummer;Webadresse;lat;lon\n"
                 "112001;Goethe-Gymnasium;Gymnasium;Stadt Bonn;Dr. A. Muster;Rheinweg 4;53113;Bonn;0228 100001;0228 "
                 "100002;www.goethe.example.de;50.7200;7.1060\n"
                 "112002;Paul-Gerhardt-Schule;Grundschule;Stadt Bonn;B. Beispiel;Kirchplatz 2;53111;Bonn;0228 "
                 "100003;0228 100004;www.pgs.example.de;50.7390;7.0950\n",
                 {{"id", "Schulnummer"},
                  {"name", "Schulname"},
                  {"kind", "Schulart"},
                  {"operator", "Schulträger"},
                  {"street", "Straße/Hausnummer"},
                  {"postcode", "PLZ"},
                  {"city", "Ort"},
                  {"phone", "Telefonnummer"},
                  {"website", "Webadresse"},
                  {"lat", "lat"},
                  {"lon", "lon"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back(
      {"ch_zuerich_lv95.csv",
       "poi_id,bezeichnung,kategorie,adresse,plz,ort,www,E,N\n"
       "q1,Pestalozzi-Bibliothek Altstadt,Bibliothek,Zähringerstrasse "
       "17,8001,Zürich,https://pbz.example.ch,2683390,1247730\n"
       "q2,Gemeinschaftszentrum Heuried,Gemeinschaftszentrum,Döltschiweg "
       "130,8055,Zürich,https://gz.example.ch,2680650,1246560\n"
       "q3,Kulturhaus Helferei,Kulturhaus,Kirchgasse 13,8001,Zürich,https://helferei.example.ch,2683480,1247180\n",
       {{"id", "poi_id"},
        {"name", "bezeichnung"},
        {"kind", "kategorie"},
        {"address", "adresse"},
        {"postcode", "plz"},
        {"city", "ort"},
        {"website", "www"},
        {"lon", "E"},
        {"lat", "N"}},
       kZurich,
       false,
       {},
       3});
  out.push_back(
      {"at_wien_wkt.csv",
       "FID,OBJECTID,SHAPE,BEZIRK,ADRESSE,TELEFON,BEZEICHNUNG,SE_ANNO_CAD_DATA\n"
       "BUECHEREIOGD.1,5501,POINT (16.3391 48.2030),7,Urban-Loritz-Platz 2a,01/400084500,Hauptbücherei Wien,\n"
       "BUECHEREIOGD.2,5502,POINT (16.3700 48.1820),10,Laxenburger Straße 90a,01/400010160,Bücherei Favoriten,\n"
       "BUECHEREIOGD.3,5503,POINT (16.4010 48.2350),22,Bernoullistraße 1,01/400022160,Bücherei Kaisermühlen,\n",
       {{"position", "SHAPE"},
        {"address", "ADRESSE"},
        {"phone", "TELEFON"},
        {"name", "BEZEICHNUNG"},
        {"id", "FID|OBJECTID"}},
       {},
       false,
       {},
       3});
  // The Netherlands, Belgium ------------------------------------------------------------------------------------------
  out.push_back(
      {"nl_utrecht_rd.csv",
       "Naam;Soort;Straatnaam;Huisnummer;Postcode;Woonplaats;Telefoonnummer;Website;RD_X;RD_Y\n"
       "Bibliotheek Neude;Bibliotheek;Neude;11;3512 AE;Utrecht;030 2861800;https://bieb.example.nl;136390;456000\n"
       "Buurthuis De Dreef;Buurthuis;Schooneggendreef;27;3562 GG;Utrecht;030 "
       "2618212;https://dreef.example.nl;135200;459200\n",
       {{"name", "Naam"},
        {"kind", "Soort"},
        {"street", "Straatnaam"},
        {"housenumber", "Huisnummer"},
        {"postcode", "Postcode"},
        {"city", "Woonplaats"},
        {"phone", "Telefoonnummer"},
        {"website", "Website"},
        {"lon", "RD_X"},
        {"lat", "RD_Y"}},
       kUtrecht,
       false,
       {},
       2});
  out.push_back(
      {"be_bruxelles_bilingue.csv",
       "Nom_fr;Naam_nl;Adresse;Code postal;Coordonnées\n"
       "Bibliothèque des Riches-Claires;Bibliotheek Rijke Klaren;Rue des Riches Claires 24;1000;50.8475, 4.3465\n"
       "Bibliothèque Sésame;Bibliotheek Sesam;Boulevard Lambermont 200;1030;50.8720, 4.3770\n",
       {{"name", "Nom_fr"},
        {"name:fr", "Nom_fr"},
        {"name:nl", "Naam_nl"},
        {"address", "Adresse"},
        {"postcode", "Code postal"},
        {"position", "Coordonnées"}},
       kBrussels,
       false,
       {},
       2});
  // The United Kingdom, Ireland
  // -----------------------------------------------------------------------------------------
  out.push_back(
      {"uk_libraries_bng.csv",
       "Library,Address,Postcode,Easting,Northing,Telephone,Web site,Statutory?\n"
       "Barbican Library,\"Silk Street, London\",EC2Y 8DS,532450,181800,020 7638 0569,www.barbicanlib.example.uk,Yes\n"
       "Swiss Cottage Library,\"88 Avenue Road, London\",NW3 3HA,526700,184300,020 7974 "
       "4001,www.camdenlib.example.uk,Yes\n"
       "Whitechapel Idea Store,\"321 Whitechapel Road, London\",E1 1BU,534900,181900,020 7364 "
       "4332,www.ideastore.example.uk,No\n",
       {{"name", "Library"},
        {"address", "Address"},
        {"postcode", "Postcode"},
        {"lon", "Easting"},
        {"lat", "Northing"},
        {"phone", "Telephone"},
        {"website", "Web site"}},
       kLondon,
       false,
       {},
       3});
  out.push_back(
      {"uk_schools_register.csv",
       "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus "
       "(name),OpenDate,Street,Locality,Town,County (name),Postcode,SchoolWebsite,TelephoneNum,HeadTitle "
       "(name),HeadFirstName,HeadLastName,StatutoryLowAge,StatutoryHighAge,SchoolCapacity,Easting,Northing\n"
       "100001,202,Camden,1045,Carlton Primary School,Community school,Open,01/09/1980,Grafton Road,Kentish "
       "Town,London,,NW5 4AX,www.carlton.example.sch.uk,02074000001,Mrs,Ann,Example,3,11,420,528200,185200\n"
       "100002,202,Camden,4104,Parliament Hill School,Community school,Open,01/09/1914,Highgate Road,Kentish "
       "Town,London,,NW5 1RL,www.parlhill.example.sch.uk,02074000002,Ms,Bea,Sample,11,19,1250,528400,186000\n",
       {{"id", "URN"},
        {"name", "EstablishmentName"},
        {"kind", "TypeOfEstablishment (name)"},
        {"street", "Street"},
        {"city", "Town|Locality"},
        {"postcode", "Postcode"},
        {"website", "SchoolWebsite"},
        {"phone", "TelephoneNum"},
        {"age_min", "StatutoryLowAge"},
        {"age_max", "StatutoryHighAge"},
        {"capacity", "SchoolCapacity"},
        {"lon", "Easting"},
        {"lat", "Northing"}},
       kLondon,
       false,
       {},
       2});
  // North America
  // ------------------------------------------------------------------------------------------------------
  out.push_back({"us_nyc_library.csv",
                 "the_geom,NAME,STREETNAME,HOUSENUM,CITY,ZIP,URL,BIN,BBL,X,Y,SYSTEM,LON,LAT,BOROCODE\n"
                 "POINT (-73.9535 40.6090),Kings Highway,Ocean "
                 "Avenue,2115,Brooklyn,11229,http://"
                 "www.bklyn.example.org,3181000,3067900027,997000.1,161000.2,BPL,-73.9535,40.6090,3\n"
                 "POINT (-73.9820 40.7530),Mid-Manhattan,Fifth Avenue,455,New "
                 "York,10016,http://www.nypl.example.org,1017000,1008690074,989000.4,214000.9,NYPL,-73.9820,40.7530,1\n"
                 "POINT (-73.8300 40.7580),Flushing,Main "
                 "Street,41-17,Flushing,11355,http://"
                 "www.qlib.example.org,4113000,4050430011,1031000.8,216000.3,QPL,-73.8300,40.7580,4\n",
                 {{"name", "NAME"},
                  {"street", "STREETNAME"},
                  {"housenumber", "HOUSENUM"},
                  {"city", "CITY"},
                  {"postcode", "ZIP"},
                  {"website", "URL"},
                  {"lon", "LON"},
                  {"lat", "LAT"}},
                 {},
                 false,
                 {},
                 3});
  out.push_back({"us_chicago_library.csv",
                 "NAME ,HOURS OF OPERATION,ADDRESS,CITY,STATE,ZIP,PHONE,WEBSITE,LOCATION\n"
                 "Albany Park,\"Mon. & Wed., 10-6; Tue. & Thu., 12-8\",3401 W. Foster Ave.,Chicago,IL,60625,(773) "
                 "539-5450,https://www.chipublib.example.org/1,\"(41.97557, -87.71361)\"\n"
                 "Altgeld,\"Mon. & Wed., 12-8; Tue. & Thu., 10-6\",955 E. 131st Street,Chicago,IL,60827,(312) "
                 "747-3270,https://www.chipublib.example.org/2,\"(41.65719, -87.59883)\"\n",
                 {{"name", "NAME"},
                  {"opening_hours", "HOURS OF OPERATION"},
                  {"address", "ADDRESS"},
                  {"city", "CITY"},
                  {"postcode", "ZIP"},
                  {"phone", "PHONE"},
                  {"website", "WEBSITE"},
                  {"position", "LOCATION"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"ca_vancouver_utm.csv",
                 "FACILITY_ID|FACILITY_NAME|FACILITY_TYPE|STREET_ADDRESS|POSTAL_CODE|POINT_X|POINT_Y\n"
                 "F01|Roundhouse|Community Centre|181 Roundhouse Mews|V6Z 2W3|490900.5|5458000.1\n"
                 "F02|Kensington|Community Centre|5175 Dumfries St|V5P 3A2|493300.2|5453700.7\n"
                 "F03|Carnegie|Library|401 Main St|V6A 2T7|492700.0|5458800.4\n",
                 {{"id", "FACILITY_ID"},
                  {"name", "FACILITY_NAME"},
                  {"kind", "FACILITY_TYPE"},
                  {"street", "STREET_ADDRESS"},
                  {"postcode", "POSTAL_CODE"},
                  {"lon", "POINT_X"},
                  {"lat", "POINT_Y"}},
                 kVancouver,
                 false,
                 {},
                 3});
  out.push_back(
      {"us_hsds_locations.csv",
       "id,organization_id,name,alternate_name,description,transportation,latitude,longitude\n"
       "l1,o1,Downtown Learning Center,DLC,Classes for adults in the old post office.,Bus 7,37.4855,-122.2320\n"
       "l2,o1,Eastside Learning Center,ELC,Evening classes with child care.,Bus 11,37.4900,-122.2100\n",
       {{"id", "id"},
        {"organisation", "organization_id"},
        {"name", "name"},
        {"description", "description"},
        {"lat", "latitude"},
        {"lon", "longitude"}},
       {},
       false,
       {},
       2});
  out.push_back(
      {"us_hsds_organizations.csv",
       "id,name,alternate_name,description,email,url,tax_status,tax_id,year_incorporated,legal_status\n"
       "o1,Redwood Learning,RL,Teaches adults to "
       "read.,info@rl.example.org,http://rl.example.org,501c3,12-345,1990,nonprofit\n"
       "o2,Peninsula Works,PW,Helps people to find "
       "work.,hi@pw.example.org,http://pw.example.org,501c3,12-346,1984,nonprofit\n",
       {{"id", "id"}, {"name", "name"}, {"description", "description"}, {"email", "email"}, {"website", "url"}},
       {},
       false,
       "organisations",
       2});
  // Arabic, Russian, Ukrainian, Chinese, Japanese, Korean
  // ------------------------------------------------------------------
  out.push_back(
      {"ar_maktabat.csv",
       "رقم,اسم المكتبة,النوع,العنوان,المدينة,خط العرض,خط الطول,رقم الهاتف,البريد الإلكتروني\n"
       "1,مكتبة الملك عبد الله,مكتبة عامة,شارع الملك حسين,عمّان,31.9539,35.9106,+962 6 4627000,info@lib.example.jo\n"
       "2,مكتبة النصر,مكتبة,حي النصر,عمّان,31.9630,35.9700,+962 6 4890000,nasr@lib.example.jo\n"
       "3,مركز شباب المحطة,مركز شباب,المحطة,عمّان,31.9660,35.9500,+962 6 4650000,youth@lib.example.jo\n",
       {{"name", "اسم المكتبة"},
        {"kind", "النوع"},
        {"address", "العنوان"},
        {"city", "المدينة"},
        {"lat", "خط العرض"},
        {"lon", "خط الطول"},
        {"phone", "رقم الهاتف"},
        {"email", "البريد الإلكتروني"}},
       {},
       false,
       {},
       3});
  out.push_back({"ru_biblioteki.csv",
                 "№;Наименование;Адрес;Район;Телефон;Режим работы;Сайт;Широта;Долгота\n"
                 "1;Центральная городская библиотека;ул. Ленина, 5;Центральный;+7 (843) 200-00-01;пн-пт "
                 "10:00-19:00;http://lib1.example.ru;55,7905;49,1145\n"
                 "2;Библиотека-филиал № 7;пр. Победы, 18;Советский;+7 (843) 200-00-02;вт-сб "
                 "11:00-19:00;http://lib2.example.ru;55,7570;49,2110\n"
                 "3;Детская библиотека;ул. Гагарина, 30;Московский;+7 (843) 200-00-03;пн-сб "
                 "09:00-18:00;http://lib3.example.ru;55,8260;49,0790\n",
                 {{"name", "Наименование"},
                  {"address", "Адрес"},
                  {"phone", "Телефон"},
                  {"opening_hours", "Режим работы"},
                  {"website", "Сайт"},
                  {"lat", "Широта"},
                  {"lon", "Долгота"}},
                 {},
                 false,
                 {},
                 3});
  out.push_back(
      {"ru_moscow_portal.csv",
       "global_id;CommonName;FullName;ShortName;AdmArea;District;ObjectAddress;ChiefName;PublicPhone;WorkingHours;"
       "WebSite;Longitude_WGS84;Latitude_WGS84;geoData\n"
       "1001;Библиотека № 10;ГБУК «Библиотека № 10»;Б10;САО;Аэропорт;ул. Усиевича, 5;Иванова И. И.;(499) "
       "151-00-00;вт-вс 10:00-22:00;lib10.example.ru;37.5400;55.8020;{coordinates=[37.54, 55.802], type=Point}\n"
       "1002;Библиотека № 12;ГБУК «Библиотека № 12»;Б12;САО;Сокол;ул. Алабяна, 3;Петрова П. П.;(499) 198-00-00;вт-вс "
       "10:00-22:00;lib12.example.ru;37.5120;55.8060;{coordinates=[37.512, 55.806], type=Point}\n",
       {{"id", "global_id"},
        {"name", "CommonName|FullName"},
        {"address", "ObjectAddress"},
        {"phone", "PublicPhone"},
        {"opening_hours", "WorkingHours"},
        {"website", "WebSite"},
        {"lon", "Longitude_WGS84"},
        {"lat", "Latitude_WGS84"}},
       {},
       false,
       {},
       2});
  out.push_back({"zh_tushuguan.csv",
                 "序号,图书馆名称,类型,地址,经度,纬度,联系电话,开放时间\n"
                 "1,西湖区图书馆,图书馆,文一西路858号,120.0850,30.2890,0571-88000001,9:00-17:30\n"
                 "2,上城区文化馆,文化馆,解放路138号,120.1740,30.2480,0571-88000002,9:00-17:00\n"
                 "3,浙江自然博物馆,博物馆,西湖文化广场6号,120.1650,30.2800,0571-88000003,9:30-16:30\n",
                 {{"name", "图书馆名称"},
                  {"kind", "类型"},
                  {"address", "地址"},
                  {"lon", "经度"},
                  {"lat", "纬度"},
                  {"phone", "联系电话"},
                  {"opening_hours", "开放时间"}},
                 {},
                 false,
                 {},
                 3});
  out.push_back({"ja_koukyou_shisetsu.csv",
                 "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,POIコード,住所,緯度,経度,"
                 "電話番号,URL\n"
                 "131016,0000000001,東京都,千代田区,千代田図書館,チヨダトショカン,1304,東京都千代田区九段南1-2-1,35."
                 "6952,139.7536,(03)5211-4289,https://lib.example.jp/1\n"
                 "131016,0000000002,東京都,千代田区,四番町図書館,ヨンバンチョウトショカン,1304,東京都千代田区四番町1,"
                 "35.6880,139.7385,(03)3239-6357,https://lib.example.jp/2\n",
                 {{"name", "名称"},
                  {"address", "住所"},
                  {"lat", "緯度"},
                  {"lon", "経度"},
                  {"phone", "電話番号"},
                  {"website", "URL"},
                  {"city", "市区町村名"},
                  {"id", "NO"}},
                 {},
                 false,
                 {},
                 2});
  // Poland, Sweden, Turkey
  // ------------------------------------------------------------------------------------------------
  out.push_back({"pl_biblioteki.csv",
                 "Lp.;Nazwa;Rodzaj;Adres;Kod pocztowy;Miejscowość;Szerokość geograficzna;Długość geograficzna\n"
                 "1;Biblioteka na Koszykowej;Biblioteka;ul. Koszykowa 26;00-950;Warszawa;52,2230;21,0130\n"
                 "2;Dom Kultury Śródmieście;Dom kultury;ul. Smolna 9;00-375;Warszawa;52,2330;21,0210\n",
                 {{"name", "Nazwa"},
                  {"kind", "Rodzaj"},
                  {"address", "Adres"},
                  {"postcode", "Kod pocztowy"},
                  {"city", "Miejscowość"},
                  {"lat", "Szerokość geograficzna"},
                  {"lon", "Długość geograficzna"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"sv_bibliotek.csv",
                 "namn\tadress\tpostnummer\tstad\tlatitud\tlongitud\toppettider\n"
                 "Stadsbiblioteket\tGötaplatsen 3\t412 56\tGöteborg\t57.6970\t11.9790\tMån-fre 08:00-20:00\n"
                 "Hjällbo bibliotek\tHjällbo Centrum 4\t424 32\tGöteborg\t57.7690\t12.0230\tMån-tor 10:00-19:00\n",
                 {{"name", "namn"},
                  {"address", "adress"},
                  {"postcode", "postnummer"},
                  {"city", "stad"},
                  {"lat", "latitud"},
                  {"lon", "longitud"},
                  {"opening_hours", "oppettider"}},
                 {},
                 false,
                 {},
                 2});
  // Traps
  // ---------------------------------------------------------------------------------------------------------------
  out.push_back(
      {"trap_swapped.csv",
       "Name,lat,lon\nRoundhouse,-123.1216,49.2733\nCarnegie,-123.0998,49.2812\nKensington,-123.0750,49.2366\n",
       {{"name", "Name"}, {"lat", "lat"}, {"lon", "lon"}},
       kVancouver,
       false,
       {},
       3});
  out.push_back(
      {"trap_contact_names.csv",
       "Contact name,School name,District name,Latitude,Longitude,Contact email\nA. Muster,Oak "
       "School,North,49.25,-123.1,a@oak.example.ca\nB. Beispiel,Elm School,South,49.26,-123.12,b@elm.example.ca\n",
       {{"name", "School name"}, {"lat", "Latitude"}, {"lon", "Longitude"}, {"email", "Contact email"}},
       {},
       false,
       {},
       2});
  out.push_back(
      {"trap_no_name.csv",
       "Code;Type;Wert;lat;lon\nA1;Bibliothek;12,5;50.93;6.96\nA2;Museum;13,5;50.94;6.95\nA3;Theater;9,1;50.95;6.94\n",
       {{"id", "Code"}, {"kind", "Type"}, {"lat", "lat"}, {"lon", "lon"}},
       {},
       true,
       {},
       0});
  out.push_back({"trap_two_names.csv",
                 "objekt;Kurzname;Name;geo lat;geo long\nx1;ZB;Zentralbibliothek;50.93;6.96\nx2;KB;Kalker "
                 "Bibliothek;50.94;6.97\n",
                 {{"name", "Name"}, {"lat", "geo lat"}, {"lon", "geo long"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"trap_y_lat.csv",
                 "Titel,Y (lat),X (lon),Typ\nRathaus,50.938,6.957,Rathaus\nStadtarchiv,50.929,6.951,Archiv\n",
                 {{"name", "Titel"}, {"lat", "Y (lat)"}, {"lon", "X (lon)"}, {"kind", "Typ"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"trap_geojson_text.csv",
                 "Nom;GEOM;Date de mise à jour\nJardin du "
                 "Port;\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[3.05,50.63]}\";2024-01-01\nFerme "
                 "urbaine;\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[3.06,50.62]}\";2024-01-02\n",
                 {{"name", "Nom"}, {"position", "GEOM"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"trap_headerless.csv",
                 "Central Library,350 W Georgia St,49.2797,-123.1156\nKitsilano,2425 MacDonald "
                 "St,49.2644,-123.1680\nRenfrew,2969 E 22nd Av,49.2524,-123.0430\n",
                 {},
                 {},
                 true,
                 {},
                 0});
  out.push_back({"trap_unplaced.csv",
                 "name,street,house number,postcode,city,phone\nOak Hall,High Street,4,AB1 2CD,Elmton,01234 "
                 "567890\nElm Hall,Low Street,17,AB1 3EF,Elmton,01234 567891\n",
                 {{"name", "name"},
                  {"street", "street"},
                  {"housenumber", "house number"},
                  {"postcode", "postcode"},
                  {"city", "city"},
                  {"phone", "phone"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"trap_numbers_only.csv", "a,b,c\n1,2,3\n4,5,6\n7,8,9\n", {}, {}, true, {}, 0});
  out.push_back({"trap_free.csv",
                 "Nom,Gratuit,lat,lon\nAtelier A,oui,45.76,4.83\nAtelier B,non,45.77,4.84\n",
                 {{"name", "Nom"}, {"fee", "Gratuit"}, {"lat", "lat"}, {"lon", "lon"}},
                 {},
                 false,
                 {},
                 2});
  out.push_back({"trap_dms.csv",
                 "Nombre;Ubicación geográfica\nCasa de Cultura;5°49'12\"N 73°02'01\"O\nBiblioteca Central;5°49'30\"N "
                 "73°01'50\"O\nTaller de Arte;5°49'01\"N 73°02'30\"O\n",
                 {{"name", "Nombre"}, {"position", "Ubicación geográfica"}},
                 {},
                 false,
                 {},
                 3});
  out.push_back({"de_stadtteile.csv",
                 "Stadtteil;Nr;Geometrie\nAltstadt;01;\"POLYGON ((6 50,6.1 50,6.1 50.1,6 50.1,6 "
                 "50))\"\nNeustadt;02;\"POLYGON ((6.1 50,6.2 50,6.2 50.1,6.1 50.1,6.1 50))\"\n",
                 {{"name", "Stadtteil"}, {"code", "Nr"}, {"id", "Nr"}, {"position", "Geometrie"}},
                 {},
                 false,
                 "districts",
                 2});
  out.push_back(
      {"es_barrios.csv",
       "COD_BAR,NOMBRE,COD_DIS,NOMDIS,WKT\n011,Palacio,01,Centro,\"POLYGON ((-3.7 40.4,-3.69 40.4,-3.69 40.41,-3.7 "
       "40.4))\"\n012,Embajadores,01,Centro,\"POLYGON ((-3.69 40.4,-3.68 40.4,-3.68 40.41,-3.69 40.4))\"\n",
       {{"code", "COD_BAR"}, {"id", "COD_BAR"}, {"name", "NOMBRE"}, {"position", "WKT"}},
       {},
       false,
       "districts",
       2});
  return out;
}

}  // namespace

std::vector<Sample> const& samples() {
  static std::vector<Sample> const all = make();
  return all;
}

}  // namespace cartable::importers::test_corpus
