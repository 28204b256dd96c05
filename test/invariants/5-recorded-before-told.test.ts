/** Invariant 5: what is told as done is in the database; when it cannot be, people are told that nothing was recorded. */

import { connect, createServer, type Socket } from 'node:net';
import { DrizzleQueryError } from 'drizzle-orm';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { doors } from '../../src/slack/doors.ts';
import { openDatabase } from '../../src/store/database.ts';
import { StoreFault, storeFault } from '../../src/store/fault.ts';
import { type Open, shared } from '../doors/gatehouse.ts';
import { buildHouse, type House, until } from '../doors/house.ts';
import { deliver, eventDelivery } from '../doors/knock.ts';
import { HOME } from '../doors/quiet-slack.ts';
import { admin } from '../doors/visitors.ts';
import { inTurn } from './everywhere.ts';

interface Cable {
  /** Address of the database through the cable. */
  readonly url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A cable between the bot and its database, which can be cut. */
async function layCable(url: string): Promise<Cable> {
  const far = new URL(url);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const there = connect(Number(far.port || 5432), far.hostname);
    for (const [end, other] of [
      [near, there],
      [there, near],
    ] as const) {
      ends.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => ends.delete(end));
      end.pipe(other);
    }
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const near = new URL(url);
  near.hostname = '127.0.0.1';
  near.port = String(port);
  const cut = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const end of ends) end.destroy();
    return closed;
  };
  return { url: near.href, cut, mend: async () => (server.listening ? undefined : listen(port)) };
}

async function houseOnCable(): Promise<Open<{ readonly house: House; readonly cable: Cable }>> {
  let cable: Cable | undefined;
  const { place: house, close } = await buildHouse({
    reach: async (url) => {
      cable = await layCable(url);
      return cable.url;
    },
  });
  if (!cable) throw new Error('no cable');
  const { cut } = cable;
  return {
    place: { house, cable },
    close: async () => {
      await close();
      await cut();
    },
  };
}

const NOTHING = /[Nn]othing was recorded/;
const ready = async (house: House): Promise<{ status: number; body: string }> => {
  const answer = await fetch(`${house.origin}/readyz`);
  return { status: answer.status, body: await answer.text() };
};

const cabled = shared(houseOnCable);
// Whatever a test before it left: the cable is whole.
beforeEach(() => cabled().cable.mend());

test('invariant 5: cut in the middle of a deed, nothing half-written stays', async () => {
  const { house, cable } = cabled();
  const before = await house.print();
  const holding = await house.database.pool.connect();
  try {
    await holding.query('begin; select 1 from keys for update');
    const answer = house.knock({ kind: 'command', id: 'leaked' }, admin, { text: 'prop-desk-rotating' });
    const waiting = async (): Promise<number> => {
      const { rows } = await house.database.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length;
    };
    await until(async () => (await waiting()) > 0);
    await cable.cut();
    expect((await answer).said).toMatch(NOTHING);
    await holding.query('rollback');
    await until(async () => (await waiting()) === 0);
  } finally {
    holding.release();
  }
  await cable.mend();
  await until(async () => {
    const { rows } = await house.database.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
    );
    return rows.length === 0;
  });
  expect(await house.print()).toEqual(before);
});

test('invariant 5: a connection that dies in the middle of a deed does not take the whole program with it', async () => {
  const { house, cable } = cabled();
  const through = openDatabase(cable.url);
  onTestFinished(() => through.close());
  const client = await through.pool.connect();
  try {
    // An error that nobody listens to ends the process, and with it everything else that was under way.
    expect(client.listenerCount('error')).toBeGreaterThan(0);
    await client.query('begin; update keys set kept_at = kept_at');
    const gone = new Promise((resolve) => client.once('end', resolve));
    await cable.cut();
    await gone;
  } finally {
    client.release(true);
  }
  await cable.mend();
  await until(async () => (await ready(house)).status === 200);
});

test('invariant 5: an event that could not be stored is not acknowledged, and is worked when Slack sends it again', async () => {
  const { house, cable } = cabled();
  const delivery = eventDelivery(HOME, { type: 'app_home_opened', user: admin.person, tab: 'home' });
  const send = () => deliver(`${house.origin}/slack/events`, delivery);
  await cable.cut();
  expect((await send()).status).toBe(500);
  await cable.mend();
  await until(async () => (await send()).status === 200);
  await house.settled();
  expect(house.slack.sent.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
});

test('invariant 5: with the database cut off, whoever comes to any door is told that nothing was recorded', async () => {
  const { house, cable } = cabled();
  expect(await ready(house)).toMatchObject({ status: 200 });
  const before = await house.print();
  await cable.cut();

  const said = await inTurn(doors, async (door) => {
    const text = door.kind === 'command' ? 'prop-desk' : '';
    const answer = await house.knock(door, admin, { about: house.things, text });
    return { door: `${door.kind} ${door.id}`, kind: door.kind, ...answer };
  });
  const wrong = said.filter(({ kind, said: words }) =>
    kind === 'lookup' ? words.trim() !== '' : !NOTHING.test(words),
  );
  expect(wrong.map(({ door, said: words }) => `${door}: ${words}`)).toEqual([]);
  const leaked = await house.knockFromAfar({ kind: 'command', id: 'leaked' }, admin, { text: 'prop-desk' });
  expect(leaked.said).toMatch(NOTHING);
  expect(leaked.said, 'the playbook is still shown').toMatch(/[Dd]elete/);
  expect(house.logged()).toContain('the database cannot be reached');

  expect(await ready(house)).toEqual({
    status: 503,
    body: expect.stringContaining('The database cannot be reached.'),
  });
  expect((await fetch(`${house.origin}/healthz`)).status).toBe(200);

  await cable.mend();
  await until(async () => (await ready(house)).status === 200);
  const { deliveries: _before, ...kept } = before;
  const { deliveries: _after, ...now } = await house.print();
  expect(now).toEqual(kept);

  const leaks = { text: 'prop-desk-rotating' };
  const works = await house.knockFromAfar({ kind: 'command', id: 'leaked' }, admin, leaks);
  expect(works.said).not.toMatch(NOTHING);
  const { rows } = await house.database.pool.query(
    `select count(*)::int as open from incidents where state = 'open'`,
  );
  expect(rows).toEqual([{ open: 2 }]);
});

test('invariant 5: in whatever words the driver says that the database is away, it is understood; what is wrong with us is not', () => {
  const isAway = (cause: Error) => {
    const fault = storeFault(new DrizzleQueryError('select 1', [], cause));
    return fault instanceof StoreFault && fault.unreachable;
  };
  const coded = (code: string) => Object.assign(new Error('x'), { code });
  for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', '57P01', '57P03', '53300', '08006'])
    expect(isAway(coded(code)), code).toBe(true);
  for (const words of [
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Query read timeout',
  ])
    expect(isAway(new Error(words)), words).toBe(true);
  for (const code of ['23505', '42703', '40001']) expect(isAway(coded(code)), code).toBe(false);
});
