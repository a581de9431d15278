import { failureKind, type ApiClient } from '../api/client';
import type { Store } from '../state/store';

const pause = 160; // ms without a key before the server is asked

/** Asks for suggestions while somebody types. */
export function followSearch(store: Store, client: () => ApiClient): void {
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (text: string): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    store.dispatch({ type: 'search-loading' });
    try {
      const near = store.state.origin?.point ?? store.state.view?.centre;
      const hits = await client().search(text, near, mine.signal);
      if (!mine.signal.aborted) store.dispatch({ type: 'search-loaded', hits });
    } catch (error) {
      if (!mine.signal.aborted) store.dispatch({ type: 'search-failed', why: failureKind(error) });
    }
  };

  store.subscribe((state, before) => {
    if (state.search.text === before.search.text || !state.search.open) return;
    clearTimeout(timer);
    const text = state.search.text.trim();
    if (text === '') running?.abort();
    else timer = setTimeout(() => void ask(text), pause);
  });
}
