/** The first message of the thread in which a leak is worked that has no channel of its own. */
import { context, header, type Message, message, section } from './kit.ts';
import { code, joined, lines, type Md, md, mention } from './text.ts';

export interface NoRoom {
  readonly title: string;
  readonly drill: boolean;
  /** Slack's word for why no channel could be made. */
  readonly code: string;
  /** It stands in the reporter's own conversation with the bot. */
  readonly alone: boolean;
  readonly slash: string;
}

export function noRoomMessage({ title, drill, code: word, alone, slash }: NoRoom): Message {
  return message(
    header(title),
    section(
      lines(
        drill && md`*Practice.*`,
        md`*All about it is in the thread of this message*, in place of a private channel: ${why(word)}`,
        alone &&
          md`*Nobody else sees it here: tell somebody.* People who are called get messages of their own.`,
      ),
    ),
    alone
      ? context(
          md`With a team channel, threads would begin there: an admin sets one with ${code(`${slash} settings`)}.`,
        )
      : context(
          md`Whoever can read this channel can read the thread. Follow it to hear of each new message.`,
        ),
  );
}

/** In the thread, once to each whom the leak calls. */
export const calledMessage = (people: readonly string[], drill: boolean): Message =>
  message(
    section(
      md`${drill ? 'Practice: ' : ''}called to this: ${joined(people.slice(0, 40).map(mention))}. All that comes stands in this thread.`,
    ),
  );

function why(word: string): Md {
  if (word === 'missing_scope' || word === 'no_permission')
    return md`Keysteward lacks the permission to make one. An admin installs it again to give it.`;
  if (['restricted_action', 'user_is_restricted', 'org_level_restricted'].includes(word))
    return md`this workspace does not let apps make one.`;
  return md`Slack refused to make one (${code(word)}).`;
}
