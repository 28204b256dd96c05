import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

const template = 'template_keysteward';

export interface FreshDatabase {
  /** Connects as superuser. */
  readonly url: string;
  /** Call in `afterEach`, `afterAll` or `onTestFinished`; keeps the database when a test there has failed. */
  drop(): Promise<void>;
}

/** A migrated, empty database of its own; about 20 ms. */
export async function freshDatabase(): Promise<FreshDatabase> {
  return copyOf(template);
}

/** A database without any table. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return copyOf('template0');
}

async function copyOf(source: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Copying files beats writing every page to the log, for a small template.
  await onServer(`create database ${name} template ${source} strategy file_copy`);
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      const failed = failedTest();
      if (failed === undefined) await onServer(`drop database if exists ${name} with (force)`);
      else await onServer(`comment on database ${name} is ${pg.escapeLiteral(failed)}`);
    },
  };
}

/** Kept open between tests: to connect costs half of what a copy does. */
let server: pg.Pool | undefined;

async function onServer(text: string): Promise<void> {
  server ??= new pg.Pool({ connectionString: inject('databaseServer'), max: 2, allowExitOnIdle: true });
  await server.query(text);
}

interface Task {
  readonly name: string;
  readonly result?: { readonly state: string };
  readonly tasks?: readonly Task[];
}

/** @returns the name of a failed test in what runs now: a test inside `afterEach`, a whole suite or file inside `afterAll`. */
export function failedTest(): string | undefined {
  // Vitest tells a hook about failures only through its own arguments; this is where it keeps them itself.
  const worker = (globalThis as { __vitest_worker__?: { current?: Task } }).__vitest_worker__;
  const search = (task: Task): string | undefined => {
    const inside = task.tasks?.map(search).find((name) => name !== undefined);
    return inside ?? (task.result?.state === 'fail' ? task.name : undefined);
  };
  return worker?.current && search(worker.current);
}
