/** The playbooks for a time without Slack and without a database. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ownCredentials } from '../../src/operate/own-credentials.ts';
import { allPages, pageOf } from '../../src/operate/playbook-pages.ts';
import { playbooksTool } from '../../src/operate/playbooks-tool.ts';
import { providers } from '../../src/providers/index.ts';
import { rows } from '../../src/settings/rows.ts';

const print = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['src/start.js', '--run', 'src/operate/playbooks.ts', ...args], {
    env: { PATH: process.env['PATH'] },
  });

describe('the printed playbooks', () => {
  test('are what docs/playbooks.md says', () => {
    const page = readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8');
    expect(page, 'Run: npm run --silent playbooks > docs/playbooks.md').toBe(allPages());
  });

  test('come without settings, database or Slack, for all, one, or our own', async () => {
    const okx = { to: 'stdout', text: `${pageOf(providers[0] ?? 'keysteward')}\n`, code: 0 };
    expect(playbooksTool(['okx'])).toEqual(okx);
    expect(playbooksTool(['Keysteward'])).toMatchObject({ text: expect.stringContaining('Revoke tokens') });
    expect(playbooksTool([]).text).toBe(allPages());
    const unknown = playbooksTool(['nobody']);
    expect(unknown).toMatchObject({ to: 'stderr', text: expect.stringContaining('github_pat'), code: 1 });
    // The program itself.
    await expect(print('nobody')).rejects.toMatchObject({ stdout: '', stderr: unknown.text, code: 1 });
  });

  test.each(providers.map((provider) => [provider.id, provider] as const))(
    'have every step of %s, filled in, with official links alone',
    (_id, provider) => {
      const page = pageOf(provider);
      for (const { title } of provider.playbook)
        expect(page).toContain(title.replaceAll('{label}', 'KEY-LABEL'));
      expect(page).not.toMatch(/\{(keyId|label|account|page|environment)\}/);
      for (const [, host] of page.matchAll(/<https:\/\/([^/>]+)/g))
        expect(provider.officialHosts).toContain(host);
    },
  );

  test('name every secret of our own', () => {
    const secret = Object.entries(rows).flatMap(([name, row]) => ('secret' in row ? [name] : []));
    expect(ownCredentials.flatMap(({ settings }) => settings).sort()).toEqual(secret.sort());
  });

  test('say which of the apps at Slack is ours', () => {
    const opened = ownCredentials.flatMap(({ steps }) =>
      steps.filter((step) => step.includes('api.slack.com')),
    );
    expect(opened).toHaveLength(3);
    for (const step of opened) expect(step).toContain('the app Keysteward (or what you named it)');
  });
});
