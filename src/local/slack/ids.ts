/** Ids and timestamps as Slack makes them. */
import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Prefix and ten capitals or digits, e.g. `C7KQ2M9XWPA`. */
export const newId = (prefix: string): string =>
  prefix + [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('');

/** Short id for a block or an action that came without one. */
export const shortId = (): string => randomBytes(4).toString('base64url');

export const newHash = (now: number): string => `${Math.floor(now)}.${randomBytes(4).toString('hex')}`;

export const newTicket = (): string => randomBytes(12).toString('hex');

/** Mints message timestamps (`seconds.microseconds`), each later than the one before even when the clock stands still. */
export function tsMint(now: () => number, newest: string): () => string {
  let last = Math.round(Number(newest) * 1e6);
  return () => {
    last = Math.max(last + 1, Math.floor(now() * 1e6));
    const digits = String(last).padStart(7, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  };
}
