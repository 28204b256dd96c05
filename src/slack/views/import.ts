import type { ModalView } from '@slack/types';
import type { ImportCard, ImportProblems } from '../../custody/import-card.ts';
import type { ImportCustody, ImportedKeys } from '../../custody/import-custody.ts';
import { COLUMNS } from '../../domain/import-columns.ts';
import { buttons } from '../buttons.ts';
import { importKeys } from '../forms/import.ts';
import { actions, context, facts, header, type Message, message, section } from './kit.ts';
import { bold, clip, code, joined, lines, type Md, md, mention } from './text.ts';

/** Asks for the file. */
export function importModal(slash: string): ModalView {
  const names = COLUMNS.filter((column) => !('informs' in column)).map(({ header: name }) => name);
  return importKeys.draw({
    title: 'Import keys',
    submit: 'Check the file',
    close: 'Cancel',
    hidden: {},
    blocks: [
      section(
        md`A CSV file, one key a row. You see what would change before anything is written, and the same file twice does no harm.`,
      ),
      importKeys.fields.file.input('file', {
        label: 'File',
        hint: 'CSV in UTF-8, at most 10,000 rows. Public key ids only, never a secret.',
      }),
      context(md`Columns: ${names.join(', ')}. Needed in every row: Provider and Key id.`),
      context(
        md`An empty cell leaves a known key as it is, a dash takes away. ${code(`${slash} import template`)} sends you an empty file, ${code(`${slash} export`)} one with all keys.`,
      ),
    ],
  });
}

export const broughtMessage = (fileName: string): Message =>
  message(
    section(md`${bold(fileName)} is being checked. Nothing is written yet.`),
    context(md`The preview comes as a direct message from Keysteward.`),
  );

/** The live message of an import: what it is doing, what would come of it, what came of it. */
export function importMessage(card: ImportCard): Message {
  switch (card.state) {
    case 'reading':
      return message(section(md`Reading ${bold(card.fileName)}…`));
    case 'refused':
      return refused(card);
    case 'preview':
      return preview(card);
    case 'running':
      return message(
        header('Writing keys'),
        section(md`${bold(`${card.written} of ${card.toWrite}`)} rows of ${card.fileName}.`),
        context(md`${bar(card.written, card.toWrite)}`),
      );
    case 'done':
      return message(
        header('Keys imported'),
        section(
          md`${plural(card.toWrite - card.late, 'key was', 'keys were')} written from ${bold(card.fileName)}, ${card.counts.unchanged} were as they should be.`,
        ),
        problems(card),
        actions(allProblems(card)),
      );
    case 'dropped':
      return message(section(md`${bold(card.fileName)} was dropped. Nothing was written.`));
  }
}

function preview(card: ImportCard): Message {
  const { creates, updates, unchanged, problems: bad } = card.counts;
  return message(
    header(card.toWrite === 0 ? 'Nothing to write' : 'Write these keys?'),
    section(md`From ${bold(card.fileName)}. Nothing is written yet.`),
    facts([
      ['New', String(creates)],
      ['Changed', String(updates)],
      ['As they are', String(unchanged)],
      ['Cannot be used', String(bad)],
    ]),
    problems(card),
    bad > 0 &&
      context(md`Mend those rows and bring the whole file again: what is written by then stays as it is.`),
    actions(
      card.toWrite > 0 &&
        buttons.confirmImport.draw(
          `Write ${plural(card.toWrite, 'key', 'keys')}`,
          { import: card.id },
          { style: 'primary' },
        ),
      buttons.dropImport.draw('Drop the file', { import: card.id }),
      allProblems(card),
    ),
  );
}

/** Places only: what stands there is never repeated. */
function refused({ fileName, refused: why }: ImportCard): Message {
  if (why === null) return message(section(md`${bold(fileName)} was refused.`));
  const places = why.secrets.map(({ row, column }) => md`• row ${row}, ${column}`);
  return message(
    header(places.length > 0 ? 'This file holds secrets' : 'This file was not taken'),
    section(md`${bold(fileName)}: ${why.happened}`),
    places.length > 0 && section(lines(...places, why.more > 0 && md`and ${why.more} more`)),
    section(md`${why.next}`),
  );
}

const problems = (card: ImportCard) =>
  card.problems.length > 0 &&
  section(lines(...card.problems.map(({ row, says }) => md`• row ${row}: ${says}`)));

const allProblems = (card: ImportCard) =>
  card.moreProblems && buttons.importProblems.draw('See all problems', { import: card.id, page: 1 });

/** A page of the rows that cannot be used. */
export function problemsMessage(list: ImportProblems): Message {
  const { id, page, pages } = list;
  return message(
    header(`Rows that cannot be used (${list.rows})`),
    ...inTens(list.problems).map((some) =>
      section(lines(...some.map(({ row, says }) => md`• row ${row}: ${says}`))),
    ),
    pages > 1 && context(md`Page ${page} of ${pages}`),
    actions(
      page > 1 && buttons.importProblems.draw('Back', { import: id, page: page - 1 }),
      page < pages && buttons.importProblems.draw('Next', { import: id, page: page + 1 }),
    ),
  );
}

/** Slack cuts one long section, not several shorter ones. */
const inTens = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / 10) }, (_, index) =>
    items.slice(index * 10, index * 10 + 10),
  );

export const exportMessage = (): Message =>
  message(
    section(md`The file comes as a direct message from Keysteward.`),
    context(md`It holds public facts only, and can be brought back with import.`),
  );

export const templateMessage = (): Message =>
  message(section(md`An empty file with all columns comes as a direct message from Keysteward.`));

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const WIDTH = 20;
function bar(done: number, all: number): string {
  const full = all === 0 ? WIDTH : Math.floor((done / all) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
}

/** Told to whoever answers for keys since somebody else's import: once, however many. */
export function importCustodyMessage({ by, answersFor, stepsInFor }: ImportCustody): Message {
  const own = answersFor !== null;
  return message(
    answersFor === null
      ? null
      : section(md`By a file of ${mention(by)} you answer for ${keysNamed(answersFor)}.`),
    stepsInFor === null
      ? null
      : section(
          md`${own ? md`You also` : md`By a file of ${mention(by)} you`} step in, when the custodian cannot, for ${keysNamed(stepsInFor)}.`,
        ),
    context(
      own
        ? md`You will be reminded before they are due. What is not yours: hand it over from its card.`
        : md`A deputy hears of a key when its custodian is silent, and may do all that the custodian may.`,
    ),
    actions(buttons.listPage.draw('Show my keys', { filter: 'mine', page: 1 })),
  );
}

function keysNamed({ total, labels }: ImportedKeys): Md {
  const rest = total - labels.length;
  const named = joined([
    ...labels.map((label) => bold(clip(label, 80))),
    ...(rest > 0 ? [md`${rest} more`] : []),
  ]);
  return md`${total === 1 ? 'a key' : `${total} keys`} now: ${named}`;
}
