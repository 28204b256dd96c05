/** The providers we know. Adding one is one file and one line here; the order is that of the picker. */
import type { Provider } from '../domain/provider.ts';
import { anthropic } from './anthropic.ts';
import { aws } from './aws.ts';
import { binance } from './binance.ts';
import { bitget } from './bitget.ts';
import { bybit } from './bybit.ts';
import { cloudflare } from './cloudflare.ts';
import { coinbase } from './coinbase.ts';
import { gate } from './gate.ts';
import { generic } from './generic.ts';
import { githubPat } from './github.ts';
import { githubDeployKey } from './github-deploy-key.ts';
import { githubFineGrained } from './github-fine-grained.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { kraken } from './kraken.ts';
import { kucoin } from './kucoin.ts';
import { npm } from './npm.ts';
import { okx } from './okx.ts';
import { openai } from './openai.ts';
import { sendgrid } from './sendgrid.ts';
import { slack } from './slack.ts';
import { stripe } from './stripe.ts';
import { twilio } from './twilio.ts';

export const providers: readonly Provider[] = [
  okx,
  binance,
  bybit,
  kraken,
  coinbase,
  kucoin,
  bitget,
  gate,
  aws,
  google,
  cloudflare,
  githubPat,
  githubFineGrained,
  githubDeployKey,
  gitlab,
  npm,
  openai,
  anthropic,
  stripe,
  slack,
  twilio,
  sendgrid,
  generic,
];

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
