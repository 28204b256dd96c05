import { expect, test, vi } from 'vitest';
import type { Hands, LocalMessage } from '../../src/local/slack/contract.ts';
import { OKX_ID, recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  buttonsIn,
  channelNamed,
  newest,
  opened,
  press,
  type Steward,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

/** A key that OKX knows, recorded, and seen alive. */
async function recorded(steward: Steward): Promise<Hands> {
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await steward.settled();
  // Questions about one key are spaced; this one is long past when the leak is found.
  await steward.move({ minutes: 5 });
  return ana;
}

/** Words of the live card in the incident's room, as somebody sees it there. */
const roomCard = (hands: Hands): string => {
  const room = channelNamed(hands, 'leak-1-prop-desk');
  const card = hands.messages(room).find((message) => wordsOf(message).includes('Leak #1'));
  return card === undefined ? '' : wordsOf(card);
};

test('a leaked key is reported, deleted by whoever can log in, proven dead, and closed with a report', async () => {
  const steward = await startSteward();
  const ana = await recorded(steward);
  const desk = channelNamed(ana, 'trading-desk');
  const answer = await ask(ana, desk, 'leaked prop-desk');
  expect(wordsOf(answer)).toContain('Leak #1: prop-desk (OKX)');
  expect(buttonsIn(answer)).toContain('Yes, I delete it');
  await steward.settled();

  const holder = steward.as('cem');
  expect(buttonsIn(newest(holder, holder.botDm()))).toContain('Yes, I delete it');
  expect(roomCard(holder)).toContain('Delete the key at OKX');

  await press(holder, holder.botDm(), 'Yes, I delete it');
  await steward.settled();
  expect(buttonsIn(newest(holder, holder.botDm()))).toContain('I deleted it');
  await steward.okx.delete(OKX_ID);
  await press(holder, holder.botDm(), 'I deleted it');
  await steward.settled();
  await steward.move({ seconds: 30 });
  await steward.settled();
  expect(roomCard(holder)).toContain('The key is dead');

  for (let left = 12; left > 0 && !roomCard(holder).includes('"Resolve"'); left -= 1) {
    const room = channelNamed(holder, 'leak-1-prop-desk');
    await press(holder, room, 'Skip');
    await opened(holder);
    holder.fill({ deed: values.choice('skip'), note: values.text('not needed in this story') });
    await holder.submit();
    await steward.settled();
  }
  const room = channelNamed(holder, 'leak-1-prop-desk');
  await press(holder, room, 'Resolve');
  await steward.settled();
  expect(roomCard(holder)).toContain('Resolved');
  expect(holder.messages(room).flatMap(({ files }) => files.map(({ name }) => name))).toEqual([
    'incident-1-prop-desk.json',
    'incident-1-prop-desk.md',
  ]);
  expect(steward.logged()).not.toContain('"level":"error"');
});

test('from the report to the deletion it takes four clicks and fewer than 120 words to read', async () => {
  const steward = await startSteward();
  const ana = await recorded(steward);
  // Whoever reports it can log in: nobody else is needed.
  const cem = steward.as('cem');
  const desk = channelNamed(ana, 'trading-desk');
  const read: string[] = [];
  const reads = (message: LocalMessage): LocalMessage => {
    read.push(message.text.replaceAll(/<!date[^>]*>/g, 'then'));
    return message;
  };
  const answer = reads(await ask(cem, desk, 'leaked prop-desk'));
  expect(buttonsIn(answer)[0]).toBe('Yes, I delete it');
  await press(cem, desk, 'Yes, I delete it');
  await vi.waitFor(() => expect(newest(cem, desk).text).toContain('OKX key page'));
  const step = reads(newest(cem, desk));
  const deleted = step.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))[0];
  const { confirm } = deleted as { confirm: { title: { text: string }; text: { text: string } } };
  read.push(confirm.title.text, confirm.text.text);
  await steward.okx.delete(OKX_ID);
  await press(cem, desk, 'I deleted it');
  await steward.settled();
  expect(roomCard(cem)).toContain('Not proven yet');

  // The answer's button, the official page, "I deleted it" and its question.
  const clicks = 4;
  const words = read
    .join(' ')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;
  process.stdout.write(`From /key leaked to the deletion at OKX: ${clicks} clicks, ${words} words.\n`);
  expect(words).toBeLessThan(120);
});

test('without a label a form asks for the key; shortcuts open the same form', async () => {
  const steward = await startSteward();
  const ana = await recorded(steward);
  const desk = channelNamed(ana, 'trading-desk');
  await ana.globalShortcut('key_leaked');
  expect((await opened(ana)).view.callback_id).toBe('report-leak');
  const [found] = await ana.suggest({ in: 'modal' }, 'key', 'pick-key', 'prop');
  if (!found) throw new Error('the key was not offered');
  const picked = { text: { type: 'plain_text', text: found.text }, value: found.value };
  ana.fill({
    key: { 'pick-key': { type: 'external_select', selected_option: picked } },
    abuse: values.boxes('yes'),
  });
  await ana.submit();
  expect(JSON.stringify(ana.modal()?.view)).toContain('Leak #1');
  await steward.settled();
  expect(wordsOf(await ask(ana, desk, 'incident 1'))).toContain('It is being abused.');
  expect(wordsOf(await ask(ana, desk, 'incidents'))).toContain('1 open incident');
});

test('when the database is gone, the steps are still shown, and it says that nothing was recorded', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  await steward.database.pool.query('select 1');
  const real = steward.database.sql.select.bind(steward.database.sql);
  steward.database.sql.select = (() => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  }) as never;
  try {
    const answer = wordsOf(await ask(ana, desk, 'leaked okx'));
    expect(answer).toContain('Nothing was recorded and nobody was told');
    expect(answer).toContain('Delete the key at OKX');
    expect(answer).not.toContain('{keyId}');
  } finally {
    steward.database.sql.select = real as never;
  }
});

test('two people press "I deleted it" at once: one wins, the other reads who and when', async () => {
  const steward = await startSteward();
  const ana = await recorded(steward);
  await ask(ana, channelNamed(ana, 'trading-desk'), 'leaked prop-desk');
  await steward.settled();
  const people = [steward.as('bea'), steward.as('cem')];
  const room = channelNamed(ana, 'leak-1-prop-desk');
  await Promise.all(people.map((hands) => press(hands, room, 'I deleted it')));
  await steward.settled();
  const told = () =>
    people.flatMap((hands) =>
      hands
        .messages(room)
        .filter(({ ephemeral }) => ephemeral)
        .map(wordsOf),
    );
  // The answer follows the acknowledgement.
  await expect.poll(told).toHaveLength(1);
  expect(told()[0]).toMatch(/This step is already done\..*<@U\w+>, <!date/s);
});

test('a drill is worked like a leak, asks nobody, and leaves the key in use', async () => {
  const steward = await startSteward();
  const ana = await recorded(steward);
  const asked = steward.okx.calls().length;
  const desk = channelNamed(ana, 'trading-desk');
  expect(wordsOf(await ask(ana, desk, 'drill prop-desk'))).toContain('DRILL #1');
  await steward.settled();
  const cem = steward.as('cem');
  await press(cem, channelNamed(cem, 'drill-1-prop-desk'), 'I would have deleted it');
  await steward.move({ days: 2 });
  await steward.settled();
  expect(steward.okx.calls()).toHaveLength(asked);
  expect(wordsOf(await ask(ana, desk, 'show prop-desk'))).not.toContain('Compromised');
});
