import { expect, test, vi } from 'vitest';
import type { IncidentRef } from '../../src/domain/words.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { wantReport } from '../../src/incident/effects.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { incidentById } from '../../src/store/incidents.ts';
import { buttonsIn, channelNamed, press, wordsOf } from '../support/steward.ts';
import { done, inRoom, makeWorld, ROOM, saidBy, type World } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

/** Resolves with the answer, which a bot that was killed early never gives. */
const reportLeak = ({ as }: World) =>
  as('ana').command(channelNamed(as('ana'), 'trading-desk'), '/key leaked prop-desk');

/** What only the direct message says. */
const question = /A no is a good answer too/;
const asked = (world: World) =>
  saidBy(world.as('cem'), world.as('cem').botDm()).filter((message) => wordsOf(message).includes('Leak #1'));

/** One room with one pinned card, everybody in it, each called once, and every message where the bot thinks it is. */
async function expectWhole(world: World): Promise<void> {
  const { as } = world;
  const rooms = as('cem')
    .channels()
    .filter(({ name }) => name.startsWith('leak-'));
  expect(rooms.map(({ name }) => name)).toEqual([ROOM]);
  expect(done(world, 'conversations.create')).toBe(1);
  const called = ['ana', 'bea', 'cem'].map((handle) => as(handle).me.id);
  expect(rooms[0]?.members).toEqual(expect.arrayContaining(called));
  const cards = inRoom(as('cem'));
  expect(cards).toHaveLength(1);
  expect(rooms[0]?.pinned).toEqual(cards.map(({ ts }) => ts));
  expect(asked(world)).toHaveLength(1);
  expect(saidBy(as('ana'), as('ana').botDm())).toHaveLength(1);
  const kept = await world.rows<{ ts: string }>(
    `select ts from outbox where effect ->> 'do' = 'message' and effect ->> 'kind' <> 'deputy-notice'`,
  );
  const there = [...cards, ...asked(world), ...saidBy(as('ana'), as('ana').botDm())];
  expect(kept.map(({ ts }) => ts).sort()).toEqual(there.map(({ ts }) => ts).sort());
  expect(await world.rows('select name, last_error from outbox where gave_up_at is not null')).toEqual([]);
}

/** Kills one bot after the other, each when Slack has written the next of these lines; the last one lives. */
async function killAtEach(world: World, lines: readonly RegExp[], begin: () => unknown): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const bot = await world.start();
    const killed = world.killWhen(bot, line);
    if (index === 0) {
      await bot.waitReady();
      begin();
    }
    await killed;
    await world.leasesEnd();
  }
  await world.bot();
  await world.settled();
}

const opened = new RegExp(`"kind":"channel".*"name":"${ROOM}"`);
const carded = /"kind":"message".*Leak #1.*All steps/;
const pinned = new RegExp(`"name":"${ROOM}".*"pinned":\\["`);
const takenIn = new RegExp(`"name":"${ROOM}".*"members":\\[[^\\]]*U000000CEM`);

test.each([
  ['opened the room, when it has posted the card, and when it has pinned it', [opened, carded, pinned]],
  ['posted the question, and when it has taken the first person into the room', [question, takenIn]],
])(
  'killed when Slack has %s, and the bot does not know, the incident goes on as if nothing had been',
  async (_moments, lines) => {
    const world = await makeWorld();
    await killAtEach(world, lines, () => void reportLeak(world));
    await expectWhole(world);
    await press(world.as('cem'), world.as('cem').botDm(), 'Yes, I delete it');
    await world.settled();
    expect(inRoom(world.as('bea')).map(wordsOf).join()).toContain(`<@${world.as('cem').me.id}> does it.`);
    await expectWhole(world);
  },
);

test('a question that was answered while the bot did not know of it is found again, also much later, and shows the answer', async () => {
  let slackBehind = 600;
  const world = await makeWorld({ slackBehind: () => slackBehind });
  const killed = world.killWhen(await world.bot(), question);
  void reportLeak(world);
  await killed;
  // All that so far happened ten minutes ago.
  slackBehind = 0;
  await world.rows(`update outbox set wanted_at = wanted_at - interval '10 minutes'`);

  await world.bot();
  await press(world.as('cem'), world.as('cem').botDm(), 'Yes, I delete it');
  await world.leasesEnd();
  await world.settled();
  await expectWhole(world);
  expect(asked(world).flatMap(buttonsIn)).toContain('I deleted it');
});

test('killed when Slack has the report uploaded, and when it has posted it, and the bot does not know, there is one report', async () => {
  const world = await makeWorld();
  const act = await world.act('ana');
  await declareIncident(world.database, act, { key: world.key, drill: false });
  const wanting = () =>
    inWorkspace(world.database, act, async (tx) => {
      const incident = await incidentById(tx, 1 as IncidentRef);
      if (incident) await wantReport(tx, incident);
    });
  const uploaded = /"kind":"file".*"channels":\[\].*"content"/;
  const posted = /"kind":"file".*"channels":\["/;
  await killAtEach(world, [uploaded, posted], wanting);
  const files = inRoom(world.as('cem')).flatMap((message) => message.files);
  expect(files.map(({ name }) => name)).toEqual(['incident-1-prop-desk.json', 'incident-1-prop-desk.md']);
});
