/** What makes the room of an incident easier to use, and may be missing: the key's page at hand, and all steps in one place. */

import { issuerOf } from '../domain/provider.ts';
import type { IncidentRef } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { lookAt } from './at-work.ts';
import { plain } from './report.ts';

/** The official page on which the key is deleted; `null` for a provider without one. */
export async function keyPageOf(
  scope: Scope,
  id: IncidentRef,
): Promise<{ readonly title: string; readonly link: string } | null> {
  const at = await lookAt(scope, id);
  if (at === null) return null;
  const provider = findProvider(at.key.provider);
  const link = provider.regions.find((region) => region.id === at.key.region)?.keysPage ?? null;
  return link === null ? null : { title: `${issuerOf(provider)}: the page of its keys`, link };
}

/** The steps as they were frozen when it began, as Markdown. What became of them is on the card. */
export async function stepsOf(scope: Scope, id: IncidentRef): Promise<string | null> {
  const at = await lookAt(scope, id);
  if (at === null) return null;
  const { stored, key } = at;
  const steps = stored.steps.map(({ frozen }, index) => [
    `## ${index + 1}. ${plain(frozen.title)}`,
    ...frozen.how.map((sentence) => `- ${plain(sentence)}`),
  ]);
  return [
    `# ${stored.drill ? 'Drill' : 'Leak'} #${stored.number}: ${plain(key.label)}`,
    'All steps as they stood when it was reported. What is done, and by whom, is on the pinned card.',
    ...steps.flat(),
  ].join('\n');
}
