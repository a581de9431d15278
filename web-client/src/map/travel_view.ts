import type { MapLibreMap } from 'maplibre-gl';
import { prefersReducedMotion } from '../a11y';
import type { State } from '../state/state';
import type { MapViewOptions } from './map_view';
import { extentOf, reachData, shownWay, updateTravel, wayData } from './travel_layers';

const mostZoom = 17;
const sheetTime = 230; // ms until a sheet that moves has come to rest
const motion = 200; // ms
const air = { vertical: 26, horizontal: 46 }; // px; a name is wider than its mark
const least = 120; // px of width and height that are worth fitting into

/** Draws what is reached and the way, and brings what is new of them into the part of the map that can be seen. */
export class TravelView {
  /** A link says where to look: what it also asks to be drawn does not move the map. */
  private hasLinkedView: boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly map: MapLibreMap,
    private readonly options: MapViewOptions,
  ) {
    this.hasLinkedView = options.store.state.view !== undefined;
  }

  /** What was there before the map is fitted, too. */
  loaded(state: State): void {
    if (shownWay(state) !== undefined || state.reach.status === 'ready') this.show();
  }

  follow(state: State, before: State): void {
    const isWay = state.way !== before.way || state.wayShown !== before.wayShown || state.travel !== before.travel || state.place !== before.place || state.origin !== before.origin;
    const isReach = isWay || state.reach !== before.reach || state.reachShown !== before.reachShown;
    if (isWay || state.step !== before.step) updateTravel(this.map, 'way', wayData(state));
    if (isReach) updateTravel(this.map, 'reach', reachData(state, this.options.locale()));
    const isNewWay = shownWay(state) !== undefined && shownWay(state) !== shownWay(before);
    const isNewReach = state.reach !== before.reach && state.reach.status === 'ready';
    if (isNewWay || isNewReach) this.show();
  }

  /** Once the sheet of a phone has come to rest. */
  private show(): void {
    const isHeld = this.hasLinkedView;
    this.hasLinkedView = false;
    if (isHeld) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { state } = this.options.store;
      const box = extentOf(wayData(state)) ?? extentOf(reachData(state, this.options.locale()));
      if (box !== undefined) this.map.fitBounds(box, { padding: this.padding(), maxZoom: mostZoom, animate: !prefersReducedMotion(), duration: motion });
    }, sheetTime);
  }

  /** Clear of panel, sheet and buttons, as long as that leaves room. */
  private padding(): { top: number; bottom: number; left: number; right: number } {
    const { top, bottom, left, right } = this.options.clear();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const hasRoom = clientWidth - left - right > least && clientHeight - top - bottom > least;
    const { top: t, bottom: b, left: l, right: r } = hasRoom ? { top, bottom, left, right } : this.options.insets();
    return { top: t + air.vertical, bottom: b + air.vertical, left: l + air.horizontal, right: r + air.horizontal };
  }
}
