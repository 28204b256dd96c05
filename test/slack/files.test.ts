/** Where the token goes when a file is fetched, and where reading stops. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebClient } from '@slack/web-api';
import { expect, onTestFinished, test } from 'vitest';
import { MOST_BYTES } from '../../src/domain/import-file.ts';
import { makeFetchFile } from '../../src/slack/files.ts';

/** A host of files, and the tokens it was shown. */
async function host(answer: RequestListener): Promise<{ origin: string; tokens: (string | undefined)[] }> {
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens };
}

/** Slack's word on a file. */
const slackSays = (url: string, size = 5): WebClient =>
  ({ files: { info: async () => ({ file: { url_private_download: url, size } }) } }) as unknown as WebClient;

test('a file comes from the configured host, with the token', async () => {
  const slack = await host((_request, response) => response.end('hello'));
  const fetchFile = makeFetchFile(slackSays(`${slack.origin}/f`), 'xoxb-x', `${slack.origin}/api/`);
  expect(Buffer.from(await fetchFile('F1')).toString()).toBe('hello');
  expect(slack.tokens).toEqual(['Bearer xoxb-x']);
});

test('no other host is asked, and none sees the token', async () => {
  const other = await host((_request, response) => response.end('hello'));
  const elsewhere = [`${other.origin}/f`, 'https://files.slack.com.example.com/f', 'not an address'];
  for (const url of elsewhere) {
    for (const api of [undefined, 'https://slack.com/api/', 'http://127.0.0.1:1/api/']) {
      await expect(makeFetchFile(slackSays(url), 'xoxb-x', api)('F1')).rejects.toThrow(
        /does not lie with Slack/,
      );
    }
  }
  expect(other.tokens).toEqual([]);
});

test('a redirect is not followed', async () => {
  const other = await host((_request, response) => response.end('hello'));
  const slack = await host((_request, response) => response.writeHead(302, { location: other.origin }).end());
  const fetchFile = makeFetchFile(slackSays(`${slack.origin}/f`), 'xoxb-x', `${slack.origin}/api/`);
  await expect(fetchFile('F1')).rejects.toThrow(/does not let Keysteward read/);
  expect(other.tokens).toEqual([]);
});

test('reading stops at 20 MB, whatever was said of the size', async () => {
  let sent = 0;
  const part = Buffer.alloc(1024 * 1024, 65);
  const slack = await host((_request, response) => {
    const more = (): void => {
      sent += part.length;
      if (!response.destroyed && sent < 10 * MOST_BYTES) response.write(part, more);
    };
    more();
  });
  const fetchFile = makeFetchFile(slackSays(`${slack.origin}/f`), 'xoxb-x', `${slack.origin}/api/`);
  await expect(fetchFile('F1')).rejects.toThrow(/larger than 20 MB/);
  expect(sent).toBeLessThan(3 * MOST_BYTES);
  await expect(
    makeFetchFile(slackSays(`${slack.origin}/f`, MOST_BYTES + 1), 'x', slack.origin)('F1'),
  ).rejects.toThrow(/larger than 20 MB/);
});
