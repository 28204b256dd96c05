import { DrizzleQueryError } from 'drizzle-orm';
import { Refusal } from '../domain/refusal.ts';

/**
 * What went wrong in the database, cut down to what cannot hold a bound value: PostgreSQL's code, the constraint and
 * the table. The driver's own error carries parameters in its message and is dropped here.
 */
export class StoreFault extends Error {
  readonly code: string;
  readonly constraint: string | null;
  readonly table: string | null;

  constructor(code: string, constraint: string | null, table: string | null) {
    super(`database fault ${code}${constraint ? ` on ${constraint}` : ''}`);
    this.name = 'StoreFault';
    this.code = code;
    this.constraint = constraint;
    this.table = table;
  }

  /** True when the database could not be reached or is going away: nothing was recorded. */
  get unreachable(): boolean {
    return /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EPIPE|ETIMEDOUT|57P0|53300|08|connection)/.test(this.code);
  }
}

interface DriverError {
  code?: unknown;
  constraint?: unknown;
  table?: unknown;
  message?: unknown;
  cause?: unknown;
}

/** Refusals and faults pass; driver errors are cut; programming errors pass as they are. */
export function storeFault(error: unknown): unknown {
  if (error instanceof Refusal || error instanceof StoreFault) return error;
  const driver = driverError(error);
  return driver ?? error;
}

function driverError(error: unknown): StoreFault | null {
  // Only a query's error is opened: what a call to Slack failed of is not the database's.
  for (let at: unknown = error; at instanceof Error; at = at instanceof DrizzleQueryError ? at.cause : null) {
    const { code, constraint, table, message } = at as DriverError;
    if (typeof code === 'string' && isDriverCode(code)) {
      return new StoreFault(code, textOrNull(constraint), textOrNull(table));
    }
    if (
      /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered/.test(
        String(message),
      )
    ) {
      return new StoreFault('connection', null, null);
    }
    if (at instanceof DrizzleQueryError && at.cause === undefined)
      return new StoreFault('unknown', null, null);
  }
  return null;
}

/** SQLSTATE, or what the socket said (`ECONNREFUSED`); Node's own `ERR_…` are programming errors. */
const isDriverCode = (code: string): boolean => /^([0-9A-Z]{5}|E(?!RR_)[A-Z_]+)$/.test(code);

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
