import type { KeyLine, KeyList } from '../../custody/find-keys.ts';
import { buttons } from '../buttons.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, clip, code, lines, md, mention, onDay } from './text.ts';

/** A page of keys, soonest due first, each with its own button. */
export function keyListMessage(list: KeyList, slash: string): Message {
  if (list.total === 0) return emptyList(list, slash);
  return message(
    header(list.filter === '' ? `Keys (${list.total})` : `Keys: ${list.filter} (${list.total})`),
    ...list.lines.map((line) => section(lineWords(line), buttons.showKey.draw('Show', { key: line.id }))),
    list.pages > 1 && context(md`Page ${list.page} of ${list.pages}`),
    actions(
      list.page > 1 && buttons.listPage.draw('Back', { filter: list.filter, page: list.page - 1 }),
      list.page < list.pages && buttons.listPage.draw('Next', { filter: list.filter, page: list.page + 1 }),
    ),
  );
}

const lineWords = (line: KeyLine) =>
  lines(
    md`${bold(line.label)} · ${line.provider} · ${line.account}`,
    md`${stateWords(line)} · tier ${line.tier} · ${mention(line.custodian)}`,
    line.disowned !== null && md`Not theirs, they say: ${clip(line.disowned, REASON)}`,
  );

/** Eight of them make a page. */
const REASON = 200;

function stateWords(line: KeyLine) {
  if (line.state === 'compromised') return bold('leaked');
  if (line.state === 'gone') return md`gone`;
  if (line.state === 'retired') return md`retired`;
  return line.overdue ? md`*overdue* since ${onDay(line.dueOn)}` : md`due ${onDay(line.dueOn)}`;
}

const emptyList = (list: KeyList, slash: string): Message =>
  list.filter === ''
    ? message(
        section(md`No key is recorded yet.`),
        actions(buttons.addKey.draw('Register the first key', {}, { style: 'primary' })),
      )
    : message(
        section(md`No key fits “${list.filter}”.`),
        context(
          md`Filters: mine, due, overdue, unowned, unanswered, nodeputy, anyaddress, provider:okx, service:bot, or any text. ${code(`${slash} list`)} shows all.`,
        ),
      );
