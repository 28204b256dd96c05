/** A rotation taken up for a deed or a look: its rows, and the state that decides. */
import { type Act, actor } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import {
  type Deed,
  type Mover,
  type Rotation,
  type RotationMove,
  rotationRefusal,
} from '../domain/rotation-state.ts';
import type { PersonId, RotationRef, ServiceRef } from '../domain/words.ts';
import type { Scope, Tx } from '../store/database.ts';
import { type KeyRow, type KeyWithAccount, keyById } from '../store/keys.ts';
import { switchesOf } from '../store/rotation-services.ts';
import { type RotationRow, rotationById } from '../store/rotations.ts';
import { type ServiceRow, servicesAmong, servicesOfKey } from '../store/services.ts';
import { lockedKey } from './answering.ts';

export interface AtWork {
  readonly rotation: RotationRow;
  readonly key: KeyWithAccount;
  readonly newKey: KeyWithAccount | null;
  /** Those of the state, in the order of their names. */
  readonly services: readonly ServiceRow[];
  readonly state: Rotation;
}

/** A rotation as it is. @throws Refusal when it is not there. */
export async function rotationHere(scope: Scope, id: RotationRef): Promise<AtWork> {
  const rotation = await rotationById(scope, id);
  const key = rotation === null ? null : await keyById(scope, rotation.key);
  if (rotation === null || key === null) throw noSuchRotation();
  const newKey = rotation.newKey === null ? null : await keyById(scope, rotation.newKey);
  const { services, switches } = await servicesIn(scope, rotation);
  return { rotation, key, newKey, services, state: stateOf(rotation, key, newKey, services, switches) };
}

/** The same, with the old key locked until the transaction ends: its lock keeps the whole rotation as it is. */
export async function takeUp(tx: Tx, id: RotationRef): Promise<AtWork & { readonly key: KeyRow }> {
  const found = await rotationById(tx, id);
  if (found === null) throw noSuchRotation();
  await lockedKey(tx, found.key);
  // Read again: only now does nothing change any more.
  return rotationHere(tx, id);
}

/** What uses the old key now, and what used it before it switched. A service that was taken off it is not waited for. */
async function servicesIn(scope: Scope, rotation: RotationRow) {
  const asked = await switchesOf(scope, rotation.id);
  const using = await servicesOfKey(scope, rotation.key);
  const switched = asked.filter(({ switchedAt }) => switchedAt !== null).map(({ service }) => service);
  const left = await servicesAmong(
    scope,
    switched.filter((id) => !using.some((each) => each.id === id)),
  );
  const services = [...using, ...left].toSorted((a, b) => (a.nameKey < b.nameKey ? -1 : 1));
  return { services, switches: asked };
}

function stateOf(
  rotation: RotationRow,
  key: KeyWithAccount,
  newKey: KeyWithAccount | null,
  services: readonly ServiceRow[],
  switches: Awaited<ReturnType<typeof switchesOf>>,
): Rotation {
  const { startedAt, storedAt, workingAt, overrideAt, deletedAt, endedAt, abortedBy } = rotation;
  return {
    startedAt,
    old: key,
    newKey:
      newKey === null || rotation.newKeyAt === null
        ? null
        : {
            custodian: newKey.custodian,
            deputy: newKey.deputy,
            by: rotation.newKeyBy,
            at: rotation.newKeyAt,
            inPlace: newKey.id === key.id,
          },
    stored: deed(rotation.storedBy, storedAt),
    working: deed(rotation.workingBy, workingAt),
    services: services.map(({ id, owner }) => {
      const row = switches.find(({ service }) => service === id);
      return {
        service: id,
        owner,
        askedAt: row?.askedAt ?? null,
        notYet: row?.notBefore ? { until: row.notBefore, says: row.notYetSays ?? '' } : null,
        switched: deed(row?.switchedBy ?? null, row?.switchedAt ?? null),
      };
    }),
    override: deed(rotation.overrideBy, overrideAt),
    deleted: deed(rotation.deletedBy, deletedAt),
    ended: endedAt === null ? null : abortedBy === null ? 'gone' : 'aborted',
  };
}

const deed = (by: PersonId | null, at: Date | null): Deed | null => (at === null ? null : { by, at });

/** Whoever acts. `ownGroups`: services whose owning group Slack says they are in. */
const moverOf = (act: Act, move: RotationMove, ownGroups: readonly ServiceRef[]): Mover => ({
  id: actor(act),
  role: act.role,
  inOwnerGroup: 'service' in move && ownGroups.includes(move.service),
});

/** @throws Refusal unless the actor may make this move now. */
export function mustBeAllowed(
  scope: Scope,
  { state }: AtWork,
  move: RotationMove,
  ownGroups: readonly ServiceRef[] = [],
): void {
  const refused = rotationRefusal(state, move, moverOf(scope.act, move, ownGroups));
  if (refused !== null) throw refused;
}

/** Asks what a deed will ask, before the form for it opens. @throws Refusal as the deed does. */
export async function checkMove(scope: Scope, id: RotationRef, move: RotationMove): Promise<AtWork> {
  const found = await rotationHere(scope, id);
  mustBeAllowed(scope, found, move);
  return found;
}

export const noSuchRotation = (): Refusal =>
  new Refusal('not_found', 'That rotation is not recorded here. Nothing was done.', 'Start it with rotate.');
