/**
 * The workspace in memory. `commit` is the one place where it changes: the change goes to the journal first, then into
 * the maps, then whoever watches is told.
 */
import type { Change } from './changes.ts';
import type { ChannelRow, FileRow, MessageRow, PersonRow, ViewRow } from './rows.ts';

export class World {
  readonly people = new Map<string, PersonRow>();
  readonly channels = new Map<string, ChannelRow>();
  readonly files = new Map<string, FileRow>();
  /** Published Home views by person. */
  readonly homes = new Map<string, ViewRow>();
  installed = true;
  readonly #messages = new Map<string, Map<string, MessageRow>>();
  /** Newest `ts` read, by person and channel. */
  readonly #read = new Map<string, string>();
  readonly #watchers = new Set<() => void>();
  readonly #append: (change: Change) => void;

  /** `append` must have stored the change when it returns. */
  constructor(append: (change: Change) => void = () => {}) {
    this.#append = append;
  }

  commit(change: Change): void {
    this.#append(change);
    this.apply(change);
    this.tellWatchers();
  }

  /** Takes a change that is already in the journal. */
  apply(change: Change): void {
    switch (change.kind) {
      case 'person':
        this.people.set(change.row.id, change.row);
        return;
      case 'channel':
        this.channels.set(change.row.id, change.row);
        return;
      case 'message':
        this.#messagesOf(change.row.channel).set(change.row.ts, change.row);
        return;
      case 'message_deleted':
        this.#messagesOf(change.channel).delete(change.ts);
        return;
      case 'read':
        this.#read.set(`${change.person} ${change.channel}`, change.ts);
        return;
      case 'home':
        this.homes.set(change.row.person, change.row);
        return;
      case 'file':
        this.files.set(change.row.id, change.row);
        return;
      case 'installed':
        this.installed = change.installed;
    }
  }

  /** The fewest changes that lead from nothing to here. */
  *snapshot(): Generator<Change> {
    yield { kind: 'installed', installed: this.installed };
    for (const row of this.people.values()) yield { kind: 'person', row };
    for (const row of this.channels.values()) yield { kind: 'channel', row };
    for (const row of this.files.values()) yield { kind: 'file', row };
    for (const messages of this.#messages.values()) {
      for (const row of messages.values()) yield { kind: 'message', row };
    }
    for (const row of this.homes.values()) yield { kind: 'home', row };
    for (const [key, ts] of this.#read) {
      const [person = '', channel = ''] = key.split(' ');
      yield { kind: 'read', person, channel, ts };
    }
  }

  /** Oldest first, thread replies included. */
  messages(channel: string): MessageRow[] {
    return [...this.#messagesOf(channel).values()];
  }

  message(channel: string, ts: string): MessageRow | undefined {
    return this.#messagesOf(channel).get(ts);
  }

  /** `ts` of the newest message this person has read there; '0' before the first. */
  lastRead(person: string, channel: string): string {
    return this.#read.get(`${person} ${channel}`) ?? '0';
  }

  /** The DM between two people, if they ever opened it. */
  dmBetween(one: string, other: string): ChannelRow | undefined {
    const holds = (row: ChannelRow) => row.members.includes(one) && row.members.includes(other);
    return [...this.channels.values()].find((row) => row.kind === 'dm' && holds(row));
  }

  /** Newest `ts` in use; where a restarted clock of messages goes on. */
  newestTs(): string {
    const all = [...this.#messages.values()].flatMap((messages) => [...messages.keys()]);
    return all.reduce((newest, ts) => (ts > newest ? ts : newest), '0');
  }

  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** For changes that only a client holds: open modals, ephemeral messages. */
  tellWatchers(): void {
    for (const listener of this.#watchers) listener();
  }

  #messagesOf(channel: string): Map<string, MessageRow> {
    const found = this.#messages.get(channel);
    if (found !== undefined) return found;
    const fresh = new Map<string, MessageRow>();
    this.#messages.set(channel, fresh);
    return fresh;
  }
}
