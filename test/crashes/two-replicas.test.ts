import { expect, test, vi } from 'vitest';
import type { Hands, LocalMessage, LocalView } from '../../src/local/slack/contract.ts';
import { ask, channelNamed, values, wordsOf } from '../support/steward.ts';
import { makeWorld, saidBy, type World } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const people = ['ana', 'bea', 'cem', 'dia', 'eli'];
const clicks = 20;
const killedAfter = 7;

/** The form once the bot has filled it; nothing when the bot that opened it is gone. */
const filledForm = (hands: Hands): Promise<LocalView | undefined> =>
  vi
    .waitFor(
      () => {
        const form = hands.modal();
        if (form === undefined || form.view.callback_id === 'one-moment') throw new Error('not yet');
        return form;
      },
      { timeout: 5_000, interval: 10 },
    )
    .catch(() => undefined);

/** The form of a step, out of the list of all steps. */
async function openedStep(hands: Hands, card: LocalMessage, button: string) {
  const list = `all-steps:${button.split(':')[1]}`;
  const listed = await hands.act({ in: 'message', channel: card.channel, ts: card.ts }, list);
  if (listed.kind !== 'accepted' || (await filledForm(hands)) === undefined) return undefined;
  const pressed = await hands.act({ in: 'modal' }, button);
  return pressed.kind === 'accepted' ? filledForm(hands) : undefined;
}

/** Takes one step as a person does: tries again until Slack shows that it was accepted. */
async function take(hands: Hands, card: LocalMessage, button: string): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    const form = await openedStep(hands, card, button);
    if (form !== undefined && JSON.stringify(form.view).includes('"claim"')) {
      hands.fill({ deed: values.choice('claim') });
      if ((await hands.submit()).kind === 'accepted') return;
    }
    const isTaken = form !== undefined && JSON.stringify(form.view).includes('Being done');
    while (hands.modal() !== undefined) await hands.closeModal();
    if (isTaken) return;
  }
  throw new Error(`${hands.me.name} could not take ${button}`);
}

/** One person's share of the steps, one after the other. */
async function work({ as }: World, handle: string, share: readonly string[]): Promise<void> {
  const hands = as(handle);
  const desk = channelNamed(hands, 'trading-desk');
  const cards = new Map<string, LocalMessage>();
  for (const number of ['1', '2']) cards.set(number, await ask(hands, desk, `incident ${number}`));
  for (const button of share) {
    const card = cards.get(button.split(':')[1] ?? '');
    if (card === undefined) throw new Error('no card');
    await take(hands, card, button);
  }
}

test('invariant 4: of two replicas one is killed amid twenty quick clicks: every step is taken once, and nothing is said twice', async () => {
  const world = await makeWorld({ ackTimeout: 5_000 });
  const [, doomed] = await Promise.all([world.bot(), world.bot()]);
  const ana = world.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  const cards = [await ask(ana, desk, 'leaked prop-desk'), await ask(ana, desk, 'drill prop-desk')];
  await world.settled();
  const stored = await world.rows(
    `select incident, step from incident_steps where frozen->>'kind' <> 'prove' order by incident, position`,
  );
  const steps = stored.map(({ incident, step }) => `show-step:${incident}:${step}`).slice(0, clicks);
  expect([cards.length, steps.length]).toEqual([2, clicks]);
  const taken = `select count(*) from audit where deed = 'step claimed'`;
  const posts = await world.count(`select count(*) from outbox where ts is not null`);

  const worked = Promise.all(
    people.map((handle, at) =>
      work(
        world,
        handle,
        steps.filter((_step, index) => index % people.length === at),
      ),
    ),
  );
  await vi.waitFor(async () => expect(await world.count(taken)).toBeGreaterThanOrEqual(killedAfter), {
    timeout: 20_000,
    interval: 5,
  });
  await doomed?.kill9();
  await worked;
  await world.leasesEnd();
  await world.settled();

  expect(await world.count(taken)).toBe(clicks);
  const each = await world.rows(
    `select incident, step from incident_steps where state = 'claimed' order by incident, position`,
  );
  expect(each.map(({ incident, step }) => `show-step:${incident}:${step}`).sort()).toEqual(steps.sort());
  expect(await world.count(`select count(*) from outbox where ts is not null`)).toBe(posts);
  for (const room of ['leak-1-prop-desk', 'drill-2-prop-desk']) {
    const said = saidBy(ana, channelNamed(ana, room));
    expect(said).toHaveLength(1);
    const here = each.filter(({ incident }) => incident === (room.startsWith('leak') ? '1' : '2')).length;
    expect(
      said
        .map(wordsOf)
        .join()
        .match(/◐|does it/g),
    ).toHaveLength(here * 2);
  }
});
