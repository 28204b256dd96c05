/** Invariant 3: what Slack delivers twice is done once, and of two people at one button one wins. */
import { expect, test } from 'vitest';
import { shared } from '../doors/gatehouse.ts';
import { buildHouse, until } from '../doors/house.ts';
import { deliver, deliveryTo, eventDelivery } from '../doors/knock.ts';
import { printOf } from '../doors/print.ts';
import { HOME } from '../doors/quiet-slack.ts';
import { admin, member } from '../doors/visitors.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  buttonIn,
  buttonsIn,
  channelNamed,
  newest,
  opened,
  press,
  type Steward,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

/** All that is recorded, but for the delivery itself and what waits to be sent. */
async function recordedBy({ database }: Pick<Steward, 'database'>): Promise<Record<string, string>> {
  const { deliveries: _ids, inbox: _events, ...print } = await printOf(database);
  return print;
}

const posts = (steward: Steward): number =>
  steward.slack.calls().filter(({ method, answer }) => method === 'chat.postMessage' && answer.ok).length;

/** Delivers the last thing again and demands that nothing comes of it. */
async function againWithoutEffect(steward: Steward): Promise<void> {
  await steward.settled();
  const before = { recorded: await recordedBy(steward), posts: posts(steward) };
  expect(await steward.slack.redeliverLast()).toEqual({ kind: 'accepted' });
  await steward.settled();
  expect({ recorded: await recordedBy(steward), posts: posts(steward) }).toEqual(before);
}

test.each(['socket', 'http'] as const)(
  'invariant 3: over %s, a command, a button and a form that come twice are done once',
  async (mode) => {
    const steward = await startSteward(mode);
    const ana = steward.as('ana');
    const desk = channelNamed(ana, 'trading-desk');
    await recordOkxKey(steward, ana);
    await recordOkxKey(steward, ana, { label: 'old-desk', keyId: '47c541a1-0000-4000-8000-10fe7a038418' });
    // Questions of the registration are answered, so that nothing moves by itself.
    await steward.move({ minutes: 5 });
    await steward.settled();

    await ask(ana, desk, 'leaked prop-desk');
    await againWithoutEffect(steward);
    expect(wordsOf(newest(ana, desk))).toContain('This was recorded already');

    await ask(ana, desk, 'show old-desk');
    await press(ana, desk, 'It leaked');
    await againWithoutEffect(steward);

    await ana.command(desk, '/key service add tax-report');
    await opened(ana);
    ana.fill({ owner: values.person(steward.as('bea').me.id) });
    await ana.submit();
    await againWithoutEffect(steward);

    const { rows } = await steward.database.pool.query(`
    select (select count(*)::int from incidents) as incidents, (select count(*)::int from services) as services,
      (select count(*)::int from audit where deed = 'reported again') as again`);
    expect(rows).toEqual([{ incidents: 2, services: 2, again: 0 }]);
  },
);

const place = shared(buildHouse);

test('invariant 3: one delivery that arrives many times at one moment is done once', async () => {
  const house = place();
  const things = house.things;
  const doors = [
    ['button', 'leaked', {}],
    ['command', 'drill', { text: 'prop-desk-rotating' }],
    ['button', 'abuse-seen', {}],
  ] as const;
  for (const [kind, id, more] of doors) {
    const before = await house.database.pool.query('select count(*)::int as rows from audit');
    const delivery = deliveryTo({ kind, id }, admin, { about: things, ...more }, house.slack.responseUrl);
    const acks = await Promise.all(
      Array.from({ length: 6 }, () => deliver(`${house.origin}/slack/events`, delivery)),
    );
    expect(acks.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const answered = () => house.slack.sent.filter(({ args }) => args['delivery'] === delivery.id).length;
    if (kind === 'button') await until(() => answered() === 6);
    const { rows } = await house.database.pool.query(
      'select count(*)::int as rows from deliveries where id = $1',
      [delivery.id],
    );
    expect(rows).toEqual([{ rows: 1 }]);
    const deeds = await house.database.pool.query(
      `select deed, count(*)::int from audit where seq > $1 group by deed having count(*) > 1`,
      [before.rows[0].rows],
    );
    expect(deeds.rows).toEqual([]);
  }
});

test('invariant 3: of two people who press one button at one moment, one wins and the other is told who and when', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await ask(ana, channelNamed(ana, 'trading-desk'), 'leaked prop-desk');
  await steward.settled();
  const racers = ['bea', 'cem'].map((name) => steward.as(name));
  const room = channelNamed(ana, 'leak-1-prop-desk');
  const card = ana.messages(room).find((message) => buttonsIn(message).includes('I deleted it'));
  if (!card) throw new Error('no card');
  const place = { in: 'message', channel: room, ts: card.ts } as const;
  const button = buttonIn(card, 'I deleted it');

  await Promise.all(racers.map((hands) => hands.act(place, button)));
  const told = () => racers.filter((hands) => wordsOf(newest(hands, room)).includes('already'));
  await until(() => told().length > 0);
  await steward.settled();

  const { rows } = await steward.database.pool.query(`select by from incident_steps where state = 'done'`);
  expect(rows).toHaveLength(1);
  const [loser] = told();
  expect(told()).toHaveLength(1);
  expect(loser?.me.id).not.toBe(rows[0].by);
  const words = loser ? wordsOf(newest(loser, room)) : '';
  expect(words).toContain(`<@${rows[0].by}>`);
  expect(words).toMatch(/<!date\^\d+\^/);
});

test('invariant 3: an event that comes twice is worked once', async () => {
  const house = place();
  const event = { type: 'app_home_opened', user: member.person, tab: 'home' };
  const delivery = eventDelivery(HOME, event);
  const acks = await Promise.all([1, 2, 3].map(() => deliver(`${house.origin}/slack/events`, delivery)));
  expect(acks.map(({ status }) => status)).toEqual([200, 200, 200]);
  await house.settled();
  await deliver(`${house.origin}/slack/events`, delivery);
  await house.settled();
  const { rows } = await house.database.pool.query('select attempts from inbox');
  expect(rows).toEqual([{ attempts: 1 }]);
  expect(house.slack.sent.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
});
