/** What the page uses of the API's answers, after decoding. What is not known is absent, as in the API. */
export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

/** west, south, east, north; west > east crosses ±180°. */
export type Bbox = readonly [number, number, number, number];

export type Fits = 'yes' | 'maybe';

export interface PlaceSummary {
  readonly id: string;
  readonly name?: string;
  readonly kind: string;
  readonly point: LonLat;
  /** Metres: along the streets where minutes were asked for, else as the crow flies. */
  readonly distance?: number;
  /** Seconds on streets; of wheelchairs, where what nobody knows is taken as fit. */
  readonly duration?: number;
  /** Seconds for a wheelchair only on streets that are known to be fit; absent: no such way. */
  readonly confirmedDuration?: number;
  readonly fits?: Fits;
  /** Names of the conditions that are not known, of a place that may fit. */
  readonly unknown: readonly string[];
  readonly fee?: string;
  readonly wheelchair?: string;
  readonly hours?: string;
  readonly open?: 'open' | 'closed' | 'unknown';
  /** With the city's offset, so that its own clock can be read off. */
  readonly openUntil?: string;
  readonly opensAt?: string;
  readonly appointment: boolean;
  readonly phones: readonly string[];
  readonly languages: readonly string[];
  /** In an answer to filters: those that matched. */
  readonly offers: readonly Offer[];
  readonly address?: string;
  /** Street and number alone, for lists of one town. */
  readonly street?: string;
  readonly status?: string;
}

export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly fee?: string;
  readonly price?: string;
  readonly schedule?: string;
  readonly languages: readonly string[];
  readonly modalities: readonly string[];
  readonly audiences: readonly Audience[];
  readonly ageMin?: number;
  readonly ageMax?: number;
  readonly recognition: boolean;
  readonly booking?: string;
  readonly url?: string;
}

export interface Audience {
  readonly group: string;
  readonly serves: boolean;
}

export interface Source {
  readonly source: string;
  readonly licence?: string;
  readonly date?: string;
}

/** Something that takes place at a time, by the city's clock. */
export interface Session {
  readonly id: string;
  readonly name: string;
  readonly starts: string;
  readonly ends?: string;
  readonly state: 'scheduled' | 'cancelled' | 'moved';
  readonly previousStarts?: string;
  readonly repeats: boolean;
}

export interface HoursDay {
  readonly date: string;
  readonly spans: readonly { readonly from: string; readonly to: string; readonly state: 'open' | 'unknown' | 'appointment' }[];
}

export interface Place extends PlaceSummary {
  readonly kinds: readonly string[];
  readonly price?: string;
  /** The seven days from today, holidays and closing days worked out; absent when the hours are not known. */
  readonly week: readonly HoursDay[];
  /** Access needs that are said to be met or not. */
  readonly needs: readonly { readonly need: string; readonly met: boolean }[];
  readonly recognition?: boolean;
  readonly operator?: string;
  readonly emails: readonly string[];
  readonly websites: readonly string[];
  readonly description?: string;
  readonly booking?: string;
  readonly alert?: { readonly text: string; readonly until?: string };
  readonly audiences: readonly Audience[];
  readonly sources: readonly Source[];
  readonly checked?: string;
}

export interface PlacePage {
  readonly places: readonly PlaceSummary[];
  /** All that match, shown or not. */
  readonly matched: number;
  readonly fits: number;
  readonly maybe: number;
}

export const searchTypes = ['place', 'offer', 'street', 'address', 'district', 'locality', 'topic'] as const;
export type SearchType = (typeof searchTypes)[number];

export interface SearchHit {
  readonly id: string;
  readonly type: SearchType;
  readonly label: string;
  readonly point?: LonLat;
  readonly distance?: number;
  readonly kind?: string;
  /** Where an offer is given: the place's id and name. */
  readonly place?: string;
  readonly placeName?: string;
}

export interface City {
  readonly name?: string;
  /** Text by language, e.g. that the data are illustrative. */
  readonly notice: Readonly<Record<string, string>>;
  readonly bounds?: Bbox;
  /** Number of places by kind, when the server says so. */
  readonly kinds?: Readonly<Record<string, number>>;
  /** Whom the data is owed to, as plain text. */
  readonly attribution: readonly string[];
  /** By layer name; a layer that the city does not have is missing. */
  readonly tiles: Readonly<Partial<Record<TileLayerName, TileSet>>>;
}

export type TileLayerName = 'basemap' | 'places' | 'districts';

export interface TileSet {
  readonly tiles: string;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly bounds?: Bbox;
  readonly attribution?: string;
}

/** Why there is no way from a point or between two. */
export type NoWay =
  | { readonly kind: 'no-streets' }
  /** No usable street within 300 m of a point; metres to the nearest. */
  | { readonly kind: 'far'; readonly distance: number }
  /** The networks of the two are not connected; `island`: one of them is small and leads nowhere. */
  | { readonly kind: 'apart'; readonly island: boolean }
  /** The server has not read the streets yet. */
  | { readonly kind: 'busy' };

export const turns = ['depart', 'straight', 'slight-left', 'left', 'sharp-left', 'back', 'sharp-right', 'right', 'slight-right', 'arrive'] as const;
export type Turn = (typeof turns)[number];

export interface WayStep {
  readonly instruction: string;
  readonly turn: Turn;
  readonly distance: number;
  readonly duration: number;
  /** First and last position of it in the line. */
  readonly from: number;
  readonly to: number;
}

/** A way on streets, longitude first as in GeoJSON. */
export interface Way {
  readonly line: readonly (readonly [number, number])[];
  /** Metres from door to door, as in lists: those on streets and those between the two points and their streets. */
  readonly distance: number;
  readonly duration: number;
  readonly confirmedDistance?: number;
  readonly confirmedDuration?: number;
  /** Of the length, 0 to 1: not known to be fit. */
  readonly unknownShare: number;
  /** Those stretches: first and last position in the line. */
  readonly unknown: readonly (readonly [number, number])[];
  readonly steps: readonly WayStep[];
}

/** What is reached within so many minutes. */
export interface ReachArea {
  readonly minutes: number;
  readonly polygons: readonly (readonly (readonly (readonly [number, number])[])[])[];
}
