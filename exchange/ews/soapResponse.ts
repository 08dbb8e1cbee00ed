import type { ResponseDetails } from '../errors';
import type { ItemFailure } from './itemParts';
import type { ElementReader, ResponseContext } from './operation';
import { MalformedResponse, responseError, WrongAnswer } from './errors';
import { ewsNames } from './namespaces';
import { isKnownResponseCode } from './responseCodes';
import { concealedEntries } from '../transport/conceal';
import type { ServerVersionInfo } from './versions';
import { DocumentReader } from '../xml/elementReader';
import {
	fieldsOf,
	into,
	list,
	mapped,
	parseInteger,
	record,
	text,
	type Field,
	type Shape,
} from '../xml/shapes';

/** One entry of m:ResponseMessages: what was asked for, or why it failed. */
export interface ResponseMessage {
	/** `Success`, `Warning` or `Error`. */
	responseClass: string;
	responseCode?: string;
	messageText?: string;
	messageXml?: Record<string, string>;
}

/** @see https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383507 */
export interface SoapFault {
	faultCode?: string;
	faultString?: string;
	faultActor?: string;
	detail?: { responseCode?: string; message?: string; messageXml?: Record<string, string> };
}

interface SoapEnvelope<T> {
	serverVersion?: ServerVersionInfo;
	fault?: SoapFault;
	body?: T;
	/** The operation whose response came in place of ours. */
	other?: string;
}

const namedValue = record<{ name?: string; value?: string }>(
	{},
	{ attributes: { Name: 'name' }, text: 'value' },
);

interface Named {
	text?: string;
	fieldUri?: string;
	index?: string;
	name?: string;
}

/** An element with text, or the path of a property: `calendar:Start`, or the name of an extended one. */
const namedByAttributes = mapped(
	record<Named>(
		{},
		{
			attributes: {
				FieldURI: 'fieldUri',
				FieldIndex: 'index',
				PropertyTag: 'name',
				PropertyId: 'name',
				PropertyName: 'name',
			},
			text: 'text',
		},
	),
	({ text: own, fieldUri, index, name }) =>
		own?.trim() || [fieldUri ?? name, index].filter((part) => part !== undefined).join(':'),
);

/** m:MessageXml: t:Value elements by their Name, other elements by their own name. */
const messageXml = record<Record<string, string>>(
	{
		't:Value': into(namedValue, (values: Record<string, string>, { name, value }) => {
			if (name !== undefined) values[name] = value ?? '';
		}),
	},
	{
		others: into(namedByAttributes, (values: Record<string, string>, value, name) => {
			values[name.slice(name.search(/[:}][^:}]*$/) + 1)] = value;
		}),
	},
);

const messageField = fieldsOf<ResponseMessage>();

const messageFields: Record<string, Field> = {
	'm:MessageText': messageField('messageText', text),
	'm:ResponseCode': messageField('responseCode', text),
	'm:MessageXml': messageField('messageXml', messageXml),
};

/** A response message with the fields of its operation beside those that all have. */
function responseMessage<T extends object>(
	fields: Record<string, Field>,
): Shape<ResponseMessage & T> {
	return record<ResponseMessage & T>(
		{ ...messageFields, ...fields },
		{ attributes: { ResponseClass: 'responseClass' } },
	);
}

/** The response of an operation: its messages in the order of the request. */
export function responseMessages<T extends object>(
	operation: string,
	fields: Record<string, Field>,
): Shape<Array<ResponseMessage & T>> {
	const messages = list<ResponseMessage & T>({
		[`m:${operation}ResponseMessage`]: responseMessage<T>(fields),
	});
	return mapped(
		record<{ messages?: Array<ResponseMessage & T> }>({
			'm:ResponseMessages': fieldsOf<{ messages: Array<ResponseMessage & T> }>()(
				'messages',
				messages,
			),
		}),
		({ messages: found }) => {
			if (found) return found;
			throw new MalformedResponse(`a ${operation} response without response messages`);
		},
	);
}

/**
 * The response of an operation that has no m:ResponseMessages because it is one message itself, such as
 * GetRoomLists and GetRooms. A list of one, so that `onlyMessage` reads it like any other.
 */
export function singleMessage<T extends object>(
	fields: Record<string, Field>,
): Shape<Array<ResponseMessage & T>> {
	return mapped(responseMessage<T>(fields), (message) => [message]);
}

/**
 * An entry whose message is a child of its own beside what the entry is about, such as those of
 * GetUserAvailability.
 */
