/** What only a person's client holds, gone after a reload: ephemeral messages, open modals, half-filled inputs. */
import type { MessageRow, ViewRow } from './rows.ts';
import { merge, type Values } from './state.ts';
import type { World } from './world.ts';

export class Desks {
  readonly #ephemerals = new Map<string, MessageRow>();
  /** Open modals by person, the one on top last. */
  readonly #stacks = new Map<string, readonly ViewRow[]>();
  /** Values put in by hand, by person and surface. */
  readonly #put = new Map<string, Values>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  ephemerals(person: string, channel: string): MessageRow[] {
    return [...this.#ephemerals.values()].filter((row) => row.onlyFor === person && row.channel === channel);
  }

  ephemeral(channel: string, ts: string): MessageRow | undefined {
    return this.#ephemerals.get(`${channel} ${ts}`);
  }

  showEphemeral(row: MessageRow): void {
    this.#ephemerals.set(`${row.channel} ${row.ts}`, row);
    this.#world.tellWatchers();
  }

  removeEphemeral(channel: string, ts: string): void {
    this.#ephemerals.delete(`${channel} ${ts}`);
    this.#world.tellWatchers();
  }

  stack(person: string): readonly ViewRow[] {
    return this.#stacks.get(person) ?? [];
  }

  setStack(person: string, stack: readonly ViewRow[]): void {
    for (const closed of this.stack(person).filter((row) => stack.every((left) => left.id !== row.id))) {
      this.#put.delete(`${person} ${closed.id}`);
    }
    this.#stacks.set(person, stack);
    this.#world.tellWatchers();
  }

  /** An open modal, whoever has it open. */
  modal(matches: (row: ViewRow) => boolean): ViewRow | undefined {
    return [...this.#stacks.values()].flat().find(matches);
  }

  replaceModal(row: ViewRow): void {
    this.setStack(
      row.person,
      this.stack(row.person).map((open) => (open.id === row.id ? row : open)),
    );
  }

  /** Values put in on a surface: a view id, or channel and `ts` of a message. */
  putValues(person: string, surface: string): Values {
    return this.#put.get(`${person} ${surface}`) ?? {};
  }

  put(person: string, surface: string, values: Values): void {
    this.#put.set(`${person} ${surface}`, merge(this.putValues(person, surface), values));
    this.#world.tellWatchers();
  }
}
