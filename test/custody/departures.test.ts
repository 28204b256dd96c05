/** Somebody left: every key that they held, stepped in for, could delete or once held is seen through to its end. */
import { WebClient } from '@slack/web-api';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { departureCard } from '../../src/custody/departure-card.ts';
import {
  needsNothing,
  noticeDeparture,
  noticeReturn,
  personChanged,
  tendDepartures,
} from '../../src/custody/departures.ts';
import { nameDeputy } from '../../src/custody/name-deputy.ts';
import { heldAs, heldAsOf, needsOf, settledHow } from '../../src/domain/custody-checks.ts';
import { addDays } from '../../src/domain/days.ts';
import { type KeyRef, type PersonId, personId, type WorkspaceId } from '../../src/domain/words.ts';
import { startLocalSlack } from '../../src/local/slack/server.ts';
import { finishRotation } from '../../src/rotation/after-verdict.ts';
import { lockedKey } from '../../src/rotation/answering.ts';
import { acceptKey, offerKey } from '../../src/rotation/hand-over.ts';
import { sayMadeInPlace } from '../../src/rotation/new-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { manifestFor } from '../../src/slack/manifest.ts';
import { makeListPage, makeLookUp } from '../../src/slack/people.ts';
import { setConsoleHolders } from '../../src/store/accounts.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { sweepOldRows } from '../../src/store/heartbeats.ts';
import type { Person } from '../../src/store/people.ts';
import { runningRotation } from '../../src/store/rotations.ts';
import { peopleTick } from '../../src/ticks.ts';
import { comparePeople, type ListPage, notListed } from '../../src/workspace/compare-people.ts';
import {
  ana,
  bea,
  cem,
  gil,
  home,
  later,
  makeWorld,
  minutes,
  noon,
  refusal,
  today,
  type World,
} from '../rotation/world.ts';

const clock = (world: World, at = noon) => world.clock(at)(home);
const leave = async (world: World, person = ana, at = noon) => {
  await world.meet(person, { standing: 'deactivated', name: 'Ana' });
  return noticeDeparture(world.database, clock(world, at), person, 'event');
};
const cardOf = async (world: World, id = 1) => {
  const card = await world.look((scope) => departureCard(scope, id));
  if (card === null) throw new Error('no such departure');
  return card;
};
const openOf = async (world: World, id = 1) =>
  Object.fromEntries((await cardOf(world, id)).open.map(({ label, needs }) => [label, needs]));
const tend = (world: World, at = noon) => tendDepartures(world.database, at, world.clock(at));
const messages = (world: World) =>
  world.rows(`select name, wanted::int from outbox where name like 'departure:%' order by name`);

async function handOver(world: World, key: KeyRef, from = ana, to = bea): Promise<void> {
  await offerKey(world.database, world.by(from, noon, 'lead'), { key, to, note: null });
  const [row] = await world.rows(`select max(id) as id from handovers where key = ${key}`);
  await acceptKey(world.database, world.by(to), { handover: Number(row?.['id']) as never });
}

async function replace(world: World, key: KeyRef): Promise<void> {
  await startRotation(world.database, world.by(bea, noon, 'lead'), { key });
  await inWorkspace(world.database, world.by(bea, noon, 'lead'), async (tx) => {
    const rotation = await runningRotation(tx, key);
    if (rotation === null) throw new Error('no rotation');
    await finishRotation(tx, await lockedKey(tx, key), rotation, { by: bea, because: 'seen' });
  });
}

/** A key of each kind of tie to Ana, and one of nobody's business. */
async function desk(world: World) {
  const held = await world.addKey({ label: 'held', dueIn: 90, tier: 1, deputy: cem });
  const once = await world.addKey({ label: 'once', dueIn: 90, tier: 3 });
  const stepped = await world.addKey({
    label: 'stepped',
    dueIn: 90,
    custodian: bea,
    deputy: ana,
    provider: 'generic',
  });
  await handOver(world, once);
  const others = await world.addKey({
    label: 'others',
    dueIn: 90,
    custodian: bea,
    deputy: cem,
    provider: 'generic',
  });
  return { held, once, stepped, others };
}

