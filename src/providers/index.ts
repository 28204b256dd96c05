/** The providers we know. Adding one is one file and one line here; the order is that of the picker. */
import type { Provider } from '../domain/provider.ts';
import { generic } from './generic.ts';
import { okx } from './okx.ts';

export const providers: readonly Provider[] = [okx, generic];

const byName = new Map(
  providers.flatMap((provider) =>
    [provider.id, provider.name, ...provider.aliases].map((name) => [name.toLowerCase(), provider] as const),
  ),
);

/** The provider a person means by an id, name or alias, whatever the case; `undefined` when there is none. */
export function providerOf(nameOrAlias: string): Provider | undefined {
  return byName.get(nameOrAlias.trim().toLowerCase());
}

/** The provider stored with a key. Throws when no file describes it: the row was written by a newer version. */
export function findProvider(id: string): Provider {
  const found = providers.find((provider) => provider.id === id);
  if (!found) throw new Error(`No provider "${id}" in this version.`);
  return found;
}
