// @vitest-environment jsdom
import { html, render } from 'lit';
import { describe, expect, test } from 'vitest';
import { decodePlace } from '../../src/api/decode';
import type { Place, PlaceSummary } from '../../src/api/types';
import { english, loadLocale, type Locale } from '../../src/i18n';
import { initialState, noFilters, type Results, type State } from '../../src/state/state';
import { app } from '../../src/ui/app';
import type { Ui } from '../../src/ui/context';
import * as later from '../../src/ui/later';
import { placePanel } from '../../src/ui/place_card';
import { nearestStop } from '../../src/ui/sheet';
import { fixturePlaces } from '../support/fixture_city';

const nothingDone = { locate: () => undefined, copyLink: () => undefined, zoomBy: () => undefined, retry: () => undefined, retryWay: () => undefined, retryReach: () => undefined, startHere: () => undefined, chooseLanguage: () => undefined, chooseTheme: () => undefined, linkToPlace: (id: string) => `#place=${id}` };
const ui = (state: Partial<State>, locale: Locale = english): Ui => ({ state: { ...initialState, ...state }, locale, dispatch: () => undefined, do: nothingDone, later });

function draw(template: unknown): HTMLElement {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  render(html`${template}`, root);
  return root;
}

const decoded = (index: number): Place => {
  const place = fixturePlaces[index];
  if (place === undefined) throw new Error('no such place in the fixture');
  return decodePlace({ id: place.id, geometry: { type: 'Point', coordinates: [place.lon, place.lat] }, properties: place.properties }, 'en');
};
const results = (places: readonly PlaceSummary[], changes: Partial<Results> = {}): State['results'] => ({ status: 'ready', value: { places, matched: places.length, fits: places.length, maybe: 0, scope: 'view', openAt: undefined, moreMaybe: 0, remedies: [], guidance: undefined, by: 'line', noWay: undefined, unreached: 0, ...changes } });
const city: State['city'] = { status: 'ready', value: { notice: { en: 'Illustrative data' }, attribution: ['© OpenStreetMap contributors', 'City & Land'], tiles: {} } };

describe('a card', () => {
  test('says plainly what is not known', () => {
    const place = decoded(1);
    const text = draw(placePanel(ui({ selected: place.id, place: { status: 'ready', value: place } }))).textContent;
    expect(text).toContain('Hours not known: call or write before you go');
    expect(text.match(/Not known: ask first/g)).toHaveLength(2);
    expect(text).toContain('not known');
  });

  test('shows a name that is markup as the text it is', () => {
    const place = decoded(1);
    const root = draw(placePanel(ui({ selected: place.id, place: { status: 'ready', value: place } })));
    expect(root.querySelector('h2 bdi')?.textContent).toContain('<script>window.hacked=1</script>');
    expect(root.querySelector('script, img')).toBeNull();
    expect([...root.querySelectorAll('a')].filter((a) => a.protocol === 'javascript:')).toEqual([]);
  });

  test('names the closure before anything else, and for how long', () => {
    const place = decoded(3);
    const root = draw(placePanel(ui({ selected: place.id, place: { status: 'ready', value: place } })));
    expect(root.querySelector('.message.warn')?.textContent).toMatch(/Closed for the time being\s*until 31 January 2027/);
  });

  test('shows what matched the filters before the rest', () => {
    const place = { ...decoded(0), offers: [...decoded(0).offers.map((one) => ({ ...one, id: 'other', name: 'Chess' })), ...decoded(0).offers] };
    const root = draw(placePanel(ui({ selected: place.id, filters: { ...noFilters, free: true }, results: results([decoded(0)]), place: { status: 'ready', value: place } })));
    expect([...root.querySelectorAll('.offers h3, .offer-name')].map((item) => item.textContent.trim())).toEqual(['What fits your filters', 'Spanish for newcomers', 'Also here', 'Chess']);
  });

  test('shows the days from today as the server worked them out, with what is doubtful and the source’s own text', () => {
    const week = [{ date: '2026-11-26', spans: [{ from: '09:00', to: '12:00', state: 'open' as const }, { from: '14:00', to: '16:00', state: 'unknown' as const }] }, { date: '2026-11-27', spans: [] }];
    const place: Place = { ...decoded(0), open: 'closed', week };
    const text = draw(placePanel(ui({ selected: place.id, place: { status: 'ready', value: place } }))).textContent.replaceAll(/\s+/g, ' ');
    for (const words of ['Closed now', 'Thursday (today) 09:00–12:00', '14:00–16:00 perhaps', 'Friday closed', 'As the source writes it', 'Mo-Fr 09:00-20:00']) expect(text).toContain(words);
  });

  test('shows what takes place, and that it is cancelled or moved', () => {
    const sessions = [{ id: 'a', name: 'Guaraní', starts: '2026-12-05T13:00:00-03:00', ends: '2026-12-05T14:00:00-03:00', state: 'cancelled' as const, repeats: false }, { id: 'b', name: 'Robots', starts: '2026-12-05T15:30:00-03:00', state: 'moved' as const, previousStarts: '2026-12-05T14:00:00-03:00', repeats: true }];
    const place = decoded(0);
    const text = draw(placePanel(ui({ selected: place.id, sessions, place: { status: 'ready', value: place } }))).textContent.replaceAll(/\s+/g, ' ');
    for (const words of ['What takes place here', 'Sat 5 Dec, 13:00–14:00', 'Cancelled', 'Moved, was Sat 5 Dec, 14:00', 'repeats']) expect(text).toContain(words);
  });

  test('of hours that are not known names the number to call', () => {
    const place: Place = { ...decoded(1), phones: ['+598 2901 1234'] };
    const link = draw(placePanel(ui({ selected: place.id, place: { status: 'ready', value: place } }))).querySelector<HTMLAnchorElement>('.fact.unknown a');
    expect(link?.textContent).toContain('Hours not known: call');
    expect(link?.getAttribute('href')).toBe('tel:+59829011234');
  });

  test('of a place that is gone says so instead of an error', () => {
    expect(draw(placePanel(ui({ selected: 'x', place: { status: 'failed', why: 'not-found' } }))).textContent).toContain('no longer in the city’s data');
  });

  test('shows hours as a week, offers, sources and dates', () => {
    const place = decoded(0);
    const text = draw(placePanel(ui({ selected: place.id, place: { status: 'ready', value: place } }))).textContent.replaceAll(/\s+/g, ' ');
    for (const words of ['Mon–Fri', '09:00–20:00', 'Public holidays', 'Spanish for newcomers', 'OpenStreetMap, data of 4 December 2017', 'Last checked 1 March 2026', 'Spanish, French']) expect(text).toContain(words);
  });
});

