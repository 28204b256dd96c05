/** What the local workspace is made of. Rows are values: a change replaces a row, nothing edits one. */
import type { LocalPerson } from './contract.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Blocks as stored: every block and every element carries its id. */
export type Blocks = readonly Json[];

export interface ChannelRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'dm';
  readonly creator: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly members: readonly string[];
  readonly topic: string;
  readonly archived: boolean;
  /** `ts` of pinned messages. */
  readonly pinned: readonly string[];
  readonly bookmarks: readonly Json[];
  readonly canvas?: { readonly id: string; readonly markdown: string };
  readonly externallyShared: boolean;
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Json;
}

export interface MessageRow {
  readonly channel: string;
  readonly ts: string;
  readonly author: string;
  readonly text: string;
  readonly blocks: Blocks;
  readonly threadTs?: string;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly metadata?: Metadata;
  readonly files: readonly string[];
  /** Set on ephemeral messages: the only person who sees it. */
  readonly onlyFor?: string;
}

export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  /** What a picture shows, in words. */
  readonly alt?: string;
  readonly owner: string;
  readonly created: number;
  /** Channels it was shared in; empty until the upload is completed. */
  readonly channels: readonly string[];
  /** Base64. Absent until the bytes arrived. */
  readonly content?: string;
}

export interface ViewRow {
  readonly id: string;
  readonly person: string;
  readonly type: 'modal' | 'home';
  /** The view as given, blocks completed with ids. */
  readonly view: Json & { readonly blocks: Blocks };
  readonly hash: string;
  readonly rootViewId: string;
  readonly previousViewId?: string;
  /** Sentences beside inputs after a refused submission, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface PersonRow extends LocalPerson {
  readonly isAdmin: boolean;
  readonly deleted: boolean;
  readonly updated: number;
}
