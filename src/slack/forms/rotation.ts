import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

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