describe('the list', () => {
  test('shows what may fit apart, with what to ask', () => {
    const maybe: PlaceSummary = { ...decoded(1), fits: 'maybe', unknown: ['fee', 'wheelchair'] };
    const root = draw(app(ui({ city, filters: { ...noFilters, free: true, wheelchair: 'yes', maybe: true }, results: results([{ ...decoded(0), fits: 'yes' }, maybe], { fits: 1, maybe: 1 }) }), document.createElement('div')));
    const headings = [...root.querySelectorAll('h3')].map((h) => h.textContent.trim());
    expect(headings).toEqual([expect.stringContaining('Fits'), expect.stringContaining('May fit: ask first')]);
    expect(root.textContent).toContain('Ask: Is it free? Can a wheelchair get in?');
  });

  test('shows the first line of the hours where they are known, and says where they are not', () => {
    const root = draw(app(ui({ city, results: results([decoded(0), decoded(1)]) }), document.createElement('div')));
    expect([...root.querySelectorAll('.badges .badge:first-child')].map((badge) => badge.textContent.trim())).toEqual(['Mon–Fri 09:00–20:00…', 'Hours not known']);
  });

  test('that is empty offers each way out as a button with its number', () => {
    const root = draw(app(ui({ city, filters: { ...noFilters, free: true }, results: results([], { remedies: [{ kind: 'maybe', count: 4 }, { kind: 'relax', dropped: [{ name: 'fee', value: 'free' }], filters: noFilters, count: 12, isCity: false }] }) }), document.createElement('div')));
    expect([...root.querySelectorAll('.remedies button')].map((b) => b.textContent.trim())).toEqual(['With places that may fit: 4 places', 'Without “Free”: 12 places']);
  });

  test('that is empty names the nearest place for advice, with address, hours, phone and languages, and the way when there is none', () => {
    const open = (offset: number): string => new Date(Date.now() + offset).toISOString().replace('Z', '+00:00');
    const point: PlaceSummary = { ...decoded(1), name: 'Oficina de Empleo', kind: 'employment_agency', street: 'Colonia 12', phones: ['2901 1234'], languages: ['es'], distance: 420, open: 'open', openUntil: open(30 * 86_400_000) };
    const text = (guidance: PlaceSummary | undefined): string => draw(app(ui({ city, filters: { ...noFilters, free: true }, results: results([], { guidance }) }), document.createElement('div'))).querySelector('.guidance-card')?.textContent.replaceAll(/\s+/g, ' ') ?? '';
    for (const words of ['Or ask a person', 'Oficina de Empleo', 'Job centre', '420 m', 'Colonia 12', 'Open', '2901 1234', 'Spanish']) expect(text(point)).toContain(words);
    const { street: _, ...homeless } = point;
    expect(text({ ...homeless, phones: [], languages: [] }).match(/not known/g)).toHaveLength(3);
    expect(text(undefined)).toContain('names no place for advice');
  });

  test('shows each filter as a chip that says what it removes', () => {
    const filters = { ...noFilters, audiences: ['job-seekers'], topics: ['0231', '0714'], age: 7, openAt: 'now', maybe: true };
    const root = draw(app(ui({ city, filters, topicNames: { '0714': 'Electronics' }, results: results([decoded(0)]) }), document.createElement('div')));
    expect([...root.querySelectorAll('.active-chip')].map((chip) => chip.textContent.trim())).toEqual(['For job seekers', 'Age 7', 'Open now', 'Languages', 'Electronics', 'May fit: ask first', 'Clear all filters']);
    expect(root.querySelector('.active-chip')?.getAttribute('aria-label')).toBe('Remove the filter “For job seekers”');
  });

  test('names what can be learnt at a place', () => {
    const root = draw(app(ui({ city, results: results([decoded(0)]) }), document.createElement('div')));
    expect(root.querySelector('.entry-offer')?.textContent.replaceAll(/\s+/g, ' ')).toContain('Spanish for newcomers Tue 18:00–19:30… Free'.replace('Tue', 'Tue'));
  });

  test('that failed says what to do', () => {
    const root = draw(app(ui({ city, results: { status: 'failed', why: 'offline' } }), document.createElement('div')));
    expect(root.querySelector('[role="alert"]')?.textContent).toContain('Check your connection');
    expect(root.querySelector('[role="alert"] button')).not.toBeNull();
  });

  test('stays whole where the map cannot be drawn', () => {
    const root = draw(app(ui({ city, map: 'no-webgl', results: results([decoded(0)], { scope: 'city' }) }), document.createElement('div')));
    expect(root.querySelector('.map')?.textContent).toContain('cannot draw the map');
    expect(root.querySelectorAll('.entry')).toHaveLength(1);
  });
});

