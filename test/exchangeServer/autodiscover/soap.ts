import { child, childrenNamed, element, parseXml, path, textOf } from '../contracts';
import type { Answer, XmlElement, XmlNode } from '../contracts';
import { XML_DECLARATION } from '../soap';
import { productVersions } from '../versions';
import {
	legacyDn,
	lookUp,
	type AutodiscoverOptions,
	type AutodiscoverRules,
	type Finding,
} from './endpoints';

const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
const addressing = 'http://www.w3.org/2005/08/addressing';
const instance = 'http://www.w3.org/2001/XMLSchema-instance';
const envelope = 'http://schemas.xmlsoap.org/soap/envelope/';

/** Users that one request may ask about. */
const mostUsers = 100;

/**
 * SOAP autodiscover: GetUserSettings and GetDomainSettings.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/soap-autodiscover-web-service-reference-for-exchange
 */
export function answerSoap(
	body: string,
	options: AutodiscoverOptions,
	rules: AutodiscoverRules,
): Answer {
	let request: XmlNode | undefined;
	try {
		request = path(parseXml(body), 'Body')?.children[0];
	} catch {
		request = undefined;
	}
	switch (request?.name) {
		case 'GetUserSettingsRequestMessage':
			return sent('GetUserSettings', userSettings(request, options, rules), options);
		case 'GetDomainSettingsRequestMessage':
			return sent('GetDomainSettings', domainSettings(request, options, rules), options);
		default:
			return fault('The message could not be processed: no known operation.');
	}
}

function userSettings(
	message: XmlNode,
	options: AutodiscoverOptions,
	rules: AutodiscoverRules,
): XmlElement[] {
	const request = child(message, 'Request');
	const users = childrenNamed(child(request, 'Users'), 'User');
	const wanted = settingsOf(request);
	if (users.length === 0 || wanted.length === 0 || users.length > mostUsers) {
		return status('InvalidRequest', 'The request is invalid.');
	}
	const responses = users.map((user) => {
		const finding = lookUp(textOf(user, 'Mailbox') ?? '', options, rules);
		return element('UserResponse', userResponse(finding, wanted, options));
	});
	return [...status('NoError', ''), element('UserResponses', responses)];
}

function userResponse(
	finding: Finding,
	wanted: string[],
	options: AutodiscoverOptions,
): XmlElement[] {
	const none = [element('UserSettingErrors'), element('UserSettings')];
	const to = (target: string) => element('RedirectTarget', target);
	switch (finding.kind) {
		case 'redirectAddress':
			return [...status('RedirectAddress', 'Redirection address.'), to(finding.address), ...none];
		case 'redirectUrl':
			return [...status('RedirectUrl', 'Redirection URL.'), to(finding.url), ...none];
		case 'unknown':
			return [...status('InvalidUser', 'Invalid user.'), nil('RedirectTarget'), ...none];
		case 'found': {
			const { given, missing } = settings(wanted, valuesOf(finding, options));
			return [
				...status('NoError', 'No error.'),
				nil('RedirectTarget'),
				element('UserSettingErrors', errors('UserSettingError', missing)),
				element('UserSettings', given('UserSetting')),
			];
		}
	}
}

function valuesOf(
	{ mailbox, ewsUrl }: Extract<Finding, { kind: 'found' }>,
	{ company, product }: AutodiscoverOptions,
): Record<string, string | undefined> {
	const { major, minor, majorBuild, minorBuild } = productVersions[product];
	return {
		UserDisplayName: mailbox.displayName,
		UserDN: legacyDn(mailbox),
		UserDeploymentId: '50817eff-b925-4578-a0db-13bfc635e7a5',
		AutoDiscoverSMTPAddress: mailbox.smtpAddress,
		ExternalEwsUrl: ewsUrl,
		InternalEwsUrl: ewsUrl,
		ExternalEwsVersion: `${major}.${minor}.${majorBuild}.${minorBuild}`,
		CasVersion: `${major}.${minor}.${majorBuild}.${minorBuild}`,
		EwsSupportedSchemas:
			'Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2010_SP1, Exchange2010_SP2, Exchange2013, Exchange2013_SP1, Exchange2015, Exchange2016',
		InternalMailboxServer: `${mailbox.guid}@${company.domain}`,
		ActiveDirectoryServer: `dc01.${company.domain}`,
		MobileMailboxPolicy: '',
	};
}

