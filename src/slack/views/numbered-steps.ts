import type { KnownBlock } from '@slack/types';
import type { FrozenStep } from '../../domain/playbook.ts';
import { section } from './kit.ts';
import { bold, clip, constantLink, lines, md } from './text.ts';

/** Steps to be read and followed where nothing is ticked off. */
export const numberedSteps = (steps: readonly FrozenStep[]): KnownBlock[] =>
  steps.map((step, index) =>
    section(
      lines(
        bold(`${index + 1}. ${step.title}`),
        step.page && constantLink(step.page.url, step.page.label),
        ...step.how.map((sentence) => md`• ${clip(sentence, 300)}`),
      ),
    ),
  );
