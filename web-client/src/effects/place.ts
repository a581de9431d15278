import { failureKind, type ApiClient } from '../api/client';
import type { Place } from '../api/types';
import type { Store } from '../state/store';

/** Loads the card of whichever place is selected, again when the language changes. */
export function followPlace(store: Store, client: () => ApiClient): { readonly retry: () => void } {
  let running: AbortController | undefined;

  /** The card does without: that nothing is known of sessions is no failure of the place. */
  const loadSessions = async (place: Place, signal: AbortSignal): Promise<void> => {
    const sessions = await client().sessions(place, signal).catch(() => []);
    if (!signal.aborted && sessions.length > 0) store.dispatch({ type: 'sessions-loaded', place: place.id, sessions });
  };

  const load = async (id: string): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const place = await client().place(id, mine.signal);
      if (mine.signal.aborted) return;
      store.dispatch({ type: 'place-loaded', place });
      void loadSessions(place, mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) store.dispatch({ type: 'place-failed', why: failureKind(error) });
    }
  };

  store.subscribe((state, before) => {
    if (state.selected === undefined) {
      if (before.selected !== undefined) running?.abort();
      return;
    }
    const isAliasOfLoaded = state.place.status === 'ready' && state.place.value.id === state.selected;
    if ((state.selected !== before.selected && !isAliasOfLoaded) || state.language !== before.language) void load(state.selected);
  });
  return {
    retry: () => {
      if (store.state.selected !== undefined) void load(store.state.selected);
    },
  };
}
