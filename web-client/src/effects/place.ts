import { failureKind, type ApiClient } from '../api/client';
import type { Store } from '../state/store';

/** Loads the card of whichever place is selected, again when the language changes. */
export function followPlace(store: Store, client: () => ApiClient): { readonly retry: () => void } {
  let running: AbortController | undefined;

  const load = async (id: string): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const place = await client().place(id, mine.signal);
      if (!mine.signal.aborted) store.dispatch({ type: 'place-loaded', place });
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
