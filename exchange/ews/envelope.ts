import { InvalidInput } from '../errors';
import type { Turns } from '../eventLoop';
import type { ResolvedSettings } from '../settings';
import { namespaces } from './namespaces';
import type { SchemaVersion } from './versions';
import { element, render, type Xml } from '../xml/writer';

/** The mailbox owner as whom the service account acts. */
export type Impersonation =
	| { smtpAddress: string }
	| { userPrincipalName: string }
	| { sid: string };

interface EnvelopeOptions {
	schema: SchemaVersion;
	impersonation?: Impersonation;
}

/**
 * The whole request. Dates in the answer come in UTC.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/soap-headers-in-ews
 */
export function envelope(body: Xml, { schema, impersonation }: EnvelopeOptions): string {
	return render(
		element('s:Envelope', [
			element('s:Header', [
				element('t:RequestServerVersion', undefined, { Version: schema }),
				impersonation && element('t:ExchangeImpersonation', connectingSid(impersonation)),
				element('t:TimeZoneContext', element('t:TimeZoneDefinition', undefined, { Id: 'UTC' })),
			]),
			element('s:Body', body),
		]),
		{ s: namespaces.s, m: namespaces.m, t: namespaces.t },
	);
}

/** Stands as the text of an element for content that is written into the request's bytes. */
export const contentPlace = 'Q09OVEVOVA==';

/** Bytes encoded at once; a multiple of three, so that the pieces fit together. */
const encodedAtOnce = 786_432;

/**
 * The bytes of a request with large content in its place, encoded piece by piece: beside the content there
 * is nothing of its size but the result.
 */
export async function withContent(
	text: string,
	content: Uint8Array,
	turns: Turns,
): Promise<Buffer> {
	const place = `>${contentPlace}<`;
	const at = text.indexOf(place) + 1;
	const [before, after] = [text.slice(0, at), text.slice(at + contentPlace.length)];
	const [start, end] = [Buffer.byteLength(before), Buffer.byteLength(after)];
	const bytes = Buffer.allocUnsafe(start + Math.ceil(content.length / 3) * 4 + end);
	let length = bytes.write(before, 0);
	for (let from = 0; from < content.length; from += encodedAtOnce) {
		if (turns.isOver) await turns.next();
		const piece = content.subarray(from, from + encodedAtOnce);
		const view = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
		length += bytes.write(view.toString('base64'), length, 'latin1');
	}
	bytes.write(after, length);
	return bytes;
}

/**
 * The header that SOAP 1.1 demands. Exchange goes by the body; gateways and other servers by this.
 * @see https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383528
 */
export function soapAction(operation: string): string {
	return `"${namespaces.m}/${operation}"`;
}

/**
 * Names the mailbox for the impersonation header.
 * @param identity the principal name or SID, where it is not the address itself
 * @throws InvalidInput when SIDs are asked for and none is known
 */
export function impersonationOf(
	mailbox: string,
	by: ResolvedSettings['impersonateBy'],
	identity = mailbox,
): Impersonation {
	switch (by) {
		case 'smtpAddress':
			return { smtpAddress: mailbox };
		case 'userPrincipalName':
			return { userPrincipalName: identity };
		case 'sid':
			if (/^S-1-\d+(-\d+)+$/i.test(identity)) return { sid: identity };
			throw new InvalidInput('mailbox', `${identity} is not a SID, as "impersonate by" wants`, {
				remedy: 'Give the mailbox as SID, or impersonate by SMTP address.',
			});
	}
}

function connectingSid(impersonation: Impersonation): Xml {
	const who =
		'smtpAddress' in impersonation
			? element('t:SmtpAddress', impersonation.smtpAddress)
			: 'sid' in impersonation
				? element('t:SID', impersonation.sid)
				: element('t:PrincipalName', impersonation.userPrincipalName);
	return element('t:ConnectingSID', who);
}
