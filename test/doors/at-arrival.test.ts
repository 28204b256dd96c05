/** Rights are what they are when the click arrives, whatever they were when the button was drawn. */
import { afterEach, describe, expect, test } from 'vitest';
import { doors } from '../../src/slack/doors.ts';
import { eventDoors } from '../../src/slack/events.ts';
import { shared, sideBySide } from './gatehouse.ts';
import { buildHouse, type House } from './house.ts';
import { deliver, deliveryTo, eventDelivery, type Signed } from './knock.ts';
import { ELSEWHERE, HOME, LEADS } from './quiet-slack.ts';
import { admin, member, slackPeople } from './visitors.ts';

/** Where people come, and where Slack's events come. */
const shop = shared(buildHouse);
const post = shared(buildHouse);

const claim = { kind: 'button', id: 'claim-step' } as const;

describe('invariant 6: an old button asks again', () => {
  const changes: readonly (readonly [string, object, RegExp])[] = [
    ['became a guest', { is_restricted: true }, /Guests cannot use Keysteward/],
    ['was deactivated', { deleted: true }, /Only active members/],
    ['moved to another organisation', { team_id: ELSEWHERE, is_stranger: true }, /Only active members/],
  ];
  test.each(changes)('of somebody who %s meanwhile', async (_what, change, refusal) => {
    const house = shop();
    const first = await house.knock(claim, member, { about: house.things });
    expect(first.said).not.toMatch(refusal);

    await house.event({
      type: 'user_change',
      user: { id: member.person, ...slackPeople.U0MEMBER, ...change },
    });
    await house.settled();
    const before = await house.print();
    const buttons = doors.filter(({ kind }) => kind === 'button');
    await sideBySide(buttons, async (door) => {
      const { said } = await house.knock(door, member, { about: house.things });
      expect(said, door.id).toMatch(refusal);
    });
    expect(await house.print()).toEqual(before);

    await house.event({ type: 'user_change', user: { id: member.person, ...slackPeople.U0MEMBER } });
    expect((await house.knock(claim, member, { about: house.things })).said).not.toMatch(refusal);
  });

  test.each(['app_uninstalled', 'tokens_revoked'])('after %s nobody comes in any more', async (type) => {
    const house = shop();
    await house.event({ type, tokens: { bot: ['U0BOT'] } });
    const { said } = await house.knock(claim, admin, { about: house.things });
    expect(said).toMatch(/Only active members/);
  });
  afterEach(() => shop().database.pool.query('update workspaces set lost_at = null'));
});

test('a form about what is done already says so; only one that comes twice closes without a word', async () => {
  const house = shop();
  const answers = { reason: { reason: { type: 'plain_text_input', value: 'it answered' } } };
  const brought = { about: house.things, answers };
  const { said } = await house.knock({ kind: 'form', id: 'reopen' }, member, brought);
  expect(said).toContain('It is open already. Nothing was changed.');
  const form = deliveryTo({ kind: 'form', id: 'override' }, member, brought, house.slack.responseUrl);
  const send = async () => (await deliver(`${house.origin}/slack/events`, form)).body;
  expect(await send()).toContain('clear');
  expect(await send(), 'the same delivery').toBe('');
  const { said: second } = await house.knock({ kind: 'form', id: 'override' }, member, brought);
  expect(second).toContain('This was asked for already.');
});

describe('invariant 6: a Home is published for members only', () => {
  const opens = (house: House, user: string) => house.event({ type: 'app_home_opened', user, tab: 'home' });
  const published = (house: House): unknown[] =>
    house.slack.sent.filter(({ method }) => method === 'views.publish').map(({ args }) => args['user_id']);

  test.each(['U0OUTSIDER', 'U0STRANGER', 'U0GUEST', 'U0GONE', 'U0ROBOT', 'U0NOBODY'])(
    'nothing for %s',
    async (user) => {
      await opens(post(), user);
      const { rows } = await post().database.pool.query(`select 1 from outbox where effect->>'do' = 'home'`);
      expect(rows).toEqual([]);
      expect(published(post())).toEqual([]);
    },
  );

  test('for a member', async () => {
    await opens(post(), member.person);
    expect(published(post())).toEqual([member.person]);
  });
});

/** Something for each event to read; which form it takes, the event's own row decides. */
const eventBodies = [
  { user: 'U0MEMBER', tab: 'home', channel: 'C0DESK', tokens: { bot: ['U0BOT'] }, subteam_id: LEADS },
  { user: { id: 'U0MEMBER', ...slackPeople.U0MEMBER }, channel: { id: 'C0DESK' } },
];

describe('invariant 6: of another team nothing is stored or worked', () => {
  test.each(eventDoors.map(({ type }) => type))('%s', async (type) => {
    const house = post();
    const stored = async (): Promise<number> =>
      (await house.database.pool.query('select 1 from inbox where type = $1', [type])).rows.length;
    const [already, before] = [await stored(), await house.print()];
    for (const body of eventBodies)
      expect(await house.event({ type, ...body }, ELSEWHERE)).toEqual({ status: 200 });
    expect(await house.print()).toEqual(before);
    for (const body of eventBodies) await house.event({ type, ...body }, HOME);
    expect(await stored()).toBeGreaterThan(already);
  });
});

describe('what Slack did not sign is turned away before any door', () => {
  const now = Math.floor(Date.now() / 1000);
  const forged: readonly (readonly [string, Signed])[] = [
    ['signed with another secret', { secret: 'not the secret' }],
    ['replayed after six minutes', { at: now - 6 * 60 }],
  ];
  test.each(forged)('%s', async (_what, signed) => {
    const house = post();
    const before = await house.print();
    const sent = house.slack.sent.length;
    const deliveries = [
      ...doors.map((door) => deliveryTo(door, admin, { about: house.things }, house.slack.responseUrl)),
      ...eventDoors.map(({ type }) => eventDelivery(HOME, { type, ...eventBodies[0] })),
    ];
    await sideBySide(deliveries, async (delivery) => {
      const { status } = await deliver(`${house.origin}/slack/events`, delivery, signed);
      expect(status).toBe(401);
    });
    expect(await house.print()).toEqual(before);
    expect(house.slack.sent.length).toBe(sent);
  });
});
