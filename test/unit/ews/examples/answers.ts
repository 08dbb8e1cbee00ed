import type { EwsOperation } from '../../../../exchange/ews/operation';

/** What a server answers, and what has to be read there. */
interface SampleAnswer<Request, Result> {
	/** Default: the first example request. */
	request?: Request;
	/** The content of soap:Body. */
	xml: string;
	result: Result;
}

/** Sample answers of each operation of a file by their title, at least one. */
export type AnswersOf<Module> = {
	[Name in keyof Module as Module[Name] extends EwsOperation<never, unknown>
		? Name
		: never]: Module[Name] extends EwsOperation<infer Request, infer Result>
		? Record<string, SampleAnswer<Request, Result>>
		: never;
};

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';

/** The answer to a request in which all goes well: one message, or one for each content. */
export function answered(operation: string, ...contents: string[]): string {
	const all = (contents.length > 0 ? contents : ['']).map(
		(content) =>
			`<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}ResponseMessage>`,
	);
	return `<m:${operation}Response xmlns:m="${messages}" xmlns:t="${types}"><m:ResponseMessages>${all.join('')}</m:ResponseMessages></m:${operation}Response>`;
}
