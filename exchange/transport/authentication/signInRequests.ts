import type { WireRequest } from '../httpConnection';

/** Same place, no content: what NTLM's first message travels with. Changes nothing on the server. */
export function emptied(request: WireRequest): WireRequest {
	return { ...request, body: request.body && Buffer.alloc(0), repeatable: true };
}

/** Names the mailbox whose server a request is led to. */
const anchor = 'x-anchormailbox';

/** The mailbox by which the front end chooses the server behind it. */
export function mailboxOf({ headers }: WireRequest): string | undefined {
	return headers[anchor];
}

/**
 * Same place, but only asks for the page that Exchange shows there, whatever server is behind it. Quick, and
 * changes nothing.
 */
export function question(request: WireRequest): WireRequest {
	const headers = { ...request.headers };
	for (const name of ['content-type', 'soapaction', 'cookie', 'x-preferserveraffinity', anchor]) {
		delete headers[name];
	}
	return { ...request, method: 'GET', headers, body: undefined, repeatable: true };
}

export function withHeader(request: WireRequest, authorization: string): WireRequest {
	return { ...request, headers: { ...request.headers, authorization } };
}

/** A gateway's 502–504 and redirects may come from a machine that never saw the account. */
export function provesSignIn(status: number): boolean {
	return status < 300 || (status >= 400 && status !== 407 && (status < 502 || status > 504));
}
