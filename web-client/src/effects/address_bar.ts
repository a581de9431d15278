import type { State } from '../state/state';
import type { Store } from '../state/store';
import { decodeUrl, encodeUrl } from '../state/url';

const pause = 300; // ms; browsers refuse more than about 100 changes of the address in 30 s

const fragmentOf = (state: State, chosenLanguage: string | undefined): string =>
  encodeUrl({ ...state, ...(chosenLanguage === undefined ? {} : { language: chosenLanguage }) });

/** The link to what is on the screen now. */
export const linkTo = (state: State): string => `${location.origin}${location.pathname}#${fragmentOf(state, state.language)}`;

/**
 * Keeps the address in step with the state, and the state with Back and Forward. Opening a place makes an entry in
 * the history, so that Back closes it, and so does showing the way to it; moving the map does not.
 */
export function followAddressBar(store: Store): void {
  let written = location.hash.replace(/^#/, '');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasChosenLanguage = decodeUrl(location.hash).language !== undefined;

  store.subscribe((state, before) => {
    if (state.language !== before.language) hasChosenLanguage = true;
    const isOpening = (state.selected !== undefined && before.selected === undefined) || (state.wayShown && !before.wayShown);
    const write = (): void => {
      const fragment = fragmentOf(store.state, hasChosenLanguage ? store.state.language : undefined);
      if (fragment === written) return;
      written = fragment;
      history[isOpening ? 'pushState' : 'replaceState'](null, '', `#${fragment}`);
    };
    clearTimeout(timer);
    if (isOpening) write();
    else timer = setTimeout(write, pause);
  });

  window.addEventListener('popstate', () => {
    const fragment = location.hash.replace(/^#/, '');
    if (fragment === written) return;
    written = fragment;
    clearTimeout(timer);
    const { language, ...shared } = decodeUrl(fragment);
    store.dispatch({ type: 'restored', shared });
    if (language !== undefined && language !== store.state.language) store.dispatch({ type: 'language-chosen', language });
  });
}