test('one batch with all they were tied to; keys that they may have copied get a day by tier, and why', async () => {
  const world = await makeWorld();
  const { held, once, others } = await desk(world);
  expect(await leave(world)).toBe(true);
  expect(await openOf(world)).toEqual({
    held: ['custodian', 'rotate'],
    once: ['rotate'],
    stepped: ['deputy'],
  });
  expect(await world.key(held)).toMatchObject({
    dueOn: addDays(today, 3),
    rotateByCause: 'departure',
    rotateByBecause: 'Ana left',
  });
  expect((await world.key(once)).dueOn).toBe(addDays(today, 30));
  expect((await world.key(others)).rotateBy).toBeNull();
  // Said again, nothing doubles; given another key meanwhile, that one is added.
  expect(await leave(world, ana, later(1))).toBe(false);
  await world.rows(`update keys set custodian = '${ana}' where id = ${others}`);
  expect(await leave(world, ana, later(2))).toBe(true);
  expect((await openOf(world))['others']).toEqual(['custodian', 'rotate']);
  expect(await world.rows('select count(*)::int as n from departures')).toEqual([{ n: 1 }]);
});

test('keys settle by themselves as they are taken care of, the card follows, and at the end it is over', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set team_channel = 'C0TEAM'`);
  const { held, once, stepped } = await desk(world);
  await leave(world);
  const [before] = await messages(world);
  expect(before?.['name']).toBe('departure:1:C0TEAM');
  await handOver(world, held, cem);
  expect((await openOf(world))['held']).toEqual(['rotate']);
  expect(Number((await messages(world))[0]?.['wanted'])).toBeGreaterThan(Number(before?.['wanted']));
  await nameDeputy(world.database, world.by(bea), { key: stepped, deputy: cem });
  await replace(world, held);
  await tend(world);
  expect(
    await world.rows(
      'select key::int, settled_how as how from departure_keys where settled_at is not null order by key',
    ),
  ).toEqual([
    { key: held, how: 'the key is gone' },
    { key: stepped, how: 'they are not its deputy any more' },
  ]);
  expect((await cardOf(world)).ended).toBe(false);
  await replace(world, once);
  await tend(world);
  expect(await cardOf(world)).toMatchObject({ ended: true, open: [], cameBack: false });
  expect(await leave(world, ana, later(3))).toBe(false);
});

test('who can log in there is a tie of its own', async () => {
  const world = await makeWorld();
  await world.addKey({ label: 'theirs', dueIn: 90, custodian: bea });
  await inWorkspace(world.database, world.by(bea), (tx) => setConsoleHolders(tx, 1 as never, [ana, cem]));
  await leave(world);
  expect(await openOf(world)).toEqual({ theirs: ['login'] });
  await inWorkspace(world.database, world.by(bea), (tx) => setConsoleHolders(tx, 1 as never, [cem]));
  await tend(world);
  expect((await cardOf(world)).ended).toBe(true);
});

test('nothing needed: with a reason, once, the day is lifted, and it does not come up again by itself', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'test-key', dueIn: 90, tier: 1 });
  const due = (await world.key(key)).dueOn;
  await world.rows(`update keys set created_on = '${addDays(due, -90)}'`);
  await leave(world);
  const say = () =>
    needsNothing(world.database, world.by(bea, noon, 'lead'), { departure: 1, key, because: ' never used ' });
  await say();
  await expect(say()).rejects.toEqual(refusal('already_done', /taken care of already/));
  expect(await world.key(key)).toMatchObject({ rotateBy: null, dueOn: due });
  expect((await cardOf(world)).done).toMatchObject([{ settledBy: bea, settledHow: 'never used' }]);
  expect(await leave(world, ana, later(1))).toBe(false);
});

test('whoever comes back closes it; what another leaver asks of the key stays', async () => {
  const world = await makeWorld();
  const { held } = await desk(world);
  await handOver(world, held, ana, cem);
  await world.meet(cem, { standing: 'guest', name: 'Cem' });
  await noticeDeparture(world.database, clock(world), cem, 'event');
  await leave(world, ana, later(-1));
  expect((await world.key(held)).dueOn).toBe(addDays(today, 2));
  await world.meet(ana, { standing: 'member' });
  expect(await noticeReturn(world.database, clock(world, later(1)), ana)).toBe(true);
  expect(await noticeReturn(world.database, clock(world, later(1)), ana)).toBe(false);
  expect(await cardOf(world, 2)).toMatchObject({ ended: true, cameBack: true, open: [] });
  expect(await world.key(held)).toMatchObject({
    dueOn: addDays(today, 3),
    rotateByBecause: 'Cem became a guest',
  });
});

test('leads are told, else the channel, else admins; reminded every three working days in working time until done', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set team_channel = 'C0TEAM', lead_group = 'S0L' where id = '${home}'`);
  await world.rows(
    `insert into group_members values ('${home}', 'S0L', '', now()), ('${home}', 'S0L', '${bea}', now()), ('${home}', 'S0L', '${ana}', now()), ('${home}', 'S0L', '${gil}', now())`,
  );
  const key = await world.addKey({ label: 'held', dueIn: 90 });
  await leave(world);
  const names = async () => (await messages(world)).map(({ name }) => name);
  expect(await names()).toEqual([`departure:1:${bea}`]);
  for (const days of [1, 2]) await tend(world, later(days));
  await tend(world, new Date('2026-03-05T07:00:00Z'));
  expect(await names()).toHaveLength(1);
  await Promise.all([tend(world, later(3)), tend(world, later(3))]);
  expect(await names()).toEqual([`departure:1:${bea}`, `departure:1:${bea}:2026-03-05`]);
  await tend(world, later(6));
  expect(await names()).toHaveLength(2);
  await tend(world, later(8));
  expect(await names()).toHaveLength(3);
  await replace(world, key);
  await tend(world, later(14));
  expect(await names()).toHaveLength(3);
});

