/** When somebody may be asked about custody. Pure. */
import { quarterOf } from '../domain/quarter.ts';
import type { Day } from '../domain/words.ts';
import { isWorkingTime, zoneAmong } from '../domain/working-time.ts';
import { todayIn } from '../rotation/today.ts';
import type { AskedPerson } from '../store/attestation-asking.ts';

export const todayOf = (person: AskedPerson, now: Date): Day =>
  todayIn(now, person.timezone, person.workspaceTimezone);

/** Working time of the person, in the quarter that it is about. */
export const isTimeFor = (person: AskedPerson, now: Date): boolean =>
  quarterOf(todayOf(person, now)) === person.quarter &&
  isWorkingTime(now, zoneAmong(person.timezone, person.workspaceTimezone), person);
