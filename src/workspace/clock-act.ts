import { type Act, makeAct } from '../domain/act.ts';
import type { WorkspaceId } from '../domain/words.ts';

/**
 * The act in which the clock does something in a workspace. It has a lead's rights: it does what the team's rules say.
 * @param job names the tick in the audit log.
 */
export const clockAct = (workspace: WorkspaceId, now: Date, job: string): Act =>
  makeAct({ workspace, person: null, role: 'lead', now, door: `tick ${job}`, delivery: null, channel: null });
