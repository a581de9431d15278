import { LngLatBounds, MapLibreMap, setWorkerUrl, type PointLike, type VectorTileSource } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { prefersReducedMotion } from '../a11y';
import type { Bbox, City } from '../api/types';
import { toParameters } from '../state/filters';
import { latest, type State, type View } from '../state/state';
import type { Store } from '../state/store';
import type { Locale } from '../i18n';
import { overlayData, updateOverlay, withExtent, withOverlay } from './overlays';
import type { Theme } from './style/palette';
import { buildStyle, tileLayers } from './style/style';
import { reachData, shownWay, wayData, withTravel } from './travel_layers';
import { TravelView } from './travel_view';

setWorkerUrl(workerUrl); // before the first map, or it stays blank

/** Pixels of the map that something lies over. */
export interface Insets {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface MapViewOptions {
  readonly container: HTMLElement;
  readonly store: Store;
  readonly base: string;
  readonly city: City;
  readonly theme: () => Theme;
  readonly locale: () => Locale;
  readonly insets: () => Insets;
  /** The same with the buttons on the map. */
  readonly clear: () => Insets;
}

const touchSlop = 12; // px around a click that still hit a place
const motion = 200; // ms
const leastZoom = 2;
const linkZoom = 15;
const mostFill = 1.3; // zoom levels

/** The map as a view of the state: state → sources and layers, gestures → actions. */
export class MapView {
  private readonly map: MapLibreMap;
  private reported: View | undefined;
  /** A link named a place but not where to look: the map goes there. */
  private isUnplaced: boolean;
  private readonly travel: TravelView;

