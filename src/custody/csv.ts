/** Files of keys as text and as lines of cells. */
import { CsvError, parse } from 'csv-parse/sync';
import { neutralCell, readHeader } from '../domain/import-columns.ts';
import { Refusal } from '../domain/refusal.ts';

/** @throws Refusal when these bytes are not text that we can read. */
export function textOf(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(
      'bad_input',
      'This is not a text file in UTF-8. Nothing was recorded.',
      'Save it as “CSV UTF-8” and bring it again.',
    );
  }
}

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * All lines with all cells, blank ones too, so that a line's place is the row a spreadsheet shows.
 * @throws Refusal when it is no CSV; the text is not repeated.
 */
export function linesOf(text: string): string[][] {
  const delimiter = delimiterOf(text);
  try {
    return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false });
  } catch (error) {
    const near = error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : null;
    throw new Refusal(
      'bad_input',
      `This cannot be read as CSV${near === null ? '' : `, near line ${near}`}. Nothing was recorded.`,
      'Often a quotation mark is not closed. Mend it and bring the file again.',
    );
  }
}

/** What separates cells: whatever finds the most of our columns in the first line. */
function delimiterOf(text: string): string {
  const found = DELIMITERS.map((delimiter) => ({ delimiter, columns: columnsWith(text, delimiter) }));
  return found.reduce((best, each) => (each.columns > best.columns ? each : best)).delimiter;
}

function columnsWith(text: string, delimiter: string): number {
  try {
    const [first = []] = parse(text.slice(0, 10_000), { delimiter, to: 1, relax_column_count: true });
    return readHeader(first).filter((column) => column !== null).length;
  } catch {
    return 0;
  }
}

/** Lines as a CSV file that spreadsheets open without asking and without working anything out. */
export function csvOf(lines: readonly (readonly string[])[]): string {
  return `\uFEFF${lines.map((line) => line.map((cell) => quoted(neutralCell(cell))).join(',')).join('\r\n')}\r\n`;
}

const quoted = (cell: string): string =>
  /[",;|\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
