import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { byZoom, fill, kindIs, line } from './helpers';
import type { MapPalette } from './palette';

interface RoadClass {
  readonly id: string;
  readonly kinds: readonly string[];
  readonly minzoom: number;
  readonly colour: string;
  readonly edge: string;
  readonly width: ExpressionSpecification;
  readonly edgeWidth: ExpressionSpecification;
}

/** Widths of the fill; the casing adds a hair on both sides. */
const widths = {
  motorway: [[5, 0.6], [10, 2], [14, 5], [18, 24]],
  main: [[7, 0.5], [10, 1.2], [14, 4], [18, 20]],
  middle: [[9, 0.5], [12, 1.4], [14, 3], [18, 16]],
  minor: [[12, 0.5], [14, 1.6], [16, 5], [18, 13]],
  service: [[14, 0.6], [16, 2.2], [18, 7]],
} as const satisfies Record<string, readonly (readonly [number, number])[]>;

const roadWidth = (name: keyof typeof widths, extra = 0): ExpressionSpecification =>
  byZoom(...widths[name].map(([zoom, px]) => [zoom, px + extra * Math.min(1, px)] as const));

const roadClasses = (p: MapPalette): RoadClass[] => [
  { id: 'service', kinds: ['service', 'track'], minzoom: 14, colour: p.street, edge: p.streetEdge, width: roadWidth('service'), edgeWidth: roadWidth('service', 1.4) },
  { id: 'minor', kinds: ['residential', 'unclassified', 'living_street', 'pedestrian', 'busway', 'road'], minzoom: 12, colour: p.street, edge: p.streetEdge, width: roadWidth('minor'), edgeWidth: roadWidth('minor', 1.6) },
  { id: 'middle', kinds: ['tertiary'], minzoom: 10, colour: p.street, edge: p.streetEdge, width: roadWidth('middle'), edgeWidth: roadWidth('middle', 1.8) },
  { id: 'main', kinds: ['primary', 'secondary'], minzoom: 7, colour: p.main, edge: p.mainEdge, width: roadWidth('main'), edgeWidth: roadWidth('main', 2) },
  { id: 'motorway', kinds: ['motorway', 'trunk'], minzoom: 5, colour: p.motorway, edge: p.motorwayEdge, width: roadWidth('motorway'), edgeWidth: roadWidth('motorway', 2) },
];

const isTunnel: ExpressionSpecification = ['==', ['get', 'tunnel'], true];
const isBridge: ExpressionSpecification = ['==', ['get', 'bridge'], true];
const onGround: ExpressionSpecification = ['all', ['!=', ['get', 'tunnel'], true], ['!=', ['get', 'bridge'], true]];
const isRail: ExpressionSpecification = ['match', ['get', 'kind'], ['rail', 'narrow_gauge', 'light_rail', 'tram', 'funicular', 'monorail', 'subway'], true, false];

const and = (...filters: ExpressionSpecification[]): ExpressionSpecification => ['all', ...filters] as unknown as ExpressionSpecification;

function paths(p: MapPalette, suffix: string, where: ExpressionSpecification): LayerSpecification[] {
  return [
    line(`street-path${suffix}`, 'streets', p.path, byZoom([14, 0.6], [18, 2.4]), {
      minzoom: 14,
      dash: [2, 1.5],
      cap: 'butt',
      filter: and(kindIs('footway', 'path', 'cycleway', 'bridleway'), where),
    }),
    line(`street-steps${suffix}`, 'streets', p.path, byZoom([14, 1], [18, 5]), {
      minzoom: 14,
      dash: [0.5, 0.5],
      cap: 'butt',
      filter: and(kindIs('steps'), where),
    }),
  ];
}

function rails(p: MapPalette, suffix: string, where: ExpressionSpecification): LayerSpecification[] {
  return [
    line(`rail${suffix}`, 'streets', p.rail, byZoom([10, 0.5], [14, 1.2], [18, 3]), { minzoom: 10, filter: and(isRail, where) }),
    line(`rail-sleepers${suffix}`, 'streets', p.rail, byZoom([14, 3], [18, 8]), {
      minzoom: 14,
      dash: [0.15, 2],
      cap: 'butt',
      filter: and(['match', ['get', 'kind'], ['rail', 'narrow_gauge', 'light_rail'], true, false], where),
    }),
  ];
}

function roads(p: MapPalette, suffix: string, where: ExpressionSpecification, opacity: number): LayerSpecification[] {
  const classes = roadClasses(p);
  const cap = suffix === '' ? 'round' : 'butt';
  return [
    ...classes.map((c) => line(`street-${c.id}-edge${suffix}`, 'streets', c.edge, c.edgeWidth, { minzoom: Math.max(c.minzoom, 11), cap, opacity, filter: and(kindIs(...c.kinds), where) })),
    ...paths(p, suffix, where),
    ...classes.map((c) => line(`street-${c.id}${suffix}`, 'streets', c.colour, c.width, { minzoom: c.minzoom, opacity, filter: and(kindIs(...c.kinds), where) })),
    ...rails(p, suffix, where),
  ];
}

/** Streets, rails, ferries, cableways and borders: tunnels below, bridges above. */
export function wayLayers(p: MapPalette): LayerSpecification[] {
  return [
    fill('street-areas', 'street_polygons', p.street, { minzoom: 13, outline: p.streetEdge, filter: ['!=', ['get', 'tunnel'], true] }),
    ...roads(p, '-tunnel', isTunnel, 0.4),
    ...roads(p, '', onGround, 1),
    fill('bridges', 'bridges', p.pier, { minzoom: 13 }),
    ...roads(p, '-bridge', isBridge, 1),
    line('runways', 'streets', p.streetEdge, byZoom([10, 1], [14, 10], [18, 60]), { minzoom: 10, cap: 'butt', filter: kindIs('runway', 'taxiway') }),
    line('ferries', 'ferries', p.labelWater, byZoom([9, 0.6], [16, 1.4]), { minzoom: 9, dash: [4, 3], opacity: 0.6 }),
    line('aerialways', 'aerialways', p.rail, byZoom([12, 0.8], [18, 2]), { minzoom: 12 }),
    line('boundaries', 'boundaries', p.boundary, byZoom([2, 0.6], [10, 1.4], [16, 2.5]), {
      dash: [4, 2, 1, 2],
      cap: 'butt',
      opacity: 0.7,
      filter: ['all', ['<=', ['get', 'admin_level'], 4], ['!=', ['get', 'maritime'], true]],
    }),
  ];
}
