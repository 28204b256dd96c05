/**
 * A key that nobody can ask about, and a database that is gone, as a person sees them: the real program, a real
 * browser, and the embedded PostgreSQL stopped for real. Pictures are kept in `test/artifacts/`.
 */
import { existsSync } from 'node:fs';
import { test } from 'vitest';
import { startLocalMode } from '../support/local-mode.ts';
import { PlaygroundPage, startBrowser } from '../support/playground-page.ts';
import { gone, postmasterOf } from '../support/postgres-runs.ts';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

test.skipIf(!existsSync(chromium))(
  'in the playground two people end the leak of a GitHub token; then the database goes, and the steps are there',
  { timeout: 90_000 },
  async () => {
    const local = await startLocalMode('own');
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.setDefaultTimeout(15_000);
    const desk = new PlaygroundPage(page, local.url);
    const sees = (text: string) => desk.message(text).waitFor({ timeout: 15_000 });
    try {
      await desk.openAs('ana', 'trading-desk');
      await desk.type('/key add fine-grained');
      await desk.field('Label').waitFor();
      await desk.fill('Label', 'ci-deploys');
      await desk.fill('Token number', '1234567');
      await desk.fill('Account or sub-account', 'robot-user');
      await desk.fill('Permissions', ['Read and write']);
      await desk.fill('Services that use it', 'trading-bot');
      await desk.fill('Deputy', 'Bea Novak');
      await desk.fill('Who can log in there', ['Cem Aydin', 'Bea Novak']);
      await desk.fill('Where the secret is kept', 'vault: ci/github');
      await desk.submit();
      await desk.modal.getByText('ci-deploys').first().waitFor();
      await desk.closeModal();
      await desk.type('/key leaked ci-deploys');
      await sees('Leak #1');

      await desk.become('cem');
      await desk.goTo('leak-1-ci-deploys');
      await sees('Delete the token at GitHub');
      await desk.press('I deleted it');
      await sees('Somebody else has to look');
      const next = desk.message('Proof:').locator('p', { hasText: 'Next:' });
      for (
        let words = await next.innerText();
        !words.includes('A second person looks');
        words = await next.innerText()
      ) {
        await desk.press('Skip');
        await desk.modal.getByText('Evidence, or the reason').waitFor();
        await desk.fill('Evidence, or the reason for skipping', 'Not needed here.');
        await desk.submit();
        await next.filter({ hasNotText: words }).waitFor();
      }
      await desk.shot('bearer-1-waits-for-a-second-person');

      await desk.become('ana');
      await desk.goTo('leak-1-ci-deploys');
      await desk.press('I looked: gone or not?');
      await desk.modal.getByText('What did you see?').waitFor();
      await desk.shot('bearer-2-how-to-look');
      await desk.fill('What did you see?', 'It is gone (dead, revoked, 404)');
      await desk.fill('How?', 'An admin’s look-up by its id');
      await desk.fill('Where?', 'Active tokens of our organization');
      await desk.submit();
      await sees('Signed as gone');
      await desk.shot('bearer-3-signed');
      await desk.press('Resolve');
      await sees('.md');
      await desk.press('Write the review');
      await desk.modal.getByText('In words').waitFor();
      await desk.fill('Cause', 'Committed to a repository');
      await desk.fill('In words', 'In a public fork since Friday.');
      await desk.fill('One thing that shall be better', 'Turn push protection on');
      await desk.fill('Who does it?', 'Cem Aydin');
      await desk.fill('Until when?', '2030-01-01');
      await desk.submit();
      await sees('Turn push protection on');
      await desk.shot('bearer-4-reviewed');
      await desk.goTo('trading-desk');
      await desk.type('/key incidents');
      await sees('1 follow-up is open');
      await desk.shot('bearer-5-incidents');

      const postmaster = postmasterOf(local.data);
      if (postmaster === undefined) throw new Error('no embedded server');
      process.kill(postmaster, 'SIGINT');
      await gone(postmaster);
      await desk.type('/key leaked okx');
      await sees('Nothing was recorded and nobody was told');
      await desk.shot('database-down');
    } catch (error) {
      await desk.shot('bearer-0-where-it-failed');
      throw error;
    } finally {
      await browser.close();
      await local.stop();
    }
  },
);
