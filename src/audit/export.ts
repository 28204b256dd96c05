/** An audit log as NDJSON: one entry a line, with every hashed field and the hash, so that it can be checked alone. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Chained, canonical } from '../domain/audit-chain.ts';
import type { AuditRow } from '../store/audit.ts';

/** Lines of an export, as many at once as rows came. */
export async function* toExport(pages: AsyncIterable<readonly AuditRow[]>): AsyncGenerator<string> {
  for await (const rows of pages) yield rows.map((row) => `${canonical(row)}\n`).join('');
}

/** Taken as it is: a copy could lose what the hash covers. */
const AnyObject = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const Line = z.strictObject({
  workspace: z.string(),
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  door: z.string(),
  deed: z.string(),
  subject: z.string(),
  detail: AnyObject,
  hash: z.string(),
});

const PAGE = 1000;

/**
 * Reads an export in pages. Empty lines are passed over.
 * @throws ExportFault for what is not an export; a line that is one, but wrong, is found by the check.
 */
export async function* readExport(path: string): AsyncGenerator<Chained[]> {
  let page: Chained[] = [];
  let number = 0;
  for await (const text of linesOf(path)) {
    number += 1;
    if (text.trim() === '' || isBanner(text)) continue;
    page.push(entryOf(text, number));
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** `npm run` writes what it runs before an export, unless it is told to be silent; no entry begins so. */
const isBanner = (text: string): boolean => text.startsWith('> ');

/** The file cannot be read as an export. Never holds its content. */
export class ExportFault extends Error {}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'fault';
    throw new ExportFault(`${path} cannot be read (${code}). Nothing was checked.`);
  }
}

function entryOf(text: string, number: number): Chained {
  const read = Line.safeParse(parsed(text));
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') || 'the whole line';
    throw new ExportFault(
      `Line ${number} is not an entry of an export (${field}). Lines from there on were not checked.`,
    );
  }
  const { hash, ...entry } = read.data;
  return { entry, hash };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
