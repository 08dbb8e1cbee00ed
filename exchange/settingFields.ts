import { InvalidSettings } from './errors';
import { described } from './inputs';
import { canonicalHost, isLoopback, isShared } from './transport/hostNames';
import { urlOf } from './urlOf';

/** Readers of single fields of the credential; each throws InvalidSettings that names the field. */

const ewsPath = '/EWS/Exchange.asmx';

/** The EWS URL of a host name or an address; the folder of EWS alone is completed. */
export function ewsUrl(server: string): string {
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `https://${server}`;
	const url = urlOf(withScheme);
	if (!url) throw unusableServer(server, 'it is neither a host name nor a URL');
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw unusableServer(server, `${url.protocol} is not a way to reach Exchange`);
	}
	if (url.username || url.password) {
		throw new InvalidSettings('server', 'The server address holds a user name or password', {
			remedy: 'Enter the user and the password in their own fields and only the address here.',
		});
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw new InvalidSettings('server', `Plain http: to ${url.hostname} is refused`, {
			remedy: 'Use https:. Passwords and calendars would travel readable over http:.',
		});
	}
	// The folder of EWS alone, as administrators often note it down, or what the browser shows of Outlook
	// on the web and of the admin center at the same host.
	if (/^\/(ews\/?|(owa|ecp)(\/.*)?)?$/i.test(url.pathname)) url.pathname = ewsPath;
	url.hash = '';
	url.search = '';
	return url.href;
}

function unusableServer(server: string, why: string): InvalidSettings {
	// Somebody may have put a user and a password before the host.
	const shown = server.replace(/\/\/.*@/s, '//…@').replace(/^[^/]*@/, '…@');
	return new InvalidSettings('server', `The server "${shown}" can't be used: ${why}`, {
		remedy:
			'Enter a host name such as mail.enyoi.com, or https://mail.enyoi.com/EWS/Exchange.asmx.',
	});
}

/** @throws InvalidSettings when nothing was entered */
export function required(field: string, value: string | undefined, remedy: string): void {
	if (!value?.trim()) throw new InvalidSettings(field, `The ${field} is missing`, { remedy });
}

/** One of the allowed words; `fallback` where nothing was entered. */
export function oneOf<T extends string>(
	field: string,
	value: T | undefined,
	allowed: readonly T[],
	fallback: T | undefined,
): T {
	const chosen = value === undefined || (value as string) === '' ? fallback : value;
	if (chosen !== undefined && allowed.includes(chosen)) return chosen;
	const message =
		chosen === undefined ? `${field} is missing` : `${field} can't be ${described(chosen)}`;
	throw new InvalidSettings(field, message, { remedy: `Choose one of ${allowed.join(', ')}.` });
}

/** A whole number from `least` to `most`; `fallback` where nothing was entered. */
export function wholeNumber(
	field: string,
	value: number | undefined,
	least: number,
	most: number,
	fallback: number,
): number {
	const number = value ?? fallback;
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	throw new InvalidSettings(field, `${field} can't be ${described(number)}`, {
		remedy: `Enter a whole number from ${least} to ${most}.`,
	});
}

/**
 * What an encrypted key holds in OpenSSL's older form; the length of what follows the cipher's name shows
 * where it ends when no line break does.
 * @see https://www.rfc-editor.org/rfc/rfc1421#section-4.6.1.3
 */
const encryptedKey =
	/^\s*Proc-Type:\s*4,ENCRYPTED\s*DEK-Info:\s*((?:(?:AES|ARIA|CAMELLIA|SEED)[A-Z0-9-]*,[0-9A-F]{16}|[A-Z0-9-]+,)[0-9A-F]{16})\s*([A-Za-z0-9+/=\s]+)$/;

/** Accepts PEM whose line breaks were lost in a one-line password field. */
export function pem(field: string, value: string | undefined): string | undefined {
	const given = text(value);
	if (!given) return undefined;
	const blocks = given.match(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g);
	if (!blocks) {
		throw new InvalidSettings(field, `${field} is not PEM`, {
			remedy: 'Paste the whole text from -----BEGIN … to -----END …, both lines included.',
		});
	}
	return blocks
		.map((block) => {
			const [, head, body, tail] = /^(-----[^-]+-----)([\s\S]+?)(-----[^-]+-----)$/.exec(block)!;
			const [, cipher, key] = encryptedKey.exec(body.replace(/\\n/g, '\n')) ?? [];
			if (cipher === undefined && body.includes(':')) return block;
			const base64 = (key ?? body).replace(/\\n|\s/g, '');
			const headers = cipher ? ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${cipher}`, ''] : [];
			return [head, ...headers, ...(base64.match(/.{1,64}/g) ?? []), tail].join('\n');
		})
		.join('\n')
		.concat('\n');
}

/** SHA-256 as 64 hexadecimal digits in lower case, without colons. */
export function fingerprint(value: string | undefined): string | undefined {
	const given = text(value);
	if (!given) return undefined;
	const hex = given
		.replace(/^sha-?256[:=\s]*/i, '')
		.replace(/[:\s]/g, '')
		.toLowerCase();
	if (/^[0-9a-f]{64}$/.test(hex)) return hex;
	throw new InvalidSettings('certificateSha256', 'The pinned fingerprint is not SHA-256', {
		remedy: 'Enter the 64 hexadecimal digits of the certificate’s SHA-256 fingerprint.',
	});
}

/** Host names in lower case; one that begins with a dot stands for all hosts below it. */
export function hosts(value: string | string[] | undefined): string[] {
	const list = Array.isArray(value) ? value : (value ?? '').split(/[\s,;]+/);
	const given = list.map((host) => host.trim().toLowerCase()).filter((host) => host !== '');
	for (const host of given) {
		const name = host.replace(/^\*?\./, '');
		const isPattern = name !== host;
		if (canonicalHost(name) === '' || name.includes('*') || (isPattern && isShared(name))) {
			throw new InvalidSettings('allowedRedirectHosts', `"${host}" is not a host name`, {
				remedy:
					'List host names, such as mail.enyoi.com, mail2.enyoi.com; .enyoi.com stands for all hosts below enyoi.com.',
			});
		}
	}
	return given;
}

/** Without blanks around it; undefined where nothing was entered. */
export function text(value: string | undefined): string | undefined {
	const trimmed = typeof value === 'string' ? value.trim() : undefined;
	return trimmed === '' ? undefined : trimmed;
}
