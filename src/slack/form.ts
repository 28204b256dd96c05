/**
 * Forms, defined once: which fields a modal has, how each is drawn and how its answer is read. The block id of an
 * input is the field's name, so that a sentence about a field lands beside it.
 */
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { Refusal } from '../domain/refusal.ts';
import type { Answer, Field } from './fields.ts';
import { type ModalLook, modal } from './views/kit.ts';

/** The part of a view that comes back with a submission. */
export const SubmittedView = z.object({
  id: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  /** The lowest modal of the stack it is in: itself, unless it was opened from another one. */
  root_view_id: z.string().optional(),
  /** Its inputs, for the words beside them. */
  blocks: z
    .array(z.object({ block_id: z.string().optional(), label: z.object({ text: z.string() }).optional() }))
    .optional(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});
export type SubmittedView = z.infer<typeof SubmittedView>;

type Fields = Readonly<Record<string, Field<unknown>>>;
type Answers<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends { read(raw: unknown): Answer<infer Value> } ? Value : never;
};

export interface FormKind<F extends Fields, Hidden> {
  readonly id: string;
  readonly fields: F;
  /** Draws the modal around blocks made by the fields' own `input`. */
  draw(look: Omit<ModalLook, 'callbackId' | 'hidden'> & { hidden: Hidden }): ModalView;
  /** What the form was drawn for. @throws Refusal `too_late` when it cannot be read any more. */
  hidden(view: SubmittedView): Hidden;
  /** The answers, typed. @throws Refusal `bad_input` with a sentence beside each field that cannot be read. */
  read(view: SubmittedView): { hidden: Hidden; answers: Answers<F> };
}

/** @param hidden travels through the client and comes back: ids only. */
export function form<F extends Fields, Hidden extends z.ZodType>(
  id: string,
  hidden: Hidden,
  fields: F,
): FormKind<F, z.infer<Hidden>> {
  return {
    id,
    fields,
    draw: (look) => modal({ ...look, callbackId: id, hidden: JSON.stringify(look.hidden) }),
    hidden: (view) => readHidden(hidden, view),
    read: (view) => ({ hidden: readHidden(hidden, view), answers: readAnswers(fields, view) }),
  };
}

function readHidden<Hidden extends z.ZodType>(shape: Hidden, view: SubmittedView): z.infer<Hidden> {
  try {
    return shape.parse(JSON.parse(view.private_metadata));
  } catch {
    throw new Refusal(
      'too_late',
      'This form is from an older version; nothing was recorded.',
      'Open it again.',
    );
  }
}

function readAnswers<F extends Fields>(fields: F, view: SubmittedView): Answers<F> {
  const wrong: Record<string, string> = {};
  const answers: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const answer = field.read(Object.values(view.state.values[name] ?? {})[0]);
    if (answer.ok) answers[name] = answer.value;
    else wrong[name] = answer.says;
  }
  if (Object.keys(wrong).length > 0) {
    throw new Refusal(
      'bad_input',
      'Some fields need another look; nothing was recorded.',
      'Correct them and submit again.',
      wrong,
    );
  }
  return answers as Answers<F>;
}
