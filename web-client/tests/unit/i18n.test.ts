import { describe, expect, test } from 'vitest';
import { date, distance, english, kindName, languageInWords, languages, loadLocale, pickLanguage, weekdays } from '../../src/i18n';
import { kindSlugs } from '../../src/kinds';

describe.each(languages)('the words in %s', (language) => {
  test('are all there, and all say something', async () => {
    const { messages, kinds } = await loadLocale(language);
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english.messages).sort());
    for (const [key, value] of Object.entries(messages)) {
      const text = typeof value === 'function' ? (value as (...args: unknown[]) => string)(3, 'x') : value;
      expect(text.trim(), key).not.toBe('');
    }
    expect(Object.keys(kinds).sort()).toEqual([...kindSlugs].sort());
  });

  test('count nothing, one and many in their own way', async () => {
    const { messages: t } = await loadLocale(language);
    const said = [0, 1, 2, 1234].map(t.results_count);
    expect(new Set(said).size).toBe(4);
    if (language === 'fr') expect(said).toEqual(['Aucun lieu', '1 lieu', '2 lieux', '1\u202f234 lieux']);
  });
});

test('every language counts by its own rules', async () => {
  const said = async (language: 'ar' | 'ru' | 'zh' | 'es', counts: readonly number[]): Promise<readonly string[]> => counts.map((await loadLocale(language)).messages.results_count);
  expect(await said('ru', [1, 2, 5, 11, 21, 22, 1234])).toEqual(['1 место', '2 места', '5 мест', '11 мест', '21 место', '22 места', '1\u00a0234 места']);
  expect(await said('ar', [1, 2, 3, 11, 100])).toEqual(['مكان واحد', 'مكانان', '3 أماكن', '11 مكانًا', '100 مكان']);
  expect(await said('zh', [1, 2])).toEqual(['1 个地点', '2 个地点']);
  expect(await said('es', [0, 1, 2])).toEqual(['Ningún lugar', '1 lugar', '2 lugares']);
});

test('ages agree with their number, one and twenty-one too', async () => {
  const said = async (tongue: 'es' | 'fr' | 'ru', age: string): Promise<string> => { const { messages: t } = await loadLocale(tongue); return `${t.offer_age_from(age)} · ${t.offer_age_to(age)} · ${t.chip_age(age)}`; };
  expect(await said('fr', '1')).toBe('Dès 1 an · Jusqu’à 1 an · 1 an');
  expect(await said('es', '1')).toBe('Desde 1 año · Hasta 1 año · 1 año');
  expect(await said('es', '21')).toBe('Desde 21 años · Hasta 21 años · 21 años');
  expect(await said('ru', '1')).toBe('От 1 года · До 1 года · Возраст: 1');
  expect(await said('ru', '21')).toBe('От 21 года · До 21 года · Возраст: 21');
  expect(await said('ru', '12')).toBe('От 12 лет · До 12 лет · Возраст: 12');
  expect(english.messages.offer_ages('1', '3')).toBe('Ages 1 to 3');
  const russian = (await loadLocale('ru')).messages;
  expect([1, 3, 5, 21].map(russian.results_show_maybe)).toEqual(['Показать ещё 1 место, которое может подойти', 'Показать ещё 3 места, которые могут подойти', 'Показать ещё 5 мест, которые могут подойти', 'Показать ещё 21 место, которое может подойти']);
  const arabic = (await loadLocale('ar')).messages; // CLDR's six forms
  expect([0, 1, 2, 3, 11, 100, 103].map(arabic.results_count)).toEqual(['لا يوجد أي مكان', 'مكان واحد', 'مكانان', '3 أماكن', '11 مكانًا', '100 مكان', '103 أماكن']);
});

test('Arabic runs from right to left, and writes numbers as the phone numbers beside them', async () => {
  const arabic = await loadLocale('ar');
  expect(arabic.direction).toBe('rtl');
  for (const text of [distance(arabic, 1234), date(arabic, '2026-03-01'), arabic.messages.filters_show(1234)]) expect(text).not.toMatch(/[\u0660-\u0669]/);
});

test.each(languages.filter((language) => language !== 'en'))('no sentence in %s was left in English', async (language) => {
  const { messages, kinds } = await loadLocale(language);
  // A single word can be the same in two languages; a sentence cannot.
  const same = Object.entries(english.messages).filter(([key, value]) => typeof value === 'string' && value.includes(' ') && value === messages[key as keyof typeof messages]).map(([key]) => key);
  expect(same).toEqual([]);
  if (language === 'ar' || language === 'ru' || language === 'zh') {
    const latin = [...Object.entries(messages), ...Object.entries(kinds)].filter(([key, value]) => key !== 'app_name' && typeof value === 'string' && !/[\u0400-\u04ff\u0600-\u06ff\u4e00-\u9fff]/.test(value)).map(([key]) => key);
    expect(latin).toEqual([]);
  }
});

test('French differs from English in every sentence that is not a name', async () => {
  const french = await loadLocale('fr');
  const same = Object.entries(english.messages).filter(([key, value]) => typeof value === 'string' && value === french.messages[key as keyof typeof french.messages]).map(([key]) => key);
  expect(same.sort()).toEqual(['app_name', 'family_short_culture', 'licences', 'place_contact', 'search_type_locality', 'sources_heading', 'wheelchair_yes', 'filter_wheelchair_yes'].filter((key) => same.includes(key)).sort());
});

test('the pseudo-language is at least 40 % longer and runs from right to left', async () => {
  const pseudo = await loadLocale('qps');
  expect(pseudo.direction).toBe('rtl');
  for (const [key, value] of Object.entries(english.messages)) {
    if (typeof value === 'string') expect(String(pseudo.messages[key as keyof typeof pseudo.messages]).length, key).toBeGreaterThanOrEqual(value.length * 1.4);
  }
});

test('distances are as exact as a walker needs', () => {
  expect([0.4, 87.4, 123, 994, 996, 1234, 9949, 12345].map((metres) => distance(english, metres))).toEqual(['0 m', '87 m', '120 m', '990 m', '1.0 km', '1.2 km', '9.9 km', '12 km']);
});

test('dates, days and languages are in the viewer’s words', async () => {
  const french = await loadLocale('fr');
  expect(date(french, '2026-03-01')).toBe('1 mars 2026');
  expect(date(english, 'last spring')).toBe('last spring');
  expect(weekdays(french)[0]).toBe('lun.');
  expect(languageInWords(english, 'es')).toBe('Spanish');
  expect(languageInWords(english, 'not a tag!')).toBe('not a tag!');
});

test('an unknown kind is shown in plain letters', () => {
  expect(kindName(english, 'some_new_kind')).toBe('Some new kind');
  expect(kindName(english, 'toString')).toBe('ToString');
});

test('the first language that we speak wins, else English', () => {
  expect(pickLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr');
  expect(pickLanguage(['', 'ja'])).toBe('en');
  expect(pickLanguage(['zh-Hant-TW'])).toBe('zh');
});
