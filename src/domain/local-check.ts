/**
 * The line that a responder who still has the secret runs on their own machine. It reads the secret there without
 * showing it, keeps it out of the history and the list of processes, and prints one word: alive, dead or unknown.
 */
import type { LocalCheck } from './provider.ts';

/** For bash or zsh. `host` is that of the key's region. */
export function localCheckLine(check: LocalCheck, host: string): string {
  return check.by === 'ssh' ? sshLine(check.host) : httpsLine(check, host);
}

function httpsLine(check: Extract<LocalCheck, { by: 'https' }>, host: string): string {
  const config = check.headers.map((header) => `header = "${header.replace('{secret}', '%s')}"\\n`).join('');
  const asked = `curl -q -sS --proto =https --max-time 15 -K - -w ' %{http_code}' ${quoted(`https://${host}${check.path}`)}`;
  const cases = [
    ...check.dead.map((piece) => `${patternOf(piece)}) echo dead;;`),
    ...check.alive.map((piece) => `${patternOf(piece)}) echo alive;;`),
    '*) echo unknown;;',
  ].join(' ');
  return `read -rs S; case "$(printf ${quoted(config)} "$S" | ${asked} 2>/dev/null)" in ${cases} esac; unset S`;
}

/** A status stands behind the answer's text, so it is looked for at its end. */
const patternOf = (piece: number | string): string =>
  typeof piece === 'number' ? `*${quoted(` ${piece}`)}` : `*${quoted(piece)}*`;

/** Only offered keys count: a file that could not be read is refused as well. */
function sshLine(host: string): string {
  const asked = `ssh -v -F /dev/null -o IdentitiesOnly=yes -o BatchMode=yes -i "$F" -T git@${host}`;
  const cases = [
    "*'Server accepts key'*) echo alive;;",
    "*'Offering public key'*'Permission denied (publickey)'*) echo dead;;",
    '*) echo unknown;;',
  ].join(' ');
  return `read -r F; case "$(${asked} 2>&1)" in ${cases} esac; unset F`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
