import { html, type TemplateResult } from 'lit';
import type { SheetStop } from '../state/state';
import type { Ui } from './context';

/** Stops of the phone's sheet, smallest first. */
export const sheetStops: readonly SheetStop[] = ['peek', 'half', 'full'];

const tapSlop = 6; // px that a finger may wander and still tap

/** The stop whose height is nearest to where the sheet was let go, a flick going one further. */
export function nearestStop(height: number, heights: readonly number[], velocity: number): SheetStop {
  const projected = height + velocity * 120; // px after another 120 ms at that speed
  let best = 0;
  heights.forEach((candidate, index) => {
    if (Math.abs(candidate - projected) < Math.abs((heights[best] ?? 0) - projected)) best = index;
  });
  return sheetStops[best] ?? 'half';
}

/** Heights in px of the three stops as the stylesheet has them. */
function stopHeights(): readonly number[] {
  const viewport = window.innerHeight;
  const top = document.querySelector('.top')?.getBoundingClientRect().height ?? 0;
  return [Math.min(340, Math.max(216, viewport * 0.38)), viewport * 0.52, viewport - top];
}

/** Follows one finger until it lets go. `finished` hears whether it was a drag after all. */
function drag(down: PointerEvent, ui: Ui, finished: (isDrag: boolean) => void): void {
  const grip = down.currentTarget as HTMLElement;
  const panel = document.getElementById('panel');
  if (panel === null || down.button !== 0) return;
  const start = { y: down.clientY, height: panel.getBoundingClientRect().height };
  let last = { y: down.clientY, at: down.timeStamp };
  let velocity = 0;
  let isDrag = false;
  const move = (event: PointerEvent): void => {
    if (!isDrag && Math.abs(event.clientY - start.y) <= tapSlop) return;
    if (!isDrag) grip.setPointerCapture(down.pointerId); // from here on it is no tap on what lies under the finger
    isDrag = true;
    velocity = (last.y - event.clientY) / Math.max(1, event.timeStamp - last.at);
    last = { y: event.clientY, at: event.timeStamp };
    panel.classList.add('dragged');
    panel.style.setProperty('--dragged', `${start.height + start.y - event.clientY}px`);
  };
  const up = (): void => {
    grip.removeEventListener('pointermove', move);
    grip.removeEventListener('pointerup', up);
    grip.removeEventListener('pointercancel', up);
    const { height } = panel.getBoundingClientRect();
    panel.classList.remove('dragged');
    panel.style.removeProperty('--dragged');
    finished(isDrag);
    if (isDrag) ui.dispatch({ type: 'sheet-moved', sheet: nearestStop(height, stopHeights(), velocity) });
  };
  grip.addEventListener('pointermove', move);
  grip.addEventListener('pointerup', up);
  grip.addEventListener('pointercancel', up);
}

const isPhone = (): boolean => matchMedia('(max-width: 819px)').matches;

/** While only its top is seen, the whole sheet is a handle: a swipe up on the list opens it. */
export function dragFromPeek(down: PointerEvent, ui: Ui): void {
  if (ui.state.sheet === 'peek' && isPhone()) drag(down, ui, () => undefined);
}

/** The keyboard has gone to something that the small sheet hides. */
export function growForFocus(event: FocusEvent, ui: Ui): void {
  const target = event.target as HTMLElement;
  if (ui.state.sheet === 'peek' && isPhone() && target.closest('.results, .card') !== null && target.matches(':focus-visible')) ui.dispatch({ type: 'sheet-moved', sheet: 'half' });
}

let suppressClick = false; // the click that follows a drag is not a tap

/** The bar that a finger drags and a key press moves: a button, so that everybody can work it. */
export function sheetHandle(ui: Ui): TemplateResult {
  const { state, locale: { messages: t }, dispatch } = ui;
  const isFull = state.sheet === 'full';
  const step = (): void => {
    if (suppressClick) {
      suppressClick = false;
      return;
    }
    dispatch({ type: 'sheet-moved', sheet: isFull ? 'peek' : state.sheet === 'peek' ? 'half' : 'full' });
  };
  return html`<button class="handle" type="button" aria-label=${isFull ? t.sheet_smaller : t.sheet_bigger} @pointerdown=${(event: PointerEvent) => { drag(event, ui, (isDrag) => { suppressClick = isDrag; }); }} @click=${step}><span></span></button>`;
}
