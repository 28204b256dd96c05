/**
 * `npm run audit -- verify [file.ndjson] [--head <hash>]` checks audit logs, in the database or in an export;
 * `npm run --silent audit -- export <workspace> > file.ndjson` writes one out. Ends with 1 when a log is not whole.
 */
import { once } from 'node:events';
import { auditTool } from './audit-tool.ts';

const writeTo = (stream: NodeJS.WriteStream) => async (text: string) => {
  if (!stream.write(text)) await once(stream, 'drain');
};

process.exitCode = await auditTool(process.argv.slice(2), {
  env: process.env,
  write: writeTo(process.stdout),
  complain: writeTo(process.stderr),
});
