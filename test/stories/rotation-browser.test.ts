/**
 * A key is replaced, as people see it in a real browser: from the reminder, over three services and four people, to the
 * old key proven dead. Pictures are kept in `test/artifacts/`.
 */
import { existsSync } from 'node:fs';
import { test } from 'vitest';
import { startLocalMode } from '../support/local-mode.ts';
import { PlaygroundPage, startBrowser } from '../support/playground-page.ts';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const OLD_ID = '37c541a1-0000-4000-8000-10fe7a038418';
const NEW_ID = '47c541a1-0000-4000-8000-10fe7a038419';

test.skipIf(!existsSync(chromium))(
  'in the playground four people replace a key that three services use, until the old one is proven dead',
  { timeout: 120_000 },
  async () => {
    const local = await startLocalMode();
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.setDefaultTimeout(20_000);
    const desk = new PlaygroundPage(page, local.url);
    const sees = (text: string) => desk.message(text).waitFor({ timeout: 20_000 });
    const at = async (who: string): Promise<void> => {
      await desk.become(who);
      await desk.goToApp();
    };
    try {
      await desk.openAs('ana', 'OKX console');
      await desk.test('provider-key-id').fill(OLD_ID);
      await desk.test('provider-create').click();
      await desk.goTo('trading-desk');
      for (const [service, owner] of [
        ['tracker', 'Cem Aydin'],
        ['tax-report', 'Dia Rahman'],
      ] as const) {
        await desk.type(`/key service add ${service}`);
        await desk.field('Owner').waitFor();
        await desk.fill('Owner', owner);
        await desk.submit();
        await desk.closeModal();
      }
      await desk.type('/key add okx');
      await desk.field('Label').waitFor();
      await desk.fill('Label', 'prop-desk');
      await desk.fill('API key', OLD_ID);
      await desk.fill('Account or sub-account', 'Main account');
      await desk.fill('Permissions', ['Read', 'Trade']);
      // Without it OKX deletes an idle key, and the reminder would have a second reason.
      await desk.fill('IP allowlist', '203.0.113.7');
      await desk.fill('Services that use it', ['tracker', 'tax-report', 'trading-bot']);
      await desk.fill('Custodian', 'Bea Novak');
      await desk.fill('Deputy', 'Ana Oliveira');
      await desk.fill('Who can log in there', ['Bea Novak', 'Cem Aydin']);
      await desk.fill('Where the secret is kept', 'vault: trading/okx/prop-desk');
      await desk.fill('Rotate', 'Every 30 days');
      await desk.submit();
      await desk.modal.getByText('prop-desk').first().waitFor();
      await desk.closeModal();

      for (let week = 0; week < 3; week += 1) await desk.later('7d');
      await at('bea');
      await sees('has to be replaced');
      await desk.shot('40-nudge');
      await desk.press('Start rotation');
      await sees('Make the new key');
      await desk.shot('41-make-the-new-key');
      await desk.goTo('OKX console');
      await desk.test('provider-key-id').fill(NEW_ID);
      await desk.test('provider-create').click();
      await desk.settled();
      await desk.goToApp();
      await desk.press('Record the new key');
      await desk.field('API key').waitFor();
      await desk.fill('API key', NEW_ID);
      await desk.fill('Where the secret is kept', 'vault: trading/okx/prop-desk-2');
      await desk.shot('42-form-of-the-new-key');
      await desk.submit();
      await sees('prop-desk-2');
      await desk.press('Secret is stored');
      await sees('We wait for');

      await at('cem');
      await sees('Switch tracker to a new key.');
      await desk.press('Switched');
      await sees('switched it');
      await at('dia');
      await sees('Switch tax-report to a new key.');
      await desk.press('Not yet');
      await desk.field('What does it wait for?').waitFor();
      await desk.fill('What does it wait for?', 'The release this afternoon');
      await desk.submit();
      await sees('The release this afternoon');
      await desk.shot('43-not-yet');
      await desk.press('Switched');
      await sees('switched it');
      await at('bea');
      await sees('Switch trading-bot to a new key.');
      await desk.press('Switched');
      // OKX itself has said that it knows the new key: nobody has to.
      await sees('OKX said so');
      await sees('There is no off switch');
      await desk.shot('44-may-be-deleted');
      await desk.goTo('OKX console');
      await desk.test(`provider-delete-${OLD_ID}`).click();
      await desk.settled();
      await desk.goToApp();
      await desk.press('Old key is deleted');
      await sees('deleted the old key');
      await desk.later('1m');
      await desk.later('1m');
      await sees('Done.');
      await desk.shot('45-gone');
    } catch (error) {
      await desk.shot('49-where-it-failed');
      throw error;
    } finally {
      await browser.close();
      await local.stop();
    }
  },
);
