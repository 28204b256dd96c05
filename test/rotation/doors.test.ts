import { describe, expect, it } from 'vitest';
import type { Act } from '../../src/domain/act.ts';
import { readCommand } from '../../src/domain/command.ts';
import type { PersonId } from '../../src/domain/words.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { arrivals } from '../../src/slack/arrived.ts';
import type { Visit } from '../../src/slack/door.ts';
import { rotationDoors } from '../../src/slack/doors/rotation.ts';
import * as forms from '../../src/slack/forms/rotation.ts';
import type { Reply } from '../../src/slack/reply.ts';
import { ana, bea, home, makeWorld, noon, nudgeLine, type World } from './world.ts';

const visit = (world: World, act: Act, channel = 'D0ANA'): Visit =>
  ({
    database: world.database,
    act: { ...act, channel },
    slash: '/key',
    inPrivateMessage: false,
  }) as unknown as Visit;

const door = (kind: string, id: string) => {
  const found = rotationDoors.find((each) => each.kind === kind && each.id === id);
  if (!found) throw new Error(`no ${kind} ${id}`);
  return found;
};

/** Presses a button as Slack would report it. */
function press(world: World, person: PersonId, id: string, value: object, channel?: string): Promise<Reply> {
  const arrived = arrivals.Action.parse({
    user: { id: person, team_id: home },
    trigger_id: 't',
    actions: [{ action_id: `${id}:1`, value: JSON.stringify([1, value]) }],
  });
  return door('button', id).enter(visit(world, world.by(person), channel), arrived, null);
}

/** Submits a form with these answers, as Slack would report it. */
async function submit(
  world: World,
  person: PersonId,
  id: string,
  hidden: object,
  values: Record<string, object>,
) {
  const state = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  const arrived = arrivals.Submission.parse({
    user: { id: person, team_id: home },
    trigger_id: 't',
    view: { id: 'V1', callback_id: id, private_metadata: JSON.stringify(hidden), state: { values: state } },
  });
  return door('form', id).enter(visit(world, world.by(person)), arrived, null);
}

describe('the doors of rotation', () => {
  it('rotate answers with the card, and without a label with a picker', async () => {
    const world = await makeWorld();
    await world.addKey({ label: 'prop-desk', dueIn: 7 });
    const run = (text: string) => {
      const command = readCommand(text);
      if (command.kind !== 'command') throw new Error('not a command');
      return door('command', 'rotate').enter(visit(world, world.by(ana), 'C0DESK'), {} as never, command);
    };
    expect(JSON.stringify(await run('rotate prop'))).toContain('Record the new key');
    expect(JSON.stringify(await run('rotate'))).toContain('pick-key');
    await expect(run('rotate nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('start answers nothing where the card arrives anyway, and shows it elsewhere', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'one', dueIn: 7 });
    const two = await world.addKey({ label: 'two', dueIn: 7 });
    expect(await press(world, ana, 'start-rotation', { key })).toEqual({ do: 'nothing' });
    expect(await press(world, ana, 'start-rotation', { key })).toMatchObject({ do: 'tell' });
    expect(await press(world, ana, 'start-rotation', { key: two }, 'C0DESK')).toMatchObject({ do: 'tell' });
  });

  it('snooze opens a form whose answer is kept', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await planNudges(world.database, noon, world.clock(noon));
    const opened = await press(world, ana, 'snooze', { key });
    expect(opened).toMatchObject({ do: 'modal', view: { callback_id: forms.snooze.id } });
    const answers = { days: { selected_option: { value: '3' } }, because: { value: 'maintenance' } };
    expect(await submit(world, ana, forms.snooze.id, { key }, answers)).toEqual({ do: 'close' });
    expect((await nudgeLine(world))?.state).toMatchObject({ kind: 'snoozed', because: 'maintenance' });
    await expect(submit(world, ana, forms.snooze.id, { key }, {})).rejects.toMatchObject({
      fields: { days: 'This is needed.', because: 'This is needed.' },
    });
  });

  it('hand-over, accept and decline lead from one person to the other', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    expect(await press(world, ana, 'hand-over', { key })).toMatchObject({ do: 'modal' });
    const answers = { to: { selected_user: bea }, note: { value: null } };
    expect(await submit(world, ana, forms.handOver.id, { key }, answers)).toMatchObject({ do: 'become' });
    const [{ id: handover } = {}] = await world.rows('select id::int from handovers');
    expect(await press(world, bea, 'decline-handover', { handover })).toMatchObject({ do: 'modal' });
    await expect(press(world, ana, 'accept-handover', { handover })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(await press(world, bea, 'accept-handover', { handover })).toEqual({ do: 'nothing' });
    expect((await world.key(key)).custodian).toBe(bea);
  });

  it('deleted and attest lead to the end', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, provider: 'generic' });
    await press(world, ana, 'start-rotation', { key });
    const [{ id: rotation } = {}] = await world.rows('select id::int from rotations');
    expect(await press(world, ana, 'do-not-wait', { rotation })).toMatchObject({ do: 'modal' });
    const alone = { because: { value: 'Nothing uses it' } };
    expect(await submit(world, ana, forms.doNotWait.id, { rotation }, alone)).toEqual({ do: 'close' });
    await press(world, ana, 'rotation-deleted', { rotation });
    await expect(press(world, ana, 'attest-gone', { rotation })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(await press(world, bea, 'attest-gone', { rotation })).toMatchObject({ do: 'modal' });
    const answers = { because: { value: 'Not in the list' } };
    const done = await submit(world, bea, forms.attestGone.id, { rotation }, answers);
    expect(JSON.stringify(done)).toContain('Not in the list');
    expect((await world.key(key)).state).toBe('gone');
  });
});
