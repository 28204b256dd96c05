/** Who may do what, in two questions. */
import type { PersonId, Role } from './words.ts';

export type Need = 'member' | 'lead' | 'admin';

/** Guests and outsiders may nothing; an admin may all that a lead may, a lead all that a member may. */
const rank: Readonly<Record<Role, number>> = { outsider: 0, guest: 0, member: 1, lead: 2, admin: 3 };

export function may(role: Role, need: Need): boolean {
  return rank[role] >= rank[need];
}

/** Whether a person answers for a key: its custodian or deputy while they are members, or any lead or admin. */
export function isKeyParty(
  person: { readonly id: PersonId; readonly role: Role },
  key: { readonly custodian: PersonId | null; readonly deputy: PersonId | null },
): boolean {
  if (!may(person.role, 'member')) return false;
  return may(person.role, 'lead') || person.id === key.custodian || person.id === key.deputy;
}
