import type { Scope } from '../store/database.ts';
import { countKeys } from '../store/keys.ts';
import { thisWorkspace } from '../store/people.ts';

/** Outbox name of the message that leads through the setup. */
export const WELCOME = 'welcome';

/** Something that a team has still to do before it is well served. */
export interface SetupStep {
  readonly what: string;
  /** Typed after the slash command. */
  readonly command: string;
  /** A team can do without it. */
  readonly optional: boolean;
}

/** What is still missing, in the order in which to do it. */
export async function setupLeft(scope: Scope): Promise<SetupStep[]> {
  const [{ teamChannel, leadGroup }, keys] = await Promise.all([thisWorkspace(scope), countKeys(scope)]);
  return stepsLeft({ teamChannel, leadGroup, keys });
}

/** Pure. */
export function stepsLeft(has: {
  readonly teamChannel: string | null;
  readonly leadGroup: string | null;
  readonly keys: number;
}): SetupStep[] {
  const steps: (SetupStep | false)[] = [
    has.teamChannel === null && {
      what: 'No team channel: what concerns the whole team has no place yet.',
      command: 'settings',
      optional: false,
    },
    has.leadGroup === null && {
      what: 'No lead group: only admins have a lead’s rights.',
      command: 'settings',
      optional: true,
    },
    has.keys === 0 && { what: 'No key is registered.', command: 'add', optional: false },
  ];
  return steps.filter((step) => step !== false);
}
