/**
 * A leak whose key nobody knows at first, in a real browser: found from the card's menu, another key at risk reported
 * beside it, and a message with a made-up secret kept without it. Pictures are kept in `test/artifacts/`.
 */
import { expect } from 'vitest';
import { browserStory, keyOf, startedAfter } from '../support/browser-story.ts';

/** Put together here so that no scanner takes it for a leak. */
const token = ['ghp', 'aB3dE5gH7jK9'.repeat(3)].join('_');

browserStory(
  'in the playground an unknown key is found, another one at risk is reported, and a message is kept masked',
  {
    pictures: 'triage',
    start: startedAfter(
      keyOf('github_fine_grained', { label: 'ci-deploys', keyId: '1234567' }),
      keyOf('github_fine_grained', { label: 'ci-reports', keyId: '1234568' }),
    ),
  },
  async ({ desk, page, sees }) => {
    await desk.openAs('ana', 'trading-desk');
    await desk.type('/key leaked whatever the build machine uses');
    await sees('Leak #1: unknown key');
    await desk.goTo('leak-1');
    await sees('Which key is it?');
    await desk.shot('triage-1-which-key');
    const card = desk.message('Which key is it?');
    await card.getByPlaceholder('Label, key id or account').fill('ci-dep');
    await page.getByText('ci-deploys ·').first().click();
    await sees('Leak #1: ci-deploys');

    await desk.press('Other keys at risk: 1');
    await desk.modal.getByText('It leaked too').waitFor();
    await desk.press('It leaked too');
    await desk.modal.getByText('Open: #2').waitFor();
    await desk.closeModal();

    await desk.type(`found in the log: ${token}, since Friday`);
    await sees('found in the log');
    await desk.messageShortcut('found in the log', 'Add to timeline');
    await desk.modal.getByText('It held a secret').waitFor();
    await desk.shot('triage-4-masked');
    expect(await desk.modal.innerText()).not.toContain(token.slice(4, 16));
  },
);
