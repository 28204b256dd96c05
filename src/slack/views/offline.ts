/** What is said when the database cannot be reached, and when it is back. */
import { type Playbook, urgentKinds } from '../../domain/playbook.ts';
import type { Provider } from '../../domain/provider.ts';
import { buttons } from '../buttons.ts';
import { actions, divider, type Message, message, section } from './kit.ts';
import { numberedSteps } from './numbered-steps.ts';
import { bold, constantLink, joined, lines, md } from './text.ts';

const plainly = md`*Keysteward cannot reach its database. Nothing was recorded and nobody was told.*`;

/**
 * When the database cannot be reached: how to stop the key in full, the rest by its titles. What was not done is said
 * first and last, as a long message is read from its end.
 */
export function offlinePlaybookMessage(
  { name, regions }: Pick<Provider, 'name' | 'regions'>,
  playbook: Playbook,
): Message {
  const now = playbook.steps.filter(({ kind }) => urgentKinds.includes(kind));
  const later = playbook.steps.filter(({ kind }) => !urgentKinds.includes(kind));
  return message(
    section(lines(plainly, md`Tell your team yourself. These steps stop a key of ${bold(name)}:`)),
    regions.length > 0 &&
      section(
        md`Official pages: ${joined(regions.map(({ keysPage, label }) => constantLink(keysPage, label)))}`,
      ),
    divider(),
    ...numberedSteps(now),
    divider(),
    section(lines(md`*Then:*`, ...later.map(({ title }, index) => md`${now.length + index + 1}. ${title}`))),
    section(
      lines(plainly, md`Report the key again once this is over. All steps in full: docs/playbooks.md.`),
    ),
  );
}

/** Once the database is back, to whoever reported a leak meanwhile. */
export const unrecordedMessage = (): Message =>
  message(
    section(
      lines(
        md`*You reported a leaked key while Keysteward could not reach its database.*`,
        md`Nothing was recorded and nobody was told. Report it now, unless somebody has since: then services are told and its death is proven.`,
      ),
    ),
    actions(buttons.reportLeak.draw('Report it now', {}, { style: 'primary' })),
  );
