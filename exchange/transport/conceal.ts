/**
 * Takes out of a text what a request signed in with: a server, or something before it, may repeat that
 * in headers and faults, which end up in errors.
 * @param authorization the request's header of that name
 */
export function concealing(authorization: string | undefined): (text: string) => string {
	const given = authorization?.replace(/^\S+\s+/, '');
	if (!given) return (text) => text;
	const secrets = [given, ...passwordOf(authorization)];
	const forms = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]));
	return (text) => {
		let left = text;
		for (const form of forms) left = left.replaceAll(form, '…');
		return left;
	};
}

/** Shorter ones are parts of other words, and would only show where they are. */
const shortest = 4;

function passwordOf(authorization = ''): string[] {
	const [, encoded] = /^Basic\s+(\S+)$/i.exec(authorization) ?? [];
	const password = Buffer.from(encoded ?? '', 'base64')
		.toString('utf8')
		.replace(/^[^:]*:?/, '');
	return password.length < shortest ? [] : [password];
}
