/** Accounts: where keys live, and who can log in there and delete one. */
import type { ModalView } from '@slack/types';
import type { AccountCard, AccountList } from '../../custody/accounts.ts';
import type { AccountTrouble } from '../../domain/account-trouble.ts';
import type { Provider } from '../../domain/provider.ts';
import { buttons } from '../buttons.ts';
import { addAccount, editAccount } from '../forms/account.ts';
import { actions, context, facts, header, type Message, message, section } from './kit.ts';
import { named, namedAll } from './people.ts';
import { bold, code, lines, md, onDay, unbracketed } from './text.ts';

const troubleWords: Readonly<Record<AccountTrouble, string>> = {
  nobody: 'Nobody who is still here can log in and delete a leaked key.',
  only_one: 'Only one person can log in. Tier 1 needs two.',
};

const holderLook = {
  label: 'Who can log in there',
  hint: 'People with a login and 2FA who can delete a key, in the order to ask.',
};
const glassLook = {
  label: 'If none of them answers',
  hint: 'Where the procedure for getting in is written down.',
};

export const addAccountModal = (provider: Provider, name: string): ModalView =>
  addAccount.draw({
    title: 'Register an account',
    submit: 'Register account',
    hidden: { provider: provider.id },
    blocks: [
      context(md`${provider.name}. Only who and where: never a password or a 2FA code.`),
      addAccount.fields.name.input('name', {
        label: 'Account or sub-account',
        hint: provider.accountHint,
        initial: name || undefined,
      }),
      provider.regions.length > 0 &&
        addAccount.fields.region.input('region', {
          label: 'Region',
          hint: 'Which of the provider’s sites you log in to.',
          choices: provider.regions.map(({ id, label }) => ({ id, label })),
          initial: provider.regions[0]?.id,
        }),
      addAccount.fields.holders.input('holders', holderLook),
      addAccount.fields.breakGlass.input('breakGlass', glassLook),
    ],
  });

export const editAccountModal = ({ account, ...card }: AccountCard): ModalView =>
  editAccount.draw({
    title: 'Change an account',
    submit: 'Save',
    hidden: { account: account.id },
    blocks: [
      context(
        md`It stays at ${card.issuer}${card.regionName === '' ? '' : `, ${card.regionName}`}: elsewhere it is another account.`,
      ),
      editAccount.fields.name.input('name', { label: 'Account or sub-account', initial: account.name }),
      editAccount.fields.holders.input('holders', { ...holderLook, initial: card.holders }),
      editAccount.fields.breakGlass.input('breakGlass', { ...glassLook, initial: account.breakGlass }),
    ],
  });

/** @param plain leaves the buttons out, for places where they cannot work. */
export function accountMessage(card: AccountCard, options: { plain?: boolean; note?: string } = {}): Message {
  const { account, keys } = card;
  return message(
    options.note ? context(md`${options.note}`) : null,
    header(`${account.name} (${unbracketed(card.providerName)})`),
    card.trouble === null ? null : section(md`*Watch out* ${troubleWords[card.trouble]}`),
    facts([
      ['Region', card.regionName],
      ['Can log in there', namedAll(card.holders, card.gone)],
      ['If none of them answers', account.breakGlass ?? 'nothing written down'],
    ]),
    keys.length === 0 ? section(md`No key of it is recorded.`) : null,
    ...keys.map((key) =>
      section(
        md`${bold(key.label)} · tier ${key.tier} · ${key.state === 'active' ? md`due ${onDay(key.dueOn)}` : key.state} · ${named(key.custodian, card.gone)}`,
        options.plain ? undefined : buttons.showKey.draw('Show', { key: key.id }),
      ),
    ),
    card.keyCount > keys.length && context(md`and ${card.keyCount - keys.length} more`),
    options.plain || !card.mayEdit
      ? null
      : actions(buttons.editAccount.draw('Change account', { account: account.id })),
  );
}

export function accountListMessage(list: AccountList, slash: string): Message {
  if (list.total === 0) {
    return message(
      section(list.filter === '' ? md`No account is recorded yet.` : md`No account fits “${list.filter}”.`),
      list.filter === ''
        ? actions(buttons.addAccount.draw('Register the first account', {}, { style: 'primary' }))
        : context(md`${code(`${slash} account list`)} shows all.`),
    );
  }
  const turn = (page: number) => ({ filter: list.filter.slice(0, 200), page });
  return message(
    header(`Accounts (${list.total})`),
    ...list.lines.map((line) =>
      section(lineWords(line), buttons.showAccount.draw('Show', { account: line.id })),
    ),
    list.pages > 1 && context(md`Page ${list.page} of ${list.pages}`),
    actions(
      list.page > 1 && buttons.accountPage.draw('Back', turn(list.page - 1)),
      list.page < list.pages && buttons.accountPage.draw('Next', turn(list.page + 1)),
    ),
  );
}

const lineWords = (line: AccountList['lines'][number]) =>
  lines(
    md`${bold(line.name)} · ${line.providerName}${line.regionName === '' ? '' : ` · ${line.regionName}`} · ${line.keys === 1 ? '1 key' : `${line.keys} keys`}`,
    line.trouble === null ? null : md`:warning: *${troubleWords[line.trouble]}*`,
    md`can log in: ${namedAll(line.holders, line.gone, 5)}`,
  );
