/** What every block needs to know about the surface it is drawn on. */
import { createHash } from 'node:crypto';
import type { TextObject } from '@slack/types';
import type { InputValue, LocalChannel, LocalPerson, Place } from '../slack/contract.ts';
import { domId } from './element.ts';
import { plainText } from './faithful.ts';
import type { Reader } from './reader.ts';

export interface Sheet {
  /** Start of every dom id on this surface, e.g. `m-C1-1700000000.0001` or `modal-V1`. */
  readonly scope: string;
  readonly place: Place;
  readonly reader: Reader;
  readonly people: readonly LocalPerson[];
  readonly channels: readonly LocalChannel[];
  /** Address of a file's bytes for this viewer. */
  fileAddress(id: string): string;
  /** What this person already put in, by block and action id. */
  readonly state?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Sentences beside inputs, by block id. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** One interactive element and where it sits. */
export interface Spot {
  readonly sheet: Sheet;
  readonly blockId: string;
  /** When a change is sent to the bot: at once, on Enter, or only with the form. */
  readonly dispatch: 'change' | 'enter' | 'none';
  /** Dom ids of the label and of the hint or error, where the block has them. */
  readonly labelledBy?: string;
  readonly describedBy?: string;
}

/** Words only, for attributes and option lists. */
export function words(text: TextObject): string {
  return plainText(text.text, text.type === 'mrkdwn' || text.emoji !== false);
}

export function controlId(spot: Spot, actionId: string): string {
  return domId(spot.sheet.scope, spot.blockId, actionId);
}

/** What the person put into this element before, if anything. */
export function givenValue(spot: Spot, actionId: string): InputValue | undefined {
  return spot.sheet.state?.[spot.blockId]?.[actionId] as InputValue | undefined;
}

/** Short mark of an element's definition: while it stays the same, the page keeps what was typed. */
export function mark(definition: unknown): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('base64url').slice(0, 10);
}
