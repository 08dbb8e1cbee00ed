import type { XmlElement } from './contracts';
import { EwsFault, ResponseError } from './responseErrors';
import { element, type XmlContent } from './xml/element';

/** `m:<operation>Response` around its response messages. */
export function response(operation: string, messages: XmlContent): XmlElement {
	return element(`m:${operation}Response`, element('m:ResponseMessages', messages));
}

/** One successful response message. */
export function success(operation: string, content?: XmlContent): XmlElement {
	return element(`m:${operation}ResponseMessage`, [element('m:ResponseCode', 'NoError'), content], {
		ResponseClass: 'Success',
	});
}

/**
 * One failed response message; `rest` is what the operation sends along even then, such as m:Items.
 * @throws the error itself when it is a fault or a mistake of the server's
 */
export function failure(operation: string, error: unknown, rest?: XmlContent): XmlElement {
	if (!(error instanceof ResponseError)) throw error;
	return element(`m:${operation}ResponseMessage`, [...errorContent(error), rest], {
		ResponseClass: 'Error',
	});
}

/** What a response message says of an error. */
export function errorContent(error: ResponseError): XmlContent[] {
	const values = Object.entries(error.details).map(([name, value]) =>
		element('t:Value', value, { Name: name }),
	);
	const xml = [error.messageXml, ...values].filter((part) => part !== undefined);
	return [
		element('m:MessageText', error.message),
		element('m:ResponseCode', error.code),
		element('m:DescriptiveLinkKey', 0),
		xml.length > 0 ? element('m:MessageXml', xml) : undefined,
	];
}

/** Answers each entry on its own: one that fails does not stop the others. */
export function answerEach<T>(
	operation: string,
	entries: readonly T[],
	answer: (entry: T, index: number) => XmlContent,
	restOfFailure?: XmlContent,
): XmlElement {
	const messages = entries.map((entry, index) => {
		try {
			return success(operation, answer(entry, index));
		} catch (error) {
			return failure(operation, error, restOfFailure);
		}
	});
	return response(operation, messages);
}

/** The request as a whole cannot be carried out. */
export function invalidRequest(message = 'The request is invalid.'): EwsFault {
	return new EwsFault('ErrorInvalidRequest', message);
}
