import { failureKind, noWayOf, type ApiClient } from '../api/client';
import type { LonLat } from '../api/types';
import type { State, Ways } from '../state/state';
import type { Store } from '../state/store';
import { profileParameters, type Travel } from '../state/travel';

interface Question {
  readonly from: LonLat;
  readonly to: LonLat;
  readonly travel: Travel;
}

/** The way that the open card is about; none as the crow flies, and none without a point to start from. */
function questionOf({ origin, selected, place, travel }: State): Question | undefined {
  const opened = place.status === 'ready' && place.value.id === selected ? place.value : undefined;
  return origin === undefined || opened === undefined || travel.by === 'line' ? undefined : { from: origin.point, to: opened.point, travel };
}

const keyOf = (question: Question, language: string): string => JSON.stringify([question.from, question.to, profileParameters(question.travel), language]);

/** The way with unknown streets and, where it is asked for, the one without: the card shows the numbers of both. */
async function findWays(client: ApiClient, { from, to, travel }: Question, signal: AbortSignal): Promise<Ways> {
  const way = await client.way(from, to, profileParameters({ ...travel, avoidUnknown: false }), signal);
  const isStrict = travel.by === 'wheelchair' && travel.avoidUnknown && way.confirmedDuration !== undefined;
  return { way, strict: isStrict ? await client.way(from, to, profileParameters(travel), signal) : undefined };
}

/** Keeps the way in step with point, open place and how one travels. An answer that is no longer asked for is dropped. */
export function followWay(store: Store, client: () => ApiClient): { readonly retry: () => void } {
  let asked: string | undefined;
  let running: AbortController | undefined;

  const ask = async (question: Question): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    store.dispatch({ type: 'way-loading' });
    try {
      const value = await findWays(client(), question, mine.signal);
      if (!mine.signal.aborted) store.dispatch({ type: 'way-loaded', way: { kind: 'found', value } });
    } catch (error) {
      if (mine.signal.aborted) return;
      const why = noWayOf(error);
      store.dispatch(why === undefined ? { type: 'way-failed', why: failureKind(error) } : { type: 'way-loaded', way: { kind: 'none', why } });
    }
  };

  store.subscribe((state) => {
    const question = questionOf(state);
    const key = question === undefined ? undefined : keyOf(question, state.language);
    if (key === asked) return;
    asked = key;
    if (question === undefined) {
      running?.abort();
      store.dispatch({ type: 'way-forgotten' });
    } else void ask(question);
  });
  return {
    retry: () => {
      const question = questionOf(store.state);
      if (question !== undefined) void ask(question);
    },
  };
}
