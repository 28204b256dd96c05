import { describe, expect, test } from 'vitest';
import { personId, workspaceId } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { databaseNow } from '../../src/store/database.ts';
import { clockAct } from '../../src/workspace/clock-act.ts';
import { welcomeOwner } from '../../src/workspace/welcome.ts';
import { openHouse } from '../doors/house.ts';
import { HOME } from '../doors/quiet-slack.ts';
import { people } from '../doors/visitors.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  channelNamed,
  opened,
  type Steward,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

type Hands = ReturnType<Steward['as']>;

/** Opens the settings as this person and fills what is given. */
async function openSettings(hands: Hands, fill: Parameters<Hands['fill']>[0] = {}) {
  await hands.command(channelNamed(hands, 'trading-desk'), '/key settings');
  const modal = await opened(hands);
  hands.fill(fill);
  return modal;
}

async function save(hands: Hands, fill: Parameters<Hands['fill']>[0]): Promise<string> {
  await openSettings(hands, fill);
  await hands.submit();
  const said = JSON.stringify(hands.modal()?.view);
  await hands.closeModal();
  return said;
}

async function group(hands: Hands, typed: string) {
  await openSettings(hands);
  const [, found] = await hands.suggest({ in: 'modal' }, 'leadGroup', 'pick-group', typed);
  await hands.closeModal();
  if (!found) throw new Error(`no group for "${typed}"`);
  return values.one('pick-group', found);
}

const statusOf = async (hands: Hands): Promise<string> =>
  wordsOf(await ask(hands, channelNamed(hands, 'trading-desk'), 'status'));

describe('an admin changes the settings', () => {
  test('and the form, the status, the audit log and people’s roles follow', async () => {
    const steward = await startSteward();
    const [ana, bea] = [steward.as('ana'), steward.as('bea')];
    expect(await statusOf(ana)).toMatch(
      /Still missing.*No team channel.*No lead group.*No key is registered/s,
    );

    const traders = await group(ana, 'trad');
    const channel = channelNamed(ana, 'trading-desk');
    expect(checkView((await openSettings(ana)).view)).toEqual([]);
    await ana.closeModal();
    const said = await save(ana, {
      teamChannel: values.channel(channel),
      adminGroup: traders,
      timezone: values.one('pick-timezone', { text: 'Europe/Lisbon', value: 'Europe/Lisbon' }),
      holidays: values.text('2026-12-25, 2026-01-01\n2026-12-25'),
      rotation1: values.number(30),
    });
    expect(said).toContain('Saved: 5 settings changed');
    expect(await statusOf(ana)).not.toContain('No team channel');

    const { rows } = await steward.database.pool.query(
      `select actor, detail from audit where subject = 'workspace'`,
    );
    expect(rows).toEqual([
      {
        actor: ana.me.id,
        detail: {
          before: expect.objectContaining({ teamChannel: null, timezone: 'UTC', holidays: [] }),
          after: expect.objectContaining({
            teamChannel: channel,
            timezone: 'Europe/Lisbon',
            holidays: ['2026-01-01', '2026-12-25'],
          }),
        },
      },
    ]);
    expect(Object.keys(rows[0].detail.after).sort()).toEqual(
      ['adminGroup', 'holidays', 'policies', 'teamChannel', 'timezone'].sort(),
    );

    // Bea is in the group that is named now, so the form opens for her, as it was saved.
    const again = JSON.stringify((await openSettings(bea)).view);
    expect(again).toContain('Traders (@traders)');
    expect(again).toContain('2026-01-01\\n2026-12-25');
    await bea.submit();
    expect(JSON.stringify(bea.modal()?.view)).toContain('Nothing was different');
  });

  test('and nobody else does: a member is told who can, and nothing is shown', async () => {
    const steward = await startSteward();
    const cem = steward.as('cem');
    const modal = await openSettings(cem);
    expect(JSON.stringify(modal.view)).toContain('This needs an admin. Nothing was done.');
  });

  test('and takes a group away again', async () => {
    const steward = await startSteward();
    const [ana, bea] = [steward.as('ana'), steward.as('bea')];
    await save(ana, { adminGroup: await group(ana, 'trad') });
    await save(ana, { adminGroup: values.one('pick-group', { text: 'No group', value: 'none' }) });
    expect(JSON.stringify((await openSettings(bea)).view)).toContain('This needs an admin');
  });
});

test.each<[string, Parameters<Hands['fill']>[0], string, RegExp]>([
  ['a day that is none', { holidays: values.text('2026-02-30') }, 'holidays', /2026-02-30/],
  [
    'an end before its beginning',
    { workFrom: values.choice('9'), workTo: values.choice('8') },
    'workTo',
    /after it begins/,
  ],
  ['no working day', { workDays: values.boxes() }, 'workDays', /at least one/],
  ['a channel told before the deputy', { toChannel: values.number(2) }, 'toChannel', /after the deputy/],
  [
    'a time zone that is none',
    { timezone: values.one('pick-timezone', { text: 'Moon', value: 'Moon/Base' }) },
    'timezone',
    /Choose one/,
  ],
])('%s is refused beside its field, and nothing changes', async (_what, fill, field, says) => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await openSettings(ana, fill);
  await ana.submit();
  expect(ana.modal()?.errors).toEqual({ [field]: expect.stringMatching(says) });
  const { rows } = await steward.database.pool.query(`select 1 from audit where subject = 'workspace'`);
  expect(rows).toEqual([]);
});

