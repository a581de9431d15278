/** A small city for tests: Montevideo's old town and centre, places made from a seed, and some that are hostile. */
export interface FixturePlace {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const fixtureBounds = [-56.225, -34.925, -56.13, -34.865] as const;

/** A linear congruential generator (Numerical Recipes): the same city in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const kindsInTurn = ['school', 'school', 'school', 'kindergarten', 'university', 'library', 'community_centre', 'museum', 'theatre', 'language_school', 'training', 'internet_cafe', 'townhall', 'arts_centre', 'childcare', 'employment_agency'] as const;
const words = { school: 'Escuela', kindergarten: 'Jardín', university: 'Facultad', library: 'Biblioteca', community_centre: 'Centro Comunal', museum: 'Museo', theatre: 'Teatro', language_school: 'Instituto de Idiomas', training: 'Centro de Formación', internet_cafe: 'Ciber', townhall: 'Municipio', arts_centre: 'Casa de las Artes', childcare: 'Guardería', employment_agency: 'Oficina de Empleo' } as const;
const names = ['Artigas', 'Rodó', 'Varela', 'Ibarbourou', 'Onetti', 'Figari', 'Benedetti', 'Agustini', 'Quiroga', 'Torres García', 'Vilaró', 'Zorrilla'] as const;
const streets = ['18 de Julio', 'Sarandí', 'Rincón', 'Colonia', 'Mercedes', 'Canelones', 'Soriano', 'Durazno'] as const;
const sources = [{ source: 'osm', licence: 'ODbL-1.0', id: 'n1', date: '2017-12-04' }];

function generated(count: number): FixturePlace[] {
  const next = random(20261123);
  const [west, south, east, north] = fixtureBounds;
  return Array.from({ length: count }, (_, i) => {
    const kind = kindsInTurn[i % kindsInTurn.length] ?? 'school';
    const fee = next();
    const wheelchair = next();
    return {
      id: `osm:n${1000 + i}`,
      lon: Number((west + (east - west) * (0.1 + 0.8 * next())).toFixed(7)),
      lat: Number((south + (north - south) * (0.2 + 0.7 * next())).toFixed(7)),
      properties: {
        name: `${words[kind]} ${names[i % names.length] ?? ''}`,
        kind,
        kinds: kind === 'school' && i % 3 === 0 ? ['school', 'primary_school'] : [kind],
        ...(fee < 0.15 ? { fee: 'free' } : fee < 0.25 ? { fee: 'paid' } : {}),
        ...(wheelchair < 0.12 ? { wheelchair: 'yes' } : wheelchair < 0.2 ? { wheelchair: 'limited' } : wheelchair < 0.25 ? { wheelchair: 'no' } : {}),
        ...(next() < 0.3 ? { opening_hours: 'Mo-Fr 09:00-18:00; Sa 10:00-13:00; PH off' } : {}),
        ...(next() < 0.7 ? { address: { street: streets[i % streets.length], housenumber: String(100 + i * 7), city: 'Montevideo' } } : {}),
        sources,
      },
    };
  });
}

/** Names that try to be markup, to turn the text around, or to be very long. */
const special: readonly FixturePlace[] = [
  {
    id: 'osm:n1', lon: -56.2045, lat: -34.9066,
    properties: {
      name: 'Biblioteca Central', names: { fr: 'Bibliothèque centrale' }, kind: 'library', kinds: ['library'], fee: 'free', wheelchair: 'yes', languages: ['es', 'fr'],
      opening_hours: 'Mo-Fr 09:00-20:00; Sa 10:00-14:00; PH off', operator: 'Intendencia', checked: '2026-03-01',
      contact: { phone: '+598 2 1950', email: 'biblioteca@example.org', website: 'https://biblioteca.example.org/' },
      address: { street: 'Sarandí', housenumber: '500', city: 'Montevideo' },
      description: { en: 'Books, newspapers and a quiet room.', fr: 'Livres, journaux et une salle calme.' },
      audiences: { 'migrant-families': { value: 'serves', evidence: [] } },
      offers: [{ id: 'offer:1', name: 'Spanish for newcomers', names: { fr: 'Espagnol pour débutants' }, fee: 'free', schedule: 'Tu,Th 18:00-19:30' }],
      sources: [...sources, { source: 'city', licence: 'CC-BY-4.0', id: '12', date: '2026-03-01' }],
    },
  },
  { id: 'osm:n2', lon: -56.2012, lat: -34.9071, properties: { name: '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">', kind: 'museum', kinds: ['museum'], contact: { website: 'javascript:window.hacked=1' }, sources } },
  { id: 'osm:n3', lon: -56.2001, lat: -34.9055, properties: { name: '\u202Eetrever emon\u202E Museo', kind: 'museum', kinds: ['museum'], sources } },
  { id: 'osm:n4', lon: -56.199, lat: -34.9062, properties: { kind: 'community_centre', kinds: ['community_centre', 'youth_centre'], status: 'temporarily_closed', alert: { text: 'Roof works', until: '2027-01-31' }, sources } },
  { id: 'osm:n5', lon: -56.198, lat: -34.9058, properties: { name: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz-Bildungszentrum für Erwachsene', kind: 'some_new_kind', kinds: ['some_new_kind'], sources } },
];

export const fixturePlaces: readonly FixturePlace[] = [...special, ...generated(220)];

export const fixtureStreets = streets.map((name, i) => ({ id: `street:${i}`, type: 'street', label: name, lon: -56.2 + i * 0.006, lat: -34.906 + i * 0.001 }));
