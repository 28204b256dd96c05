/** Every playbook as Markdown: for a time without Slack, without a database, or without Keysteward. */
import { localCheckLine } from '../domain/local-check.ts';
import { type FrozenStep, playbookOfAny } from '../domain/playbook.ts';
import type { Provider } from '../domain/provider.ts';
import { providers } from '../providers/index.ts';
import { type OwnCredential, ownCredentials } from './own-credentials.ts';

/** All pages: Keysteward's own credentials first, then each provider. */
export function allPages(): string {
  return [
    '# Playbooks',
    '',
    'What to do when a key leaked, also when Keysteward cannot help: print this, or keep it where the team finds it without Slack.',
    'Written by `npm run playbooks`, which prints the same without a database (`npm run playbooks okx` for one provider).',
    'Kill first when money can move, things can be changed or abuse is seen; else replace first.',
    '',
    ...ownPage(),
    ...providers.flatMap(providerPage),
  ].join('\n');
}

/** @param name `keysteward` for its own credentials. */
export function pageOf(provider: Provider | 'keysteward'): string {
  return (provider === 'keysteward' ? ownPage() : providerPage(provider)).join('\n');
}

function ownPage(): string[] {
  const page = ({ title, settings, danger, steps }: OwnCredential): string[] => [
    `### ${title} (${settings.map((name) => `\`${name}\``).join(', ')})`,
    '',
    `What a thief can do: ${danger}`,
    '',
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    '',
  ];
  return ["## Keysteward's own credentials", '', ...ownCredentials.flatMap(page)];
}

function providerPage(provider: Provider): string[] {
  const { name, reviewed, regions, publicId } = provider;
  return [
    `## ${name}`,
    '',
    `Facts reviewed on ${reviewed}. KEY-ID stands for the leaked key's public id (${publicId.label}).`,
    '',
    ...regions.map(({ label, keysPage }) => `- ${label}: <${keysPage}>`),
    '',
    ...playbookOfAny(provider).steps.flatMap(stepLines),
    ...proofLines(provider),
  ];
}

function stepLines({ title, page, how, details = [], evidence }: FrozenStep, index: number): string[] {
  return [
    `### ${index + 1}. ${title}`,
    '',
    ...(page === null ? [] : [`<${page.url}>`, '']),
    ...[...how, ...details].map((sentence) => `- ${sentence}`),
    ...(evidence === null ? [] : [`- Write down: ${evidence}`]),
    '',
  ];
}

/** What stands in for Keysteward's own question where it cannot ask. */
function proofLines({ ladder, regions }: Provider): string[] {
  const host = regions[0]?.apiHost;
  const others = [ladder?.lookUp, ladder?.scanner, ladder?.auditLog].flatMap((each) =>
    each ? [each.value] : [],
  );
  const check = ladder?.localCheck;
  if (others.length === 0 && !check) return [];
  return [
    '### Is it gone?',
    '',
    'Two different people look. From weak to strong: its page; the line below; the others.',
    '',
    ...others.map((each) => `- ${each.replaceAll('{keyId}', 'KEY-ID')}`),
    '',
    ...(check && host !== undefined
      ? [
          'Whoever has the secret anyway: bash or zsh, on their own machine. It prints alive, dead or unknown.',
          '',
          '```sh',
          localCheckLine(check, host),
          '```',
          '',
        ]
      : []),
  ];
}
