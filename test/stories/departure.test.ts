import { expect, test } from 'vitest';
import type { Hands } from '../../src/local/slack/contract.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import {
  buttonIn,
  channelNamed,
  newest,
  opened,
  press,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

test('a custodian is deactivated in Slack: the lead has one live card, works it to its end, and whoever comes back reopens nothing', async () => {
  const steward = await startSteward();
  const [ana, bea, cem, dia] = [steward.as('ana'), steward.as('bea'), steward.as('cem'), steward.as('dia')];
  await recordOkxKey(steward, ana, { custodian: 'bea', deputy: 'cem', holders: ['cem', 'dia'] });
  await recordOkxKey(steward, ana, {
    label: 'reader',
    keyId: '99c541a1-0000-4000-8000-10fe7a038419',
    permissions: ['read'],
    deputy: 'bea',
    holders: [],
    askNow: false,
  });
  const card = () => {
    const found = ana.messages(ana.botDm()).find((message) => message.text.startsWith('bea left'));
    if (!found) throw new Error('no card');
    return found;
  };
  const pressOn = (label: string, hands: Hands = ana) =>
    hands.act({ in: 'message', channel: hands.botDm(), ts: card().ts }, buttonIn(card(), label));

  await steward.slack.changePerson(bea.me.id, { deleted: true });
  await steward.settled();
  expect(card().text).toContain('2 to take care of');
  expect(card().text).toMatch(/prop-desk.*tier 1 · custodian\nNeeds a new custodian; to be replaced by/);
  expect(card().text).toMatch(/reader.*deputy\nNeeds another deputy/);
  await ana.command(channelNamed(ana, 'trading-desk'), '/key show prop-desk');
  await steward.settled();
  expect(wordsOf(newest(ana, channelNamed(ana, 'trading-desk')))).toMatch(/bea left \(else every 90 days\)/);

  await pressOn('Hand over');
  await opened(ana);
  ana.fill({ to: values.person(dia.me.id) });
  await ana.submit();
  await steward.settled();
  expect(card().text).toContain(`a new custodian: <@${dia.me.id}> was asked`);
  await press(dia, dia.botDm(), 'Accept');
  await steward.settled();
  expect(card().text).toContain('Needs to be replaced by');

  await pressOn('Name deputy');
  await opened(ana);
  ana.fill({ deputy: values.person(cem.me.id) });
  await ana.submit();
  await steward.settled();
  expect(card().text).toContain('1 to take care of, 1 done');

  await pressOn('Nothing needed');
  await opened(ana);
  ana.fill({ because: values.text('It was created after she left the desk.') });
  await ana.submit();
  await steward.move({ minutes: 1 });
  await steward.settled();
  expect(card().text).toContain('All 2 keys');
  const { rows } = await steward.database.pool.query(
    'select rotate_by, (select count(*)::int from departures where ended_at is not null) as ended from keys',
  );
  expect(rows).toEqual([
    { rotate_by: null, ended: 1 },
    { rotate_by: null, ended: 1 },
  ]);

  await steward.slack.changePerson(bea.me.id, { deleted: false });
  await steward.settled();
  expect(card().text).toContain('All 2 keys');
});
