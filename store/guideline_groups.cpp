#include "store/guideline_groups.hpp"

#include <utility>

namespace cartable::store {
namespace {

Group group(std::string slug, LangMap names, LangMap definition) {
  Group out;
  out.head.id = std::move(slug);
  out.head.source = "unesco-guidelines";
  out.name = names["en"];
  out.names = std::move(names);
  out.definition = std::move(definition);
  return out;
}

}  // namespace

std::vector<Group> guideline_groups() {
  return {
      group("migrant-families",
            {{"en", "Families from immigration"},
             {"fr", "Familles issues de l’immigration"},
             {"es", "Familias procedentes de la inmigración"},
             {"ar", "الأسر المهاجرة"},
             {"zh", "移民家庭"},
             {"ru", "Семьи мигрантов"}},
            {{"en",
              "Families in which at least one parent or guardian came from another country, whatever their "
              "papers or nationality, and who may need the language of the city to learn."},
             {"fr",
              "Familles dont au moins un parent ou responsable est venu d’un autre pays, quels que soient ses "
              "papiers ou sa nationalité, et qui peuvent avoir besoin de la langue de la ville pour apprendre."}}),
      group("special-educational-needs",
            {{"en", "People with special educational needs"},
             {"fr", "Personnes ayant des besoins éducatifs particuliers"},
             {"es", "Personas con necesidades educativas especiales"},
             {"ar", "الأشخاص ذوو الاحتياجات التعليمية الخاصة"},
             {"zh", "有特殊教育需要的人"},
             {"ru", "Люди с особыми образовательными потребностями"}},
            {{"en",
              "People of any age who need adapted teaching, aids or premises to learn, because of a disability, "
              "an illness or a difficulty in learning."},
             {"fr",
              "Personnes de tout âge qui ont besoin d’un enseignement, d’aides ou de locaux adaptés pour "
              "apprendre, du fait d’un handicap, d’une maladie ou d’une difficulté d’apprentissage."}}),
      group("job-seekers",
            {{"en", "Job seekers"},
             {"fr", "Personnes en recherche d’emploi"},
             {"es", "Personas en busca de empleo"},
             {"ar", "الباحثون عن عمل"},
             {"zh", "求职者"},
             {"ru", "Ищущие работу"}},
            {{"en",
              "People without work, or about to lose it, who look for a job, whether registered as unemployed "
              "or not."},
             {"fr",
              "Personnes sans travail, ou sur le point de le perdre, qui cherchent un emploi, inscrites comme "
              "chômeuses ou non."}}),
  };
}

}  // namespace cartable::store
