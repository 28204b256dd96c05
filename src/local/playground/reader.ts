import type { Moment } from './dates.ts';

/** Who reads, and the names behind ids. */
export interface Reader extends Moment {
  readonly person: string;
  personName(id: string): string | undefined;
  channelName(id: string): string | undefined;
  groupName(id: string): string | undefined;
}
