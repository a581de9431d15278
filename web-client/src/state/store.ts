import type { Action, Dispatch } from './actions';
import { reduce } from './reducer';
import type { State } from './state';

export type Listener = (state: State, before: State) => void;

/** Holds the one state; listeners are called after each action that changed it, in the order they subscribed. */
export class Store {
  private readonly listeners = new Set<Listener>();
  private current: State;
  private readonly queue: Action[] = [];
  private isDraining = false;

  constructor(initial: State) {
    this.current = initial;
  }

  get state(): State {
    return this.current;
  }

  /** \return a function that unsubscribes. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** An action dispatched by a listener waits for its turn, so that every listener sees every state once. */
  readonly dispatch: Dispatch = (action) => {
    this.queue.push(action);
    if (this.isDraining) return;
    this.isDraining = true;
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
        const before = this.current;
        this.current = reduce(before, next);
        if (this.current !== before) for (const listener of [...this.listeners]) listener(this.current, before);
      }
    } finally {
      this.isDraining = false;
    }
  };
}
