/** What sentences about rows of the audit log are made of. */
import { italic, type Md, md, onDay } from './text.ts';

/** All that a sentence is made of. */
export interface Told {
  readonly who: Md;
  /** What it was done to. */
  readonly what: Md;
  text(name: string): string;
  person(name: string): Md;
  people(name: string): Md;
  service(): Md;
  /** All short facts of the row, as what was and what is where both are there. */
  facts(): Md;
}

export type Sentence = (told: Told) => Md;

export const because = (reason: string): Md => (reason === '' ? md`` : md`, because ${italic(reason)}`);
export const detailOf = (text: string): Md => (text === '' ? md`` : md` (${text})`);
export const dayOf = (text: string): Md => (/^\d{4}-\d\d-\d\d$/.test(text) ? onDay(text) : md`${text}`);