describe('the page', () => {
  test('has its landmarks, names every source and shows the city’s notice', () => {
    const root = draw(app(ui({ city, results: results([]) }), document.createElement('div')));
    for (const selector of ['header', 'main', '[role="search"]', 'aside', '.skip', '#announcer[aria-live="polite"]']) expect(root.querySelector(selector), selector).not.toBeNull();
    expect(root.querySelector('.attribution')?.textContent).toContain('© OpenStreetMap contributors · City & Land');
    expect(root.querySelector('.notice')?.textContent).toContain('Illustrative data');
  });

  test('has no words outside the dictionary: in the pseudo-language, all that is not data is in brackets', async () => {
    const pseudo = await loadLocale('qps');
    const place = decoded(1);
    const states: Partial<State>[] = [
      { city, filtersOpen: true, filters: { ...noFilters, free: true, age: 7, openAt: 'now', topics: ['0231'], modalities: ['evening'], maybe: true }, results: results([{ ...place, fits: 'maybe', unknown: ['fee', 'age', 'topic', 'open_at', 'modality'] }], { maybe: 1, moreMaybe: 2 }) },
      { city, selected: place.id, place: { status: 'ready', value: place } },
      { city, locate: 'denied', results: results([], { remedies: [{ kind: 'widen', count: 3 }], guidance: { ...place, phones: [], languages: [] } }) },
      { city, online: false, results: { status: 'failed', why: 'server' }, toast: 'link-copied' },
    ];
    const data = ['Illustrative data', '© OpenStreetMap contributors', 'City & Land', 'English', 'Français', 'Español', 'العربية', 'Русский', '中文', 'qps', 'OpenStreetMap', 'ODbL-1.0', place.name ?? ''];
    for (const state of states) {
      const root = draw(app(ui(state, pseudo), document.createElement('div')));
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() !== null) {
        if (walker.currentNode.parentElement?.closest('.filters option:not([value=""])') !== null) continue; // names of languages are the browser's
        let text = walker.currentNode.nodeValue ?? '';
        for (const piece of data) text = text.replaceAll(piece, '');
        while (/⟦[^⟦⟧]*⟧/.test(text)) text = text.replaceAll(/⟦[^⟦⟧]*⟧/g, ''); // sentences hold words
        expect(text.replaceAll(/[\d\s·,()⟦⟧.–]/g, ''), text).toBe('');
      }
      for (const element of root.querySelectorAll('[aria-label], [title], [placeholder]')) {
        for (const name of ['aria-label', 'title', 'placeholder']) expect(element.getAttribute(name) ?? '⟦', name).toContain('⟦');
      }
    }
  });
});

test('a sheet let go goes to the nearest stop, a flick to the next', () => {
  const heights = [200, 440, 700];
  expect(nearestStop(230, heights, 0)).toBe('peek');
  expect(nearestStop(500, heights, 0)).toBe('half');
  expect(nearestStop(260, heights, 1.2)).toBe('half');
  expect(nearestStop(600, heights, -3)).toBe('peek');
});
