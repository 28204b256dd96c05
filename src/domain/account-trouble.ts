/** What is wrong with who can log in to an account and delete a leaked key there. */
export type AccountTrouble = 'nobody' | 'only_one';

/**
 * @param able holders who are active full members.
 * @param tierOne whether everything can be lost with a key that lives in it.
 */
export function accountTrouble(able: number, tierOne: boolean): AccountTrouble | null {
  if (able === 0) return 'nobody';
  return tierOne && able < 2 ? 'only_one' : null;
}
