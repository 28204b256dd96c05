/** Who is what in an incident, through Slack: all of it from the card's More, in modals on top of one another. */
import { expect, test, vi } from 'vitest';
import type { Hands } from '../../src/local/slack/contract.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import { patience } from '../support/patience.ts';
import {
  ask,
  buttonIn,
  channelNamed,
  newest,
  opened,
  press,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

const inModal = (hands: Hands): string => JSON.stringify(hands.modal()?.view.blocks ?? []);

/** Presses a button of the modal on top, and waits until that shows what is said. */
async function pressInModal(hands: Hands, label: string, until: string): Promise<void> {
  const { view } = await opened(hands);
  const outcome = await hands.act({ in: 'modal' }, buttonIn(view as never, label));
  expect(outcome).toEqual({ kind: 'accepted' });
  await vi.waitFor(() => expect(inModal(hands)).toContain(until), patience);
}

async function more(hands: Hands, room: string, button: string, until: string): Promise<void> {
  await press(hands, room, 'More');
  await pressInModal(hands, button, until);
}

async function away(hands: Hands): Promise<void> {
  while (hands.modal() !== undefined) await hands.closeModal();
}

test('the lead is taken, a step is handed over, and a false alarm of tier 1 ends by one person when nobody answers', {
  timeout: 60_000,
}, async () => {
  const steward = await startSteward();
  const [ana, bea, cem] = ['ana', 'bea', 'cem'].map((handle) => steward.as(handle)) as [Hands, Hands, Hands];
  await recordOkxKey(steward, ana);
  await ask(ana, channelNamed(ana, 'trading-desk'), 'leaked prop-desk');
  await steward.settled();
  const room = channelNamed(cem, 'leak-1-prop-desk');

  await more(cem, room, 'People', `Lead: <@${ana.me.id}>`);
  await pressInModal(cem, 'Take the lead', `Lead: <@${cem.me.id}>`);
  // The order is the lead's now; the form lies on top of both.
  await pressInModal(cem, 'Replace first instead', 'Until then a thief can use it');
  cem.fill({ reason: values.text('The bot holds open orders.') });
  await cem.submit();
  expect(cem.modal()).toBeUndefined();
  await steward.settled();
  const said = () => cem.messages(room).map(wordsOf).join('\n');
  expect(said()).toContain(`<@${cem.me.id}> leads now`);
  expect(said()).toContain('The bot holds open orders.');
  await more(bea, room, 'People', 'Kill first instead');
  await bea.act({ in: 'modal' }, buttonIn((await opened(bea)).view as never, 'Kill first instead'));
  await vi.waitFor(() => expect(inModal(bea)).toContain('Only who leads this incident, or a lead'), patience);
  await away(bea);

  await press(bea, room, 'Read how');
  await opened(bea);
  const gus = steward.as('gus').me.id;
  bea.fill({ deed: values.choice('hand_over'), to: values.person(gus) });
  await bea.submit();
  expect(bea.modal()?.errors).toMatchObject({ to: expect.stringContaining('choose a member') });
  bea.fill({ to: values.person(ana.me.id) });
  await bea.submit();
  await steward.settled();
  expect(wordsOf(newest(ana, ana.botDm()))).toContain('gave you a step');

  await more(cem, room, 'False alarm', 'a second person has to confirm');
  cem.fill({ reason: values.text('It was the key of the demo.') });
  await cem.submit();
  await steward.settled();
  const asked = (hands: Hands) => wordsOf(newest(hands, hands.botDm()));
  expect(asked(bea)).toContain('A second person is needed');
  expect(asked(ana)).toContain('A second person is needed');
  await more(cem, room, 'Nobody else is here', 'wait 10 more minutes');
  await away(cem);
  await steward.move({ minutes: 10 });
  await steward.settled();
  await more(cem, room, 'Nobody else is here', 'Why can it not wait');
  cem.fill({ reason: values.text('I rang both of them.') });
  await cem.submit();
  await steward.settled();
  expect(said()).toContain('Closed as a false alarm');
  expect(said()).toContain('decided alone that this is a false alarm');
  expect(bea.messages(bea.botDm()).map(wordsOf).join('\n')).toContain('Confirmed by');
  expect(ana.messages(ana.botDm()).map(wordsOf).join('\n')).toContain('Review the break-glass');
  expect(steward.logged()).not.toContain('"level":"error"');
});
