import { askForCalendar } from '../../custody/calendar.ts';
import type { CalendarSide } from '../../domain/calendar.ts';
import type { KnownCommand } from '../../domain/command.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Visit } from '../door.ts';
import { type Reply, replace, tell } from '../reply.ts';
import { calendarMessage } from '../views/calendar.ts';

/** `calendar`, `calendar services`. */
export async function calendar({ database, act }: Visit, { rest }: KnownCommand): Promise<Reply> {
  return tell(calendarMessage(await askForCalendar(database, act, sideIn(rest))));
}

export async function turnCalendar(
  { database, act }: Visit,
  { side }: { side: CalendarSide },
): Promise<Reply> {
  return replace(calendarMessage(await askForCalendar(database, act, side)));
}

function sideIn(typed: string): CalendarSide {
  if (typed === '' || /^(?:by )?custodians?$/i.test(typed)) return 'custodian';
  if (/^(?:by )?services?$/i.test(typed)) return 'service';
  throw new Refusal(
    'bad_input',
    'The calendar is by custodian or by service. Nothing was drawn.',
    'Say calendar, or calendar services.',
  );
}
