import type { Who, WhoEntry } from '../../custody/who.ts';
import { findProvider } from '../../providers/index.ts';
import { buttons } from '../buttons.ts';
import { context, header, type Message, message, section } from './kit.ts';
import { named, namedAll, ownersOf } from './people.ts';
import { bold, code, joined, lines, md, mention } from './text.ts';

/** Which key belongs to which service, and who to call. */
export function whoMessage(who: Who, slash: string): Message {
  return message(
    who.asked.kind === 'person'
      ? section(md`*What ${mention(who.asked.name)} answers for*`)
      : header(who.asked.name),
    who.services.length > 0 &&
      section(lines(...who.services.map((it) => md`${bold(it.name)}: call ${ownersOf(it, who.gone)}`))),
    ...who.entries.map((entry) =>
      section(entryWords(entry, who.gone), buttons.showKey.draw('Show', { key: entry.key.id })),
    ),
    who.entries.length === 0 && section(md`No key that we know of.`),
    who.more > 0 && context(md`and ${who.more} more: ${code(`${slash} list`)}`),
  );
}

const entryWords = ({ key, services, holders }: WhoEntry, gone: Who['gone']) =>
  lines(
    md`Key ${bold(key.label)} · ${findProvider(key.provider).name} · ${key.accountName}${key.state === 'active' ? '' : ` · ${key.state}`}`,
    services.length > 0
      ? md`used by ${joined(services.slice(0, 5).map((it) => md`${it.name} (${ownersOf(it, gone)})`))}${services.length > 5 ? ` and ${services.length - 5} more` : ''}`
      : md`used by no service that we know of`,
    md`custodian ${named(key.custodian, gone)}${key.deputy === null ? '' : md`, deputy ${named(key.deputy, gone)}`}`,
    md`can delete it: ${holders.length === 0 ? 'nobody recorded' : namedAll(holders, gone, 5)}`,
  );
