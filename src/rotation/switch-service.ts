/** Services go over to the new key, one by one: their owners are asked, and say so. */
import { type Act, actor } from '../domain/act.ts';
import { addDays } from '../domain/days.ts';
import type { Place } from '../domain/effects.ts';
import type { Party } from '../domain/nudge-topics.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, PersonId, RotationRef, ServiceRef } from '../domain/words.ts';
import { type Database, inWorkspace, lookingInto, type Scope, type Tx } from '../store/database.ts';
import { want } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';
import { askSwitch, changeSwitch, moveService } from '../store/rotation-services.ts';
import { serviceById } from '../store/services.ts';
import type { LookUpGroups } from '../workspace/roles.ts';
import { redrawRotation } from './after-verdict.ts';
import { type AtWork, mustBeAllowed, rotationHere, takeUp } from './at-work.ts';
import { answererAmong, type Parties, partiesOf, peopleHere, placeOf } from './parties.ts';
import { todayIn } from './today.ts';

export interface SwitchInput {
  readonly rotation: RotationRef;
  readonly service: ServiceRef;
}

/** Asks the owners of services that were not asked yet. */
export async function askOwners(tx: Tx, work: AtWork): Promise<void> {
  for (const { service, owner, askedAt, switched } of work.state.services) {
    if (askedAt !== null || switched !== null) continue;
    await askSwitch(tx, work.rotation, { service, owner });
    const parties = await partiesOf(tx, work.key);
    const to = placeOf(await reachable(tx, parties, work.key, owner), parties);
    if (to !== null) wantQuestion(tx, work, service, to);
  }
}

/** The owner of a service, or who answers for the key when the owner is gone; `null` when all of them are. */
export async function reachable(
  scope: Scope,
  parties: Parties,
  key: AtWork['key'],
  owner: PersonId,
): Promise<Party | null> {
  const [found] = await peopleHere(scope, parties.team, [owner]);
  return found?.fit ? found : answererAmong(parties, key);
}

/** Asked by the clock, of a service that came later, it waits for working time as a reminder does. @param day of a reminder. */
export function wantQuestion(
  tx: Tx,
  { rotation }: Pick<AtWork, 'rotation'>,
  service: ServiceRef,
  to: Place,
  day: Day | null = null,
): void {
  const name = `rotation:${rotation.id}:service:${service}:${Object.values(to)[0]}`;
  want(tx, {
    name: day === null ? name : `${name}:${day}`,
    effect: { do: 'message', kind: 'switch', subject: `${rotation.id}:${service}`, to },
    lane: day === null && tx.act.person !== null ? 'answer' : 'nudge',
  });
}

/**
 * A service works with the new key. It is then called about that one, not about the old one.
 * @throws Refusal unless the actor owns the service, alone or by its group, or answers for the key.
 */
export async function switchService(
  database: Database,
  act: Act,
  groups: LookUpGroups,
  input: SwitchInput,
): Promise<void> {
  const own = await ownByGroup(database, act, groups, input.service);
  await inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, input.rotation);
    mustBeAllowed(tx, work, { kind: 'switch', service: input.service }, own);
    await mustBeAsked(tx, work, input.service);
    const { rotation, key } = work;
    const change = { switchedBy: actor(act), switchedAt: tx.now, notBefore: null, notYetSays: null };
    await changeSwitch(tx, rotation, input.service, change, 'service switched');
    await moveService(tx, input.service, key.id, rotation.newKey ?? key.id);
    redrawRotation(tx, rotation);
  });
}

/** What the form for "not yet" says. @throws Refusal as `sayNotYet` does. */
export async function notYetOffer(
  database: Database,
  act: Act,
  groups: LookUpGroups,
  input: SwitchInput,
): Promise<{ service: string; label: string; today: Day }> {
  const own = await ownByGroup(database, act, groups, input.service);
  return lookingInto(database, act, async (scope) => {
    const work = await rotationHere(scope, input.rotation);
    mustBeAllowed(scope, work, { kind: 'not_yet', service: input.service }, own);
    const service = work.services.find(({ id }) => id === input.service)?.name ?? '';
    return { service, label: work.key.label, today: await todayHere(scope) };
  });
}

/** Further ahead it is not a day but a hope, and the key is due. */
const MOST_DAYS = 60;

/**
 * A service needs more time, or went back to the old key.
 * @throws Refusal with a sentence beside `until` when that day is over or too far ahead.
 */
export async function sayNotYet(
  database: Database,
  act: Act,
  groups: LookUpGroups,
  input: SwitchInput & { readonly until: string; readonly says: string },
): Promise<void> {
  const own = await ownByGroup(database, act, groups, input.service);
  await inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, input.rotation);
    mustBeAllowed(tx, work, { kind: 'not_yet', service: input.service }, own);
    const until = await dayAhead(tx, input.until);
    await mustBeAsked(tx, work, input.service);
    const { rotation, key } = work;
    const back = { switchedBy: null, switchedAt: null, notBefore: until, notYetSays: input.says.trim() };
    const wasSwitched = work.state.services.some(
      ({ service, switched }) => service === input.service && switched !== null,
    );
    const deed = wasSwitched ? 'service went back to the old key' : 'service not switched yet';
    await changeSwitch(tx, rotation, input.service, back, deed);
    if (wasSwitched) await moveService(tx, input.service, rotation.newKey ?? key.id, key.id);
    redrawRotation(tx, rotation);
  });
}

/** A service that came to the old key after the others were asked. */
async function mustBeAsked(tx: Tx, { rotation, state }: AtWork, id: ServiceRef): Promise<void> {
  const found = state.services.find(({ service }) => service === id);
  if (found?.askedAt === null) await askSwitch(tx, rotation, { service: id, owner: found.owner });
}

async function dayAhead(scope: Scope, typed: string): Promise<Day> {
  const today = await todayHere(scope);
  const day = typed as Day;
  const says =
    day < today
      ? 'This day is over. Choose today or later.'
      : day > addDays(today, MOST_DAYS)
        ? `At most ${MOST_DAYS} days ahead. Choose an earlier day; it can be moved later.`
        : null;
  if (says === null) return day;
  throw new Refusal('bad_input', `${says} Nothing was recorded.`, 'Choose another day.', { until: says });
}

const todayHere = async (scope: Scope): Promise<Day> =>
  todayIn(scope.now, (await thisWorkspace(scope)).timezone);

/** Asks Slack, outside any transaction, and only where nothing else would let the actor in. */
async function ownByGroup(
  database: Database,
  act: Act,
  groups: LookUpGroups,
  id: ServiceRef,
): Promise<ServiceRef[]> {
  const service = await lookingInto(database, act, (scope) => serviceById(scope, id));
  if (service === null || service.ownerGroup === null || service.owner === act.person) return [];
  return (await groups.members(service.ownerGroup))?.includes(actor(act)) ? [id] : [];
}
