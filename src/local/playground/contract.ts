/** What the playground needs from its surroundings besides the local Slack, and what it gives back. */
import type { LocalSlack } from '../slack/contract.ts';

/** The playground's own time: real time plus an offset that only local mode has. */
export interface PlaygroundClock {
  now(): Promise<Date>;
  /** Moves forward and answers the new time. */
  move(by: { days: number } | { minutes: number } | { seconds: number }): Promise<Date>;
}

/** `inactive`: switched off, and can be switched on again. */
export type FakeKeyState = 'alive' | 'inactive' | 'deleted';

export interface FakeKey {
  readonly keyId: string;
  readonly region: string;
  readonly environment: string;
  readonly state: FakeKeyState;
}

/** The page on which a console holder would see, make and delete keys, for a provider that is only imitated. */
export interface FakeProviderConsole {
  /** The provider's id, e.g. `okx`. */
  readonly provider: string;
  /** Shown as the console's title, e.g. `OKX`. */
  readonly name: string;
  /** What the provider calls the public id, e.g. `API key`. */
  readonly idLabel: string;
  /** For made-up ids: `x` becomes a hex digit, `#` a capital or one of 2 to 7, all else stays. */
  readonly idTemplate: string;
  readonly regions: readonly string[];
  /** One only: it is not shown. */
  readonly environments: readonly string[];
  keys(): Promise<FakeKey[]>;
  create(keyId: string, region: string, environment: string): Promise<void>;
  /** Only where a key can be switched off; there an active key cannot be deleted. */
  deactivate?(keyId: string): Promise<void>;
  delete(keyId: string): Promise<void>;
  /** Makes a deactivated key active again; brings back a deleted one, which only an imitation can. */
  restore(keyId: string): Promise<void>;
}

/** A shortcut as the app manifest writes it (`features.shortcuts`). */
export interface PlaygroundShortcut {
  readonly name: string;
  readonly type: 'message' | 'global';
  readonly callback_id: string;
}

export interface PlaygroundOptions {
  readonly slack: LocalSlack;
  /** 0 picks a free one. Always 127.0.0.1. */
  readonly port: number;
  readonly clock: PlaygroundClock;
  readonly providers: readonly FakeProviderConsole[];
  /** Name of the slash command, e.g. `/key`. */
  readonly command: string;
  /** The manifest's shortcuts; without them the two menus stay empty. */
  readonly shortcuts?: readonly PlaygroundShortcut[];
  /** Name at the head of the sidebar. */
  readonly workspace?: string;
}

export interface Playground {
  readonly url: string;
  close(): Promise<void>;
}
