import { expect, test } from 'vitest';
import { tendAttestations } from '../../src/custody/attest-keys.ts';
import { clockAct } from '../../src/workspace/clock-act.ts';
import { OKX_ID, recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  buttonsIn,
  channelNamed,
  newest,
  opened,
  press,
  startSteward,
  values,
} from '../support/steward.ts';

test('a custodian answers for all keys but one, which is not needed and goes on to be retired; the history tells', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana, { askNow: false });
  for (const [label, digit] of [
    ['reader', 7],
    ['old-report', 6],
  ] as const)
    await recordOkxKey(steward, ana, {
      label,
      keyId: `${OKX_ID.slice(0, -1)}${digit}`,
      permissions: ['read'],
      holders: [],
      services: [],
      askNow: false,
    });
  const now = new Date('2027-01-04T10:00:00Z');
  await tendAttestations(steward.database, now, (workspace) => clockAct(workspace, now, 'ask custodians'));
  await steward.database.pool.query('update outbox set due_at = steward_now()');
  await steward.settled();
  const message = () => newest(ana, ana.botDm());
  expect(message().text).toContain('Q1 2027: still yours, still needed?');
  expect(message().text).toContain('3 keys stand in your name');

  const first = message();
  const answers = (first.blocks as readonly { accessory?: { action_id: string } }[]).flatMap(
    ({ accessory }) => accessory?.action_id ?? [],
  );
  // Listed by tier, then by label: the second one is old-report.
  await ana.act({ in: 'message', channel: ana.botDm(), ts: first.ts }, answers[1] ?? '');
  await opened(ana);
  ana.fill({ answer: values.choice('not_needed') });
  await ana.submit();
  expect(ana.modal()?.view.callback_id).toBe('retire-key');
  expect(JSON.stringify(ana.modal()?.view.blocks)).toContain('old-report');
  // Whoever closes that form has not answered.
  await ana.closeModal();
  await steward.settled();
  expect(message().text).toContain('3 keys stand in your name');
  await ana.act({ in: 'message', channel: ana.botDm(), ts: first.ts }, answers[1] ?? '');
  await opened(ana);
  ana.fill({ answer: values.choice('not_needed'), because: values.text('The report moved.') });
  await ana.submit();
  await ana.submit();
  await ana.closeModal();
  await steward.settled();
  const asked = () => ana.messages(ana.botDm()).find(({ ts }) => ts === first.ts);
  expect(asked()?.text).toContain('2 keys stand in your name; 1 answered');

  await press(ana, ana.botDm(), 'All still mine and needed');
  await steward.settled();
  expect(asked()?.text).toContain('Nothing is left to answer');
  expect(asked() === undefined ? [] : buttonsIn(asked() as never)).toEqual(['See all']);
  const desk = channelNamed(ana, 'trading-desk');
  await ask(ana, desk, 'show old-report');
  await press(ana, desk, 'History');
  await steward.settled();
  expect(newest(ana, desk).text).toContain('Q1 2027: not needed');
});
