import { render } from 'lit';
import { announce, focusOn } from './a11y';
import { ApiClient } from './api/client';
import { serverBase } from './config';
import { followAddressBar, linkTo } from './effects/address_bar';
import { locate } from './effects/locate';
import { followPlace } from './effects/place';
import { followReach } from './effects/reach';
import { followResults } from './effects/results';
import { followSearch } from './effects/search';
import { followTopics } from './effects/topics';
import { followWay } from './effects/way';
import { english, loadLocale, pickLanguage, type LanguageOrPseudo, type Locale } from './i18n';
import type { MapView } from './map/map_view';
import type { Theme } from './map/style/palette';
import { recall, remember } from './memory';
import { filterCount, initialState, latest, type State, type ThemeChoice } from './state/state';
import { Store } from './state/store';
import { decodeUrl, encodeUrl } from './state/url';
import { app } from './ui/app';
import type { Doings, Later } from './ui/context';
import { clearOf, insets } from './ui/insets';
import { isolate } from './ui/parts';
import { nameOf, resultsHeading } from './ui/results';
import { modeName } from './ui/travel_words';
import { wayInWords } from './ui/way_words';

const toastTime = 5000; // ms

/** Wires state, server, map and page; each part knows only the store. */
export class Page {
  private readonly store: Store;
  private locale: Locale = english;
  private client = new ApiClient(serverBase, 'en');
  private map: MapView | undefined;
  private readonly canvas = document.createElement('div');
  private readonly darkMode = matchMedia('(prefers-color-scheme: dark)');
  private results: { retry: () => void } = { retry: () => undefined };
  private place: { retry: () => void } = { retry: () => undefined };
  private way: { retry: () => void } = { retry: () => undefined };
  private reach: { retry: () => void } = { retry: () => undefined };
  private later: Later | undefined;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly root: HTMLElement) {
    this.canvas.className = 'map-canvas';
    const { language: _, ...shared } = decodeUrl(location.hash);
    const saved = recall('theme');
    const theme: ThemeChoice = saved === 'light' || saved === 'dark' ? saved : 'auto';
    this.store = new Store({ ...initialState, ...shared, theme, online: navigator.onLine, sheet: shared.selected === undefined && filterCount(shared.filters) === 0 ? 'peek' : 'half', place: shared.selected === undefined ? initialState.place : { status: 'loading' } });
  }

  async start(): Promise<void> {
    const linked = decodeUrl(location.hash).language;
    const wanted = linked === 'qps' ? 'qps' : pickLanguage([...(linked === undefined ? [] : [linked]), recall('language') ?? '', ...navigator.languages]);
    await this.speak(wanted);
    this.store.dispatch({ type: 'language-chosen', language: wanted });
    this.applyTheme();
    this.darkMode.addEventListener('change', () => { this.applyTheme(); });
    followAddressBar(this.store);
    followSearch(this.store, () => this.client);
    followTopics(this.store, () => this.client);
    this.place = followPlace(this.store, () => this.client);
    this.results = followResults(this.store, () => this.client);
    this.way = followWay(this.store, () => this.client);
    this.reach = followReach(this.store, () => this.client);
    this.store.subscribe((state, before) => { this.follow(state, before); });
    window.addEventListener('online', () => { this.store.dispatch({ type: 'online-changed', online: true }); this.retry(); });
    window.addEventListener('offline', () => { this.store.dispatch({ type: 'online-changed', online: false }); });
    this.draw();
    void this.loadLater();
    this.measureHeader();
    if (this.store.state.selected !== undefined) this.place.retry();
    await this.loadCity();
  }

  private readonly doings: Doings = {
    locate: () => { locate(this.store); },
    copyLink: () => void this.copyLink(),
    zoomBy: (steps) => this.map?.zoomBy(steps),
    retry: () => { this.retry(); },
    retryWay: () => { this.way.retry(); },
    retryReach: () => { this.reach.retry(); },
    startHere: () => {
      this.store.dispatch({ type: 'picking-changed', picking: true });
      locate(this.store);
    },
    chooseLanguage: (language) => void this.chooseLanguage(language === 'qps' ? 'qps' : pickLanguage([language])),
    chooseTheme: () => {
      const next: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: 'light', light: 'dark', dark: 'auto' };
      this.store.dispatch({ type: 'theme-chosen', theme: next[this.store.state.theme] });
    },
    linkToPlace: (id) => `#${encodeUrl({ ...this.store.state, selected: id })}`,
  };

  private async loadCity(): Promise<void> {
    this.store.dispatch({ type: 'city-loading' });
    try {
      const city = await this.client.city();
      this.store.dispatch({ type: 'city-loaded', city });
      if (this.map === undefined) await this.loadMap();
    } catch (error) {
      this.store.dispatch({ type: 'city-failed', why: error instanceof Error && 'kind' in error && error.kind === 'offline' ? 'offline' : 'server' });
    }
  }

  /** Card and filter panel: a file of their own, so that the list need not wait for them. */
  private async loadLater(): Promise<void> {
    if (this.later !== undefined) return;
    this.later = await import('./ui/later').catch(() => undefined); // asked for again by whatever tries again
    this.draw();
    if (this.later !== undefined && this.store.state.place.status === 'ready') focusOn(document.getElementById('card-heading'));
  }

  /** MapLibre is three quarters of what is fetched: after the list, and not at all where it cannot draw. */
  private async loadMap(): Promise<void> {
    const city = latest(this.store.state.city);
    if (city === undefined) return;
    try {
      if (document.createElement('canvas').getContext('webgl2') === null) {
        this.store.dispatch({ type: 'map-changed', map: 'no-webgl' });
        return;
      }
      await Promise.allSettled([document.fonts.load('16px "Noto Sans Variable"'), document.fonts.load('700 16px "Noto Sans Variable"')]);
      const { MapView: View } = await import('./map/map_view');
      this.map = new View({ container: this.canvas, store: this.store, base: serverBase, city, theme: () => this.theme(), locale: () => this.locale, insets: () => insets(this.canvas), clear: () => clearOf(this.canvas) });
      new ResizeObserver(() => this.map?.resized()).observe(this.canvas);
    } catch (error) {
      console.error(error);
      this.store.dispatch({ type: 'map-changed', map: 'failed' });
    }
  }

  /** The sheet of a phone ends below the header, whose height depends on words and fonts. */
  private measureHeader(): void {
    const top = this.root.querySelector<HTMLElement>('.top');
    if (top === null) return;
    new ResizeObserver(() => { document.documentElement.style.setProperty('--header', `${top.offsetHeight}px`); }).observe(top);
  }

  private retry(): void {
    void this.loadLater();
    if (this.store.state.city.status === 'failed') void this.loadCity();
    else if (this.store.state.place.status === 'failed') this.place.retry();
    else this.results.retry();
    if (this.store.state.way.status === 'failed') this.way.retry();
    if (this.store.state.reach.status === 'failed') this.reach.retry();
  }

  private follow(state: State, before: State): void {
    if (state.theme !== before.theme) {
      remember('theme', state.theme);
      this.applyTheme();
    }
    if (state.language !== before.language && state.language !== this.locale.language) void this.chooseLanguage(pickLanguage([state.language]));
    if (state.toast !== undefined && state.toast !== before.toast) {
      clearTimeout(this.toastTimer);
      this.toastTimer = setTimeout(() => { this.store.dispatch({ type: 'toasted', toast: undefined }); }, toastTime);
    }
    this.draw();
    this.moveFocus(state, before);
    this.tell(state, before);
  }

  /** To the heading of a card that opens, and back to its entry in the list. */
  private moveFocus(state: State, before: State): void {
    if (state.place !== before.place && state.place.status !== 'loading' && state.selected !== undefined && before.place.status === 'loading') {
      document.getElementById('panel-scroll')?.scrollTo({ top: 0 });
      focusOn(document.getElementById('card-heading'));
    }
    if (before.selected !== undefined && state.selected === undefined) {
      const entry = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(before.selected)}"]`);
      if (!focusOn(entry)) focusOn(document.getElementById('results-heading'));
      entry?.scrollIntoView({ block: 'nearest' });
    }
    if (state.wayShown !== before.wayShown && state.selected !== undefined && state.selected === before.selected) {
      const heading = document.getElementById(state.wayShown ? 'steps-heading' : 'way-toggle');
      if (focusOn(heading)) document.querySelector('.way')?.scrollIntoView({ block: 'start' });
    }
    if (state.filtersOpen !== before.filtersOpen && !state.filtersOpen && state.selected === undefined) focusOn(document.getElementById('results-heading'));
  }

  private tell(state: State, before: State): void {
    const t = this.locale.messages;
    if (state.results !== before.results && state.results.status === 'ready' && state.selected === undefined) {
      const { scope, by, matched } = state.results.value;
      const where = resultsHeading(state, this.locale);
      announce(t.results_announce(matched, scope === 'nearest' ? t.labelled(where, modeName(this.locale, by)) : where));
    }
    if (state.search.hits !== before.search.hits && state.search.hits.status === 'ready' && state.search.open) announce(t.search_hits(state.search.hits.value.length));
    const isWayNew = state.way !== before.way || state.wayShown !== before.wayShown;
    const way = isWayNew && state.selected !== undefined ? wayInWords(this.locale, state) : undefined;
    if (way !== undefined) announce(way);
    if (state.place !== before.place || state.city !== before.city) {
      const opened = latest(state.place);
      const city = t.title(latest(state.city)?.name ?? '');
      document.title = opened === undefined || state.selected === undefined ? city : `${isolate(nameOf(this.locale, opened))} · ${city}`;
    }
  }

  private draw(): void {
    render(app({ state: this.store.state, locale: this.locale, dispatch: this.store.dispatch, do: this.doings, later: this.later }, this.canvas), this.root);
  }

  private async speak(language: LanguageOrPseudo): Promise<void> {
    this.locale = await loadLocale(language);
    this.client = new ApiClient(serverBase, language === 'qps' ? 'en' : language);
    document.documentElement.lang = language === 'qps' ? 'en' : language;
    document.documentElement.dir = this.locale.direction;
    document.title = this.locale.messages.title(latest(this.store.state.city)?.name ?? '');
  }

  private async chooseLanguage(language: LanguageOrPseudo): Promise<void> {
    await this.speak(language);
    remember('language', language);
    this.store.dispatch({ type: 'language-chosen', language });
    this.draw();
    this.map?.restyle();
  }

  private theme(): Theme {
    const { theme } = this.store.state;
    return theme === 'auto' ? (this.darkMode.matches ? 'dark' : 'light') : theme;
  }

  private applyTheme(): void {
    document.documentElement.dataset['theme'] = this.theme();
    this.map?.restyle();
  }

  private async copyLink(): Promise<void> {
    const isRounded = this.store.state.origin?.from === 'device';
    try {
      await navigator.clipboard.writeText(linkTo(this.store.state));
      this.store.dispatch({ type: 'toasted', toast: isRounded ? 'link-copied-rounded' : 'link-copied' });
    } catch {
      this.store.dispatch({ type: 'toasted', toast: 'link-manual' }); // refused, or not a secure origin
    }
  }
}
