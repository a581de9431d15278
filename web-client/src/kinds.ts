/**
 * The kinds of learning place: one table that the map's sprite, the filter and the words are made from.
 *
 * Slugs are those of the API (OpenStreetMap's own values where there is one). A family has one colour and one
 * shape, so that neither colour nor shape alone carries the meaning.
 */
export const families = ['formal', 'community', 'work', 'digital', 'culture', 'guidance'] as const;
export type Family = (typeof families)[number];

export type ShapeName = 'circle' | 'square' | 'diamond' | 'hexagon' | 'petal' | 'pin';

/** Shape and colours of a family; contrasts are measured in tests/unit/palette.test.ts. */
export const familyLook: Readonly<Record<Family, { shape: ShapeName; light: string; dark: string }>> = {
  formal: { shape: 'circle', light: '#1F5FA8', dark: '#7FB2F0' },
  community: { shape: 'square', light: '#B4480A', dark: '#F2A069' },
  work: { shape: 'diamond', light: '#6B3FA0', dark: '#BFA0EA' },
  digital: { shape: 'hexagon', light: '#00705E', dark: '#5FD0BA' },
  culture: { shape: 'petal', light: '#A3195B', dark: '#F08DB8' },
  guidance: { shape: 'pin', light: '#4A5568', dark: '#B5BDCB' },
};

interface KindRow {
  readonly family: Family;
  /** `package:name` of a CC0 icon. */
  readonly icon: `${'maki' | 'temaki'}:${string}`;
}

const row = (family: Family, icon: KindRow['icon']): KindRow => ({ family, icon });

export const kinds = {
  kindergarten: row('formal', 'temaki:plant'),
  school: row('formal', 'maki:school'),
  primary_school: row('formal', 'maki:school'),
  lower_secondary_school: row('formal', 'maki:school'),
  secondary_school: row('formal', 'maki:school'),
  upper_secondary_school: row('formal', 'maki:school'),
  post_secondary_school: row('formal', 'maki:school'),
  adult_school: row('formal', 'maki:school'),
  special_needs_school: row('formal', 'maki:school'),
  college: row('formal', 'maki:college'),
  university: row('formal', 'maki:college'),
  research_institute: row('formal', 'temaki:telescope'),
  prep_school: row('formal', 'temaki:bulb'),
  language_school: row('formal', 'maki:globe'),
  music_school: row('formal', 'maki:music'),
  dancing_school: row('formal', 'temaki:balance_beam'),
  driving_school: row('work', 'maki:car'),
  driver_training: row('work', 'maki:car'),
  training: row('work', 'temaki:tools'),
  employment_agency: row('work', 'temaki:briefcase'),
  sheltered_workshop: row('work', 'temaki:hammer_shoe'),
  coworking: row('work', 'temaki:desk_lamp'),
  educational_office: row('formal', 'maki:building'),
  childcare: row('community', 'temaki:play_structure'),
  toy_library: row('community', 'temaki:dice'),
  community_centre: row('community', 'maki:home'),
  family_centre: row('community', 'maki:home'),
  youth_centre: row('community', 'maki:home'),
  cultural_centre: row('culture', 'maki:art-gallery'),
  village_hall: row('community', 'maki:village'),
  social_centre: row('community', 'temaki:social_facility'),
  social_facility: row('community', 'temaki:social_facility'),
  outreach: row('community', 'temaki:social_facility'),
  day_centre: row('community', 'temaki:social_facility'),
  club: row('community', 'maki:heart'),
  association: row('community', 'maki:heart'),
  community_garden: row('community', 'temaki:garden_bed'),
  place_of_worship: row('community', 'maki:place-of-worship'),
  makerspace: row('digital', 'temaki:toolbox'),
  internet_cafe: row('digital', 'temaki:app_terminal'),
  terminal: row('digital', 'temaki:electronic'),
  library: row('culture', 'maki:library'),
  public_bookcase: row('culture', 'temaki:book_store'),
  archive: row('culture', 'temaki:storage'),
  arts_centre: row('culture', 'maki:paint'),
  museum: row('culture', 'maki:museum'),
  gallery: row('culture', 'maki:art-gallery'),
  planetarium: row('culture', 'temaki:telescope'),
  zoo: row('culture', 'maki:zoo'),
  aquarium: row('culture', 'maki:aquarium'),
  botanical_garden: row('culture', 'maki:garden'),
  theatre: row('culture', 'maki:theatre'),
  conference_centre: row('culture', 'temaki:bulletin_board'),
  exhibition_centre: row('culture', 'temaki:portrait_framed'),
  events_venue: row('culture', 'temaki:ticket'),
  sports_centre: row('culture', 'maki:pitch'),
  sports_hall: row('culture', 'maki:pitch'),
  dive_centre: row('culture', 'temaki:scuba_diving'),
  dojo: row('culture', 'maki:fitness-centre'),
  townhall: row('guidance', 'maki:town-hall'),
  information: row('guidance', 'maki:information'),
  visitor_centre: row('guidance', 'maki:information'),
  information_office: row('guidance', 'maki:information'),
  information_terminal: row('digital', 'temaki:electronic'),
  prison: row('formal', 'maki:building'),
} as const satisfies Record<string, KindRow>;

/** Where a person can ask a person what there is to learn. A terminal is none. */
export const guidanceKinds: readonly string[] = ['employment_agency', 'outreach', 'townhall', 'visitor_centre', 'information_office'];

export type KindSlug = keyof typeof kinds;
export const kindSlugs = Object.keys(kinds) as readonly KindSlug[];

/** What a kind that this client has never heard of is drawn as. */
export const unknownKind: KindRow = { family: 'culture', icon: 'maki:marker' };

export const isKnownKind = (slug: string): slug is KindSlug => Object.hasOwn(kinds, slug);

export const kindRow = (slug: string): KindRow => (isKnownKind(slug) ? kinds[slug] : unknownKind);

export const kindsOfFamily = (family: Family): readonly KindSlug[] => kindSlugs.filter((slug) => kinds[slug].family === family);

export const isFamily = (text: string): text is Family => (families as readonly string[]).includes(text);
