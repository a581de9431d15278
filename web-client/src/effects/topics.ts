import type { ApiClient } from '../api/client';
import { subjects } from '../state/filter_set';
import type { State } from '../state/state';
import type { Store } from '../state/store';

const own: ReadonlySet<string> = new Set(subjects);
const code = /^\d{2,4}$/;

/** Topics that a link asks for by code and that nothing here has a name for. */
const nameless = ({ filters, topicNames }: State): readonly string[] => filters.topics.filter((topic) => code.test(topic) && !own.has(topic) && topicNames[topic] === undefined);

/** Asks the server what such topics are called, in the viewer's language; without an answer the code is shown. */
export function followTopics(store: Store, client: () => ApiClient): void {
  const asked = new Set<string>();
  const ask = async (topic: string): Promise<void> => {
    const hits = await client().search(topic, undefined).catch(() => []);
    const hit = hits.find(({ type, id }) => type === 'topic' && id === topic);
    if (hit !== undefined) store.dispatch({ type: 'topics-named', names: { [topic]: hit.label } });
  };
  const follow = (state: State): void => {
    for (const topic of nameless(state)) {
      const key = `${state.language} ${topic}`;
      if (asked.has(key)) continue;
      asked.add(key);
      void ask(topic);
    }
  };
  store.subscribe(follow);
  follow(store.state);
}
