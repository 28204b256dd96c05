/**
 * A leak whose key nobody knows at first, in a real browser: found from the card's menu, another key at risk reported
 * beside it, and a message with a made-up secret kept without it. Pictures are kept in `test/artifacts/`.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startLocalMode } from '../support/local-mode.ts';
import { PlaygroundPage, startBrowser } from '../support/playground-page.ts';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** Put together here so that no scanner takes it for a leak. */
const token = ['ghp', 'aB3dE5gH7jK9'.repeat(3)].join('_');

test.skipIf(!existsSync(chromium))(
  'in the playground an unknown key is found, another one at risk is reported, and a message is kept masked',
  { timeout: 90_000 },
  async () => {
    const local = await startLocalMode();
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.setDefaultTimeout(15_000);
    const desk = new PlaygroundPage(page, local.url);
    const sees = (text: string) => desk.message(text).waitFor({ timeout: 15_000 });
    const register = async (label: string, number: string): Promise<void> => {
      await desk.type('/key add fine-grained');
      await desk.field('Label').waitFor();
      await desk.fill('Label', label);
      await desk.fill('Token number', number);
      await desk.fill('Account or sub-account', 'robot-user');
      await desk.fill('Permissions', ['Read and write']);
      await desk.fill('Deputy', 'Bea Novak');
      await desk.fill('Who can log in there', ['Cem Aydin', 'Bea Novak']);
      await desk.fill('Where the secret is kept', `vault: ci/${label}`);
      await desk.submit();
      await desk.modal.getByText(label).first().waitFor();
      await desk.closeModal();
    };
    try {
      await desk.openAs('ana', 'trading-desk');
      await register('ci-deploys', '1234567');
      await register('ci-reports', '1234568');
      await desk.type('/key leaked whatever the build machine uses');
      await sees('Leak #1: unknown key');
      await desk.goTo('leak-1');
      await sees('Which key is it?');
      await desk.shot('triage-1-which-key');
      const card = desk.message('Which key is it?');
      await card.getByPlaceholder('Label, key id or account').fill('ci-dep');
      await page.getByText('ci-deploys ·').first().click();
      await sees('Leak #1: ci-deploys');
      await desk.shot('triage-2-found');

      await desk.press('Other keys at risk: 1');
      await desk.modal.getByText('It leaked too').waitFor();
      await desk.press('It leaked too');
      await desk.modal.getByText('Open: #2').waitFor();
      await desk.shot('triage-3-other-keys');
      await desk.closeModal();

      await desk.type(`found in the log: ${token}, since Friday`);
      await sees('found in the log');
      await desk.messageShortcut('found in the log', 'Add to timeline');
      await desk.modal.getByText('It held a secret').waitFor();
      await desk.shot('triage-4-masked');
      expect(await desk.modal.innerText()).not.toContain(token.slice(4, 16));
    } catch (error) {
      await desk.shot('triage-0-where-it-failed');
      throw error;
    } finally {
      await browser.close();
      await local.stop();
    }
  },
);
