import type { PersonId, Role, WorkspaceId } from './words.ts';

declare const made: unique symbol;

/**
 * Somebody doing something here, now: the scope of every read and write. Only the gate makes one (for a delivery
 * that it has authorised) and the ticks (for the clock); a test sees to that.
 */
export interface Act {
  readonly [made]: true;
  readonly workspace: WorkspaceId;
  /** `null` when the clock acts. */
  readonly person: PersonId | null;
  readonly role: Role;
  /** The one moment at which all of this act happens, by the database's clock. */
  readonly now: Date;
  /** Name of the door it came through, for the audit log. */
  readonly door: string;
  /** Slack's id of this delivery; the same one is done once. `null` for reads and for the clock. */
  readonly delivery: string | null;
  /** Channel in which it was asked, if any. */
  readonly channel: string | null;
}

/** Makes an act. To be called by the gate and the ticks alone. */
export function makeAct(facts: Omit<Act, typeof made>): Act {
  return Object.freeze({ ...facts }) as Act;
}

/** The person of an act behind a door that only people can come through. */
export function actor(act: Act): PersonId {
  if (act.person === null) throw new Error(`${act.door} needs a person, but the clock came through it`);
  return act.person;
}
