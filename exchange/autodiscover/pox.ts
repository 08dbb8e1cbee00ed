import { elementText } from '../xml/escape';
import { DocumentReader } from '../xml/elementReader';
import { MalformedXml } from '../xml/malformed';
import { fieldsOf, into, record, text, type Field } from '../xml/shapes';
import type { AutodiscoverAnswer } from './answers';

const requestNamespace =
	'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006';
const responseNamespace =
	'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';
const frame = '{http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006}';
const r = `{${responseNamespace}}`;

/**
 * Asks for the settings of a mailbox in plain XML, as every Exchange since 2007 understands it.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/pox-autodiscover-request-for-exchange
 */
export function poxRequest(address: string): string {
	return [
		'<?xml version="1.0" encoding="utf-8"?>',
		`<Autodiscover xmlns="${requestNamespace}"><Request>`,
		`<EMailAddress>${elementText(address, 'mailbox')}</EMailAddress>`,
		`<AcceptableResponseSchema>${responseNamespace}</AcceptableResponseSchema>`,
		'</Request></Autodiscover>',
	].join('');
}

interface Protocol {
	type?: string;
	ewsUrl?: string;
	/** The availability service; it is EWS as well, and all that older servers name. */
	asUrl?: string;
}

interface Account {
	action?: string;
	redirectUrl?: string;
	redirectAddress?: string;
	protocols: Protocol[];
}

interface Answer {
	account?: Account;
	errorCode?: string;
	message?: string;
}

const protocolField = fieldsOf<Protocol>();
const accountField = fieldsOf<Account>();
const answerField = fieldsOf<Answer>();

const protocol = record<Protocol>(
	{
		[`${r}Type`]: protocolField('type', text),
		[`${r}EwsUrl`]: protocolField('ewsUrl', text),
		[`${r}ASUrl`]: protocolField('asUrl', text),
	},
	{ attributes: { Type: 'type' } },
);

const account = record<Account>(
	{
		[`${r}Action`]: accountField('action', text),
		[`${r}RedirectUrl`]: accountField('redirectUrl', text),
		[`${r}RedirectAddr`]: accountField('redirectAddress', text),
		[`${r}Protocol`]: into(protocol, ({ protocols }: Account, one) => void protocols.push(one)),
	},
	{ initial: () => ({ protocols: [] }) },
);

/** Errors come in either namespace. */
function responseIn(prefix: string): Field {
	return into(
		record<Answer>({
			[`${prefix}Account`]: answerField('account', account),
			[`${prefix}Error`]: into(
				record<Answer>({
					[`${prefix}ErrorCode`]: answerField('errorCode', text),
					[`${prefix}Message`]: answerField('message', text),
				}),
				merge,
			),
		}),
		merge,
	);
}

function merge(target: Answer, part: Answer): void {
	Object.assign(target, part);
}

const answer = record<Answer>({
	[`${r}Response`]: responseIn(r),
	[`${frame}Response`]: responseIn(frame),
});

/** @throws MalformedXml when it is not an answer of autodiscover */
export function readPoxAnswer(body: Buffer): AutodiscoverAnswer {
	const reader = new DocumentReader(`${frame}Autodiscover`, answer, () => {
		return new MalformedXml('something else than an autodiscover answer');
	});
	reader.feed(body);
	const { account: found, errorCode, message } = reader.end();
	if (errorCode !== undefined) return { kind: 'error', code: errorCode, message };
	if (!found) throw new MalformedXml('an autodiscover answer without an account');
	switch (found.action?.trim()) {
		case 'redirectUrl':
			return { kind: 'redirectUrl', url: found.redirectUrl?.trim() ?? '' };
		case 'redirectAddr':
			return { kind: 'redirectAddress', address: found.redirectAddress?.trim() ?? '' };
		default: {
			const urlFor = (...types: string[]) =>
				found.protocols
					.filter(({ type }) => type !== undefined && types.includes(type))
					.map(({ ewsUrl, asUrl }) => ewsUrl?.trim() || asUrl?.trim())
					.find(Boolean);
			return {
				kind: 'settings',
				externalUrl: urlFor('EXPR', 'EXHTTP'),
				internalUrl: urlFor('EXCH'),
			};
		}
	}
}
