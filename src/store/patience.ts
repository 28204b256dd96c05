/** How long an answer of the database is waited for. */
import { StoreFault } from './fault.ts';

/** Rejects when there is no answer in time; else it never settles. */
export function silence(ms: number, answer: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    // An answer that came while this process was busy is read first.
    const timer = setTimeout(() => setImmediate(() => reject(new Late())), ms);
    const heard = (): void => clearTimeout(timer);
    answer.then(heard, heard);
  });
}

/** The database did not answer in time. */
export class Late extends StoreFault {
  constructor() {
    super('connection', null, null);
  }
}

/** @throws Late when there is no answer in time. */
export function inTime<Result>(ms: number, answer: Promise<Result>): Promise<Result> {
  return Promise.race([answer, silence(ms, answer)]);
}
