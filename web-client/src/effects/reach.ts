import { failureKind, noWayOf, type ApiClient } from '../api/client';
import type { LonLat } from '../api/types';
import type { State } from '../state/state';
import type { Store } from '../state/store';
import { profileParameters, reachMinutes, type Travel } from '../state/travel';

interface Question {
  readonly from: LonLat;
  readonly travel: Travel;
}

/** The areas that the map should show. */
const questionOf = ({ reachShown, origin, travel }: State): Question | undefined =>
  reachShown && origin !== undefined && travel.by !== 'line' ? { from: origin.point, travel } : undefined;

const keyOf = ({ from, travel }: Question): string => JSON.stringify([from, profileParameters(travel), reachMinutes(travel)]);

/** Keeps the areas of reach in step with the point and how one travels, while the map shows them. */
export function followReach(store: Store, client: () => ApiClient): { readonly retry: () => void } {
  let asked: string | undefined;
  let running: AbortController | undefined;

  const ask = async ({ from, travel }: Question): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    store.dispatch({ type: 'reach-loading' });
    try {
      const value = await client().reach(from, reachMinutes(travel), profileParameters(travel), mine.signal);
      if (!mine.signal.aborted) store.dispatch({ type: 'reach-loaded', reach: { kind: 'found', value } });
    } catch (error) {
      if (mine.signal.aborted) return;
      const why = noWayOf(error);
      store.dispatch(why === undefined ? { type: 'reach-failed', why: failureKind(error) } : { type: 'reach-loaded', reach: { kind: 'none', why } });
    }
  };

  const follow = (state: State): void => {
    const question = questionOf(state);
    const key = question === undefined ? undefined : keyOf(question);
    if (key === asked) return;
    asked = key;
    if (question === undefined) {
      running?.abort();
      store.dispatch({ type: 'reach-forgotten' });
    } else void ask(question);
  };
  store.subscribe(follow);
  follow(store.state);
  return {
    retry: () => {
      const question = questionOf(store.state);
      if (question !== undefined) void ask(question);
    },
  };
}
