import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';
import { newKeyFields } from './custody.ts';

const REASON = 300;
const number = z.number().int().positive();

export const snooze = form('snooze', z.object({ key: number }), {
  days: field.choice(),
  because: field.text(REASON, true),
});

export const handOver = form('hand-over', z.object({ key: number }), {
  to: field.person(),
  note: field.optionalText(REASON, true),
});

export const decline = form('decline-handover', z.object({ handover: number }), {
  words: field.text(REASON, true),
});

export const attestGone = form('attest-gone', z.object({ rotation: number }), {
  because: field.text(REASON, true),
});

const rotation = z.object({ rotation: number });

/** The same facts as of any key; its services stay with the old one until they switch. */
export const newKey = form('new-key', z.object({ rotation: number, provider: z.string() }), newKeyFields);

export const newKeyWorks = form('new-key-works', rotation, { says: field.text(REASON, true) });

export const notYetSwitched = form('not-yet-switched', z.object({ rotation: number, service: number }), {
  until: field.day(),
  says: field.text(REASON, true),
});

export const doNotWait = form('do-not-wait', rotation, { because: field.text(REASON, true) });

export const giveUpRotation = form('give-up-rotation', rotation, { because: field.text(REASON, true) });
