/**
 * One kill amid all that the bot does at Slack and only then stores: Slack has done it, and the bot never hears so. Four
 * leaks are under way, each at moments of its own; the next bot comes ten minutes later.
 */
import { beforeAll, expect, test, vi } from 'vitest';
import { declareIncident } from '../../src/incident/declare.ts';
import { wantReport } from '../../src/incident/effects.ts';
import type { LocalMessage } from '../../src/local/slack/contract.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { incidentById } from '../../src/store/incidents.ts';
import { patience } from '../support/patience.ts';
import { buttonIn, buttonsIn, channelNamed, wordsOf } from '../support/steward.ts';
import { done, endOfFile, makeWorld, saidBy, type World } from './world.ts';

vi.setConfig({ hookTimeout: 120_000 });

/** What Slack does, once each, without a word to the bot. Each stands for the first call of its kind. */
const unheard = [
  { method: 'conversations.create', words: /leak-1-room/ },
  { method: 'chat.postMessage', words: /A no is a good answer too/ },
  { method: 'chat.postMessage', words: /Leak #2.*All steps/ },
  { method: 'conversations.invite', words: /U000000CEM/ },
  { method: 'pins.add', words: /channel/ },
  { method: 'files.completeUploadExternal', words: /incident-3/ },
];
/** What it did so. */
const hushed = new Set<(typeof unheard)[number]>();
const uploaded = /"kind":"file".*incident-4.*"channels":\[\].*"content"/;
const leaks = ['room', 'card', 'pin', 'upload'];
const rooms = leaks.map((label, before) => `leak-${before + 1}-${label}`);

const atEnd = endOfFile();
let world: World;
let killed: Promise<void>;

beforeAll(async () => {
  let slackBehind = 600;
  world = await makeWorld(
    {
      slackBehind: () => slackBehind,
      misbehave: (method, args) => {
        // However slow the machine is, the first bot finds none of its posts by looking.
        if (method === 'conversations.history' && slackBehind > 0) return { kind: 'silent' };
        const rule = unheard.find((each) => each.method === method && each.words.test(JSON.stringify(args)));
        if (rule === undefined || hushed.has(rule)) return undefined;
        hushed.add(rule);
        return { kind: 'silent' };
      },
    },
    atEnd,
  );
  const bot = await world.bot();
  for (const label of leaks) {
    const [number, key] = [leaks.indexOf(label) + 1, await world.record(label)];
    const act = await world.act('ana');
    const { id } = await declareIncident(world.database, act, { key, drill: false });
    const wanting = () =>
      inWorkspace(world.database, act, async (tx) => {
        const incident = await incidentById(tx, id);
        if (incident) await wantReport(tx, incident);
      });
    await vi.waitFor(
      () => expect(hushed.size).toBeGreaterThanOrEqual([2, 4, 5, 5][number - 1] ?? 0),
      patience,
    );
    if (label === 'pin') {
      await wanting();
      await vi.waitFor(() => expect(hushed.size).toBe(unheard.length), patience);
    }
    if (label === 'upload') {
      killed = world.killWhen(bot, uploaded);
      await wanting();
    }
  }
  await killed;
  // All that so far happened ten minutes ago.
  slackBehind = 0;
  await world.rows(`update outbox set wanted_at = wanted_at - interval '10 minutes'`);
  const cem = world.as('cem');
  const cemsGate = `gate = 'person:${cem.me.id}'`;
  // What the dead bot held is free, before the next one holds anything; only Cem's question stays unknown to it.
  await world.forgotten();
  await world.leasesEnd();
  await world.rows(`update gates set next_at = clock_timestamp() + interval '1 hour' where ${cemsGate}`);
  await world.bot();
  const [question] = askedCem(1);
  if (question === undefined) throw new Error('Cem was not asked');
  const button = buttonIn(question, 'Yes, I delete it');
  const answered = await cem.act({ in: 'message', channel: question.channel, ts: question.ts }, button);
  expect(answered).toEqual({ kind: 'accepted' });
  expect(await world.rows(`select ts from outbox where name = 'incident:1:login:${cem.me.id}'`)).toEqual([
    { ts: null },
  ]);
  await world.rows(`update gates set next_at = clock_timestamp() where ${cemsGate}`);
  await world.settled();
});

const askedCem = (number: number): LocalMessage[] =>
  saidBy(world.as('cem'), world.as('cem').botDm()).filter((each) =>
    wordsOf(each).includes(`Leak #${number}`),
  );
const toldAna = (): LocalMessage[] => saidBy(world.as('ana'), world.as('ana').botDm());
const cardsIn = (room: string): LocalMessage[] =>
  saidBy(world.as('cem'), channelNamed(world.as('cem'), room)).filter(({ files }) => files.length === 0);

test.each([
  [1, 'opened the room'],
  [2, 'posted the card and taken the first person in'],
  [3, 'pinned the card'],
  [4, 'taken a file of the report'],
])(
  'killed when Slack has, for leak %s, %s, and the bot does not know, the incident goes on as if nothing had been',
  async (number) => {
    const { as } = world;
    const room = rooms[number - 1] ?? '';
    const found = as('cem')
      .channels()
      .filter(({ name }) => name.startsWith(`leak-${number}-`));
    expect(found.map(({ name }) => name)).toEqual([room]);
    const called = ['ana', 'bea', 'cem'].map((handle) => as(handle).me.id);
    expect(found[0]?.members).toEqual(expect.arrayContaining(called));
    const cards = cardsIn(room);
    expect(cards).toHaveLength(1);
    expect(found[0]?.pinned).toEqual(cards.map(({ ts }) => ts));
    expect(askedCem(number)).toHaveLength(1);
    expect(toldAna().filter((each) => wordsOf(each).includes(`Leak #${number}`))).toHaveLength(1);
  },
);

test('each message is there once, and where the bot thinks it is', async () => {
  expect(done(world, 'conversations.create')).toBe(leaks.length);
  const kept = await world.rows<{ ts: string }>(
    `select ts from outbox where effect ->> 'do' = 'message' and effect ->> 'kind' <> 'deputy-notice'`,
  );
  const there = [...rooms.flatMap(cardsIn), ...[1, 2, 3, 4].flatMap(askedCem), ...toldAna()];
  expect(kept.map(({ ts }) => ts).sort()).toEqual(there.map(({ ts }) => ts).sort());
  expect(await world.rows('select name, last_error from outbox where gave_up_at is not null')).toEqual([]);
});

test('a question that was answered while the bot did not know of it is found again, also much later, and shows the answer', () => {
  expect(askedCem(1).flatMap(buttonsIn)).toContain('I deleted it');
  expect(
    cardsIn(rooms[0] ?? '')
      .map(wordsOf)
      .join(),
  ).toContain(`<@${world.as('cem').me.id}> does it.`);
});

test.each([
  [3, 'posted'],
  [4, 'uploaded'],
])(
  'killed when Slack has the report of leak %s %s, and the bot does not know, there is one report',
  (number) => {
    const cem = world.as('cem');
    const room = rooms[number - 1] ?? '';
    const files = saidBy(cem, channelNamed(cem, room)).flatMap((message) => message.files);
    const name = room.replace('leak', 'incident');
    expect(files.map((file) => file.name)).toEqual([`${name}.json`, `${name}.md`]);
  },
);
