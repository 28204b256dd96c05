/** Invariant 9: another workspace's rows lie in the same database, and are never seen, changed or sent. */
import { expect, test } from 'vitest';
import { doors } from '../../src/slack/doors.ts';
import { type House, openHouse, until } from '../doors/house.ts';
import { tablesOf } from '../doors/print.ts';
import { ELSEWHERE } from '../doors/quiet-slack.ts';
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

/** Our house, with another team in the same database. Its only incident has a number that we do not have. */
async function sharedHouse(options: { speaks?: boolean } = {}): Promise<{ house: House; foreign: Things }> {
  const house = await openHouse();
  const foreign = await makeTeam(house.database, ELSEWHERE, foreignPeople, foreignTexts);
  await house.database.pool.query(`update incidents set number = 77 where workspace = '${ELSEWHERE}'`);
  if (!options.speaks) {
    await house.database.pool.query(`
      delete from outbox where workspace = '${ELSEWHERE}';
      delete from proof_questions where workspace = '${ELSEWHERE}'`);
  }
  return { house, foreign };
}

async function foreignRows(house: House): Promise<Record<string, unknown>> {
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

test('invariant 9: every door, given ids of another workspace, neither shows nor changes anything there', {
  timeout: 60_000,
}, async () => {
  const { house, foreign } = await sharedHouse();
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
  const house = await openHouse();
  await makeTeam(house.database, ELSEWHERE, foreignPeople);
  const list = await house.knock({ kind: 'command', id: 'list' }, admin);
  expect(list.said).toContain('Keys (4)');
  const shown = await house.knock({ kind: 'button', id: 'show-key' }, admin, { about: house.things });
  expect(shown.said).toContain('prop-desk');
  const incident = await house.knock({ kind: 'command', id: 'incident' }, admin, { text: '1' });
  expect(incident.said).toContain(`<@${admin.person}>`);
  expect(incident.said).not.toMatch(/U0F(?:ADMIN|MEMBER|OTHER)/);
});

test('invariant 9: menus and Homes show own rows only', async () => {
  const { house } = await sharedHouse();
  const answer = await house.knock({ kind: 'lookup', id: 'pick-services' }, admin, { text: '' });
  expect(answer.said).toContain('trading-bot');
  expect(answer.said).not.toMatch(foreignWords);
  const home = await house.event({ type: 'app_home_opened', user: admin.person, tab: 'home' });
  expect(home.status).toBe(200);
  const published = house.slack.sent.filter(({ method }) => method === 'views.publish');
  expect(JSON.stringify(published)).toContain('prop-desk');
  expect(JSON.stringify(published)).not.toMatch(foreignWords);
});

test('invariant 9: what waits to be sent in another workspace is not sent into ours', async () => {
  const { house, foreign } = await sharedHouse({ speaks: true });
  expect(foreign.incident).toBeGreaterThan(0);
  await house.bot.tick();
  // A message of ours is sent meanwhile, so that silence is not only slowness.
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