  constructor(private readonly options: MapViewOptions) {
    const { store, container, city } = options;
    const view = firstView(store.state);
    this.isUnplaced = view === undefined && store.state.selected !== undefined;
    this.map = new MapLibreMap({
      container,
      style: this.style(),
      attributionControl: false, // ours is always visible, and is text
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19,
      minZoom: leastZoom,
      fadeDuration: prefersReducedMotion() ? 0 : motion,
      ...(view !== undefined
        ? { center: [view.centre.lon, view.centre.lat], zoom: view.zoom }
        : { bounds: boundsOf(city.bounds), fitBoundsOptions: { padding: this.fitPadding() } }),
    });
    this.travel = new TravelView(this.map, options);
    if (view === undefined && city.bounds !== undefined) this.fillWith(city.bounds);
    if (view !== undefined && store.state.view === undefined) this.map.easeTo({ center: [view.centre.lon, view.centre.lat], offset: this.offset(), animate: false });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.on('load', () => {
      store.dispatch({ type: 'map-changed', map: 'ready' });
      this.report();
      this.travel.loaded(store.state);
    });
    this.map.on('moveend', () => { this.report(); });
    this.map.on('click', (event) => { this.open(event.point, event.lngLat); });
    for (const layer of ['places', 'clusters']) {
      this.map.on('mouseenter', layer, () => { this.map.getCanvas().style.cursor = 'pointer'; });
      this.map.on('mouseleave', layer, () => { this.map.getCanvas().style.cursor = ''; });
    }
    this.map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.target !== this.map.getCanvas()) return;
      event.preventDefault();
      this.open(this.map.project(this.map.getCenter()), this.map.getCenter());
    });
    this.nameCanvas();
    this.report();
    store.subscribe((state, before) => { this.follow(state, before); });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: Math.round(this.map.getZoom()) + steps, ...this.animation() });
  }

  /** Redraws with other colours or labels in another language. */
  restyle(): void {
    this.map.setStyle(this.style(), { diff: true });
    this.nameCanvas();
  }

  /** The map's room has changed; the part that can be seen has too. */
  resized(): void {
    this.map.resize();
    this.report();
  }

  private follow(state: State, before: State): void {
    if (state.view !== before.view && state.view !== this.reported) this.move(state.view);
    if (state.filters !== before.filters || state.city !== before.city) {
      this.map.getSource<VectorTileSource>('places')?.setTiles([this.placeTiles(state)]);
    }
    if (state.districts !== before.districts) {
      for (const layer of ['districts-line', 'districts-name']) {
        if (this.map.getLayer(layer) !== undefined) this.map.setLayoutProperty(layer, 'visibility', state.districts ? 'visible' : 'none');
      }
    }
    if (state.origin !== before.origin || state.selected !== before.selected || state.place !== before.place || state.highlighted !== before.highlighted) {
      updateOverlay(this.map, overlayData(state));
    }
    this.travel.follow(state, before);
    const opened = state.place.status === 'ready' && state.place !== before.place ? state.place.value : undefined;
    if (opened === undefined) return;
    if (shownWay(state) !== undefined) return;
    if (this.isUnplaced) this.move({ centre: opened.point, zoom: linkZoom });
    else this.show([opened.point.lon, opened.point.lat]);
    this.isUnplaced = false;
  }

  private move(view: View | undefined): void {
    if (view === undefined) {
      const bounds = boundsOf(latest(this.options.store.state.city)?.bounds);
      this.map.fitBounds(bounds, { padding: this.fitPadding(), ...this.animation() });
      return;
    }
    this.map.easeTo({ center: [view.centre.lon, view.centre.lat], zoom: view.zoom, offset: this.offset(), ...this.animation() });
  }

  /** Brings a point into the part that can be seen, if it is not there already. */
  private show(point: [number, number]): void {
    const { x, y } = this.map.project(point);
    const { top, bottom, left, right } = this.options.insets();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const margin = 64; // the mark, its name, and the attribution below
    const isVisible = x > left + margin && x < clientWidth - right - margin && y > top + margin && y < clientHeight - bottom - margin;
    if (!isVisible) this.map.easeTo({ center: point, zoom: Math.max(this.map.getZoom(), 14), offset: this.offset(), ...this.animation() });
  }

  /** A first look that fills the window: a city wider than it is high is cut at its sides rather than shown tiny. */
  private fillWith(bounds: Bbox): void {
    const { top, bottom, left, right } = this.options.insets();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const [nw, se] = [this.map.project([bounds[0], bounds[3]]), this.map.project([bounds[2], bounds[1]])];
    const spare = Math.max((clientWidth - left - right) / Math.max(1, se.x - nw.x), (clientHeight - top - bottom) / Math.max(1, se.y - nw.y));
    const zoom = this.map.getZoom() + Math.min(mostFill, Math.max(0, Math.log2(spare)));
    const middle = this.map.unproject([(left + clientWidth - right) / 2, (top + clientHeight - bottom) / 2]);
    this.map.easeTo({ zoom, around: middle, animate: false });
  }

  /** From the middle of the canvas to the middle of what can be seen of it. */
  private offset(): [number, number] {
    const { top, bottom, left, right } = this.options.insets();
    return [(left - right) / 2, (top - bottom) / 2];
  }

  private fitPadding(): { top: number; bottom: number; left: number; right: number } {
    const { top, bottom, left, right } = this.options.insets();
    const air = 24;
    return { top: top + air, bottom: bottom + air, left: left + air, right: right + air };
  }

  private animation(): { animate: boolean; duration: number } {
    return { animate: !prefersReducedMotion(), duration: motion };
  }

  /** Opens what is under a point: a place, a cluster; else the point becomes where distances are from. */
  private open(at: PointLike & { x: number; y: number }, lngLat: { lng: number; lat: number }): void {
    const { store } = this.options;
    const near: [PointLike, PointLike] = [[at.x - touchSlop, at.y - touchSlop], [at.x + touchSlop, at.y + touchSlop]];
    const layers = ['places', 'clusters'].filter((layer) => this.map.getLayer(layer) !== undefined);
    const hits = layers.length === 0 ? [] : this.map.queryRenderedFeatures(near, { layers });
    const distance = (feature: (typeof hits)[number]): number => {
      if (feature.geometry.type !== 'Point') return Infinity;
      const [lng = 0, lat = 0] = feature.geometry.coordinates;
      const p = this.map.project([lng, lat]);
      return Math.hypot(p.x - at.x, p.y - at.y);
    };
    const hit = [...hits].sort((a, b) => distance(a) - distance(b))[0];
    if (store.state.picking) {
      store.dispatch({ type: 'origin-set', origin: { point: { lon: lngLat.lng, lat: lngLat.lat }, from: 'map' }, move: false });
      return;
    }
    if (hit === undefined) {
      if (store.state.wayShown) return; // who looks at a way has not done with it
      if (store.state.selected !== undefined) store.dispatch({ type: 'place-closed' });
      else store.dispatch({ type: 'origin-set', origin: { point: { lon: lngLat.lng, lat: lngLat.lat }, from: 'map' }, move: false });
      return;
    }
    const properties = hit.properties as Readonly<Record<string, unknown>>;
    if (properties['cluster'] === true && hit.geometry.type === 'Point') {
      const [lng = lngLat.lng, lat = lngLat.lat] = hit.geometry.coordinates;
      const zoom = typeof properties['expansion_zoom'] === 'number' ? properties['expansion_zoom'] : this.map.getZoom() + 2;
      this.map.easeTo({ center: [lng, lat], zoom: Math.max(zoom, this.map.getZoom() + 0.5), offset: this.offset(), ...this.animation() });
    } else if (typeof properties['id'] === 'string') {
      store.dispatch({ type: 'place-opened', id: properties['id'] });
    }
  }

  /** Tells the state where the map is, and the box of it that nothing lies over. */
  private report(): void {
    const { top, bottom, left, right } = this.options.insets();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const height = Math.max(40, clientHeight - top - bottom);
    const nw = this.map.unproject([left, top]);
    const se = this.map.unproject([clientWidth - right, top + height]);
    const centre = this.map.getCenter().wrap();
    const view: View = { centre: { lon: centre.lng, lat: centre.lat }, zoom: this.map.getZoom() };
    this.reported = view;
    this.options.store.dispatch({ type: 'view-moved', view, box: boxOf(nw, se) });
  }

  private placeTiles(state: State): string {
    const set = this.options.city.tiles.places;
    const url = new URL(set?.tiles ?? `${this.options.base}/tiles/places/{z}/{x}/{y}.mvt`, location.href);
    for (const [key, value] of Object.entries(toParameters(state.filters, this.options.city.kinds))) url.searchParams.set(key, value);
    return url.href.replaceAll('%7B', '{').replaceAll('%7D', '}');
  }

  private style(): ReturnType<typeof buildStyle> {
    const { store, base, city, theme } = this.options;
    const style = buildStyle({ base, theme: theme(), language: store.state.language, districts: store.state.districts });
    const sources = Object.fromEntries(
      tileLayers.map((layer) => {
        const set = city.tiles[layer];
        const tiles = layer === 'places' ? this.placeTiles(store.state) : (set?.tiles ?? `${base}/tiles/${layer}/{z}/{x}/{y}.mvt`);
        const fallback = layer === 'basemap' ? 14 : 16;
        return [layer, { type: 'vector' as const, tiles: [tiles], minzoom: set?.minzoom ?? 0, maxzoom: set?.maxzoom ?? fallback, ...(set?.bounds === undefined ? {} : { bounds: [...set.bounds] as [number, number, number, number] }) }];
      }),
    );
    const ground = withExtent({ ...style, sources }, theme(), city.tiles.basemap?.bounds);
    const travel = withTravel(ground, theme(), reachData(store.state, this.options.locale()), wayData(store.state));
    return withOverlay(travel, theme(), overlayData(store.state));
  }

  private nameCanvas(): void {
    const canvas = this.map.getCanvas();
    canvas.setAttribute('aria-label', this.options.locale().messages.map_help);
    canvas.setAttribute('role', 'application'); // arrow keys are the map's own here
  }
}

/** Where a link says to look: its map view, else around its point or its place, once that is known. */
function firstView({ view, origin, place }: State): View | undefined {
  if (view !== undefined) return view;
  const centre = origin?.point ?? (place.status === 'ready' ? place.value.point : undefined);
  return centre === undefined ? undefined : { centre, zoom: linkZoom };
}

const boundsOf = (bbox: Bbox | undefined): LngLatBounds => {
  const [west, south, east, north] = bbox ?? [-170, -60, 170, 75];
  return new LngLatBounds([west, south], [west > east ? east + 360 : east, north]);
};

const wrapped = (lng: number): number => ((((lng + 180) % 360) + 360) % 360) - 180;

/** A box for the API: whole world when wider than it, west > east when it crosses ±180°. */
function boxOf(nw: { lng: number; lat: number }, se: { lng: number; lat: number }): Bbox {
  const isWholeWorld = se.lng - nw.lng >= 360;
  return [isWholeWorld ? -180 : wrapped(nw.lng), Math.max(-90, se.lat), isWholeWorld ? 180 : wrapped(se.lng), Math.min(90, nw.lat)];
}

