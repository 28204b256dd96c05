/** Invariant 9: another workspace's rows lie in the same database, and are never seen, changed or sent. */
import { expect, test } from 'vitest';
import { doors } from '../../src/slack/doors.ts';
import { type Gatehouse, openGatehouse } from '../doors/gatehouse.ts';
import { type House, openHouse, until } from '../doors/house.ts';
import { deliver, eventDelivery } from '../doors/knock.ts';
import { tablesOf } from '../doors/print.ts';
import { ELSEWHERE, HOME } from '../doors/quiet-slack.ts';
import { makeTeam, type Texts, type Things } from '../doors/team.ts';
import { admin } from '../doors/visitors.ts';
import { inTurn } from './everywhere.ts';

const foreignPeople = { admin: 'U0FADMIN', member: 'U0FMEMBER', other: 'U0FOTHER' } as const;
const foreignTexts: Texts = {
  label: 'zebra-desk',
  service: 'zebra-bot',
  account: 'Zebra account',
  keptAt: 'vault: zebra/okx',
  breakGlass: 'Zebra safe',
  runbook: 'https://zebra.example.com',
  note: 'a zebra note',
};
const foreignWords = /zebra(?!s)|U0F(?:ADMIN|MEMBER|OTHER)/i;

/** Brings another team into the same database. Its only incident has a number that we do not have. */
async function moveIn({ database }: Gatehouse): Promise<Things> {
  const foreign = await makeTeam(database, ELSEWHERE, foreignPeople, foreignTexts);
  await database.pool.query(`update incidents set number = 77 where workspace = '${ELSEWHERE}'`);
  return foreign;
}

async function foreignRows(house: Gatehouse): Promise<Record<string, unknown>> {
  const tables = (await tablesOf(house.database)).filter(
    (table) => !['workspaces', 'heartbeats', 'local_clock'].includes(table),
  );
  const prints = await inTurn(tables, async (table) => {
    const { rows } = await house.database.pool.query(
      `select t::text as row from ${table} t where workspace = '${ELSEWHERE}' order by 1`,
    );
    return [table, rows] as const;
  });
  return Object.fromEntries(prints);
}

test('invariant 9: every door, given ids of another workspace, neither shows nor changes anything there', async () => {
  const house = await openGatehouse();
  const foreign = await moveIn(house);
  const before = await foreignRows(house);
  const wrong = await inTurn(doors, async (door) => {
    // A beginning of the foreign names, so that no answer repeats them because they were typed.
    const texts = door.kind === 'command' ? ['zeb', '', '77', '#77', 'zebras'] : ['zeb', ''];
    const answers = await inTurn(texts, (text) => house.knock(door, admin, { about: foreign, text }));
    const seen = answers.find(({ said }) => foreignWords.test(said));
    return seen ? [`${door.kind} ${door.id}: ${seen.said}`] : [];
  });
  expect(wrong.flat()).toEqual([]);
  expect(await foreignRows(house)).toEqual(before);
});

test('invariant 9: own ids still work beside them, and the same names and key ids may be used by both', async () => {
  const house = await openGatehouse();
  await makeTeam(house.database, ELSEWHERE, foreignPeople);
  const list = await house.knock({ kind: 'command', id: 'list' }, admin);
  expect(list.said).toContain('Keys (4)');
  const shown = await house.knock({ kind: 'button', id: 'show-key' }, admin, { about: house.things });
  expect(shown.said).toContain('prop-desk');
  const incident = await house.knock({ kind: 'command', id: 'incident' }, admin, { text: '1' });
  expect(incident.said).toContain(`<@${admin.person}>`);
  expect(incident.said).not.toMatch(/U0F(?:ADMIN|MEMBER|OTHER)/);
});

test('invariant 9: menus and Homes show own rows only, and what waits to be sent elsewhere is not sent into ours', async () => {
  const house = await openHouse();
  const foreign = await moveIn(house);
  const answer = await house.knock({ kind: 'lookup', id: 'pick-services' }, admin, { text: '' });
  expect(answer.said).toContain('trading-bot');
  expect(answer.said).not.toMatch(foreignWords);
  const opened = eventDelivery(HOME, { type: 'app_home_opened', user: admin.person, tab: 'home' });
  expect(await deliver(`${house.origin}/slack/events`, opened)).toMatchObject({ status: 200 });
  await untilSent(house, 'views.publish');
  const published = house.slack.sent.filter(({ method }) => method === 'views.publish');
  expect(JSON.stringify(published)).toContain('prop-desk');
  expect(JSON.stringify(published)).not.toMatch(foreignWords);

  // A message of ours is sent, so that silence is not only slowness.
  expect(foreign.incident).toBeGreaterThan(0);
  await house.bot.tick();
  await house.knock({ kind: 'command', id: 'leaked' }, admin, { text: 'prop-desk-rotating' });
  house.database.promptWork();
  await untilSent(house, 'chat.postMessage');
  expect(
    house.slack.sent
      .filter(({ args }) => foreignWords.test(JSON.stringify(args)))
      .map(({ method }) => method),
  ).toEqual([]);
});

async function untilSent(house: House, method: string): Promise<void> {
  await until(async () => {
    const { rows } = await house.database.pool.query(
      `select 1 from outbox where workspace <> '${ELSEWHERE}' and wanted > done and gave_up_at is null`,
    );
    return rows.length === 0 && house.slack.sent.some((sent) => sent.method === method);
  }, 20_000);
}
