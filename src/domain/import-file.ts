/** What is kept of a file of keys between its arrival and its end. Never the file itself. */
import { z } from 'zod';
import { ImportRow } from './import.ts';

/**
 * `reading`: to be fetched and checked. `preview`: waits for its bringer's word. `running`: being written.
 * `refused`: nothing of it can be used.
 */
export type ImportState = 'reading' | 'preview' | 'running' | 'done' | 'dropped' | 'refused';

/** More rows than this belong into several files. */
export const MOST_ROWS = 10_000;
/** A file larger than this is not fetched to its end. */
export const MOST_BYTES = 20 * 1024 * 1024;

const Problem = z.object({ row: z.number(), says: z.string() });

const Counts = z.object({
  creates: z.number(),
  updates: z.number(),
  unchanged: z.number(),
  /** Rows that cannot be used. */
  problems: z.number(),
});
export type Counts = z.infer<typeof Counts>;

const RefusedFile = z.object({
  /** Sentences of a refusal. */
  happened: z.string(),
  next: z.string(),
  /** Where secrets stand: row and column. Empty when the file was refused for something else. */
  secrets: z.array(z.object({ row: z.number(), column: z.string() })),
  /** How many more there are. */
  more: z.number(),
});
export type RefusedFile = z.infer<typeof RefusedFile>;

/** All but the rows. */
export const ImportSummary = z.object({
  /** Slack's id of the file. */
  file: z.string(),
  /** What the bringer was when they brought it: a file gives nobody more rights. */
  role: z.enum(['admin', 'lead', 'member']),
  counts: Counts,
  problems: z.array(Problem),
  refused: RefusedFile.nullable(),
  /** Who answers for which keys since it was written, of those whom nobody else has told. */
  given: z.record(z.string(), z.array(z.number())).default({}),
  /** The same of who steps in for which keys. */
  stepsIn: z.record(z.string(), z.array(z.number())).default({}),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

/** `rows`: those that will be created or changed. */
export const ImportFile = ImportSummary.extend({ rows: z.array(ImportRow) });
export type ImportFile = z.infer<typeof ImportFile>;

export const NO_COUNTS: Counts = { creates: 0, updates: 0, unchanged: 0, problems: 0 };
