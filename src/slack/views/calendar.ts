/** The calendar of rotations in words; its picture comes as a file. */
import type { Calendar, CalendarRow } from '../../domain/calendar.ts';
import { rowInWords } from '../../pictures/calendar.ts';
import { buttons } from '../buttons.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, clip, md } from './text.ts';

export function calendarMessage(calendar: Calendar): Message {
  const { rows, all, side, weeks, merged } = calendar;
  const other = side === 'custodian' ? 'service' : 'custodian';
  if (rows.length === 0) {
    return message(
      header('Nothing to rotate'),
      section(md`No key is overdue, and none is due in the next 12 weeks.`),
    );
  }
  const words = (row: CalendarRow) => section(md`${bold(clip(row.who, 150))}: ${rowInWords(row, weeks)}`);
  return message(
    header(`${all.overdue.keys} overdue, ${all.total - all.overdue.keys} due in the next 12 weeks`),
    ...(merged > 0 ? rows.slice(0, -1) : rows).map(words),
    merged > 0 && context(md`and ${merged} more`),
    context(md`By ${side}; weeks begin on Monday. The picture comes as a direct message from Keysteward.`),
    actions(buttons.calendar.draw(`Show by ${other}`, { side: other })),
  );
}
