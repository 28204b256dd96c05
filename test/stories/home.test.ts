/** The Home tab of a custodian, a service owner, an admin and somebody with no role, and what they do from there. */
import { expect, test, vi } from 'vitest';
import type { Hands } from '../../src/local/slack/contract.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import { patience } from '../support/patience.ts';
import {
  ask,
  buttonIn,
  channelNamed,
  opened,
  type Steward,
  startSteward,
  values,
} from '../support/steward.ts';

async function homeOf(steward: Steward, hands: Hands): Promise<string> {
  await hands.openHome();
  await steward.settled();
  return JSON.stringify(hands.home()?.view.blocks ?? []);
}

const modalWords = (hands: Hands): string => JSON.stringify(hands.modal()?.view.blocks ?? []);

async function pressAtHome(hands: Hands, label: string): Promise<void> {
  const view = hands.home();
  if (!view) throw new Error('no Home');
  const action = buttonIn({ blocks: view.view.blocks } as never, label);
  expect((await hands.act({ in: 'home' }, action)).kind).toBe('accepted');
}

test('everybody has a Home of use to them, with lists behind the figures', async () => {
  const steward = await startSteward();
  const [ana, bea, cem, dia, eli] = [
    steward.as('ana'),
    steward.as('bea'),
    steward.as('cem'),
    steward.as('dia'),
    steward.as('eli'),
  ];
  const desk = channelNamed(ana, 'trading-desk');
  expect(await homeOf(steward, eli)).toContain('The team has no key here yet');

  await bea.command(desk, '/key service add trading-bot');
  await opened(bea);
  bea.fill({ owner: values.person(bea.me.id) });
  await bea.submit();
  expect(await homeOf(steward, bea)).toMatch(/Your services.*trading-bot\* uses 0 keys/);

  await recordOkxKey(steward, ana);
  await steward.database.pool.query("update keys set due_on = current_date - 3, allowlist = '{}'");

  // A custodian: the key, that it is late, and how to report it.
  const custodian = await homeOf(steward, ana);
  expect(custodian).toContain('Report a leaked key');
  expect(custodian).toMatch(/overdue\* since/);
  expect(custodian).toContain('Overdue (1)');

  // Somebody with no role sees whom to ask and how the team stands.
  const nobody = await homeOf(steward, eli);
  expect(nobody).toContain('You hold no key');
  expect(nobody).toContain('0 % of 1 key');
  expect(nobody).not.toContain('Set up');

  // An offer waits for who was asked.
  await ask(ana, desk, `transfer prop-desk @dia`);
  expect(await homeOf(steward, dia)).toContain('is offered to you');

  // The list behind a figure opens over the Home, and a key of it over the list.
  await pressAtHome(eli, 'Overdue (1)');
  await vi.waitFor(() => expect(modalWords(eli)).toContain('prop-desk'), patience);

  // Declared from the Home; the incident is there, and the console holder is asked there too.
  await pressAtHome(eli, 'Report a leaked key');
  await vi.waitFor(() => expect(eli.modal()?.view.callback_id).toBe('report-leak'), patience);
  const key = await steward.database.pool.query<{ id: string }>('select id from keys');
  eli.fill({ key: values.one('pick-key', { text: 'prop-desk', value: String(key.rows[0]?.id) }) });
  await eli.submit();
  await steward.settled();
  expect(await homeOf(steward, eli)).toContain('1 open incident');
  expect(await homeOf(steward, cem)).toContain('Say whether you can log in');
});
