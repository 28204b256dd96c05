/** `response_url`s: five uses in thirty minutes, and what a use does. */
import { isObject } from './block-kit/check.ts';
import { botUserId, team } from './cast.ts';
import { newTicket } from './ids.ts';
import { contentOf, post, postEphemeral } from './messages.ts';
import type { MessageRow } from './rows.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

const mostUses = 5;
const lifetime = 1_800;

/** The message a `response_url` can replace or delete. */
type Target = Pick<MessageRow, 'channel' | 'ts' | 'onlyFor'>;

interface Issued {
  readonly person: string;
  readonly channel: string;
  readonly threadTs?: string;
  readonly at: number;
  uses: number;
  target?: Target;
}

export class ResponseUrls {
  readonly #issued = new Map<string, Issued>();
  readonly #now: () => number;
  readonly #origin: () => string;

  constructor(now: () => number, origin: () => string) {
    this.#now = now;
    this.#origin = origin;
  }

  issue(person: string, channel: string, source?: MessageRow): string {
    const id = newTicket();
    const target = source === undefined ? {} : { target: source };
    const thread = source?.threadTs === undefined ? {} : { threadTs: source.threadTs };
    this.#issued.set(id, { person, channel, at: this.#now(), uses: 0, ...target, ...thread });
    return `${this.#origin()}/response/${team.id}/${id}`;
  }

  /** Counts a use. Throws `expired_url` or `used_url`. */
  use(id: string): Issued {
    const issued = this.#issued.get(id);
    if (issued === undefined || this.#now() - issued.at > lifetime) throw new SlackError('expired_url');
    if (issued.uses >= mostUses) throw new SlackError('used_url');
    issued.uses += 1;
    return issued;
  }

  /** The answer a command got first is what later uses of its address replace. */
  setTarget(url: string, target: Target): void {
    const issued = this.#issued.get(url.slice(url.lastIndexOf('/') + 1));
    if (issued !== undefined) issued.target ??= target;
  }
}

/** Does what a POST to a `response_url` asks for. */
export function respond(workspace: Workspace, id: string, body: unknown): void {
  if (!isObject(body)) throw new SlackError('invalid_payload');
  const issued = workspace.responseUrls.use(id);
  if (isTrue(body['delete_original'])) {
    deleteTarget(workspace, issued.target);
    return;
  }
  const content = contentOf(workspace, String(body['text'] ?? ''), body['blocks']);
  if (isTrue(body['replace_original']) && issued.target !== undefined) {
    replaceTarget(workspace, issued.target, content);
    return;
  }
  const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : issued.threadTs;
  if (body['response_type'] === 'in_channel') {
    const channel = workspace.world.channels.get(issued.channel);
    if (channel === undefined || channel.archived) throw new SlackError('channel_not_found');
    const posted = post(workspace, channel, botUserId, content, threadTs === undefined ? {} : { threadTs });
    issued.target ??= posted;
    return;
  }
  const posted = postEphemeral(workspace, issued.channel, issued.person, content, threadTs);
  issued.target ??= posted;
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function deleteTarget({ world, desks }: Workspace, target: Target | undefined): void {
  if (target === undefined) return;
  if (target.onlyFor !== undefined) desks.removeEphemeral(target.channel, target.ts);
  else if (world.message(target.channel, target.ts) !== undefined) {
    world.commit({ kind: 'message_deleted', channel: target.channel, ts: target.ts });
  }
}

function replaceTarget(
  { world, desks }: Workspace,
  target: Target,
  content: Pick<MessageRow, 'text' | 'blocks'>,
): void {
  const shown = desks.ephemeral(target.channel, target.ts);
  if (shown !== undefined) {
    desks.showEphemeral({ ...shown, ...content });
    return;
  }
  const row = world.message(target.channel, target.ts);
  if (row?.author !== botUserId) throw new SlackError('message_not_found');
  world.commit({ kind: 'message', row: { ...row, ...content } });
}
