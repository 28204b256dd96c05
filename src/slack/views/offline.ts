/** What is said when the database cannot be reached, and when it is back. */
import type { Playbook } from '../../domain/playbook.ts';
import { buttons } from '../buttons.ts';
import { actions, divider, type Message, message, section } from './kit.ts';
import { bold, clip, constantLink, lines, md } from './text.ts';

/** When the database cannot be reached: the provider's steps all the same. */
export function offlinePlaybookMessage(providerName: string, playbook: Playbook): Message {
  return message(
    section(
      lines(
        md`*Keysteward cannot reach its database. Nothing was recorded and nobody was told.*`,
        md`Tell your team yourself, and work these steps for ${providerName}. Report the key again once this is over.`,
      ),
    ),
    ...playbook.steps
      .slice(0, 20)
      .flatMap((step, index) => [
        index === 0 ? divider() : null,
        section(
          lines(
            bold(`${index + 1}. ${step.title}`),
            step.page && constantLink(step.page.url, step.page.label),
            ...step.how.map((sentence) => md`• ${clip(sentence, 300)}`),
          ),
        ),
      ]),
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
