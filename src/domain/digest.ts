/** What the Monday digest says: how the team's keys stand, compared with a week ago. Pure. */

/** Figures of one moment. Rotations are those that ended in the seven days before it. */
export interface WeekFigures {
  /** Keys that have not ended. */
  readonly keys: number;
  readonly overdue: number;
  readonly unowned: number;
  readonly incidents: number;
  readonly rotated: number;
  /** Questions of the quarter that nobody has answered yet. */
  readonly unanswered: number;
}

/** Figures of this moment alone. */
export interface MoreFigures {
  readonly dueSoon: number;
  readonly dueWithin: number;
  readonly noDeputy: number;
  readonly anyAddress: number;
}

/** In percent, never said to be all when it is not. */
export const onTime = ({ keys, overdue }: Pick<WeekFigures, 'keys' | 'overdue'>): number =>
  Math.floor(((keys - overdue) / Math.max(1, keys)) * 100);

/**
 * One paragraph of counts. What is nought and was nought is left out, but for what people look for first.
 * @param before a week ago; `null` when there was no key then.
 */
export function digestWords(now: WeekFigures, more: MoreFigures, before: WeekFigures | null): string {
  const was = (name: keyof WeekFigures, then = 'a week ago'): string =>
    before === null ? '' : ` (${before[name]} ${then})`;
  const counted = (name: keyof WeekFigures, words: string, then?: string): string | false =>
    (now[name] > 0 || (before?.[name] ?? 0) > 0) && `${now[name]} ${words}${was(name, then)}`;
  const parts = [
    `${more.dueSoon} due in ${more.dueWithin} days`,
    `${now.overdue} overdue${was('overdue')}`,
    counted('unowned', 'that nobody answers for'),
    more.noDeputy > 0 && `${more.noDeputy} of tier 1 without deputy`,
    more.anyAddress > 0 && `${more.anyAddress} of tier 1 usable from anywhere`,
    counted('incidents', now.incidents === 1 ? 'open incident' : 'open incidents'),
    counted('rotated', 'replaced last week', 'the week before'),
    counted('unanswered', 'whose custodian did not say “still mine” yet'),
  ].filter((words) => words !== false);
  const share = before === null ? '' : ` (${onTime(before)} % a week ago)`;
  return `Keys this week: ${onTime(now)} % of ${now.keys} on time${share}, ${parts.join(', ')}.`;
}
