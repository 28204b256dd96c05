import type { Provider } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { looksSecret } from '../domain/secret-shapes.ts';
import { providers } from '../providers/index.ts';

/**
 * The one place where secrets are refused: every text somebody typed comes here before anything else sees it.
 * @throws Refusal `secret`; what was typed is neither repeated nor kept.
 */
export function refuseSecrets(typed: {
  /** The form field it stands in; `null` for a command. */
  readonly field: string | null;
  readonly text: string;
  readonly expects?: 'publicId' | 'passphrase-free-text';
  readonly provider?: Provider | undefined;
}): void {
  const found = looksSecret(typed.text, {
    providers,
    ...(typed.provider ? { provider: typed.provider } : {}),
    ...(typed.expects ? { expects: typed.expects } : {}),
  });
  if (found === null) return;
  const what = `This looks like a secret (${found.name}). It was not stored.`;
  const now =
    'Treat that key as leaked: delete it at the provider, or run the leaked command with its label.';
  const fields = typed.field === null ? {} : { [typed.field]: `${what} ${now}` };
  throw new SecretRefused(what, now, fields, providers.find(({ name }) => name === found.provider) ?? null);
}

/** A refused secret; whose it is, as far as its shape says. */
export class SecretRefused extends Refusal {
  readonly provider: Pick<Provider, 'id' | 'name'> | null;

  constructor(
    happened: string,
    next: string,
    fields: Readonly<Record<string, string>>,
    provider: Pick<Provider, 'id' | 'name'> | null,
  ) {
    super('secret', happened, next, fields);
    this.name = 'SecretRefused';
    this.provider = provider;
  }
}