export function messageBeside<T extends object>(
	fields: Record<string, Field>,
): Shape<ResponseMessage & T> {
	return record<ResponseMessage & T>({
		'm:ResponseMessage': into(
			responseMessage<object>({}),
			(entry: ResponseMessage & T, message) => void Object.assign(entry, message),
		),
		...fields,
	});
}

const versionNumber = (key: 'majorVersion' | 'minorVersion' | 'majorBuild' | 'minorBuild') => {
	return (version: ServerVersionInfo, value: string) => {
		version[key] = parseInteger(value, 'ServerVersionInfo');
	};
};

const serverVersionInfo = record<ServerVersionInfo>(
	{},
	{
		initial: () => ({ majorVersion: 0, minorVersion: 0, majorBuild: 0, minorBuild: 0 }),
		attributes: {
			MajorVersion: versionNumber('majorVersion'),
			MinorVersion: versionNumber('minorVersion'),
			MajorBuildNumber: versionNumber('majorBuild'),
			MinorBuildNumber: versionNumber('minorBuild'),
			Version: 'version',
		},
	},
);

const detailField = fieldsOf<NonNullable<SoapFault['detail']>>();
const faultField = fieldsOf<SoapFault>();

const detail = record<NonNullable<SoapFault['detail']>>({
	...inEither('e:', 'm:', {
		ResponseCode: detailField('responseCode', text),
		Message: detailField('message', text),
		MessageXml: detailField('messageXml', messageXml),
	}),
	't:MessageXml': detailField('messageXml', messageXml),
});

const fault = record<SoapFault>({
	...inEither('', 's:', {
		faultcode: faultField('faultCode', text),
		faultstring: faultField('faultString', text),
		faultactor: faultField('faultActor', text),
		detail: faultField('detail', detail),
	}),
	// As SOAP 1.2 has them.
	's:Reason': into(
		record<SoapFault>({ 's:Text': faultField('faultString', text) }),
		(failed: SoapFault, reason) => void Object.assign(failed, reason),
	),
	's:Code': into(
		record<SoapFault>({ 's:Value': faultField('faultCode', text) }),
		(failed: SoapFault, code) => void Object.assign(failed, code),
	),
	's:Detail': faultField('detail', detail),
});

/** Servers that are not Microsoft's don't all put a fault's parts into the namespaces they belong in. */
function inEither(one: string, other: string, fields: Record<string, Field>) {
	return Object.fromEntries(
		Object.entries(fields).flatMap(([name, entry]) => [
			[`${one}${name}`, entry],
			[`${other}${name}`, entry],
		]),
	);
}

/** Reads a SOAP envelope with the response of one operation in it. */
export class SoapReader<Body, Result> implements ElementReader<Result> {
	private readonly document: DocumentReader<SoapEnvelope<Body>>;
	private envelope: SoapEnvelope<Body> | undefined;

	/** @param interpret what the response means; may throw for a failure of the whole request */
	constructor(
		private readonly operation: string,
		body: Shape<Body>,
		private readonly interpret: (body: Body, context: ResponseContext) => Result,
		responseElement = `m:${operation}Response`,
	) {
		this.document = new DocumentReader(
			's:Envelope',
			envelopeShape(responseElement, body),
			(name) =>
				new MalformedResponse(
					/^(\{[^}]*\})?html$/i.test(name) ? 'an HTML page' : 'XML that is not a SOAP envelope',
				),
			ewsNames,
		);
	}

	feed(chunk: Buffer): void {
		this.document.feed(chunk);
	}

	end(): void {
		this.envelope = this.document.end();
	}

	get serverVersion(): ServerVersionInfo | undefined {
		return this.envelope?.serverVersion;
	}

	result(context: ResponseContext = {}, conceal = (words: string) => words): Result {
		if (!this.envelope) throw new Error('end() comes before result()');
		const { fault: failed, body, other } = this.envelope;
		if (failed) throw responseError(concealed(failureOfFault(failed), conceal), context);
		if (Array.isArray(body)) {
			for (const message of body as ResponseMessage[]) {
				if (message.responseClass !== 'Success') concealed(message, conceal);
			}
		}
		if (body === undefined) {
			if (other) throw new WrongAnswer(`the response of ${other}`);
			throw new MalformedResponse(`a SOAP envelope without ${this.operation} response`);
		}
		return this.interpret(body, context);
	}
}

/** An element whose content is of no interest. */
const ignored = record<object>({});

const envelopes = new WeakMap<Shape<unknown>, Map<string, Shape<unknown>>>();

/** Made once for each operation, as all shapes are. */
function envelopeShape<Body>(responseElement: string, body: Shape<Body>) {
	const known = envelopes.get(body) ?? new Map<string, Shape<unknown>>();
	envelopes.set(body, known);
	const found = known.get(responseElement) ?? newEnvelopeShape(responseElement, body);
	known.set(responseElement, found);
	return found as Shape<SoapEnvelope<Body>>;
}

