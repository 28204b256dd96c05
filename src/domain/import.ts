/**
 * Reading one row of a file of keys. An empty cell says nothing: a new key gets the default, a known one stays as it
 * is. A dash takes away what may be missing. Sentences about a row never repeat its cells: one may hold a secret.
 */
import { z } from 'zod';
import { parseAllowlist } from './allowlist.ts';
import { dayFrom } from './days.ts';
import { type Cells, type ColumnId, headerOf, plainCell } from './import-columns.ts';
import { labelFault, labelKey, tidyLabel } from './labels.ts';
import type { Provider } from './provider.ts';
import type { Day, PersonId } from './words.ts';

export const ROTATION_MAX = 730;
const TEXT_MAX = 300;

const day = z.string().transform((text) => text as Day);
const person = z.string().transform((text) => text as PersonId);

/** What a row says of its key. A field that is not there was not said; `null` takes away. */
export const ImportRow = z.object({
  /** As a spreadsheet counts: the header is 1. */
  row: z.number(),
  provider: z.string(),
  keyId: z.string(),
  label: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  environment: z.string().optional(),
  permissions: z.array(z.string()).optional(),
  allowlist: z.array(z.string()).optional(),
  services: z.array(z.string()).optional(),
  custodian: person.optional(),
  deputy: person.nullable().optional(),
  holders: z.array(person).optional(),
  breakGlass: z.string().optional(),
  keptAt: z.string().optional(),
  createdOn: day.optional(),
  expiresOn: day.nullable().optional(),
  rotationDays: z.number().optional(),
});
export type ImportRow = z.infer<typeof ImportRow>;

export interface Problem {
  readonly row: number;
  readonly says: string;
}

export interface RowContext {
  readonly providerOf: (name: string) => Provider | undefined;
  /** Somebody by Slack id, `@name` or name; a sentence when that is nobody, or more than one. */
  readonly personOf: (text: string) => PersonId | { readonly says: string };
}

/** A row as read: what it says, or every sentence about what is wrong with it. */
export type ReadRow =
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly says: readonly string[] };

const CLEAR = '-';

/** Of providers without regions. */
export const ONLY_REGION = { id: 'global', label: 'Global' } as const;

/** Reads the cells of one row. */
export function readImportRow(row: number, cells: Cells, context: RowContext): ReadRow {
  const provider = context.providerOf(plainCell(cells.provider ?? ''));
  if (provider === undefined) {
    const says = cells.provider ? 'No provider of this name is known.' : 'Provider is missing.';
    return { ok: false, says: [says] };
  }
  const reader = new CellReader(cells, context);
  const keyId = reader.text('keyId') ?? '';
  if (!provider.publicId.pattern.test(keyId)) reader.wrong.push(`Key id: ${provider.publicId.mismatch}`);
  const read: { [Field in keyof ImportRow]: ImportRow[Field] | undefined } = {
    row,
    provider: provider.id,
    keyId,
    label: reader.label(),
    account: reader.name('account'),
    region: reader.oneOf('region', provider.regions.length > 0 ? provider.regions : [ONLY_REGION]),
    environment: reader.oneOf('environment', provider.environments),
    permissions: reader.someOf('permissions', provider.permissions),
    allowlist: reader.allowlist(provider),
    services: reader.services(),
    custodian: reader.person('custodian') ?? undefined,
    deputy: reader.person('deputy'),
    holders: reader.people('holders'),
    breakGlass: reader.text('breakGlass'),
    keptAt: reader.text('keptAt'),
    createdOn: reader.day('created') ?? undefined,
    expiresOn: reader.day('expires'),
    rotationDays: reader.days(),
  };
  if (reader.wrong.length > 0) return { ok: false, says: reader.wrong };
  return { ok: true, row: ImportRow.parse(read) };
}

type Named = { readonly id: string; readonly label: string };

/** Reads cells one after the other and collects what is wrong. */
class CellReader {
  readonly wrong: string[] = [];
  readonly #cells: Cells;
  readonly #context: RowContext;

  constructor(cells: Cells, context: RowContext) {
    this.#cells = cells;
    this.#context = context;
  }

