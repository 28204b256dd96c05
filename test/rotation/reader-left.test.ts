/** The right person has one live message: also when a day is moved and moved back, and when its reader leaves before it is posted. */
import { expect, test } from 'vitest';
import { addDays, dayIn } from '../../src/domain/days.ts';
import type { Hands } from '../../src/local/slack/contract.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { postingTime } from '../../src/rotation/posting-time.ts';
import { lookingInto } from '../../src/store/database.ts';
import { OKX_ID, recordOkxKey } from '../support/okx-key.ts';
import { buttonsIn, channelNamed, opened, type Steward, startSteward, values } from '../support/steward.ts';
import { ana, bea, cem, later, makeWorld, minutes, today as monday, noon } from './world.ts';

const today = dayIn(new Date(), 'UTC');

const record = (steward: Steward, label: string, digit: number, custodian: string, deputy: string) =>
  recordOkxKey(steward, steward.as(custodian), {
    label,
    keyId: `${OKX_ID.slice(0, -1)}${digit}`,
    permissions: ['read'],
    // By themselves: nothing was written to them before, so that their conversation is not known.
    deputy,
    holders: ['ana', 'bea'],
    services: [],
    created: addDays(today, -80),
    rotation: '90',
    askNow: false,
  });

const nudgesTo = (hands: Hands) =>
  hands.messages(hands.botDm()).filter((message) => buttonsIn(message).includes('Start rotation'));

async function setDay(steward: Steward, hands: Hands, label: string, day: string | null): Promise<void> {
  await hands.command(channelNamed(hands, 'trading-desk'), `/key edit ${label}`);
  await opened(hands);
  hands.fill({
    rotateBy: { value: { type: 'datepicker', selected_date: day } },
    rotateByBecause: values.text(day === null ? '' : 'the vendor asks for it'),
  });
  expect(await hands.submit()).toMatchObject({ kind: 'accepted' });
  expect(hands.modal()?.errors ?? {}).toEqual({});
  await hands.closeModal();
  await steward.bot.tick();
  await steward.settled();
}

test('a day moved and moved back leaves one live message; what its reader left unread is told to the stand-in of each key, once', async () => {
  const steward = await startSteward();
  const [bea, cem, dia, eli] = [steward.as('bea'), steward.as('cem'), steward.as('dia'), steward.as('eli')];
  await record(steward, 'moved', 1, 'bea', 'eli');
  await steward.bot.tick();
  await steward.settled();
  const [first] = nudgesTo(bea);
  expect(nudgesTo(bea)).toHaveLength(1);
  // So that the other day has a message of its own.
  await steward.move({ days: 1 });
  await setDay(steward, bea, 'moved', addDays(today, 4));
  const [other] = nudgesTo(bea);
  expect(nudgesTo(bea)).toHaveLength(1);
  expect(other?.ts).not.toBe(first?.ts);
  await setDay(steward, bea, 'moved', null);
  expect(nudgesTo(bea).map(({ ts }) => ts)).toEqual([first?.ts]);
  await steward.bot.tick();
  await steward.settled();
  expect(nudgesTo(bea).map(({ ts }) => ts)).toEqual([first?.ts]);

  // Two keys of Cem in one message that Slack does not take just now.
  await record(steward, 'for-dia', 2, 'cem', 'dia');
  await record(steward, 'for-eli', 3, 'cem', 'eli');
  const { pool } = steward.database;
  await pool.query(`insert into gates (workspace, gate, next_at)
    values ('${steward.slack.teamId}', 'person:${cem.me.id}', clock_timestamp() + interval '1 hour')
    on conflict (workspace, gate) do update set next_at = excluded.next_at`);
  await steward.bot.tick();
  await steward.slack.changePerson(cem.me.id, { deleted: true });
  // What Slack's event said is lost on us: the post itself has to find out.
  await expect
    .poll(async () => (await pool.query(`select from inbox where worked_at is null`)).rowCount)
    .toBe(0);
  await pool.query(`update people set standing = 'member' where id = '${cem.me.id}'`);
  await pool.query(`delete from gates where gate = 'person:${cem.me.id}'`);
  await steward.settled();
  const standing = async () =>
    (await pool.query(`select standing from people where id = '${cem.me.id}'`)).rows[0]?.standing;
  await expect.poll(standing).toBe('deactivated');
  await steward.move({ minutes: 2 });
  await steward.settled();

  for (const [hands, label, others] of [
    [dia, 'for-dia', 'for-eli'],
    [eli, 'for-eli', 'for-dia'],
  ] as const) {
    const told = nudgesTo(hands);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain(label);
    expect(told[0]?.text).not.toContain(others);
  }
  const { rows } = await pool.query(
    `select a.detail ->> 'stage' as stage, n.recipient from audit a
     join nudges n on 'key:' || n.key = a.subject and n.kind = 'rotation' and n.stage::text = a.detail ->> 'stage'
     where a.deed = 'nudge withdrawn' and a.detail ->> 'kind' = 'rotation' order by n.recipient`,
  );
  expect(rows).toEqual([
    { stage: '14', recipient: dia.me.id },
    { stage: '14', recipient: eli.me.id },
  ]);
  expect((await pool.query(`select from nudges where recipient = '${cem.me.id}'`)).rowCount).toBe(0);
  const before = [dia, eli].map((hands) => hands.messages(hands.botDm()).length);
  await steward.move({ minutes: 2 });
  await steward.settled();
  expect([dia, eli].map((hands) => hands.messages(hands.botDm()).length)).toEqual(before);
});

test('what waits for somebody who left is held back, left alone while it is sent, and told anew in the working time of each stand-in', async () => {
  const world = await makeWorld();
  const plan = (now: Date) => planNudges(world.database, now, world.clock(now));
  await world.addKey({ label: 'one', dueIn: 7, deputy: bea });
  await world.addKey({ label: 'two', dueIn: 0, deputy: cem });
  await world.meet(cem, { timezone: 'America/New_York' });
  await plan(noon);
  const message = `nudge:${ana}:${monday}`;
  const effect = { do: 'message', kind: 'nudge', subject: message, to: { person: ana } } as const;
  await world.meet(ana, { standing: 'guest' });
  const from = await lookingInto(world.database, world.by(ana), (scope) =>
    postingTime(scope, effect, { id: 1e9, lane: 2, attempts: 1, wantedAt: noon }),
  );
  expect(from).toEqual(minutes(1));
  const told = async () =>
    (
      await world.rows(
        `select recipient, kind, stage from nudges where kind = 'rotation' order by recipient, stage`,
      )
    ).map(({ recipient, stage }) => [recipient, stage]);
  const leased = (until: string) =>
    world.rows(`update outbox set lease_until = ${until} where name = '${message}'`);
  await leased(`clock_timestamp() + interval '1 minute'`);
  await plan(minutes(1));
  expect(await told()).toEqual([
    [ana, 0],
    [ana, 7],
  ]);
  await leased('null');
  await Promise.all([plan(minutes(2)), plan(minutes(2)), plan(minutes(2))]);
  // It is seven in the morning where Cem is.
  expect(await told()).toEqual([[bea, 7]]);
  await plan(minutes(150));
  expect(await told()).toEqual([
    [bea, 7],
    [cem, 0],
  ]);
  expect(await world.rows(`select from audit where deed = 'nudge withdrawn'`)).toHaveLength(2);
  // Back on the same day, the name of their message is wanted again for what is new to them.
  await world.meet(ana, { standing: 'member' });
  await plan(minutes(151));
  expect((await told()).length).toBe(2);
  await plan(later(7));
  expect(await world.rows(`select from outbox where name = '${message}'`)).toEqual([]);
});
