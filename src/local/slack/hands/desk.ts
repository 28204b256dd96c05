/** One person at their client: who they are now, what they can reach. Shared by everything their hands do. */
import { botUserId } from '../cast.ts';
import type { LocalPerson, Outcome, Place } from '../contract.ts';
import { surfaceOfMessage } from '../payloads.ts';
import type { Blocks, ChannelRow, MessageRow, PersonRow, ViewRow } from '../rows.ts';
import type { Workspace } from '../workspace.ts';

/** What a person looks at when they press or fill something. */
export interface Surface {
  /** Key under which values put in are kept. */
  readonly key: string;
  readonly blocks: Blocks;
  readonly message?: MessageRow;
  readonly view?: ViewRow;
}

export const accountInactive: Outcome = { kind: 'failed', error: 'account_inactive' };

export class Desk {
  readonly workspace: Workspace;
  readonly #id: string;

  constructor(workspace: Workspace, id: string) {
    this.workspace = workspace;
    this.#id = id;
  }

  /** The person as of now: flags change under a signed-in client. */
  get person(): PersonRow {
    const row = this.workspace.world.people.get(this.#id);
    if (row === undefined) throw new Error(`Nobody here has the id ${this.#id}.`);
    return row;
  }

  /** Throws for whoever was deactivated: they cannot sign in. */
  signIn(): PersonRow {
    if (this.person.deleted)
      throw new Error(`account_inactive: ${this.person.name} is deactivated and can do nothing.`);
    return this.person;
  }

  /** A conversation this person is in, by id, `#name` or name. */
  channel(given: string): ChannelRow {
    const { world } = this.workspace;
    const name = given.replace(/^#/, '');
    const row =
      world.channels.get(given) ??
      [...world.channels.values()].find((one) => one.kind !== 'dm' && one.name === name);
    if (row === undefined) throw new Error(`channel_not_found: there is no conversation ${given}.`);
    if (!row.members.includes(this.#id))
      throw new Error(`not_in_channel: ${this.person.name} is not in ${row.name}.`);
    return row;
  }

  channels(): ChannelRow[] {
    if (this.person.deleted) return [];
    return [...this.workspace.world.channels.values()].filter((row) => row.members.includes(this.#id));
  }

  message(channel: string, ts: string): MessageRow {
    const { id, name } = this.channel(channel);
    const own = this.workspace.desks.ephemeral(id, ts);
    const row = own?.onlyFor === this.#id ? own : this.workspace.world.message(id, ts);
    if (row === undefined)
      throw new Error(`message_not_found: ${name} has no message ${ts} that ${this.person.name} sees.`);
    return row;
  }

  topModal(): ViewRow | undefined {
    return this.workspace.desks.stack(this.#id).at(-1);
  }

  openModal(): ViewRow {
    const row = this.topModal();
    if (row === undefined) throw new Error(`${this.person.name} has no modal open.`);
    return row;
  }

  home(): ViewRow | undefined {
    return this.workspace.world.homes.get(this.#id);
  }

  surface(place: Place): Surface {
    if (place.in === 'message') {
      const message = this.message(place.channel, place.ts);
      return { key: surfaceOfMessage(message), blocks: message.blocks, message };
    }
    const view = place.in === 'modal' ? this.openModal() : this.home();
    if (view === undefined) throw new Error(`Nothing was published to the Home of ${this.person.name}.`);
    return { key: view.id, blocks: view.view.blocks, view };
  }
}

export function asLocalPerson(row: PersonRow): LocalPerson {
  const { id, name, realName, timezone, teamId } = row;
  return { id, name, realName, timezone, teamId, kind: kindOf(row) };
}

function kindOf(row: PersonRow): LocalPerson['kind'] {
  if (row.deleted) return 'deactivated';
  if (row.id === botUserId || row.kind === 'guest' || row.kind === 'outsider') return row.kind;
  return row.isAdmin ? 'admin' : 'member';
}
