import type { Pool } from 'pg';
import type { PlaygroundClock } from './playground/contract.ts';

/** Local mode's clock: the database's, plus an offset kept in the database, so that a restart stays in its time. */
export interface LocalClock extends PlaygroundClock {
  /** Seconds since the epoch, without asking the database: for the local Slack's own stamps. */
  seconds(): number;
}

/** @param moved called after each move, so that what became due is done at once. */
export async function openLocalClock(pool: Pool, moved: () => void): Promise<LocalClock> {
  let offset = await readOffset(pool);
  const now = (): Date => new Date(Date.now() + offset * 1000);
  return {
    seconds: () => Date.now() / 1000 + offset,
    now: async () => now(),
    move: async (by) => {
      offset = await moveOffset(pool, secondsIn(by));
      moved();
      return now();
    },
  };
}

function secondsIn(by: Parameters<PlaygroundClock['move']>[0]): number {
  if ('days' in by) return by.days * 86_400;
  return 'minutes' in by ? by.minutes * 60 : by.seconds;
}

async function readOffset(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ offset_seconds: string }>('select offset_seconds from local_clock');
  return Number(rows[0]?.offset_seconds ?? 0);
}

async function moveOffset(pool: Pool, seconds: number): Promise<number> {
  const { rows } = await pool.query<{ offset_seconds: string }>(
    `insert into local_clock ("only", offset_seconds) values (true, $1)
     on conflict ("only") do update set offset_seconds = local_clock.offset_seconds + excluded.offset_seconds
     returning offset_seconds`,
    [seconds],
  );
  return Number(rows[0]?.offset_seconds ?? 0);
}
