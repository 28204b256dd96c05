import { type Act, actor } from '../domain/act.ts';
import { type Calendar, type CalendarSide, calendarEnd, calendarOf } from '../domain/calendar.ts';
import { dayIn } from '../domain/days.ts';
import { calendarPicture } from '../pictures/calendar.ts';
import type { Picture } from '../pictures/png.ts';
import { dueCounts } from '../store/calendar.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { want } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';

/** The team's calendar as it is now, in the team's own time zone. */
export async function lookAtCalendar(scope: Scope, side: CalendarSide): Promise<Calendar> {
  const today = dayIn(scope.now, (await thisWorkspace(scope)).timezone);
  return calendarOf(await dueCounts(scope, side, calendarEnd(today)), side, today);
}

/** Answers with the calendar, and wants its picture as a direct message to whoever asks. */
export function askForCalendar(database: Database, act: Act, side: CalendarSide): Promise<Calendar> {
  const person = actor(act);
  return inWorkspace(database, act, async (tx) => {
    const calendar = await lookAtCalendar(tx, side);
    if (calendar.rows.length === 0) return calendar;
    want(tx, {
      name: `calendar:${person}:${act.delivery ?? tx.now.toISOString()}`,
      effect: { do: 'file', kind: 'calendar', subject: side, to: { person } },
      lane: 'answer',
    });
    return calendar;
  });
}

/** The picture of the calendar, drawn of what is so at this moment. */
export async function drawCalendar(scope: Scope, side: CalendarSide): Promise<Picture> {
  return calendarPicture(await lookAtCalendar(scope, side), scope.now);
}
