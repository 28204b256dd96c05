/** Why a start ended, for the person in front of it. */
import { SettingsError } from './settings.ts';
import { SlackRefused } from './slack/connect.ts';
import { StoreFault } from './store/fault.ts';
import { MigrationRefused } from './store/migrate.ts';

/** The start cannot go on; the message is for the person in front of it. */
export class StartRefused extends Error {}

/** Faults that people can mend are one plain sentence; others keep their stack for whoever debugs. */
export function explain(error: unknown): string {
  const plain =
    error instanceof SettingsError ||
    error instanceof StartRefused ||
    error instanceof SlackRefused ||
    error instanceof MigrationRefused ||
    (error instanceof Error && error.name === 'EmbeddedPostgresError');
  if (plain) return (error as Error).message;
  if (error instanceof StoreFault && error.unreachable) {
    return `The database could not be reached (${error.code}). Nothing was started. Check DATABASE_URL and that the server runs.`;
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? Number(error.port) : 0;
    return `Port ${port} is taken by another program. Nothing was started. Set PORT or PLAYGROUND_PORT to a free one, for example ${port + 1}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
