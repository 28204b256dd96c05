import { type TroubleTimes, troubleWords } from '../../workspace/trouble-words.ts';
import { context, type Message, message, section } from './kit.ts';
import { lines, md, when } from './text.ts';

/** The first message about a trouble; once it is over it says so in place. */
export function troubleMessage({ what, since, overAt }: TroubleTimes, slash: string): Message {
  const { title, means, todo } = troubleWords(what);
  if (overAt !== null) {
    return message(
      section(md`Over: ${title.replaceAll('/key', slash)}, from ${when(since)} to ${when(overAt)}.`),
    );
  }
  return message(
    section(lines(md`*Keysteward needs a hand.* ${title}.`, means === '' ? null : md`${means}`)),
    section(md`${todo.replaceAll('/key', slash)}`),
    context(md`Since ${when(since)}. You hear from me when it is over.`),
  );
}

/** The message that it is over. */
export function troubleOverMessage({ what, since, overAt }: TroubleTimes): Message | null {
  if (overAt === null) return null;
  return message(
    section(md`It works again. ${troubleWords(what).title}: from ${when(since)} to ${when(overAt)}.`),
  );
}
