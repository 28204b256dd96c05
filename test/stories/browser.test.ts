/**
 * The whole loop as a person sees it: the real program started in local mode, the playground in a real browser.
 * Pictures of each stage are kept in `test/artifacts/`.
 */
import { browserStory, daysLater } from '../support/browser-story.ts';
import { startLocalProcess } from '../support/local-mode.ts';
import { gone, postmasterOf } from '../support/postgres-runs.ts';

const OKX_ID = '37c541a1-0000-4000-8000-10fe7a038418';

browserStory(
  'in the playground a key is registered, its custodian nudged, a leak reported, the key killed and proven dead',
  { pictures: '00', start: startLocalProcess, height: 900 },
  async ({ desk, page, local, sees, seesItDie }) => {
    await desk.openAs('ana', 'OKX console');
    await desk.test('provider-key-id').fill(OKX_ID);
    await desk.test('provider-create').click();

    await desk.goTo('trading-desk');
    await desk.type('/key add okx');
    await desk.field('Label').waitFor();
    await desk.fill('Label', 'prop-desk');
    await desk.fill('API key', 'AB'.repeat(16));
    await desk.fill('Account or sub-account', 'Main account');
    await desk.fill('Permissions', ['Read', 'Trade', 'Withdraw']);
    await desk.fill('Services that use it', 'trading-bot');
    await desk.fill('Deputy', 'Bea Novak');
    await desk.fill('Who can log in there', ['Cem Aydin', 'Bea Novak']);
    await desk.fill('Where the secret is kept', 'vault: trading/okx/prop-desk');
    await desk.submit();
    await desk.modal.getByText('Treat that key as leaked').waitFor();
    await desk.shot('01-a-secret-is-refused');
    await desk.closeModal();
    await desk.field('API key').waitFor();
    await desk.fill('API key', OKX_ID);
    await desk.submit();
    await desk.modal.getByText('Tier 1: everything can be lost').waitFor();
    await desk.shot('02-registered');
    await desk.closeModal();

    await desk.type('/key who trading-bot');
    await sees('can delete it');
    await desk.type('/key show prop');
    await sees('At the provider');

    await daysLater(local.url, 77);
    await desk.later('7d');
    await desk.goToApp();
    await sees('prop-desk');
    await desk.shot('04-nudge');
    await desk.press('Snooze');
    await desk.modal.waitFor();
    await desk.fill('Why?', 'Release freeze until Monday.');
    await desk.submit();
    await sees('Release freeze');

    await desk.become('dia');
    await desk.goTo('trading-desk');
    await desk.type('/key leaked prop');
    await sees('Leak #1');

    await desk.become('cem');
    await desk.goToApp();
    await sees('Can you log in');
    await desk.shot('07-can-you-log-in');
    await desk.press('Yes, I delete it');
    // Tall enough for the whole card.
    await page.setViewportSize({ width: 1280, height: 1400 });
    await desk.goTo('leak-1-prop-desk');
    await sees('Delete the key at OKX');
    await desk.shot('08-incident');
    await desk.goTo('OKX console');
    await desk.test(`provider-delete-${OKX_ID}`).click();
    await desk.settled();
    await desk.goTo('leak-1-prop-desk');
    await seesItDie();
    await desk.shot('09-dead');

    const next = desk.message('Proof: The key is dead').locator('p', { hasText: 'Next:' });
    for (let words = await next.innerText(); !words.endsWith('Resolve'); words = await next.innerText()) {
      await desk.press('Done');
      await desk.modal.getByText('Evidence, or the reason').waitFor();
      await desk.fill('Evidence, or the reason for skipping', 'Looked through it, nothing unknown.');
      await desk.submit();
      await next.filter({ hasNotText: words }).waitFor();
    }
    await desk.press('Resolve');
    await sees('.md');

    // The database server is gone while somebody needs it.
    const postmaster = postmasterOf(local.data);
    if (postmaster === undefined) throw new Error('no embedded server');
    process.kill(postmaster, 'SIGINT');
    await gone(postmaster);
    await desk.goTo('trading-desk');
    await desk.type('/key leaked okx');
    await sees('Nothing was recorded and nobody was told');
    await desk.shot('11-database-down');
  },
);