describe('what Slack says', () => {
  const said = (world: World, standing: Person['standing'], now: Person['standing'] | null) =>
    personChanged(world.database, clock(world), { id: ana, standing }, async () =>
      now === null ? null : { standing: now },
    );
  const open = (world: World) => world.rows('select person from departures where ended_at is null');

  test('events late, repeated and out of order do no harm: what is so now decides', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'held', dueIn: 90 });
    await said(world, 'deactivated', 'member');
    expect(await open(world)).toEqual([]);
    await Promise.all([said(world, 'deactivated', 'deactivated'), said(world, 'deactivated', null)]);
    await said(world, 'member', 'deactivated');
    expect(await open(world)).toEqual([{ person: ana }]);
    await said(world, 'member', 'member');
    await said(world, 'member', 'member');
    expect(await open(world)).toEqual([]);
    expect(await world.rows('select count(*)::int as n from departures')).toEqual([{ n: 1 }]);
  });

  const unknown = async () => 'unknown' as const;
  const person = (id: typeof ana, standing: Person['standing'] = 'member') => ({
    id,
    name: id,
    timezone: 'UTC',
    standing,
    isAdmin: false,
  });

  test('the daily comparison finds who is deactivated, a guest or not listed; once a day; a failing Slack is asked again', async () => {
    const world = await makeWorld();
    let asked = 0;
    const pageOf =
      (listed: ReturnType<typeof person>[] | null): ListPage =>
      async () =>
        listed === null ? 'failed' : { people: listed, owner: null, next: null };
    const compare = (listed: ReturnType<typeof person>[] | null, at = noon) =>
      comparePeople(world.database, clock(world, at), {
        list: async (...page) => {
          asked += 1;
          return pageOf(listed)(...page);
        },
        lookUp: unknown,
      });
    await world.rows(`update workspaces set team_channel = 'C0TEAM', lead_group = 'S0LEADS'`);
    await compare([person(bea)]);
    expect(asked, 'nobody is asked where there is no key').toBe(0);
    await world.addKey({ label: 'anas', dueIn: 90 });
    await world.addKey({ label: 'cems', dueIn: 90, custodian: cem, provider: 'generic' });
    const first = later(0.05);
    expect([
      await compare(null, first),
      await compare([], first),
      await compare([person(ana, 'guest')], first),
    ]).toEqual(['failed', 'failed', 'failed']);
    expect(await open(world)).toEqual([]);
    const at = later(0.1);
    const results = await Promise.all([
      compare([person(ana, 'guest'), person(bea)], at),
      compare([person(ana, 'guest'), person(bea)], at),
    ]);
    expect(results.filter((each) => each === 'done')).toHaveLength(1);
    expect((await open(world)).map((row) => row['person']).sort()).toEqual([ana, cem].sort());
    expect(await compare([person(ana), person(bea), person(cem)], later(0.2))).toBe('nothing');
    await compare([person(ana), person(bea), person(cem)], later(1));
    expect(await open(world)).toEqual([]);
    // Its heartbeat: not while Slack lists nobody, and also on the days on which it was done before.
    const beats = async (listed: ReturnType<typeof person>[] | null, at = later(2)) => {
      await peopleTick(world.database, 'one', clock(world, at), { list: pageOf(listed), lookUp: unknown });
      return (await world.rows(`select job from heartbeats`)).length;
    };
    expect(await beats(null)).toBe(0);
    expect(await beats([person(ana), person(bea), person(cem)])).toBe(1);
    await world.rows('delete from heartbeats');
    expect(await beats(null)).toBe(1);
  });

  test('only people whom we met or who are tied to keys are looked at; people of other organisations need not be listed', () => {
    const met = [
      { ...person(bea), checkedAt: later(1) },
      { ...person(ana), checkedAt: noon },
      { ...person(gil, 'outsider'), checkedAt: noon },
    ];
    expect(notListed(met, new Set([cem]), later(1))).toEqual([
      person(ana, 'deactivated'),
      { ...person(cem, 'deactivated'), name: cem },
    ]);
  });

  test('before there is a key the same list finds the owner, however long it is: welcomed once, and for good', async () => {
    const world = await makeWorld();
    const pages = 250;
    let [allowed, read] = [0, 0];
    const list: ListPage = async (_, cursor) => {
      if (allowed === 0) return 'later';
      [allowed, read] = [allowed - 1, read + 1];
      const page = Number(cursor ?? 0);
      const owner = page === pages - 1 ? cem : null;
      return { people: [person(bea)], owner, next: page === pages ? null : String(page + 1) };
    };
    const goes: string[] = [];
    for (let minute = 0; goes.at(-1) !== 'done' && minute < 20; minute += 1) {
      allowed = 20;
      goes.push(
        await comparePeople(world.database, clock(world, minutes(minute)), { list, lookUp: unknown }),
      );
    }
    expect([goes.length, goes.at(-1), read]).toEqual([13, 'done', pages]);
    const welcome = () =>
      world.rows(`select wanted::int, effect -> 'to' as to from outbox where name = 'welcome'`);
    expect(await welcome()).toEqual([{ wanted: 1, to: { person: cem } }]);
    await world.rows(`update outbox set done = wanted, done_at = '2020-01-01'`);
    await sweepOldRows(world.database);
    const again = { list, lookUp: unknown };
    expect(await comparePeople(world.database, clock(world, later(1)), again)).toBe('nothing');
    expect(await welcome()).toEqual([{ wanted: 1, to: { person: cem } }]);
  });

  test('who gets a key while the list is read, and stood on a page that was passed, is asked about and has not left', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'anas', dueIn: 90 });
    const [dia, eli] = [personId('U0DIA'), personId('U0ELI')];
    let [passed, silent] = [false, true];
    const list: ListPage = async (_, cursor) => {
      if (cursor === null) return { people: [ana, bea, dia].map((id) => person(id)), owner: null, next: '2' };
      if (passed) return { people: [person(cem)], owner: null, next: null };
      passed = true;
      return 'later';
    };
    const lookUp = async (_: unknown, id: PersonId) =>
      id === dia ? person(dia) : silent ? 'silent' : 'unknown';
    const compare = () => comparePeople(world.database, clock(world, minutes(1)), { list, lookUp });
    expect(await compare()).toBe('under way');
    await world.addKey({ label: 'dias', dueIn: 90, custodian: dia, provider: 'generic' });
    await world.addKey({ label: 'elis', dueIn: 90, custodian: eli, provider: 'aws' });
    expect(await compare(), 'nobody has left because Slack did not tell').toBe('under way');
    expect(await open(world)).toEqual([]);
    silent = false;
    expect(await compare()).toBe('done');
    expect((await open(world)).map(({ person: left }) => left)).toEqual([eli]);
  });

  test('tens of thousands of accounts are read in a few goes, at the pace that Slack allows, whatever interrupts them', async () => {
    const world = await makeWorld();
    const many = 9_000;
    const people = Array.from({ length: many }, (_, index) => ({
      ...{ id: `U1${String(index).padStart(8, '0')}`, name: `p${index}`, realName: `P ${index}` },
      timezone: 'UTC',
    }));
    let seconds = later(1).getTime() / 1_000;
    const slack = await startLocalSlack({
      delivery: { mode: 'http', url: 'http://127.0.0.1:9/', signingSecret: 's' },
      botToken: 'xoxb-test-bot',
      manifest: manifestFor({ mode: 'http', command: '/key' }),
      now: () => seconds,
      also: { people, channels: [] },
    });
    onTestFinished(() => slack.close());
    const last = personId(people.at(-1)?.id ?? '');
    await world.addKey({ label: 'anas', dueIn: 90 });
    await world.addKey({ label: 'lasts', dueIn: 90, custodian: last, provider: 'generic' });
    // As ours, but as patient as a busy machine needs: a page that comes too late is asked once more, and counted twice.
    const read = new WebClient('xoxb-test-bot', {
      slackApiUrl: slack.apiUrl,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
      timeout: 30_000,
    });
    const log = pino({ level: 'silent' });
    const inTeam = makeListPage(read, log);
    // Its own people are of another team than this world's: as far as this goes, they are ours.
    const list: ListPage = async (_, cursor) => inTeam(slack.teamId as WorkspaceId, cursor);
    const goes: string[] = [];
    let largest = 0;
    while (goes.at(-1) !== 'done' && goes.length < 20) {
      // One go in three breaks off, as a process does that is killed: another one goes on from what is stored.
      const breaks = goes.length % 3 === 1 ? 7 : Number.POSITIVE_INFINITY;
      let asked = 0;
      const act = clock(world, new Date(seconds * 1_000));
      const counted: ListPage = async (workspace, cursor) => {
        asked += 1;
        if (asked > breaks) throw new Error('killed');
        const page = await list(workspace, cursor);
        if (typeof page !== 'string') largest = Math.max(largest, page.people.length);
        return page;
      };
      const go = comparePeople(world.database, act, { list: counted, lookUp: makeLookUp(read, log) });
      goes.push(await go.catch(() => 'killed'));
      seconds += 60;
    }
    const calls = slack.calls().filter(({ method }) => method === 'users.list');
    const pages = calls.filter(({ answer }) => answer.ok).length;
    expect(pages).toBe(Math.ceil((many + slack.people.length - many) / 200));
    expect(largest).toBe(200);
    expect(goes.at(-1)).toBe('done');
    // Ana is not of this Slack; whoever stands at the very end of its list was read and is there.
    expect((await open(world)).map(({ person: left }) => left)).toEqual([ana]);
    const [row] = await world.rows(`select standing from people where id = '${last}'`);
    expect(row).toEqual({ standing: 'member' });
  });
});

