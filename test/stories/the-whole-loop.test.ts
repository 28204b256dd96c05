/** From registering to proven dead, over each of the two ways in which Slack reaches us. */
import { describe, expect, test } from 'vitest';
import type { Hands, LocalMessage } from '../../src/local/slack/contract.ts';
import { doNotWait, OKX_ID, recordOkxKey } from '../support/okx-key.ts';
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

const dm = (hands: Hands): string => wordsOf(newest(hands, hands.botDm()));

/** A tier 1 key of Ana's whose rotation falls due in seven days. */
async function dueSoon(steward: Steward): Promise<Hands> {
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  // Used until the end: OKX's rule about idle keys has nothing to say.
  await steward.database.pool.query('update keys set in_use_on = current_date + 365');
  await steward.move({ days: 83 });
  await steward.settled();
  return ana;
}

/** The live card of an incident: the message with the state of its proof. */
function cardIn(hands: Hands, room: string): LocalMessage {
  const card = hands.messages(room).find((message) => message.text.includes('Proof:'));
  if (card === undefined) throw new Error('there is no card in the room');
  return card;
}

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  test('a nudge comes once a stage, is snoozed with a reason, and says so', async () => {
    const steward = await startSteward(mode);
    const ana = await dueSoon(steward);
    expect(buttonsIn(newest(ana, ana.botDm()))).toEqual([
      'Start rotation',
      'Snooze',
      'Hand over',
      'It is already rotated',
      'Not mine',
      'It leaked',
    ]);
    await steward.bot.tick();
    await steward.settled();
    expect(ana.messages(ana.botDm())).toHaveLength(1);

    await press(ana, ana.botDm(), 'Snooze');
    await opened(ana);
    ana.fill({ days: values.choice('1'), because: values.text('Release freeze.') });
    await ana.submit();
    await steward.settled();
    expect(dm(ana)).toContain('Release freeze.');
    expect(buttonsIn(newest(ana, ana.botDm()))).toEqual([]);

    await steward.move({ days: 1 });
    await steward.settled();
    expect(buttonsIn(newest(ana, ana.botDm()))).toContain('Start rotation');
  });

  test('a key is handed over, and its new custodian gets the next nudge', async () => {
    const steward = await startSteward(mode);
    const ana = await dueSoon(steward);
    const eli = steward.as('eli');
    await press(ana, ana.botDm(), 'Hand over');
    await opened(ana);
    ana.fill({ to: values.person(eli.me.id), note: values.text('You run the bot now.') });
    await ana.submit();
    await steward.settled();
    expect(dm(eli)).toContain('You run the bot now.');
    await press(eli, eli.botDm(), 'Accept');
    await steward.settled();
    expect(wordsOf(await ask(eli, channelNamed(eli, 'trading-desk'), 'list mine'))).toContain('prop-desk');
    await steward.move({ days: 6 });
    await steward.settled();
    expect(buttonsIn(newest(eli, eli.botDm()))).toContain('Start rotation');
  });

  test('a rotation ends when the old key is proven gone, and with it the nudges', async () => {
    const steward = await startSteward(mode);
    const ana = await dueSoon(steward);
    await press(ana, ana.botDm(), 'Start rotation');
    await steward.settled();
    await steward.okx.delete(OKX_ID);
    await doNotWait(steward, ana);
    await press(ana, ana.botDm(), 'Old key is deleted');
    await steward.settled();
    await steward.move({ minutes: 1 });
    await steward.settled();
    await steward.move({ minutes: 1 });
    await steward.settled();
    const { rows } = await steward.database.pool.query('select state from keys');
    expect(rows).toEqual([{ state: 'gone' }]);
    const before = ana.messages(ana.botDm()).length;
    await steward.move({ days: 7 });
    await steward.settled();
    expect(ana.messages(ana.botDm())).toHaveLength(before);
  });

  test('a leak is reported from a message, killed by who can log in, proven dead, and closed', async () => {
    const steward = await startSteward(mode);
    const ana = steward.as('ana');
    const desk = channelNamed(ana, 'trading-desk');
    await recordOkxKey(steward, ana);
    await steward.move({ minutes: 5 });
    const leak = steward.as('bea').post(desk, `oops, our key ${OKX_ID} is in the public repository`);
    const dia = steward.as('dia');
    await dia.messageShortcut(desk, leak.ts, 'report_leaked_key');
    await opened(dia);
    const [found] = await dia.suggest({ in: 'modal' }, 'key', 'pick-key', 'prop');
    dia.fill({
      key: {
        'pick-key': {
          type: 'external_select',
          selected_option: {
            text: { type: 'plain_text', text: found?.text ?? '' },
            value: found?.value ?? '',
          },
        },
      },
    });
    await dia.submit();
    await steward.settled();

    const cem = steward.as('cem');
    await press(cem, cem.botDm(), 'No');
    await steward.settled();
    const bea = steward.as('bea');
    await press(bea, bea.botDm(), 'Yes, I delete it');
    await steward.settled();
    const room = channelNamed(bea, 'leak-1-prop-desk');
    expect(wordsOf(await ask(bea, room, 'export Incident #1'))).toContain('comes as a direct message');
    await steward.settled();
    const sent = bea.messages(bea.botDm()).flatMap(({ files }) => files.map(({ name }) => name));
    expect(sent).toEqual(['incident-1-prop-desk.json', 'incident-1-prop-desk.md']);
    expect(wordsOf(await ask(bea, room, 'export incident 9'))).toContain('no incident of that number');
    const decorated = steward.slack.calls().filter(({ answer }) => answer.ok);
    const args = (method: string) => decorated.find((call) => call.method === method)?.args;
    expect(args('bookmarks.add')).toMatchObject({
      channel_id: room,
      link: 'https://www.okx.com/account/my-api',
    });
    expect(JSON.stringify(args('conversations.canvases.create'))).toContain('Delete the key at OKX');
    await press(bea, room, 'I deleted it');
    await steward.settled();
    await steward.move({ minutes: 1 });
    await steward.settled();
    expect(wordsOf(cardIn(bea, room))).toContain('but the key is alive');
    expect(wordsOf(newest(bea, room))).toContain('Said to be deleted, but the key is alive');

    await steward.okx.delete(OKX_ID);
    await press(bea, room, 'I deleted it');
    await steward.settled();
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await steward.move({ minutes: 1 });
      await steward.settled();
    }
    expect(wordsOf(cardIn(bea, room))).toContain('The key is dead');
    await press(ana, ana.botDm(), 'Acknowledge');
    await steward.settled();
    for (let steps = 0; steps < 12 && !buttonsIn(cardIn(bea, room)).includes('Resolve'); steps += 1) {
      await press(bea, room, 'Done');
      await opened(bea);
      bea.fill({ note: values.text('Looked, nothing unknown.') });
      await bea.submit();
      await steward.settled();
    }
    await press(bea, room, 'Resolve');
    await steward.settled();
    expect(newest(bea, room).files.map(({ name }) => name)).toEqual(['incident-1-prop-desk.md']);
  });
});