test('a secret among the holidays is refused on top of the form, and nothing changes', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await openSettings(ana, {
    holidays: values.text('AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  });
  await ana.submit();
  expect(JSON.stringify(ana.modal()?.view)).toMatch(/secret.*Treat that key as leaked/s);
  const { rows } = await steward.database.pool.query(`select 1 from audit where subject = 'workspace'`);
  expect(rows).toEqual([]);
});

test('time zones are found by a city’s name', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await openSettings(ana);
  const find = (typed: string) => ana.suggest({ in: 'modal' }, 'timezone', 'pick-timezone', typed);
  expect((await find('new york')).map(({ value }) => value)).toContain('America/New_York');
  expect((await find(''))[0]?.value).toBe('UTC');
});

test('where Slack shows no user groups, the form says so and all else can be saved', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  for (let time = 0; time < 3; time += 1)
    steward.slack.trouble('usergroups.list', { kind: 'error', error: 'missing_scope' });
  const modal = await openSettings(ana, { rotation1: values.number(60) });
  expect(JSON.stringify(modal.view)).toContain('usergroups:read');
  expect(checkView(modal.view)).toEqual([]);
  expect(await ana.suggest({ in: 'modal' }, 'leadGroup', 'pick-group', '')).toEqual([
    { text: 'No group', value: 'none' },
  ]);
  await ana.submit();
  expect(JSON.stringify(ana.modal()?.view)).toContain('1 setting changed');
});

describe('policies hold', () => {
  test('for how often a new key is replaced, and for how far it can be put off', async () => {
    const steward = await startSteward();
    const ana = steward.as('ana');
    await save(ana, { rotation1: values.number(5), snooze1: values.number(1) });
    await recordOkxKey(steward, ana);
    const { rows } = await steward.database.pool.query('select tier, rotation_days from keys');
    expect(rows).toEqual([{ tier: 1, rotation_days: 5 }]);

    await steward.move({ days: 1 });
    await steward.settled();
    const dm = ana.botDm();
    const nudge = ana.messages(dm).findLast(({ blocks }) => JSON.stringify(blocks).includes('"snooze:'));
    if (!nudge) throw new Error('no nudge came');
    const [action] = /snooze:\d+/.exec(JSON.stringify(nudge.blocks)) ?? [''];
    await ana.act({ in: 'message', channel: dm, ts: nudge.ts }, action);
    const offered = JSON.stringify((await opened(ana)).view);
    expect(offered).toContain('1 day, until');
    expect(offered).not.toContain('3 days, until');
  });
});

describe('the first start', () => {
  test('an admin’s Home says what to set up until it is done; a member’s does not', async () => {
    const steward = await startSteward();
    const [ana, bea] = [steward.as('ana'), steward.as('bea')];
    const homeOf = async (hands: Hands): Promise<string> => {
      await hands.openHome();
      await steward.settled();
      expect(checkView(hands.home()?.view)).toEqual([]);
      return JSON.stringify(hands.home()?.view);
    };
    expect(await homeOf(ana)).toContain('Set up');
    expect(await homeOf(bea)).not.toContain('Set up');
    await save(ana, { teamChannel: values.channel(channelNamed(ana, 'trading-desk')) });
    await recordOkxKey(steward, ana);
    expect(await homeOf(ana)).not.toContain('Set up');
  });

  test('the workspace’s owner is led to settings and first key, once, and the message follows', async () => {
    const house = await openHouse({ empty: true, owner: 'U0ADMIN' });
    const posts = () => house.slack.sent.filter(({ method }) => method === 'chat.postMessage');
    expect(posts().map(({ args }) => args['channel'])).toEqual([people.admin]);
    const [welcome] = posts();
    expect(checkMessage(welcome?.args as never)).toEqual([]);
    expect(JSON.stringify(welcome?.args)).toMatch(/Open settings.*Register the first key/s);

    const act = clockAct(workspaceId(HOME), await databaseNow(house.database), 'welcome');
    await welcomeOwner(house.database, act, personId(people.other));
    await house.settled();
    expect(posts().length).toBe(1);
  });

  test('nobody is written to where keys are registered already', async () => {
    const house = await openHouse({ owner: 'U0ADMIN', speaks: true });
    await house.settled();
    const { rows } = await house.database.pool.query(`select 1 from outbox where name = 'welcome'`);
    expect(rows).toEqual([]);
  });
});
