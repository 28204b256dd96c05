/**
 * What providers answer, row for row from their documents and from captures: kept apart from the provider files, so that
 * a wrong row there is caught here.
 */
import type { AnswerClass, ProbeReply, Provider } from '../../src/domain/provider.ts';
import { aws } from '../../src/providers/aws.ts';
import { binance } from '../../src/providers/binance.ts';
import { bitget } from '../../src/providers/bitget.ts';
import { bybit } from '../../src/providers/bybit.ts';
import { gate } from '../../src/providers/gate.ts';
import { google } from '../../src/providers/google.ts';
import { kraken } from '../../src/providers/kraken.ts';
import { kucoin } from '../../src/providers/kucoin.ts';
import { okx } from '../../src/providers/okx.ts';

/** One documented row: what comes back, the code that decides, and what it means. */
export type Row = readonly [code: string, means: AnswerClass, reply: ProbeReply];

export const json = (status: number, body: unknown): ProbeReply => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
export const page = (status: number): ProbeReply => ({
  status,
  contentType: 'text/html',
  body: '<html><head><title>Blocked</title></head><body>The request could not be satisfied.</body></html>',
});

const onOkx = (code: string, means: AnswerClass, status: number, msg: string): Row => [
  code,
  means,
  json(status, { code, msg, data: [] }),
];
const onBinance = (code: number, means: AnswerClass, msg: string): Row => [
  String(code),
  means,
  json(400, { code, msg }),
];
const onBybit = (retCode: number, means: AnswerClass, retMsg: string): Row => [
  String(retCode),
  means,
  json(200, { retCode, retMsg, result: {}, retExtInfo: {}, time: 1700000000000 }),
];
const onKraken = (code: string, means: AnswerClass, error = code): Row => [
  code,
  means,
  json(200, { error: [error] }),
];
const onKucoin = (code: string, means: AnswerClass, msg: string): Row => [
  code,
  means,
  json(401, { code, msg }),
];
const onBitget = (code: string, means: AnswerClass, msg: string): Row => [
  code,
  means,
  json(400, { code, msg, requestTime: 1700000000000, data: null }),
];
const onGate = (label: string, means: AnswerClass, message: string): Row => [
  label,
  means,
  json(401, { label, message }),
];
const onAws = (code: string, means: AnswerClass, message: string, shown = code): Row => [
  code,
  means,
  {
    status: 403,
    contentType: 'text/xml',
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>${shown}</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>00000000-0000-0000-0000-000000000000</RequestId>
</ErrorResponse>`,
  },
];

export const kid = google.publicId.example.split('#')[1] ?? '';
const certificate = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n';
export const otherKid = 'f'.repeat(40);

export const tables: readonly (readonly [string, Provider, readonly Row[]])[] = [
  [
    'OKX',
    okx,
    [
      onOkx('50119', 'absent', 200, "API key doesn't exist"),
      onOkx('50119', 'absent', 401, "API key doesn't exist"),
      onOkx('50111', 'weak_absent', 401, 'Invalid OK-ACCESS-KEY'),
      onOkx('50105', 'exists', 401, 'Request header OK-ACCESS-PASSPHRASE incorrect'),
      onOkx('50113', 'exists', 401, 'Invalid Sign'),
      onOkx('50110', 'exists', 401, "Your IP 192.0.2.1 is not included in your API key's IP whitelist"),
      onOkx('50101', 'exists', 401, 'APIKey does not match current environment.'),
      onOkx('50100', 'exists', 400, 'API frozen, please contact customer service.'),
      onOkx('50120', 'exists', 200, 'This API key has no permission to use this function'),
      onOkx('50035', 'exists', 403, 'This endpoint requires that APIKey must be bound to IP'),
      onOkx('50114', 'inconclusive', 401, 'Invalid authorization'),
      onOkx('50102', 'clock', 401, 'Timestamp request expired'),
      onOkx('50112', 'clock', 401, 'Invalid OK-ACCESS-TIMESTAMP'),
      onOkx('50103', 'inconclusive', 401, 'Request header OK-ACCESS-KEY cannot be empty.'),
      onOkx('50104', 'inconclusive', 401, 'Request header OK-ACCESS-PASSPHRASE cannot be empty.'),
      onOkx('50106', 'inconclusive', 401, 'Request header OK-ACCESS-SIGN cannot be empty.'),
      onOkx('50107', 'inconclusive', 401, 'Request header OK-ACCESS-TIMESTAMP cannot be empty.'),
      onOkx('50121', 'geo', 200, "You can't access our services through the IP address"),
      onOkx('50011', 'retry', 429, 'Rate limit reached.'),
      onOkx('50011', 'retry', 200, 'Rate limit reached.'),
      onOkx('50013', 'retry', 429, 'Systems are busy. Please try again later.'),
      onOkx('50001', 'retry', 503, 'Service temporarily unavailable.'),
      onOkx('50004', 'retry', 400, 'API endpoint request timeout'),
      // Codes of other doors (sub-accounts, WebSocket): here they would be strange, and decide nothing.
      onOkx('59506', 'weak_absent', 200, "APIKey doesn't exist"),
      onOkx('60032', 'inconclusive', 200, "API key doesn't exist"),
      onOkx('60005', 'inconclusive', 200, 'Invalid apiKey'),
      onOkx('60007', 'inconclusive', 200, 'Invalid sign'),
      onOkx('60024', 'inconclusive', 200, 'Wrong passphrase'),
      onOkx('60004', 'inconclusive', 200, 'Invalid timestamp'),
      onOkx('60006', 'inconclusive', 200, 'Timestamp request expired'),
      onOkx('60009', 'inconclusive', 200, 'Login failed.'),
    ],
  ],
  [
    'Binance',
    binance,
    [
      onBinance(-1022, 'exists', 'Signature for this request is not valid.'),
      onBinance(-2017, 'exists', 'API Keys are locked on this account.'),
      onBinance(-2008, 'absent', 'Invalid Api-Key ID.'),
      onBinance(-2014, 'weak_absent', 'API-key format invalid.'),
      onBinance(-2015, 'inconclusive', 'Invalid API-key, IP, or permissions for action.'),
      onBinance(-1021, 'clock', 'Timestamp for this request is outside of the recvWindow.'),
      onBinance(-1102, 'inconclusive', "Mandatory parameter 'timestamp' was not sent."),
      ['http429', 'retry', page(429)],
      ['http418', 'retry', page(418)],
      ['http403', 'inconclusive', page(403)],
      ['http451', 'geo', page(451)],
    ],
  ],
  [
    'Bybit',
    bybit,
    [
      onBybit(10003, 'absent', 'API key is invalid.'),
      onBybit(10004, 'exists', 'error sign! origin_string[1700000000000ID5000]'),
      onBybit(10005, 'exists', 'Permission denied, please check your API key permissions.'),
      onBybit(10010, 'exists', 'Unmatched IP, please check your API key bound IP addresses.'),
      onBybit(33004, 'exists', 'Your api key has expired.'),
      onBybit(-2015, 'exists', 'Your api key has expired.'),
      onBybit(10002, 'clock', 'The request time exceeds the time window range.'),
      onBybit(-1, 'clock', 'request expired'),
      onBybit(10007, 'inconclusive', 'User authentication failed.'),
      onBybit(10009, 'geo', 'IP has been banned.'),
      onBybit(10024, 'geo', 'Compliance rules triggered'),
      onBybit(10006, 'retry', 'Too many visits. Exceeded the API Rate Limit.'),
      onBybit(10016, 'retry', 'Server error.'),
      ['http403', 'retry', page(403)],
    ],
  ],
  [
    'Kraken',
    kraken,
    [
      onKraken('EAPI:Invalid key', 'absent'),
      onKraken('EAPI:Invalid signature', 'exists'),
      onKraken('EAPI:Invalid nonce', 'exists'),
      onKraken('EGeneral:Permission denied', 'exists'),
      onKraken('EAPI:Bad request', 'inconclusive'),
      onKraken('EGeneral:Temporary lockout', 'retry'),
      onKraken('EAPI:Rate limit exceeded', 'retry'),
      onKraken('EService', 'retry', 'EService:Unavailable'),
      onKraken('EService', 'retry', 'EService:Busy'),
    ],
  ],
  [
    'KuCoin',
    kucoin,
    [
      onKucoin('400003', 'absent', 'KC-API-KEY not exists'),
      onKucoin('400004', 'exists', 'KC-API-PASSPHRASE error'),
      onKucoin('400005', 'exists', 'Signature error'),
      onKucoin('400006', 'exists', 'The requested ip address is not in the api whitelist'),
      onKucoin('400007', 'exists', 'Access Denied--Require more permission.'),
      onKucoin('411100', 'exists', 'User are frozen.'),
      onKucoin('400001', 'inconclusive', 'Any of KC-API-KEY, KC-API-SIGN is missing in your request header'),
      onKucoin('400002', 'clock', 'KC-API-TIMESTAMP Invalid'),
    ],
  ],
  [
    'Bitget',
    bitget,
    [
      onBitget('40037', 'absent', 'Apikey does not exist'),
      onBitget('40006', 'weak_absent', 'Invalid ACCESS_KEY'),
      onBitget('40009', 'exists', 'sign signature error'),
      onBitget('40010', 'exists', 'sign signature error'),
      onBitget('40014', 'exists', 'Incorrect permissions'),
      onBitget('40018', 'exists', 'Invalid IP'),
      onBitget('40038', 'exists', 'The request ip is not in the whitelist of the api key'),
      onBitget('40012', 'inconclusive', 'apikey/password is incorrect'),
      onBitget('40001', 'inconclusive', 'ACCESS_KEY cannot be empty'),
      onBitget('40002', 'inconclusive', 'ACCESS_SIGN cannot be empty'),
      onBitget('40003', 'inconclusive', 'Signature cannot be empty'),
      onBitget('40011', 'inconclusive', 'ACCESS_PASSPHRASE cannot be empty'),
      onBitget('40013', 'inconclusive', 'User status is abnormal'),
      onBitget('40031', 'inconclusive', 'The account has been cancelled and cannot be used again'),
      onBitget('40004', 'clock', 'Request timestamp expired'),
      onBitget('40005', 'clock', 'Invalid ACCESS_TIMESTAMP'),
      onBitget('40008', 'clock', 'Request timestamp expired'),
    ],
  ],
  [
    'Gate',
    gate,
    [
      onGate('INVALID_KEY', 'absent', 'Invalid key provided'),
      onGate('INVALID_SIGNATURE', 'exists', 'Signature mismatch'),
      onGate('IP_FORBIDDEN', 'exists', 'Request IP not in whitelist: 192.0.2.1'),
      onGate('READ_ONLY', 'exists', 'API key is read-only'),
      onGate('FORBIDDEN', 'exists', 'API key does not have permission'),
      onGate('ACCOUNT_LOCKED', 'exists', 'Account is locked'),
      onGate('SUB_ACCOUNT_LOCKED', 'exists', 'Sub-account is locked'),
      onGate('INVALID_CREDENTIALS', 'inconclusive', 'Invalid credentials'),
      onGate('AUTHENTICATION_FAILED', 'inconclusive', 'Authentication failed'),
      onGate('MISSING_REQUIRED_HEADER', 'inconclusive', 'Missing required header: Timestamp'),
      onGate('REQUEST_EXPIRED', 'clock', 'gap between request Timestamp and server time exceeds 60'),
    ],
  ],
  [
    'AWS',
    aws,
    [
      onAws('InvalidClientTokenId', 'absent', 'The security token included in the request is invalid.'),
      onAws(
        'SignatureDoesNotMatch',
        'exists',
        'The request signature we calculated does not match the signature you provided.',
      ),
      onAws(
        'SignatureDoesNotMatch/clock',
        'clock',
        'Signature expired: 20261123T050823Z is now earlier than 20261123T060000Z',
        'SignatureDoesNotMatch',
      ),
      onAws(
        'SignatureDoesNotMatch/clock',
        'clock',
        'Signature not yet current: 20261123T080823Z is still later than 20261123T060000Z',
        'SignatureDoesNotMatch',
      ),
      onAws('AccessDenied', 'inconclusive', 'Access denied'),
      onAws('ExpiredToken', 'inconclusive', 'The security token included in the request is expired'),
      onAws('IncompleteSignature', 'inconclusive', 'Authorization header requires a Signature parameter.'),
      onAws('MissingAuthenticationToken', 'inconclusive', 'Request is missing Authentication Token'),
    ],
  ],
  [
    'Google',
    google,
    [
      ['kid-present', 'exists', json(200, { [otherKid]: certificate, [kid]: certificate })],
      ['kid-absent', 'absent', json(200, { [otherKid]: certificate })],
      [
        'account-absent',
        'absent',
        json(404, { error: { code: 404, message: 'Not found.', status: 'NOT_FOUND' } }),
      ],
    ],
  ],
];
