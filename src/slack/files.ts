/** Fetching a file that somebody gave to a form. The token goes to Slack's file host and to no other. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { FetchFile } from '../custody/read-import.ts';
import { MOST_BYTES } from '../domain/import-file.ts';
import { Refusal } from '../domain/refusal.ts';
import { slackTrouble } from './errors.ts';

const File = z.object({ url_private_download: z.string(), size: z.number() });

const AGAIN = 'Upload it once more with the import command.';
const refuse = (happened: string): Refusal =>
  new Refusal('bad_input', `${happened} Nothing was recorded.`, AGAIN);

/** @param apiUrl the configured Slack API, whose origin serves files too when it is not Slack's own. */
export function makeFetchFile(client: WebClient, token: string, apiUrl: string | undefined): FetchFile {
  const api = new URL(apiUrl ?? 'https://slack.com/api/').origin;
  const allowed = api === 'https://slack.com' ? 'https://files.slack.com' : api;
  return async (id) => {
    const file = await look(client, id);
    if (file.size > MOST_BYTES) throw tooLarge();
    if (!URL.canParse(file.url_private_download) || new URL(file.url_private_download).origin !== allowed) {
      throw refuse('The file does not lie with Slack, so it was not fetched.');
    }
    const answer = await fetch(file.url_private_download, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    // Slack sends whoever may not read a file to its sign-in page.
    if (answer.status >= 300 && answer.status < 500) {
      await answer.body?.cancel();
      throw refuse('Slack does not let Keysteward read this file (files:read).');
    }
    if (!answer.ok) throw new Error(`a file ended with ${answer.status}`);
    return bytesOf(answer);
  };
}

const tooLarge = (): Refusal => refuse('The file is larger than 20 MB.');

async function look(client: WebClient, file: string): Promise<z.infer<typeof File>> {
  try {
    return File.parse((await client.files.info({ file })).file);
  } catch (error) {
    if (slackTrouble(error)?.kind === 'impossible') throw refuse('The file is not at Slack any more.');
    throw error;
  }
}

/** Stops reading where the limit is, whatever the answer said of its length. */
async function bytesOf(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > MOST_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
