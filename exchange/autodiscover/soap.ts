import { namespaces, soap12 } from '../ews/namespaces';
import { elementText } from '../xml/escape';
import { DocumentReader } from '../xml/elementReader';
import { MalformedXml } from '../xml/malformed';
import { shortNames } from '../xml/namespaces';
import { fieldsOf, into, record, text } from '../xml/shapes';
import type { AutodiscoverAnswer } from './answers';

const namespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
const soapEnvelope = namespaces.s;
const a = `{${namespace}}`;
const names = shortNames({ s: [soapEnvelope, soap12] });

/**
 * Asks for the EWS URLs of a mailbox.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getusersettings-operation-soap
 */
export function soapRequest(address: string, url: string): string {
	return [
		'<?xml version="1.0" encoding="utf-8"?>',
		`<s:Envelope xmlns:s="${soapEnvelope}" xmlns:a="${namespace}" xmlns:w="http://www.w3.org/2005/08/addressing">`,
		'<s:Header><a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>',
		`<w:Action>${namespace}/Autodiscover/GetUserSettings</w:Action>`,
		`<w:To>${elementText(url, 'url')}</w:To></s:Header>`,
		'<s:Body><a:GetUserSettingsRequestMessage><a:Request>',
		`<a:Users><a:User><a:Mailbox>${elementText(address, 'mailbox')}</a:Mailbox></a:User></a:Users>`,
		'<a:RequestedSettings><a:Setting>InternalEwsUrl</a:Setting><a:Setting>ExternalEwsUrl</a:Setting></a:RequestedSettings>',
		'</a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>',
	].join('');
}

interface Setting {
	name?: string;
	value?: string;
}

interface UserResponse {
	code?: string;
	message?: string;
	redirect?: string;
	settings?: Record<string, string>;
}

interface Envelope {
	fault?: string;
	code?: string;
	message?: string;
	user?: UserResponse;
}

const settingField = fieldsOf<Setting>();
const userField = fieldsOf<UserResponse>();
const envelopeField = fieldsOf<Envelope>();

const settings = record<Record<string, string>>({
	[`${a}UserSetting`]: into(
		record<Setting>({
			[`${a}Name`]: settingField('name', text),
			[`${a}Value`]: settingField('value', text),
		}),
		(found: Record<string, string>, { name, value }) => {
			if (name && value) found[name] = value.trim();
		},
	),
});

const userResponse = record<UserResponse>({
	[`${a}ErrorCode`]: userField('code', text),
	[`${a}ErrorMessage`]: userField('message', text),
	[`${a}RedirectTarget`]: userField('redirect', text),
	[`${a}UserSettings`]: userField('settings', settings),
});

const response = record<Envelope>({
	[`${a}ErrorCode`]: envelopeField('code', text),
	[`${a}ErrorMessage`]: envelopeField('message', text),
	[`${a}UserResponses`]: into(
		record<Envelope>({ [`${a}UserResponse`]: envelopeField('user', userResponse) }),
		(envelope: Envelope, { user }) => {
			envelope.user = user;
		},
	),
});

interface Words {
	text?: string;
}

const words = fieldsOf<Words>()('text', text);

const merge = <T extends object>(target: T, part: T) => void Object.assign(target, part);

const envelopeShape = record<Envelope>({
	's:Body': into(
		record<Envelope>({
			's:Fault': into(
				record<Words>({
					faultstring: words,
					's:Reason': into(record<Words>({ 's:Text': words }), merge),
				}),
				(envelope: Envelope, { text: said }) => {
					envelope.fault = said ?? 'SOAP fault';
				},
			),
			[`${a}GetUserSettingsResponseMessage`]: into(
				record<Envelope>({ [`${a}Response`]: into(response, merge) }),
				merge,
			),
		}),
		merge,
	),
});

/** @throws MalformedXml when it is not an answer of autodiscover */
export function readSoapAnswer(body: Buffer): AutodiscoverAnswer {
	const reader = new DocumentReader(
		's:Envelope',
		envelopeShape,
		() => new MalformedXml('something else than a SOAP envelope'),
		names,
	);
	reader.feed(body);
	const { fault, code, message, user } = reader.end();
	if (fault !== undefined) return { kind: 'error', code: 'Fault', message: fault };
	if (!user) {
		if (code && code !== 'NoError') return { kind: 'error', code, message };
		throw new MalformedXml('a SOAP envelope without user settings');
	}
	switch (user.code) {
		case 'RedirectAddress':
			return { kind: 'redirectAddress', address: user.redirect?.trim() ?? '' };
		case 'RedirectUrl':
			return { kind: 'redirectUrl', url: user.redirect?.trim() ?? '' };
		case 'NoError':
		case undefined:
			return {
				kind: 'settings',
				externalUrl: user.settings?.ExternalEwsUrl,
				internalUrl: user.settings?.InternalEwsUrl,
			};
		default:
			return { kind: 'error', code: user.code, message: user.message };
	}
}
