/**
 * Claims that are under way here. Their leases are short, so that others take them over soon after this replica died,
 * and are renewed while it lives.
 */
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { type Claimed, renewLeases } from '../store/outbox-claims.ts';
import type { Attempt } from './calls.ts';
import { STILL_LANDS_MS } from './clients.ts';

/**
 * Whoever claims an intent after its lease finds all that the one before may have begun: no call is begun unless what it
 * does has surely landed by then, and in its conversation long enough ago for the next post.
 */
export const LEASE_SECONDS = 15;
const RENEW_MS = 2_500;
const MARGIN_MS = 1_250;

/** Somebody else may perform this intent by now. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease may have ended');
    this.name = 'LeaseLost';
  }
}

export interface Holds {
  /** Rows under way. */
  count(): number;
  /** To be called before rows are claimed: their leases begin later. Holds each of those that were claimed then. */
  claiming(): (row: Claimed) => Hold;
}

export interface Hold extends Attempt {
  readonly row: Claimed;
  /** @throws LeaseLost when a call begun now could overlap somebody else's. */
  begin(once: boolean): void;
  /** For how many seconds what did not succeed may still be carried out; 0: for none. */
  landsWithin(): number;
  /** Renews no more; resolves when no renewal is on its way. */
  release(): Promise<void>;
}

export function makeHolds(database: Database, log: Logger): Holds {
  const held = new Map<number, { row: Claimed; until: number }>();
  let renewal: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let renewing = false;

  const renew = async (): Promise<void> => {
    const from = performance.now();
    const asked = [...held.values()];
    try {
      const ours = await renewLeases(
        database,
        asked.map(({ row }) => row),
        LEASE_SECONDS,
      );
      for (const each of asked) {
        // What had ended when we asked may have been somebody else's meanwhile.
        const isOurs = ours.has(each.row.id) && from < each.until;
        each.until = isOurs ? from + LEASE_SECONDS * 1_000 : 0;
      }
    } catch (err) {
      log.warn({ err }, 'leases could not be renewed');
    }
  };
  const pulse = (): void => {
    if (renewing || held.size === 0) return;
    renewing = true;
    renewal = renew().finally(() => {
      renewing = false;
    });
  };

  const hold = (row: Claimed, since: number): Hold => {
    const kept = { row, until: since + LEASE_SECONDS * 1_000 };
    let began: number | null = null;
    held.set(row.id, kept);
    timer ??= setInterval(pulse, RENEW_MS);
    return {
      row,
      begin: (once) => {
        const now = performance.now();
        if (now + STILL_LANDS_MS + MARGIN_MS > kept.until) throw new LeaseLost();
        if (once) began = now;
      },
      succeeded: () => {
        began = null;
      },
      landsWithin: () =>
        began === null ? 0 : Math.max(0, began + STILL_LANDS_MS - performance.now()) / 1_000,
      release: async () => {
        // By now the same row may be under way here once more.
        if (held.get(row.id) === kept) held.delete(row.id);
        if (held.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        await renewal;
      },
    };
  };

  return {
    count: () => held.size,
    claiming: () => {
      const since = performance.now();
      return (row) => hold(row, since);
    },
  };
}
