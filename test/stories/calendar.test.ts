import { expect, test, vi } from 'vitest';
import { recordOkxKey } from '../support/okx-key.ts';
import { patience } from '../support/patience.ts';
import { ask, channelNamed, newest, press, startSteward, wordsOf } from '../support/steward.ts';

test('the calendar answers in words at once, and its picture comes as a direct message with the same facts', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  expect(wordsOf(await ask(ana, desk, 'calendar'))).toContain('Nothing to rotate');
  expect(wordsOf(await ask(ana, desk, 'calendar by moon'))).toContain('by custodian or by service');

  await recordOkxKey(steward, ana);
  await steward.database.pool.query('update keys set due_on = current_date + 20');
  await steward.settled();
  const answer = wordsOf(await ask(ana, desk, 'calendar'));
  expect(answer).toContain('0 overdue, 1 due in the next 12 weeks');
  expect(answer).toMatch(/Ana Oliveira\*?: 1 \(1 of tier 1\) in the week of \d+ [A-Z][a-z]{2}/);
  await steward.settled();
  const [picture] = newest(ana, ana.botDm()).files;
  expect(picture).toMatchObject({ mimetype: 'image/png' });
  expect(picture?.alt).toMatch(/^Keys to rotate by custodian: 0 overdue, 1 due in the next 12 weeks\. Ana/);

  await press(ana, desk, 'Show by service');
  await vi.waitFor(() => expect(wordsOf(newest(ana, desk))).toContain('By service'), patience);
  await steward.settled();
  expect(newest(ana, ana.botDm()).files[0]?.alt).toContain('by service');
});
