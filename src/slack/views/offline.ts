/** What is said when the database cannot be reached, and when it is back. */
import type { Playbook } from '../../domain/playbook.ts';
import type { Provider, StepKind } from '../../domain/provider.ts';
import { buttons } from '../buttons.ts';
import { actions, divider, type Message, message, section } from './kit.ts';
import { bold, clip, constantLink, joined, lines, md } from './text.ts';

/** What stops the key; all else can be read in peace. */
const urgent: readonly StepKind[] = ['disable', 'delete', 'contain'];

const plainly = md`*Keysteward cannot reach its database. Nothing was recorded and nobody was told.*`;

/**
 * When the database cannot be reached: how to stop the key in full, the rest by its titles. What was not done is said
 * first and last, as a long message is read from its end.
 */
export function offlinePlaybookMessage(
  { name, regions }: Pick<Provider, 'name' | 'regions'>,
  playbook: Playbook,
): Message {
  const now = playbook.steps.filter(({ kind }) => urgent.includes(kind));
  const later = playbook.steps.filter(({ kind }) => !urgent.includes(kind));
  return message(
    section(lines(plainly, md`Tell your team yourself. These steps stop a key of ${bold(name)}:`)),
    regions.length > 0 &&
      section(
        md`Official pages: ${joined(regions.map(({ keysPage, label }) => constantLink(keysPage, label)))}`,
      ),
    divider(),
    ...now.map((step, index) =>
      section(
        lines(
          bold(`${index + 1}. ${step.title}`),
          step.page && constantLink(step.page.url, step.page.label),
          ...step.how.map((sentence) => md`• ${clip(sentence, 300)}`),
        ),
      ),
    ),
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
