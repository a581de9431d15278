import type { Bbox, LonLat } from '../api/types';
import { latest } from '../state/state';
import type { Store } from '../state/store';

const patience = 12_000; // ms for a position; a phone indoors needs several seconds
const fresh = 60_000; // ms that an older position is good enough

const margin = 0.05; // degrees around the city's box that still count as being there

const isNear = ({ lon, lat }: LonLat, [west, south, east, north]: Bbox): boolean =>
  lat > south - margin && lat < north + margin && (west > east || (lon > west - margin && lon < east + margin));

/** Asks the device for its position once. It is used in this page only and sent as the point of a question. */
export function locate(store: Store): void {
  if (!window.isSecureContext) {
    store.dispatch({ type: 'locate-changed', locate: 'insecure' });
    return;
  }
  if (!('geolocation' in navigator)) {
    store.dispatch({ type: 'locate-changed', locate: 'unavailable' });
    return;
  }
  store.dispatch({ type: 'locate-changed', locate: 'busy' });
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const point = { lon: coords.longitude, lat: coords.latitude };
      const bounds = latest(store.state.city)?.bounds;
      store.dispatch({ type: 'locate-changed', locate: bounds === undefined || isNear(point, bounds) ? 'idle' : 'outside' });
      store.dispatch({ type: 'origin-set', origin: { point, from: 'device' }, move: true });
    },
    (error) => {
      const why = error.code === error.PERMISSION_DENIED ? 'denied' : error.code === error.TIMEOUT ? 'timeout' : 'unavailable';
      store.dispatch({ type: 'locate-changed', locate: why });
    },
    { enableHighAccuracy: true, timeout: patience, maximumAge: fresh },
  );
}
