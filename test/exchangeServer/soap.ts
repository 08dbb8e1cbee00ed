import type { SchemaVersion, XmlElement, XmlNode } from './contracts';
import { EwsFault } from './responseErrors';
import { MESSAGES, SOAP, child, parseXml, textOf } from './xml/node';
import { element } from './xml/element';
import { isAtLeast, isSchemaVersion, type ProductVersion } from './versions';

export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';
const XSI =
	'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
const TYPES_URI = 'http://schemas.microsoft.com/exchange/services/2006/types';
const ERRORS_URI = 'http://schemas.microsoft.com/exchange/services/2006/errors';

export interface Envelope {
	header: XmlNode | undefined;
	/** The operation's element. */
	request: XmlNode;
	schemaVersion: SchemaVersion;
}

/** @throws EwsFault for anything that is no EWS request in a version this product speaks */
export function readEnvelope(text: string, product: ProductVersion): Envelope {
	const root = parsed(text);
	if (root instanceof Error) {
		throw new EwsFault('ErrorInvalidRequest', `The request is invalid: ${root.message}`, {
			status: 400,
		});
	}
	if (root.name !== 'Envelope' || root.namespace !== SOAP) {
		throw new EwsFault('ErrorInvalidRequest', 'The request is not a SOAP 1.1 envelope.', {
			status: 400,
		});
	}
	const header = child(root, 'Header');
	const schemaVersion = requestedVersion(header, product);
	const request = child(root, 'Body')?.children[0];
	if (!request || request.namespace !== MESSAGES) {
		throw new EwsFault(
			'ErrorInvalidRequest',
			'The request is invalid: its body is empty or of an unknown namespace.',
		);
	}
	return { header, request, schemaVersion };
}

function parsed(text: string): XmlNode | Error {
	try {
		return parseXml(text);
	} catch (error) {
		return error as Error;
	}
}

function requestedVersion(header: XmlNode | undefined, product: ProductVersion): SchemaVersion {
	const node = child(header, 'RequestServerVersion');
	if (!node) return 'Exchange2007';
	const wanted = node.attributes.Version ?? 'Exchange2007_SP1';
	if (!isSchemaVersion(wanted) || !isAtLeast(product.newestSchema, wanted)) {
		throw new EwsFault('ErrorInvalidServerVersion', 'The specified server version is invalid.');
	}
	return wanted;
}

/** As recorded: HTTP 500 with the place and the violation. */
export function schemaViolation(violation: string, line = 1, position = 1): EwsFault {
	return new EwsFault(
		'ErrorSchemaValidation',
		`The request failed schema validation: ${violation}`,
		{
			details: {
				LineNumber: String(line),
				LinePosition: String(position),
				Violation: violation,
			},
		},
	);
}

/** SMTP address, UPN or SID of ExchangeImpersonation, by the element that names it. */
export function connectingSid(
	header: XmlNode | undefined,
): { kind: string; value: string } | undefined {
	const sid = child(child(header, 'ExchangeImpersonation'), 'ConnectingSID')?.children[0];
	return sid && { kind: sid.name, value: sid.text.trim() };
}

export function dateTimePrecision(header: XmlNode | undefined): string | undefined {
	return textOf(header, 'DateTimePrecision');
}

/** A whole response, declaration included. */
export function renderEnvelope(body: XmlElement, product: ProductVersion): string {
	return (
		`${XML_DECLARATION}<s:Envelope xmlns:s="${SOAP}"><s:Header>${versionInfo(product)}</s:Header>` +
		`<s:Body ${XSI}>${withNamespaces(body)}</s:Body></s:Envelope>`
	);
}

/**
 * One envelope of a streamed response. Exchange writes these in another way: no declaration, and the
 * envelope without a prefix; clients find its end by that.
 */
export function renderStreamedEnvelope(body: XmlElement, product: ProductVersion): string {
	return (
		`<Envelope xmlns="${SOAP}"><soap11:Header xmlns:soap11="${SOAP}">${versionInfo(product)}</soap11:Header>` +
		`<soap11:Body xmlns:soap11="${SOAP}" ${XSI}>${withNamespaces(body)}</soap11:Body></Envelope>`
	);
}

function versionInfo(product: ProductVersion): string {
	return element('h:ServerVersionInfo', undefined, {
		MajorVersion: product.major,
		MinorVersion: product.minor,
		MajorBuildNumber: product.majorBuild,
		MinorBuildNumber: product.minorBuild,
		Version: product.version,
		'xmlns:h': TYPES_URI,
		xmlns: TYPES_URI,
	}).markup;
}

function withNamespaces({ markup }: XmlElement): string {
	return markup.replace(/^<(m:\w+)/, `<$1 xmlns:m="${MESSAGES}" xmlns:t="${TYPES_URI}"`);
}

/** A SOAP fault as Exchange 2010 and later write it: no header. */
export function renderFault(fault: EwsFault): string {
	const { code, message, options } = fault;
	const details = Object.entries(options.details ?? {});
	const xml =
		details.length === 0
			? ''
			: `<t:MessageXml xmlns:t="${TYPES_URI}">${details
					.map(([name, value]) => faultDetail(code, name, value).markup)
					.join('')}</t:MessageXml>`;
	const faultCode = element('faultcode', `a:${options.faultCode ?? code}`, {
		'xmlns:a': TYPES_URI,
	});
	const faultString = element('faultstring', message, { 'xml:lang': 'en-US' });
	if (options.errorCode !== undefined) {
		const errorCode = element('m:ErrorCode', options.errorCode, { 'xmlns:m': MESSAGES });
		return (
			`${XML_DECLARATION}<s:Envelope xmlns:s="${SOAP}"><s:Body><s:Fault>${faultCode.markup}` +
			`${faultString.markup}<detail>${errorCode.markup}</detail></s:Fault></s:Body></s:Envelope>`
		);
	}
	const responseCode = element('e:ResponseCode', code, { 'xmlns:e': ERRORS_URI });
	const shortMessage =
		code === 'ErrorSchemaValidation' ? 'The request failed schema validation.' : message;
	return (
		`${XML_DECLARATION}<s:Envelope xmlns:s="${SOAP}"><s:Body><s:Fault>${faultCode.markup}` +
		`${faultString.markup}<detail>` +
		`${responseCode.markup}${element('e:Message', shortMessage, { 'xmlns:e': ERRORS_URI }).markup}` +
		`${xml}</detail></s:Fault></s:Body></s:Envelope>`
	);
}

/** ErrorSchemaValidation has elements of its own; everything else comes as t:Value. */
function faultDetail(code: string, name: string, value: string): XmlElement {
	if (code === 'ErrorSchemaValidation') return element(`t:${name}`, value);
	return element('t:Value', value, { Name: name });
}
