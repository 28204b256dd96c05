/** The keys of one imitated provider. A file keeps every change, so that they are there again after a restart. */
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FakeKey, FakeKeyState } from '../playground/contract.ts';

export interface KeyringOptions {
  /** As people know the provider, e.g. `OKX`. */
  readonly name: string;
  readonly regions: readonly string[];
  readonly environments: readonly string[];
  /** File of all changes; without one nothing outlives the process. */
  readonly journal?: string | undefined;
}

export interface Keyring {
  keys(): FakeKey[];
  find(keyId: string): FakeKey | undefined;
  /** Rejects, in words for the console, what the provider would refuse. */
  create(keyId: string, region: string, environment: string): Promise<void>;
  /** Rejects a key that was never made. */
  put(keyId: string, state: FakeKeyState): Promise<void>;
}

/** Rejects when the journal holds a line that is not its own. */
export async function openKeyring(options: KeyringOptions): Promise<Keyring> {
  const { name, regions, environments, journal } = options;
  const shape = z.object({
    keyId: z.string(),
    region: z.enum(regions),
    environment: z.enum(environments),
    state: z.enum(['alive', 'inactive', 'deleted']),
  });
  const known = new Map<string, FakeKey>();
  for (const line of journal === undefined ? [] : await linesOf(journal)) {
    const parsed = shape.safeParse(JSON.parse(line.text));
    if (!parsed.success)
      throw new Error(
        `${journal}, line ${line.number} is not a key of the imitated ${name}. Nothing was started. Remove the file to begin with no keys.`,
      );
    known.set(parsed.data.keyId, parsed.data);
  }
  const keep = async (key: FakeKey): Promise<void> => {
    known.set(key.keyId, key);
    if (journal !== undefined) await appendFile(journal, `${JSON.stringify(key)}\n`);
  };
  return {
    keys: () => [...known.values()],
    find: (keyId) => known.get(keyId),
    async create(keyId, region, environment) {
      if (known.has(keyId))
        throw new Error(
          `The ${name} console already has a key ${keyId}. Nothing was created. ${name} never gives one id twice; take another.`,
        );
      const parsed = shape.safeParse({ keyId, region, environment, state: 'alive' });
      if (!parsed.success)
        throw new Error(
          `${name} has the regions ${regions.join(', ')} and the environments ${environments.join(', ')}. Nothing was created.`,
        );
      await keep(parsed.data);
    },
    async put(keyId, state) {
      const key = known.get(keyId);
      if (key === undefined)
        throw new Error(`The ${name} console has no key ${keyId}. Nothing was changed. Create it first.`);
      await keep({ ...key, state });
    },
  };
}

async function linesOf(file: string): Promise<{ text: string; number: number }[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .map((line, index) => ({ text: line, number: index + 1 }))
    .filter((line) => line.text !== '');
}
