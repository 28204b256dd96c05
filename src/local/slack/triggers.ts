/** Trigger ids: made by a person's act, good once, for three seconds. */
import { randomInt } from 'node:crypto';
import { newTicket } from './ids.ts';
import { SlackError } from './slack-error.ts';

const lifetime = 3;

export interface Trigger {
  readonly person: string;
  /** The open modal it came from; only such a trigger can push. */
  readonly viewId?: string;
}

export class Triggers {
  readonly #open = new Map<string, Trigger & { readonly at: number; used: boolean }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(person: string, viewId?: string): string {
    const id = `${randomInt(1e11, 9e11)}.${randomInt(1e9, 9e9)}.${newTicket()}`;
    this.#forgetOld();
    this.#open.set(id, { person, at: this.#now(), used: false, ...(viewId === undefined ? {} : { viewId }) });
    return id;
  }

  /** Looks without using it up. Throws Slack's three refusals. */
  check(id: string): Trigger {
    const found = this.#open.get(id);
    if (found === undefined) throw new SlackError('invalid_trigger_id');
    if (found.used) throw new SlackError('exchanged_trigger_id');
    if (this.#now() - found.at > lifetime) throw new SlackError('expired_trigger_id');
    return found;
  }

  use(id: string): void {
    const found = this.#open.get(id);
    if (found !== undefined) found.used = true;
  }

  /** Long-expired ones become unknown, so that a long session does not grow. */
  #forgetOld(): void {
    for (const [id, trigger] of this.#open) {
      if (this.#now() - trigger.at <= 3_600) return;
      this.#open.delete(id);
    }
  }
}
