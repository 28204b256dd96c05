import { accountCard, accountMeant, editableAccount, listAccounts } from '../../custody/accounts.ts';
import type { KnownCommand } from '../../domain/command.ts';
import { providerOf, providers } from '../../providers/index.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { openModal, type Reply, tell } from '../reply.ts';
import { accountListMessage, accountMessage, addAccountModal, editAccountModal } from '../views/account.ts';
import { pickProviderModal } from '../views/add-key.ts';

/** `account add`, `account add okx`, `account add okx Main account`. */
export async function add(_visit: Visit, { args }: KnownCommand): Promise<Reply> {
  const [first = '', ...rest] = args;
  const provider = providerOf(first);
  return openModal(
    provider
      ? addAccountModal(provider, rest.join(' '))
      : pickProviderModal(providers, args.join(' '), 'account'),
  );
}

export const namesAccount = ({ rest }: KnownCommand): boolean => rest !== '';

export async function list({ database, act, slash }: Visit, { rest }: KnownCommand): Promise<Reply> {
  return tell(
    accountListMessage(await lookingInto(database, act, (scope) => listAccounts(scope, rest, 1)), slash),
  );
}

/** Without a name, all of them: each has its button. */
export async function show(visit: Visit, command: KnownCommand): Promise<Reply> {
  if (command.rest === '') return list(visit, command);
  const { database, act } = visit;
  return tell(
    accountMessage(
      await lookingInto(database, act, async (scope) =>
        accountCard(scope, (await accountMeant(scope, command.rest)).id),
      ),
    ),
  );
}

export async function edit(visit: Visit, command: KnownCommand): Promise<Reply> {
  if (command.rest === '') return list(visit, command);
  const { database, act } = visit;
  return openModal(
    editAccountModal(
      await lookingInto(database, act, async (scope) =>
        editableAccount(scope, (await accountMeant(scope, command.rest)).id),
      ),
    ),
  );
}
