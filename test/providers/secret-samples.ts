/** Something of the shape of every secret, made by repetition, so that no scanner and no person takes it for real. */

const hex = (length: number) => '0123456789abcdef'.repeat(20).slice(0, length);
const alnum = (length: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(20).slice(0, length);
const upper = (length: number) => 'A1B2C3D4E5F6G7H8'.repeat(20).slice(0, length);
const pem = (kind: string) =>
  `-----BEGIN ${kind}PRIVATE KEY-----\nMIIexample\n-----END ${kind}PRIVATE KEY-----`;
const openAiMark = ['T3Blbk', 'FJ'].join('');

/** By `provider id: name of the shape`. */
export const secretSamples: Readonly<Record<string, string>> = {
  'okx: OKX secret key': hex(32).toUpperCase(),
  'okx: OKX passphrase': 'Correct-horse-7',
  'binance: Binance secret key': alnum(64),
  'binance: private key': pem(''),
  'bybit: Bybit secret key': alnum(36),
  'bybit: private key': pem('RSA '),
  'kraken: Kraken private key': `${alnum(86)}==`,
  'coinbase: Coinbase private key': pem('EC '),
  'coinbase: Coinbase private key (Ed25519)': `${alnum(86)}==`,
  'kucoin: KuCoin secret': '01234567-89ab-4cde-8f01-23456789abcd',
  'bitget: Bitget secret key': hex(64),
  'gate: Gate secret': hex(64),
  'aws: AWS secret access key': `${alnum(20)}/${alnum(19)}`,
  'google_sa: private key': pem(''),
  'cloudflare: Cloudflare API token': `cfut_${alnum(40)}${hex(8)}`,
  'cloudflare: Cloudflare API token (older form)': `${alnum(20)}-_${alnum(18)}`,
  'cloudflare: Cloudflare Global API Key': hex(37),
  'cloudflare: Cloudflare Origin CA key': `v1.0-${hex(24)}-${hex(146)}`,
  'github_pat: GitHub token': `ghp_${alnum(36)}`,
  'github_pat: GitHub fine-grained token': `github_pat_${alnum(82)}`,
  'github_fine_grained: GitHub token': `ghs_${alnum(36)}`,
  'github_fine_grained: GitHub fine-grained token': `github_pat_${alnum(22)}_${alnum(59)}`,
  'github_deploy_key: private key': pem('OPENSSH '),
  'gitlab: GitLab token (routable)': `glpat-${alnum(27)}.01${hex(7)}`,
  'gitlab: GitLab token': `glpat-${alnum(20)}`,
  'gitlab: GitLab deploy token': `gldt-${alnum(20)}`,
  'gitlab: GitLab pipeline trigger token': `glptt-${hex(40)}`,
  'npm: npm token': `npm_${alnum(36)}`,
  'openai: OpenAI API key': `sk-proj-${alnum(20)}${openAiMark}${alnum(20)}`,
  'openai: OpenAI API key (older form)': `sk-${alnum(20)}${openAiMark}${alnum(20)}`,
  'anthropic: Anthropic API key': `sk-ant-api03-${alnum(93)}AA`,
  'stripe: Stripe key': `rk_live_${alnum(24)}`,
  'slack: Slack token': `xoxb-${hex(10)}-${alnum(24)}`,
  'slack: Slack app-level token': `xapp-1-${upper(11)}-0123456789-${hex(64)}`,
  'slack: Slack configuration token': `xoxe.xoxp-1-${upper(164)}`,
  'slack: Slack webhook address': `https://hooks.slack.com/services/${upper(9)}/${upper(9)}/${alnum(24)}`,
  'twilio: Twilio key secret or Auth Token': alnum(32),
  'sendgrid: SendGrid API key': `SG.${alnum(22)}.${alnum(43)}`,
};
