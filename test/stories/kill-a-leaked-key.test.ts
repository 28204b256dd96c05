import { expect, test, vi } from 'vitest';
import type { Hands, LocalMessage } from '../../src/local/slack/contract.ts';
import { OKX_ID, recordOkxKey } from '../support/okx-key.ts';
import { patience } from '../support/patience.ts';
import {
  ask,
  buttonsIn,
  COMMAND,
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
  expect(roomCard(holder)).toContain(
    'Can you log in at <https://www.okx.com/account/my-api|www.okx.com> now',
  );
  expect(roomCard(holder)).not.toContain('Press Delete');

  await press(holder, holder.botDm(), 'Yes, I delete it');
  await steward.settled();
  expect(buttonsIn(newest(holder, holder.botDm()))).toContain('I deleted it');
  expect(roomCard(holder)).not.toContain('Can you log in');
  expect(roomCard(holder)).toContain('Press Delete');
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

/** Records a key of another provider as a person does. */
async function recordOther(hands: Hands, provider: string, label: string, facts: object): Promise<void> {
  await hands.command(channelNamed(hands, 'trading-desk'), `${COMMAND} add ${provider}`);
  await opened(hands);
  hands.fill({
    label: values.text(label),
    environment: values.choice('live'),
    permissions: values.boxes('write'),
    services: values.found('pick-services'),
    custodian: values.person(hands.me.id),
    holders: values.people(hands.me.id),
    keptAt: values.text(`vault: ${label}`),
    rotation: values.choice('exposure'),
    ...facts,
  });
  await hands.submit();
  expect(hands.modal()?.errors ?? {}).toEqual({});
  await hands.closeModal();
}

/**
 * Reports the key and deletes it, as somebody who can log in there.
 * @param delete what they do at the provider.
 */
async function reportToDeletion(
  hands: Hands,
  label: string,
  deleteThere: () => Promise<void>,
): Promise<{ clicks: number; words: number }> {
  const desk = channelNamed(hands, 'trading-desk');
  const read: string[] = [];
  const reads = (message: LocalMessage): LocalMessage => {
    read.push(message.text.replaceAll(/<!date[^>]*>/g, 'then'));
    return message;
  };
  let clicks = 0;
  const clicked = async (button: string): Promise<void> => {
    clicks += 1;
    await press(hands, desk, button);
  };
  const answer = reads(await ask(hands, desk, `leaked ${label}`));
  expect(buttonsIn(answer)[0]).toBe('Yes, I delete it');
  await clicked('Yes, I delete it');
  await vi.waitFor(() => expect(buttonsIn(newest(hands, desk))).toContain('I deleted it'), patience);
  const step = reads(newest(hands, desk));
  // The official page is a link in the step; it is opened there.
  expect(wordsOf(step)).toMatch(/<https:\/\/[^|>]+\|[^>]+>/);
  clicks += 1;
  await deleteThere();
  const deleted = step.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))[0];
  const { confirm } = deleted as { confirm: { title: { text: string }; text: { text: string } } };
  read.push(confirm.title.text, confirm.text.text);
  // Pressed, and its question answered.
  await clicked('I deleted it');
  clicks += 1;
  const words = read
    .join(' ')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;
  return { clicks, words };
}

test('from the report to the deletion it takes four clicks and few words to read: OKX, AWS, GitHub', async () => {
  const steward = await startSteward();
  await recorded(steward);
  const cem = steward.as('cem');
  await recordOther(cem, 'aws', 'ci-deploys', {
    keyId: values.text('AKIAEXAMPLEKEYID2345'),
    account: values.text('123456789012, user ci'),
    region: values.choice('global'),
  });
  await recordOther(cem, 'github_pat', 'ci-robot', {
    keyId: values.text('1234567890'),
    account: values.text('robot-user'),
    region: values.choice('global'),
  });
  // Whoever reports it can log in: nobody else is needed.
  const counted = {
    OKX: await reportToDeletion(cem, 'prop-desk', () => steward.okx.delete(OKX_ID)),
    AWS: await reportToDeletion(cem, 'ci-deploys', async () => undefined),
    GitHub: await reportToDeletion(cem, 'ci-robot', async () => undefined),
  };
  await steward.settled();
  expect(roomCard(cem)).toContain('Not proven yet');
  for (const [provider, { clicks, words }] of Object.entries(counted)) {
    process.stdout.write(
      `From /key leaked to the deletion at ${provider}: ${clicks} clicks, ${words} words.\n`,
    );
  }
  expect(Object.values(counted).map(({ clicks }) => clicks)).toEqual([4, 4, 4]);
  for (const [provider, { words }] of Object.entries(counted)) expect(words, provider).toBeLessThan(120);
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
  // Whoever is in the room may say yes, also who is no console holder of the account.
  const room = channelNamed(ana, 'drill-1-prop-desk');
  await press(ana, room, 'Yes, I practise it');
  await steward.settled();
  const card = () => ana.messages(room).map(wordsOf).join();
  expect(card()).toContain(`<@${ana.me.id}> does it.`);
  expect(card()).not.toContain('Can you log in');
  await press(ana, room, 'I would have deleted it');
  await steward.move({ days: 2 });
  await steward.settled();
  expect(steward.okx.calls()).toHaveLength(asked);
  expect(wordsOf(await ask(ana, desk, 'show prop-desk'))).not.toContain('Compromised');
});