function newEnvelopeShape<Body>(
	responseElement: string,
	body: Shape<Body>,
): Shape<SoapEnvelope<Body>> {
	const field = fieldsOf<SoapEnvelope<Body>>();
	return record<SoapEnvelope<Body>>({
		's:Header': into(
			record<SoapEnvelope<Body>>({
				't:ServerVersionInfo': field('serverVersion', serverVersionInfo),
			}),
			(envelope: SoapEnvelope<Body>, { serverVersion }) => {
				if (serverVersion) envelope.serverVersion = serverVersion;
			},
		),
		's:Body': into(
			record<SoapEnvelope<Body>>(
				{
					's:Fault': field('fault', fault),
					[responseElement]: field('body', body as Shape<NonNullable<Body>>),
				},
				{
					others: into(ignored, (envelope: SoapEnvelope<Body>, _content, name) => {
						envelope.other ??= /^m:(\w{1,60})Response$/.exec(name)?.[1];
					}),
				},
			),
			(envelope: SoapEnvelope<Body>, content) => void Object.assign(envelope, content),
		),
	});
}

/** Takes secrets out of what the server says about a failure, in place. */
function concealed<T extends Partial<ResponseMessage>>(
	said: T,
	conceal: (words: string) => string,
): T {
	const { messageText, messageXml: values, responseCode } = said;
	// Codes decide what is done next, whatever the password is.
	const concealUnknown = (words: string) => (isKnownResponseCode(words) ? words : conceal(words));
	if (responseCode !== undefined) said.responseCode = concealUnknown(responseCode);
	if (messageText !== undefined) said.messageText = conceal(messageText);
	if (values !== undefined) said.messageXml = concealedEntries(values, concealUnknown);
	return said;
}

function failureOfFault({ faultCode, faultString, detail }: SoapFault): ItemFailure {
	const fromCode = faultCode?.slice(faultCode.indexOf(':') + 1).trim();
	return {
		responseCode: detail?.responseCode ?? (fromCode?.startsWith('Error') ? fromCode : 'SoapFault'),
		messageText: detail?.message ?? faultString,
		messageXml: detail?.messageXml,
	};
}

/** The failure of a response message, or undefined when it has none. A warning is no failure. */
export function failureOf(message: ResponseMessage): ItemFailure | undefined {
	if (message.responseClass === 'Success') return undefined;
	if (message.responseClass === undefined && message.responseCode === 'NoError') return undefined;
	if (
		message.responseClass === 'Warning' &&
		message.responseCode !== 'ErrorBatchProcessingStopped'
	) {
		return undefined;
	}
	const { responseCode, messageText, messageXml: values } = message;
	// Who leaves out the class, as the schema forbids, still names the code.
	const isNamed = message.responseClass === undefined && responseCode !== undefined;
	if (message.responseClass !== 'Error' && message.responseClass !== 'Warning' && !isNamed) {
		throw new MalformedResponse('a response message without ResponseClass');
	}
	return { responseCode: responseCode ?? 'Unknown', messageText, messageXml: values };
}

/**
 * The only message of an operation that asks for one thing.
 * @throws ExchangeError when it failed
 */
export function onlyMessage<T>(
	messages: Array<ResponseMessage & T>,
	context: ResponseContext,
): ResponseMessage & T {
	if (messages.length !== 1) {
		throw new WrongAnswer(`${messages.length} response messages instead of one`);
	}
	const failure = failureOf(messages[0]);
	if (failure) throw responseError(failure, context);
	return messages[0];
}

/**
 * The messages of a batch in the order of the request.
 * @throws WrongAnswer when there is not one message for each thing asked for
 */
export function batchEntries<T, Entry>(
	messages: Array<ResponseMessage & T>,
	asked: number,
	context: ResponseContext,
	success: (message: ResponseMessage & T, index: number) => Entry,
): Array<Entry | { ok: false; failure: ItemFailure }> {
	if (messages.length !== asked) {
		throw new WrongAnswer(`${messages.length} response messages instead of ${asked}`);
	}
	return messages.map((message, index) => {
		const failure = failureOf(message);
		if (!failure) return success(message, index);
		return { ok: false, failure: { ...failure, request: requestIds(context) } };
	});
}

/** The ids by which the server's log knows a request. */
export function requestIds(context: ResponseContext): ResponseDetails {
	const ids = { ...context };
	delete ids.serviceAccount;
	delete ids.mailboxAccess;
	return ids;
}
