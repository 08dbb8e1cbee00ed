import { element, parseXml, path, textOf } from '../contracts';
import type { Answer, XmlElement } from '../contracts';
import { XML_DECLARATION } from '../soap';
import {
	legacyDn,
	lookUp,
	type AutodiscoverOptions,
	type AutodiscoverRules,
	type Finding,
} from './endpoints';

const responseSchema = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const outlookSchema =
	'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/**
 * Plain old XML autodiscover.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/pox-autodiscover-web-service-reference-for-exchange
 */
export function answerPox(
	body: string,
	options: AutodiscoverOptions,
	rules: AutodiscoverRules,
): Answer {
	let request;
	try {
		request = path(parseXml(body), 'Request');
	} catch {
		return failed(600, 'Invalid Request', options);
	}
	const address = textOf(request, 'EMailAddress');
	if (address === undefined) return failed(600, 'Invalid Request', options);
	if (textOf(request, 'AcceptableResponseSchema')?.trim() !== outlookSchema) {
		return failed(601, 'Provider is not available', options);
	}
	const finding = lookUp(address, options, rules);
	if (finding.kind === 'unknown') {
		return failed(500, 'The email address can’t be found.', options);
	}
	return sent(element('Response', content(finding, options), { xmlns: outlookSchema }));
}

function content(
	finding: Exclude<Finding, { kind: 'unknown' }>,
	{ company }: AutodiscoverOptions,
): XmlElement[] {
	if (finding.kind === 'redirectAddress') {
		return [
			element('Account', [
				element('Action', 'redirectAddr'),
				element('RedirectAddr', finding.address),
			]),
		];
	}
	if (finding.kind === 'redirectUrl') {
		return [
			element('Account', [
				element('AccountType', 'email'),
				element('Action', 'redirectUrl'),
				element('RedirectUrl', finding.url),
			]),
		];
	}
	const { mailbox, ewsUrl } = finding;
	const urls = ewsUrl === undefined ? [] : [element('ASUrl', ewsUrl), element('EwsUrl', ewsUrl)];
	return [
		element('User', [
			element('DisplayName', mailbox.displayName),
			element('LegacyDN', legacyDn(mailbox)),
			element('AutoDiscoverSMTPAddress', mailbox.smtpAddress),
			element('DeploymentId', '50817eff-b925-4578-a0db-13bfc635e7a5'),
		]),
		element('Account', [
			element('AccountType', 'email'),
			element('Action', 'settings'),
			element('MicrosoftOnline', 'False'),
			element('Protocol', [
				element('Type', 'EXCH'),
				element('Server', `${mailbox.guid}@${company.domain}`),
				element('ServerVersion', '73C28658'),
				...urls,
			]),
			element('Protocol', [
				element('Type', 'EXPR'),
				element('Server', `mail.${company.domain}`),
				element('AuthPackage', 'Ntlm'),
				...urls,
			]),
		]),
	];
}

function failed(code: number, message: string, { now }: AutodiscoverOptions): Answer {
	const time = now().toISOString().slice(11, 23);
	return sent(
		element(
			'Response',
			element(
				'Error',
				[element('ErrorCode', code), element('Message', message), element('DebugData')],
				{ Time: time, Id: '2477272013' },
			),
		),
	);
}

function sent(response: XmlElement): Answer {
	const { markup } = element('Autodiscover', response, { xmlns: responseSchema });
	return { status: 200, headers: {}, body: `${XML_DECLARATION}${markup}` };
}
