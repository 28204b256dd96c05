/**
 * What tests and the playground may ask of the local Slack: to be a person sitting in front of a Slack client.
 * The bot never sees this; it only speaks to the local Slack's Web API and receives its deliveries.
 */
import type { KnownBlock, View } from '@slack/types';

export interface LocalPerson {
  readonly id: string;
  /** Handle without `@`, e.g. `ana`. */
  readonly name: string;
  readonly realName: string;
  readonly timezone: string;
  readonly kind: 'admin' | 'member' | 'guest' | 'deactivated' | 'outsider' | 'bot';
  readonly teamId: string;
}

export interface LocalChannel {
  readonly id: string;
  /** Channel name without `#`, or the other person's name for a DM. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'dm';
  readonly members: readonly string[];
  readonly unread: number;
  readonly archived: boolean;
  readonly topic: string;
  readonly pinned: readonly string[];
}

export interface LocalMessage {
  readonly channel: string;
  readonly ts: string;
  readonly author: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly threadTs?: string;
  readonly replies: number;
  readonly edited: boolean;
  /** Only the person asked for sees it; it came from `response_url`, an ack or `chat.postEphemeral`. */
  readonly ephemeral: boolean;
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: Readonly<Record<string, unknown>>;
  };
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly mimetype: string;
    readonly size: number;
    /** What a picture shows, in words. */
    readonly alt?: string;
  }[];
}

export interface LocalView {
  readonly id: string;
  readonly view: View;
  readonly state: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Sentences beside inputs, by block id, after a refused submission. */
  readonly errors: Readonly<Record<string, string>>;
}

/** How a delivery to the bot ended, as the person would notice. */
export type Outcome =
  | { readonly kind: 'accepted' }
  /** Slack's own words, e.g. `operation_timeout` or `dispatch_failed`. */
  | { readonly kind: 'failed'; readonly error: string };

/** A value put into one input, in the shape Slack sends in `state.values` (`{type, value | selected_option | ...}`). */
export type InputValue = Readonly<Record<string, unknown>> & { readonly type: string };

/** Where a pressed element sits. */
export type Place =
  | { readonly in: 'message'; readonly channel: string; readonly ts: string }
  | { readonly in: 'modal' }
  | { readonly in: 'home' };

/** One person's hands on the client. Every call resolves when the bot has acked, refused or timed out. */
export interface Hands {
  readonly me: LocalPerson;
  channels(): LocalChannel[];
  /** Oldest first, including this person's ephemeral messages; thread replies only through `thread`. */
  messages(channel: string): LocalMessage[];
  thread(channel: string, ts: string): LocalMessage[];
  markRead(channel: string): void;
  /** The DM with the bot (made if missing). */
  botDm(): string;
  post(channel: string, text: string, threadTs?: string): LocalMessage;
  /**
   * The line as typed: `/key list`, or only what follows the command when the app has one. `/invite @name` and
   * `/remove @name` are the client's own.
   */
  command(channel: string, text: string): Promise<Outcome>;
  /** Presses a button, or changes a select/overflow/checkbox that dispatches. `value` is merged into the action. */
  act(place: Place, actionId: string, change?: { blockId?: string; value?: InputValue }): Promise<Outcome>;
  /** Options the bot offers for an external select. */
  suggest(
    place: Place,
    blockId: string,
    actionId: string,
    typed: string,
  ): Promise<{ text: string; value: string }[]>;
  /** Fills inputs of the open modal by block id (client side only, nothing is sent). */
  fill(values: Readonly<Record<string, Readonly<Record<string, InputValue>>>>): void;
  submit(): Promise<Outcome>;
  closeModal(): Promise<Outcome>;
  /** Top of the modal stack. */
  modal(): LocalView | undefined;
  openHome(): Promise<Outcome>;
  home(): LocalView | undefined;
  /** Puts a file into this person's hands, for a file input: `fill({b: {a: {type: 'file_input', files: [{id}]}}})`. */
  upload(name: string, content: Uint8Array): { readonly id: string };
  /** The bytes of a file someone shared. */
  download(fileId: string): {
    readonly name: string;
    readonly mimetype: string;
    readonly content: Uint8Array;
  };
  messageShortcut(channel: string, ts: string, callbackId: string): Promise<Outcome>;
  globalShortcut(callbackId: string): Promise<Outcome>;
}

