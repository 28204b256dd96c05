import {
  accountCard,
  addAccount,
  editAccount,
  editableAccount,
  listAccounts,
} from '../../custody/accounts.ts';
import type { AccountRef } from '../../domain/words.ts';
import { findProvider, providers } from '../../providers/index.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import type * as forms from '../forms/account.ts';
import { become, openModal, type Reply, replace, tell } from '../reply.ts';
import { accountListMessage, accountMessage, editAccountModal } from '../views/account.ts';
import { pickProviderModal } from '../views/add-key.ts';
import { messageModal } from '../views/notices.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
type AboutAccount = { readonly account: number };

export const startAddAccount = async (): Promise<Reply> =>
  openModal(pickProviderModal(providers, '', 'account'));

export async function submitAccount(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.addAccount>,
): Promise<Reply> {
  const provider = findProvider(hidden.provider);
  const region = answers.region ?? provider.regions[0]?.id ?? 'global';
  const id = await addAccount(visit.database, visit.act, provider, { ...answers, region });
  return become(await saved(visit, id, 'Recorded.'));
}

export async function showAccount({ database, act }: Visit, { account }: AboutAccount): Promise<Reply> {
  return tell(
    accountMessage(await lookingInto(database, act, (scope) => accountCard(scope, account as AccountRef))),
  );
}

export async function startEditAccount({ database, act }: Visit, { account }: AboutAccount): Promise<Reply> {
  return openModal(
    editAccountModal(
      await lookingInto(database, act, (scope) => editableAccount(scope, account as AccountRef)),
    ),
  );
}

export async function submitEditAccount(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.editAccount>,
): Promise<Reply> {
  const id = hidden.account as AccountRef;
  await editAccount(visit.database, visit.act, id, answers);
  return become(await saved(visit, id, 'Saved.'));
}

async function saved({ database, act }: Visit, id: AccountRef, note: string) {
  const card = await lookingInto(database, act, (scope) => accountCard(scope, id));
  return messageModal(accountMessage(card, { note, plain: true }));
}

export async function turnAccountPage(
  { database, act, slash }: Visit,
  { filter, page }: { filter: string; page: number },
): Promise<Reply> {
  return replace(
    accountListMessage(await lookingInto(database, act, (scope) => listAccounts(scope, filter, page)), slash),
  );
}