test('a key with a new value in its place is taken care of, in the shorter of its own and its tier’s period', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'bot', dueIn: 90, provider: 'slack', tier: 3, rotationDays: 300 });
  await world.rows(`update workspaces set policies = '{"rotationDays": {"1": 90, "2": 180, "3": 200}}'`);
  await handOver(world, key);
  await leave(world);
  const { rotation } = await startRotation(world.database, world.by(bea), { key });
  await sayMadeInPlace(world.database, world.by(bea), { rotation });
  await tend(world);
  expect(await openOf(world)).toEqual({ bot: ['rotate'] });
  await inWorkspace(world.database, world.by(bea), async (tx) => {
    const running = await runningRotation(tx, key);
    if (running) await finishRotation(tx, await lockedKey(tx, key), running, { by: cem, because: 'seen' });
  });
  await tend(world);
  expect(await cardOf(world)).toMatchObject({ open: [], ended: true });
  expect((await cardOf(world)).done).toMatchObject([{ settledHow: 'it has a new value since' }]);
  expect(await world.key(key)).toMatchObject({ state: 'active', rotationDays: 200, rotateBy: null });
});

test('offers to and from somebody who left are taken back, and who offered a key hears of it', async () => {
  const world = await makeWorld();
  const mine = await world.addKey({ label: 'mine', dueIn: 90 });
  const hers = await world.addKey({ label: 'hers', dueIn: 90, custodian: bea });
  const other = await world.addKey({ label: 'other', dueIn: 90, custodian: bea });
  await offerKey(world.database, world.by(ana), { key: mine, to: bea, note: null });
  await offerKey(world.database, world.by(bea), { key: hers, to: ana, note: null });
  await offerKey(world.database, world.by(bea), { key: other, to: cem, note: null });
  await leave(world);
  expect(await world.rows('select answer from handovers order by id')).toEqual([
    { answer: 'withdrawn' },
    { answer: 'withdrawn' },
    { answer: null },
  ]);
  expect(await world.rows(`select name from outbox where name like 'handover:%:withdrawn'`)).toEqual([
    { name: 'handover:2:withdrawn' },
  ]);
  await world.rows(`insert into nudges (workspace, key, kind, audience, due_on, stage, round, recipient, message, planned_at)
    values ('${home}', ${other}, 'rotation', 'custodian', '2026-05-31', 0, 0, '${bea}', 'nudge:x', now())`);
  await world.rows(`insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at)
    values ('${home}', 'nudge:x', '{}', 2, 'x', now(), now())`);
  // Cem answers for nothing: that he was asked is enough.
  await world.meet(cem, { standing: 'guest' });
  await personChanged(world.database, clock(world), { id: cem, standing: 'guest' }, async () => null);
  expect(await world.rows('select from handovers where answer is null')).toEqual([]);
  // Its reminder asks again.
  expect(await world.rows(`select wanted from outbox where name = 'nudge:x'`)).toEqual([{ wanted: 2 }]);
});

test('a key is taken care of exactly when nobody’s tie and no copy is left, and then there is a word for it', () => {
  const key = fc.record({
    isCustodian: fc.boolean(),
    isDeputy: fc.boolean(),
    canLogIn: fc.boolean(),
    once: fc.boolean(),
    renewed: fc.boolean(),
    state: fc.constantFrom('active', 'compromised', 'retired', 'gone'),
  });
  fc.assert(
    fc.property(key, fc.constantFrom(...heldAs), (tie, stored) => {
      const held = heldAsOf(tie);
      expect(held === null).toBe(!(tie.isCustodian || tie.isDeputy || tie.canLogIn || tie.once));
      const needs = needsOf({ ...tie, heldAs: stored });
      const ended = tie.state === 'gone' || tie.state === 'retired';
      expect(needs.length === 0).toBe(
        ended ||
          !(tie.isCustodian || tie.isDeputy || tie.canLogIn || (/custodian/.test(stored) && !tie.renewed)),
      );
      expect(settledHow({ ...tie, heldAs: stored })).not.toBe('');
    }),
  );
});