/** A call the bot made, newest last; what tests count and read. */
export interface RecordedCall {
  /** When it was carried out. */
  readonly at: number;
  /** When it had arrived. */
  readonly arrived: number;
  readonly trouble?: Trouble['kind'];
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly answer: { readonly ok: boolean; readonly error?: string };
}

/** How the local Slack misbehaves on purpose; consumed in order, per method (or `*`). */
export type Trouble =
  | { readonly kind: 'rate_limit'; readonly retryAfter: number }
  | { readonly kind: 'error'; readonly error: string }
  /** Drops the connection without doing anything. */
  | { readonly kind: 'drop_before' }
  /** Answers 5xx without doing anything. */
  | { readonly kind: 'fail_before' }
  /** Does the deed, then answers 5xx: the caller cannot know. */
  | { readonly kind: 'fail_after' }
  /** Does the deed, then drops the connection. */
  | { readonly kind: 'drop_after' }
  /** Drops the connection at once, and does the deed only later. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Does the deed at once, and never answers. */
  | { readonly kind: 'silent' };

/** How deliveries reach the bot. */
export type Delivery =
  | { readonly mode: 'http'; readonly url: string; readonly signingSecret: string }
  | { readonly mode: 'socket'; readonly appToken: string };

export interface LocalSlackOptions {
  readonly delivery: Delivery;
  readonly botToken: string;
  /** The manifest the app is "installed" with: its scopes, command and shortcuts are what this Slack knows. */
  readonly manifest: unknown;
  /** Seconds since the epoch as a float; moved clocks pass theirs. Used for `ts`, trigger and response_url expiry. */
  readonly now?: () => number;
  /** File to append every change to, so that a restart finds the same workspace. Absent: memory only. */
  readonly journal?: string;
  /** Port of the Web API and the socket; 0 picks one. Loopback only. */
  readonly port?: number;
  /** Enforce Slack's documented rate limits (1 post a second a channel with small bursts, tiers a minute). Default true. */
  readonly rateLimits?: boolean;
  /** Decides for each call whether it goes wrong, where no trouble was ordered for it. */
  readonly misbehave?: (method: string, args: Readonly<Record<string, unknown>>) => Trouble | undefined;
  /** Who and what else is there on the first morning: members, and public channels with everybody and the bot in them. */
  readonly also?: {
    readonly people: readonly Pick<LocalPerson, 'id' | 'name' | 'realName' | 'timezone'>[];
    readonly channels: readonly { readonly id: string; readonly name: string }[];
  };
  /** Milliseconds the bot has to ack a delivery. Default 3000, as at Slack; tests of late acks shorten it. */
  readonly ackTimeout?: number;
}

export interface LocalSlack {
  /** Base of the Web API, ends in `/`. */
  readonly apiUrl: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly people: readonly LocalPerson[];
  as(person: string): Hands;
  /** Deactivate, reactivate, promote: delivers `user_change` as Slack does. */
  changePerson(
    person: string,
    change: { deleted?: boolean; isAdmin?: boolean; timezone?: string },
  ): Promise<void>;
  /** A new colleague: delivers `team_join`. */
  addPerson(person: Pick<LocalPerson, 'name' | 'realName' | 'timezone' | 'kind'>): Promise<LocalPerson>;
  /** An admin removes the app: delivers `tokens_revoked` and `app_uninstalled`, then every call answers `account_inactive`. */
  uninstall(): Promise<void>;
  calls(): readonly RecordedCall[];
  trouble(method: string, ...next: Trouble[]): void;
  /** Redelivers the last delivery, or the one so many before it, exactly as sent (same ids), as Slack does when it saw no ack. */
  redeliverLast(before?: number): Promise<Outcome>;
  /** Socket Mode: sends `disconnect` with this reason to all sockets. */
  refreshSockets(reason: 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'): void;
  /** Called after any change a client would notice; returns the way to stop. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}
