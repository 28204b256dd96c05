/** A workspace that lets no app make private channels: a leak is worked in one thread, and the thread says why. */
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { makeAct } from '../../src/domain/act.ts';
import { type KeyRef, personId, type TriageRef } from '../../src/domain/words.ts';
import { matchTriage } from '../../src/incident/match-triage.ts';
import type { LocalMessage } from '../../src/local/slack/contract.ts';
import { refusalOfRoom } from '../../src/slack/no-room.ts';
import { noRoomMessage } from '../../src/slack/views/no-room.ts';
import { databaseNow } from '../../src/store/database.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import { ask, channelNamed, press, startSteward, wordsOf } from '../support/steward.ts';

const forbidden = { kind: 'error', error: 'restricted_action' } as const;
const isAnchor = (shown: LocalMessage) => wordsOf(shown).includes('in the thread of this message');

test('all about a leak stands in one thread of the team channel; a drill stays where it was begun', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await steward.settled();
  const desk = channelNamed(ana, 'trading-desk');
  await steward.database.pool.query('update workspaces set team_channel = $1', [desk]);
  steward.slack.trouble('conversations.create', forbidden, forbidden, forbidden);
  await ask(ana, ana.botDm(), 'leaked prop-desk');
  await steward.settled();

  const anchors = () => ana.messages(desk).filter(isAnchor);
  const [anchor] = anchors();
  if (anchor === undefined) throw new Error('no thread was begun');
  expect(anchors()).toHaveLength(1);
  expect(wordsOf(anchor)).toMatch(/Leak #1: prop-desk.*this workspace does not let apps make one/s);
  const thread = ana.thread(desk, anchor.ts).slice(1);
  expect(thread.map(wordsOf).join()).toContain('Delete the key at OKX');
  expect(ana.messages(desk).filter((shown) => wordsOf(shown).includes('Delete the key at OKX'))).toEqual([]);
  // Each who has to act is named there once, so that they follow it: console holders, custodian, owners, lead.
  const named = () =>
    ana
      .thread(desk, anchor.ts)
      .filter((shown) => wordsOf(shown).includes('called to this'))
      .flatMap(({ text }) => text.match(/<@\w+>/g) ?? []);
  const people = ['cem', 'bea', 'ana'].map((handle) => `<@${steward.as(handle).me.id}>`);
  expect(named()).toEqual(expect.arrayContaining(people));
  const before = named();
  expect(new Set(before).size).toBe(before.length);
  await press(steward.as('cem'), steward.as('cem').botDm(), 'No');
  await steward.settled();
  expect(named()).toEqual(before);
  // What comes later stands there too: messages, and the report's files.
  await steward.database.pool.query(
    `insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at)
     select workspace, 'again', effect, lane, gate, due_at, wanted_at from outbox where name like 'incident:%:card'`,
  );
  await steward.database.pool.query(
    `insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at)
     select workspace, 'report', effect || '{"do":"file","kind":"incident-report"}', lane, gate, due_at, wanted_at
     from outbox where name = 'again'`,
  );
  steward.database.promptWork();
  await steward.settled();
  const later = ana.thread(desk, anchor.ts).slice(1);
  expect(later.filter((shown) => wordsOf(shown).includes('Delete the key at OKX'))).toHaveLength(2);
  expect(later.flatMap(({ files }) => files)).toHaveLength(1);
  expect(ana.messages(desk).flatMap(({ files }) => files)).toEqual([]);

  await ask(ana, ana.botDm(), 'drill prop-desk');
  await steward.settled();
  expect(ana.messages(desk).filter(isAnchor)).toHaveLength(1);
  const own = ana.messages(ana.botDm()).filter(isAnchor);
  expect(own.map(wordsOf).join()).toMatch(/DRILL.*Practice.*Nobody else sees it here/s);
});

test('who was named while the key was sought is not named again once it is found', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await steward.settled();
  const { pool } = steward.database;
  const desk = channelNamed(ana, 'trading-desk');
  await pool.query('update workspaces set team_channel = $1', [desk]);
  steward.slack.trouble('conversations.create', forbidden, forbidden, forbidden);
  await ask(ana, desk, 'leaked whatever the tax people use');
  await steward.settled();
  const named = () => {
    const anchor = ana.messages(desk).find(isAnchor);
    return ana
      .thread(desk, anchor?.ts ?? '')
      .filter((shown) => wordsOf(shown).includes('called to this'))
      .flatMap(({ text }) => text.match(/<@\w+>/g) ?? []);
  };
  expect(named()).toContain(`<@${ana.me.id}>`);
  const found = await pool.query('select t.id as triage, k.id as key, t.workspace from triages t, keys k');
  const { triage, key, workspace } = found.rows[0];
  const now = await databaseNow(steward.database);
  const person = personId(ana.me.id);
  const facts = {
    workspace,
    person,
    role: 'member',
    now,
    door: 'test',
    delivery: null,
    channel: null,
  } as const;
  await matchTriage(steward.database, makeAct(facts), {
    triage: Number(triage) as TriageRef,
    key: Number(key) as KeyRef,
  });
  steward.database.promptWork();
  await steward.settled();
  // Her console holders are new to it.
  expect(named()).toContain(`<@${steward.as('bea').me.id}>`);
  expect(new Set(named()).size).toBe(named().length);
});

test('a Slack that is only in trouble is asked for the channel again', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  steward.slack.trouble('conversations.create', { kind: 'error', error: 'internal_error' });
  await ask(ana, channelNamed(ana, 'trading-desk'), 'leaked prop-desk');
  const { pool } = steward.database;
  const names = () => ana.channels().map(({ name }) => name);
  await expect
    .poll(async () => (await pool.query(`select from outbox where last_error = 'internal_error'`)).rowCount)
    .toBe(1);
  expect(names()).not.toContain('leak-1-prop-desk');
  // The pause before the next try is over.
  await pool.query(`update outbox set lease_until = null where last_error = 'internal_error'`);
  await steward.settled();
  expect(names()).toContain('leak-1-prop-desk');
  expect(ana.messages(channelNamed(ana, 'trading-desk')).filter(isAnchor)).toEqual([]);
});

test('what will never be otherwise leads to the thread, what may pass does not', () => {
  const said = (code: string) => refusalOfRoom(new WebAPIPlatformError({ ok: false, error: code }));
  for (const code of ['missing_scope', 'no_permission', 'restricted_action', 'invalid_name'])
    expect(said(code)).toBe(code);
  for (const code of ['internal_error', 'token_revoked', 'account_inactive']) expect(said(code)).toBeNull();
  expect(refusalOfRoom(new WebAPIRateLimitedError(5))).toBeNull();
});

test.each([
  ['missing_scope', 'installs it again'],
  ['user_is_restricted', 'does not let apps make one'],
  ['invalid_name_*<@U1>', 'Slack refused to make one'],
])('why there is no channel is said: %s', (code, says) => {
  const shown = noRoomMessage({ title: 'x'.repeat(400), drill: true, code, alone: true, slash: '/key' });
  expect(shown.text).toContain(says);
  expect(JSON.stringify(shown.blocks)).not.toContain('<@U1>');
  const [head] = shown.blocks;
  expect(head?.type === 'header' && head.text.text.length <= 150).toBe(true);
});