function domainSettings(
	message: XmlNode,
	{ company, ewsUrl }: AutodiscoverOptions,
	rules: AutodiscoverRules,
): XmlElement[] {
	const request = child(message, 'Request');
	const domains = childrenNamed(child(request, 'Domains'), 'Domain').map(({ text }) => text.trim());
	const wanted = settingsOf(request);
	const url = rules.ewsUrl === undefined ? ewsUrl() : (rules.ewsUrl ?? undefined);
	const responses = domains.map((domain) => {
		const known = domain.toLowerCase() === company.domain.toLowerCase();
		const values = known ? { ExternalEwsUrl: url, ExternalEwsVersion: '15.02.1544.000' } : {};
		const { given, missing } = settings(wanted, values);
		return element('DomainResponse', [
			...status(known ? 'NoError' : 'InvalidDomain', known ? '' : 'Invalid domain.'),
			element('DomainSettingErrors', known ? errors('DomainSettingError', missing) : undefined),
			element('DomainSettings', given('DomainSetting')),
			nil('RedirectTarget'),
		]);
	});
	return [...status('NoError', ''), element('DomainResponses', responses)];
}

function settingsOf(request: XmlNode | undefined): string[] {
	return childrenNamed(child(request, 'RequestedSettings'), 'Setting').map(({ text }) =>
		text.trim(),
	);
}

function settings(wanted: string[], values: Record<string, string | undefined>) {
	const known = wanted.filter((name) => values[name] !== undefined);
	return {
		given: (elementName: string) =>
			known.map((name) =>
				element(elementName, [element('Name', name), element('Value', values[name])], {
					'i:type': elementName === 'UserSetting' ? 'StringSetting' : 'DomainStringSetting',
				}),
			),
		missing: wanted.filter((name) => values[name] === undefined),
	};
}

function errors(elementName: string, names: string[]): XmlElement[] {
	return names.map((name) =>
		element(elementName, [
			element('ErrorCode', 'SettingIsNotAvailable'),
			element('ErrorMessage', `The setting ${name} is not available.`),
			element('SettingName', name),
		]),
	);
}

function status(code: string, message: string): XmlElement[] {
	return [element('ErrorCode', code), element('ErrorMessage', message)];
}

function nil(name: string): XmlElement {
	return element(name, undefined, { 'i:nil': true });
}

function sent(operation: string, content: XmlElement[], { product }: AutodiscoverOptions): Answer {
	const { major, minor, majorBuild, minorBuild, version } = productVersions[product];
	const action = `${namespace}/Autodiscover/${operation}Response`;
	const header = [
		element('a:Action', action, { 's:mustUnderstand': 1 }),
		element(
			'h:ServerVersionInfo',
			[
				element('h:MajorVersion', major),
				element('h:MinorVersion', minor),
				element('h:MajorBuildNumber', majorBuild),
				element('h:MinorBuildNumber', minorBuild),
				element('h:Version', version ?? 'Exchange2013_SP1'),
			],
			{ 'xmlns:h': namespace },
		),
	];
	const message = element(
		`${operation}ResponseMessage`,
		element('Response', content, { 'xmlns:i': instance }),
		{
			xmlns: namespace,
		},
	);
	const whole = element('s:Envelope', [element('s:Header', header), element('s:Body', message)], {
		'xmlns:s': envelope,
		'xmlns:a': addressing,
	});
	return { status: 200, headers: {}, body: `${XML_DECLARATION}${whole.markup}` };
}

function fault(reason: string): Answer {
	const content = element('s:Fault', [
		element('faultcode', 's:Client'),
		element('faultstring', reason, { 'xml:lang': 'en-US' }),
	]);
	const whole = element('s:Envelope', element('s:Body', content), { 'xmlns:s': envelope });
	return { status: 500, headers: {}, body: `${XML_DECLARATION}${whole.markup}` };
}
