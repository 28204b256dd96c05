/** A file that moves keys from one person to another is a hand-over like any other. */
import { expect, test } from 'vitest';
import { importCustody } from '../../src/custody/import-custody.ts';
import { writeNextRows } from '../../src/custody/write-import.ts';
import { addDays } from '../../src/domain/days.ts';
import { NO_COUNTS } from '../../src/domain/import-file.ts';
import { checkMessage } from '../../src/local/slack/block-kit.ts';
import { offerKey } from '../../src/rotation/hand-over.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { importCustodyMessage } from '../../src/slack/views/import.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { insertImport, moveImport } from '../../src/store/imports.ts';
import {
  ana,
  bea,
  cem,
  home,
  later,
  makeWorld,
  minutes,
  noon,
  nudgeLine,
  today,
  wanted,
} from '../rotation/world.ts';

test('an import ends what was asked of the old custodian, wakes a moved day, and tells the new one once', async () => {
  const world = await makeWorld();
  const [one, two, own] = [
    await world.addKey({ label: 'one', dueIn: 7 }),
    await world.addKey({ label: 'two', dueIn: 7 }),
    await world.addKey({ label: 'own', dueIn: 7, custodian: bea, deputy: cem }),
  ];
  const { rotation } = await startRotation(world.database, world.by(ana), { key: two });
  await offerKey(world.database, world.by(ana), { key: two, to: cem, note: null });
  await planNudges(world.database, noon, world.clock(noon));
  await snoozeKey(world.database, world.by(bea), { key: own, days: 3, because: 'busy' });
  const keys = await Promise.all([one, two, own].map((id) => world.key(id)));
  const [first, second, third] = keys.map(({ provider, keyId }, index) => ({
    row: index + 2,
    holders: [ana],
    provider,
    keyId,
  }));
  const rows = [
    { ...first, custodian: bea, deputy: cem },
    { ...second, custodian: bea, deputy: cem },
    // Whoever imports knows what they gave themselves.
    { ...third, createdOn: addDays(today, -80), custodian: ana, deputy: cem },
  ];
  const id = await inWorkspace(world.database, world.by(ana, noon, 'lead'), async (tx) => {
    const content = {
      file: 'F1',
      role: 'lead',
      rows,
      counts: NO_COUNTS,
      problems: [],
      refused: null,
      given: {},
      stepsIn: {},
    };
    const made = await insertImport(tx, { by: ana, fileName: 'keys.csv', content: content as never });
    await moveImport(tx, made, 'running', 'import confirmed');
    return made;
  });
  expect(await writeNextRows(world.database, world.clock(minutes(5))(home), id)).toBe(3);

  expect(await world.rows(`select rows->'problems' as problems from imports`)).toEqual([{ problems: [] }]);
  expect((await nudgeLine(world))?.state).toEqual({ kind: 'handed_over', to: bea, at: minutes(5) });
  expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 2 }]);
  expect(await wanted(world, `rotation:${rotation}:card:${bea}`)).toHaveLength(1);
  expect(await world.rows('select answer from handovers'), 'who was asked before').toEqual([
    { answer: 'withdrawn' },
  ]);
  expect(await world.key(own)).toMatchObject({ snoozedUntil: null, snoozes: 1 });
  const told = await world.rows(
    `select name, effect->'to'->>'person' as "to" from outbox where name like 'import:%:custody:%' order by name`,
  );
  // One message a person, whatever they are to how many keys.
  expect(told).toEqual([
    { name: `import:${id}:custody:${bea}`, to: bea },
    { name: `import:${id}:custody:${cem}`, to: cem },
  ]);
  const card = await world.look((scope) => importCustody(scope, `${id}:${bea}`));
  expect(card).toEqual({
    by: ana,
    answersFor: { total: 2, labels: ['one', 'two'] },
    stepsInFor: null,
  });
  expect(await world.look((scope) => importCustody(scope, `${id}:${cem}`))).toEqual({
    by: ana,
    answersFor: null,
    // For the third she stepped in before.
    stepsInFor: { total: 2, labels: ['one', 'two'] },
  });
  await world.rows(`update keys set custodian = '${ana}' where id = ${two}`);
  expect((await world.look((scope) => importCustody(scope, `${id}:${bea}`)))?.answersFor).toEqual({
    total: 1,
    labels: ['one'],
  });
  await world.rows(`update keys set custodian = '${bea}' where id = ${two}`);
  // Three days later the deputy hears of nobody who kept silent: she was asked an hour ago.
  await planNudges(world.database, later(3), world.clock(later(3)));
  expect(await world.rows(`select from nudges where audience <> 'custodian'`)).toEqual([]);
});

test('the message to a new custodian is what Slack takes, with hostile and long labels', () => {
  const hostile = `<!channel> *bold* ${'long '.repeat(500)}`;
  const keys = { total: 9000, labels: Array.from({ length: 10 }, () => hostile) };
  for (const told of [
    { answersFor: keys, stepsInFor: keys },
    { answersFor: null, stepsInFor: keys },
  ])
    expect(checkMessage(importCustodyMessage({ by: ana, ...told }))).toEqual([]);
  const message = importCustodyMessage({ by: ana, answersFor: keys, stepsInFor: null });
  expect(checkMessage(message)).toEqual([]);
  expect(JSON.stringify(message)).not.toContain('<!channel>');
  expect(message.text).toContain('9000 keys');
});
