import type { nothing, TemplateResult } from 'lit';
import type { Dispatch } from '../state/actions';
import type { Results, State } from '../state/state';
import type { Locale } from '../i18n';

/** See ./later. */
export interface Later {
  readonly emptyList: (ui: Ui, results: Results) => TemplateResult;
  readonly legend: (ui: Ui) => TemplateResult | typeof nothing;
  readonly filterPanel: (ui: Ui) => TemplateResult;
  readonly travelOptions: (ui: Ui, where: 'list' | 'card') => TemplateResult | typeof nothing;
  readonly placePanel: (ui: Ui) => TemplateResult | typeof nothing;
}

/** What every part of the page is drawn from, and how it speaks back. */
export interface Ui {
  readonly state: State;
  readonly locale: Locale;
  readonly dispatch: Dispatch;
  readonly do: Doings;
  /** The parts that are fetched after the list; nothing until they are there. */
  readonly later: Later | undefined;
}

/** Things that reach outside the state. */
export interface Doings {
  readonly locate: () => void;
  readonly copyLink: () => void;
  readonly zoomBy: (steps: number) => void;
  readonly retry: () => void;
  readonly retryWay: () => void;
  readonly retryReach: () => void;
  /** The way to the open place starts where the device is. */
  readonly startHere: () => void;
  readonly chooseLanguage: (language: string) => void;
  readonly chooseTheme: () => void;
  /** A link to the page with this place open. */
  readonly linkToPlace: (id: string) => string;
}
