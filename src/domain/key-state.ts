/** What a key is to us: in use, leaked, put away for good, or known to be gone after it was replaced or leaked. */
export type KeyState = 'active' | 'compromised' | 'retired' | 'gone';

/** Whether a key has ended: nothing is asked about it and nothing in it changes any more. */
export const hasEnded = (state: KeyState): boolean => state === 'gone' || state === 'retired';
