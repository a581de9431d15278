/** Motion is off when the device says so. */
export const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Says a sentence to screen readers when they have finished the one before. */
export function announce(text: string): void {
  const region = document.getElementById('announcer');
  if (region !== null && region.textContent !== text) region.textContent = text;
}

/** Puts the focus on an element that is not in the tab order itself, such as a heading. */
export function focusOn(element: HTMLElement | null | undefined): boolean {
  if (element === null || element === undefined) return false;
  if (!element.hasAttribute('tabindex') && element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: false });
  return document.activeElement === element;
}
