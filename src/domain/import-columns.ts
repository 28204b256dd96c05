/** The columns of a file of keys: how they may be headed, in the order in which they are written. */

export interface Column {
  readonly id: string;
  /** As written in an export and a template; understood with any case, spacing and punctuation. */
  readonly header: string;
  /** Other headings people use. */
  readonly also: readonly string[];
  /** Only for readers: what a file says in it changes nothing. */
  readonly informs?: true;
}

export const COLUMNS = [
  { id: 'provider', header: 'Provider', also: ['exchange', 'vendor', 'issuer'] },
  { id: 'label', header: 'Label', also: ['name', 'key name', 'key label'] },
  { id: 'keyId', header: 'Key id', also: ['api key', 'api key id', 'access key id', 'public id', 'id'] },
  { id: 'account', header: 'Account', also: ['sub-account', 'account name', 'project', 'organisation'] },
  { id: 'region', header: 'Region', also: ['site'] },
  { id: 'environment', header: 'Environment', also: ['env', 'mode'] },
  { id: 'permissions', header: 'Permissions', also: ['permission', 'scopes', 'rights'] },
  { id: 'allowlist', header: 'IP allowlist', also: ['allowlist', 'whitelist', 'ip whitelist', 'ips', 'ip'] },
  { id: 'services', header: 'Services', also: ['service', 'used by', 'programs'] },
  { id: 'custodian', header: 'Custodian', also: ['owner', 'responsible', 'holder'] },
  { id: 'deputy', header: 'Deputy', also: ['backup', 'stand-in'] },
  { id: 'holders', header: 'Console holders', also: ['holders', 'console logins', 'can log in'] },
  { id: 'breakGlass', header: 'Break-glass', also: ['break glass pointer', 'emergency access'] },
  { id: 'keptAt', header: 'Secret is kept at', also: ['kept at', 'vault', 'vault path', 'secret location'] },
  { id: 'created', header: 'Created', also: ['created on', 'creation date', 'issued'] },
  { id: 'expires', header: 'Expires', also: ['expires on', 'expiry', 'expiry date', 'valid until'] },
  { id: 'rotation', header: 'Rotation days', also: ['rotation', 'rotate every', 'rotation period'] },
  { id: 'state', header: 'State', also: ['status'], informs: true },
  { id: 'tier', header: 'Tier', also: ['exposure'], informs: true },
  { id: 'due', header: 'Due', also: ['due on', 'next rotation'], informs: true },
] as const satisfies readonly Column[];

export type ColumnId = (typeof COLUMNS)[number]['id'];

/** A row's cells by column; a column that the file does not have is not there. */
export type Cells = Readonly<Partial<Record<ColumnId, string>>>;

const spelling = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const columnOf = new Map<string, ColumnId>(
  COLUMNS.flatMap(({ id, header, also }) =>
    [id, header, ...also].map((name) => [spelling(name), id] as const),
  ),
);

/** Which column stands at each place of a header line; `null` where it is none of ours. */
export function readHeader(line: readonly string[]): readonly (ColumnId | null)[] {
  return line.map((cell) => columnOf.get(spelling(cell)) ?? null);
}

/** What keeps a header from being used, one sentence; `null` when nothing does. Cells are not repeated. */
export function headerFault(header: readonly (ColumnId | null)[]): string | null {
  const missing = (['provider', 'keyId'] as const).filter((id) => !header.includes(id)).map(headerOf);
  if (missing.length > 0) {
    return `The first line must name the columns. Not found there: ${missing.join(', ')}.`;
  }
  const twice = header.find((id, index) => id !== null && header.indexOf(id) !== index) ?? null;
  return twice === null ? null : `Two columns mean the same: ${headerOf(twice)}. Leave one of them.`;
}

/** The heading of a column as we write it. */
export const headerOf = (id: ColumnId): string => COLUMNS.find((column) => column.id === id)?.header ?? id;

/** A line's cells by column. */
export function cellsOf(header: readonly (ColumnId | null)[], line: readonly string[]): Cells {
  return Object.fromEntries(
    header.flatMap((id, index) => {
      const cell = line[index]?.trim();
      return id === null || cell === undefined ? [] : [[id, cell]];
    }),
  );
}

/** What begins so is a formula to a spreadsheet, also behind quotes that were put before it. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that a spreadsheet shows as text and never works out. `plainCell` takes it back. */
export const neutralCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
export const plainCell = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
