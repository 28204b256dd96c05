/** A key that nobody can ask about, as people see it in a real browser. Pictures are kept in `test/artifacts/`. */
import { browserStory, keyOf, restSkipped, startedAfter } from '../support/browser-story.ts';

browserStory(
  'in the playground two people end the leak of a GitHub token, and say what shall be better',
  {
    pictures: 'bearer',
    start: startedAfter(
      keyOf('github_fine_grained', {
        label: 'ci-deploys',
        keyId: '1234567',
        services: ['new:trading-bot'],
        keptAt: 'vault: ci/github',
      }),
    ),
  },
  async ({ desk, local, sees }) => {
    await desk.openAs('ana', 'trading-desk');
    await desk.type('/key leaked ci-deploys');
    await sees('Leak #1');

    await desk.become('cem');
    await desk.goTo('leak-1-ci-deploys');
    await sees('Delete the token at GitHub');
    await desk.press('I deleted it');
    await sees('Somebody else has to look');
    const next = desk.message('Proof:').locator('p', { hasText: 'Next:' });
    const words = await next.innerText();
    await desk.press('Skip');
    await desk.modal.getByText('Evidence, or the reason').waitFor();
    await desk.fill('Evidence, or the reason for skipping', 'Not needed here.');
    await desk.submit();
    await next.filter({ hasNotText: words }).waitFor();
    await local.meanwhile(restSkipped);
    await sees('Next: A second person looks');

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
    await desk.shot('bearer-3-reviewed');
    await desk.goTo('trading-desk');
    await desk.type('/key incidents');
    await sees('1 follow-up is open');
  },
);
