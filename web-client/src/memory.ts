/** Two choices are remembered on the device, nothing else: language and colours. */
export type Remembered = 'language' | 'theme';

export function recall(key: Remembered): string | null {
  try {
    return localStorage.getItem(`cartable.${key}`);
  } catch {
    return null; // storage is switched off
  }
}

export function remember(key: Remembered, value: string): void {
  try {
    localStorage.setItem(`cartable.${key}`, value);
  } catch {
    // Storage is switched off or full: the choice lasts as long as the page.
  }
}
