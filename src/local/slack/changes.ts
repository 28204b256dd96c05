/** Every change of the workspace that outlives a restart. The journal holds these, one a line. */
import type { ChannelRow, FileRow, MessageRow, PersonRow, ViewRow } from './rows.ts';

export type Change =
  | { readonly kind: 'person'; readonly row: PersonRow }
  | { readonly kind: 'channel'; readonly row: ChannelRow }
  | { readonly kind: 'message'; readonly row: MessageRow }
  | { readonly kind: 'message_deleted'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'read'; readonly person: string; readonly channel: string; readonly ts: string }
  | { readonly kind: 'home'; readonly row: ViewRow }
  | { readonly kind: 'file'; readonly row: FileRow }
  | { readonly kind: 'installed'; readonly installed: boolean };