  #blame(column: ColumnId, says: string): undefined {
    this.wrong.push(`${headerOf(column)}: ${says}`);
    return undefined;
  }

  text(column: ColumnId): string | undefined {
    const cell = this.#cells[column] ?? '';
    if (cell === '') return undefined;
    const text = plainCell(cell);
    return text.length > TEXT_MAX ? this.#blame(column, `${TEXT_MAX} characters at most.`) : text;
  }

  /** `null` for a dash, which takes away. */
  textOrNone(column: ColumnId): string | null | undefined {
    return this.#cells[column] === CLEAR ? null : this.text(column);
  }

  label(): string | undefined {
    const text = this.text('label');
    if (text === undefined) return undefined;
    const fault = labelFault(text);
    return fault === null ? tidyLabel(text) : this.#blame('label', fault);
  }

  name(column: ColumnId): string | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const name = tidyLabel(text);
    return name.length > 60 ? this.#blame(column, '60 characters at most.') : name;
  }

  oneOf(column: ColumnId, offered: readonly Named[]): string | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    return find(offered, text) ?? this.#blame(column, `must be one of: ${list(offered)}.`);
  }

  /** Separated by semicolons, commas, bars or line breaks; a dash for none. */
  someOf(column: ColumnId, offered: readonly Named[]): string[] | undefined {
    const words = this.#words(column);
    if (words === undefined) return undefined;
    const found = words.map((word) => find(offered, word));
    if (found.includes(undefined)) return this.#blame(column, `may be: ${list(offered)}.`);
    return [...new Set(found.filter((id) => id !== undefined))];
  }

  services(): string[] | undefined {
    const words = this.#words('services');
    const fault = words?.map(labelFault).find((says) => says !== null);
    if (fault) return this.#blame('services', fault.replace('A label', 'The name of a service'));
    if (words === undefined) return undefined;
    return [...new Map(words.map((word) => [labelKey(word), tidyLabel(word)])).values()];
  }

  allowlist(provider: Provider): string[] | undefined {
    const words = this.#words('allowlist');
    if (words === undefined) return undefined;
    const { entries, faults } = parseAllowlist(words.join(' '), provider.allowlist);
    if (faults.length === 0) return [...entries];
    return this.#blame('allowlist', faults.map(({ says }) => says).join(' '));
  }

  person(column: ColumnId): PersonId | null | undefined {
    const text = this.textOrNone(column);
    if (text === null || text === undefined) return text;
    const found = this.#context.personOf(text);
    return typeof found === 'string' ? found : this.#blame(column, found.says);
  }

  people(column: ColumnId): PersonId[] | undefined {
    const found = this.#words(column)?.map(this.#context.personOf);
    const unknown = found?.find((each) => typeof each !== 'string');
    if (unknown !== undefined && typeof unknown !== 'string') return this.#blame(column, unknown.says);
    return found && [...new Set(found.filter((each) => typeof each === 'string'))];
  }

  day(column: ColumnId): Day | null | undefined {
    const text = this.textOrNone(column);
    if (text === null || text === undefined) return text;
    return dayFrom(text) ?? this.#blame(column, 'a day looks like 2026-11-23.');
  }

  days(): number | undefined {
    const text = this.text('rotation');
    if (text === undefined) return undefined;
    const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
    return days >= 1 && days <= ROTATION_MAX
      ? days
      : this.#blame('rotation', `a number of days from 1 to ${ROTATION_MAX}.`);
  }

  #words(column: ColumnId): string[] | undefined {
    const cell = this.#cells[column] ?? '';
    if (cell === '') return undefined;
    if (cell === CLEAR) return [];
    return plainCell(cell)
      .split(/[;,|\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== '');
  }
}

function find(offered: readonly Named[], text: string): string | undefined {
  const wanted = text.toLowerCase();
  return offered.find(({ id, label }) => id.toLowerCase() === wanted || label.toLowerCase() === wanted)?.id;
}

const list = (offered: readonly Named[]): string => offered.map(({ id }) => id).join(', ');
