/** Which steps of an incident still have to be done, and why others are passed by. */
import type { StepKind, StepRole } from './provider.ts';

/** As much of a step as its worth hangs on. */
export interface Weighed {
  readonly kind: StepKind;
  readonly role?: StepRole | undefined;
  readonly state: 'open' | 'claimed' | 'done' | 'skipped';
}

/** What softens the leak until the key is deleted. It helps, but may be left out. */
export const isStopgap = ({ kind }: Pick<Weighed, 'kind'>): boolean =>
  kind === 'contain' || kind === 'disable';

export const isSettled = ({ state }: Pick<Weighed, 'state'>): boolean =>
  state === 'done' || state === 'skipped';

/** Why nobody has to do this step any more; `null` while it is worth doing, and once it is settled. */
export function passedBy(step: Weighed, steps: readonly Weighed[]): string | null {
  if (isSettled(step) || step.role === 'lasting') return null;
  const done = (wanted: StepKind): Weighed[] =>
    steps.filter(({ kind, state }) => kind === wanted && state === 'done');
  const deleted = done('delete');
  if (isStopgap(step) && deleted.length > 0) return 'not needed: the key is deleted';
  if (step.role === 'detour' && done('disable').length > 0) return 'not needed: the key is switched off';
  const onItsPage = deleted.some(({ role }) => role !== 'spare');
  return step.role === 'spare' && onItsPage ? 'not needed: it was deleted on its page' : null;
}
