/**
 * An expected "no": what happened, what was not done, what to do next. Shown to the person as it stands,
 * so it never holds a secret or raw driver text. Anything unexpected is a fault and gets an id instead.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What to do next, one sentence. */
  readonly next: string;
  /** Sentences beside fields of a form, by field name, when the refusal is about what was typed there. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    code: RefusalCode,
    happened: string,
    next: string,
    fields: Readonly<Record<string, string>> = {},
  ) {
    const { stackTraceLimit } = Error;
    // It is an answer, made and thrown away by the dozen to see which buttons a card may have; nobody reads where.
    Error.stackTraceLimit = 0;
    super(happened);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Refusal';
    this.code = code;
    this.next = next;
    this.fields = fields;
  }
}

export type RefusalCode =
  | 'not_here'
  | 'not_allowed'
  | 'not_found'
  | 'ambiguous'
  | 'bad_input'
  | 'secret'
  | 'too_late'
  | 'already_done'
  /** The same delivery came again: what it wanted was done the first time. */
  | 'repeated'
  | 'not_yet'
  | 'unavailable';
