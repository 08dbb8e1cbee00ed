/**
 * The binding of requests to the server that holds a group's subscriptions: the mailbox that the front end
 * finds it by, and the cookies that it gave. Balancers before Exchange set cookies of their own for the
 * same purpose, so all are sent back.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-maintain-affinity-between-group-of-subscriptions-and-mailbox-server
 */
export class Affinity {
	private readonly cookies = new Map<string, string>();

	/** @param anchor the mailbox whose server all requests of the group go to */
	constructor(readonly anchor: string) {}

	/** Headers of the next request. */
	headers(): Record<string, string> {
		const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`);
		return {
			'X-PreferServerAffinity': 'true',
			...(cookies.length > 0 && { Cookie: cookies.join('; ') }),
		};
	}

	/** Keeps the cookies of an answer. */
	learn(headers: Readonly<Record<string, string>>): void {
		for (const { name, value } of cookiesIn(headers['set-cookie'] ?? '')) {
			if (value === '') this.cookies.delete(name);
			else if (this.cookies.has(name) || this.cookies.size < maxCookies) {
				this.cookies.set(name, value);
			}
		}
	}
}

/** Exchange sets one or two, a balancer one more. */
const maxCookies = 20;

/** Bytes of a cookie; a longer one is no mark of a server. */
const maxCookieLength = 4096;

/**
 * Several Set-Cookie lines are joined by commas, and dates in them have commas, too: a new cookie begins
 * where a name with an equals sign follows.
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
 */
function cookiesIn(lines: string): Array<{ name: string; value: string }> {
	return lines.split(/,(?=\s*[^\s;,="]+=)/).flatMap((line) => {
		const [, name, value] = /^\s*([^\s;,="]+)=([^;]*)/.exec(line) ?? [];
		if (name === undefined || line.length > maxCookieLength) return [];
		return [{ name, value: value.trim() }];
	});
}
