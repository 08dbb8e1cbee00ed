import type { Behaviours } from '../behaviours';
import type { OperationHandler, XmlElement, XmlNode } from '../contracts';
import { EwsFault, ResponseError } from '../responseErrors';
import { failure, response } from '../responseMessages';
import { element, type XmlContent } from '../xml/element';

const LISTS = ['ItemIds', 'Items', 'ItemChanges'];
const LIMITED = ['GetItem', 'CreateItem', 'UpdateItem', 'DeleteItem'];

/** Carries out a request as a server that manages so many items of a batch only. */
export async function withinLimit(
	request: XmlNode,
	{ batchLimit }: Behaviours,
	handle: (request: XmlNode) => ReturnType<OperationHandler>,
): Promise<Awaited<ReturnType<OperationHandler>>> {
	const list = request.children.find(({ name }) => LISTS.includes(name));
	const most = batchLimit === 'timeoutAbove50' ? 50 : 10;
	const isOver =
		batchLimit !== 'none' &&
		LIMITED.includes(request.name) &&
		list !== undefined &&
		list.children.length > most;
	if (!isOver) return await handle(request);
	if (batchLimit === 'http500Above10') {
		throw new EwsFault(
			'ErrorInternalServerError',
			'An internal server error occurred. The operation failed.',
		);
	}
	if (batchLimit !== 'stoppedAfter10') {
		const late = new ResponseError(
			'ErrorTimeoutExpired',
			'The operation could not be completed before timeout. Please retry the operation.',
		);
		return response(request.name, failures(request.name, list.children.length, late));
	}
	const first = { ...list, children: list.children.slice(0, most) };
	const children = request.children.map((one) => (one === list ? first : one));
	const done = (await handle({ ...request, children })) as XmlElement;
	const stopped = new ResponseError(
		'ErrorBatchProcessingStopped',
		'The batch processing has been stopped.',
	);
	const rest = failures(request.name, list.children.length - most, stopped);
	const end = '</m:ResponseMessages>';
	const markup = rest.map((message) => message.markup).join('');
	return { ...done, markup: done.markup.replace(end, () => `${markup}${end}`) };
}

function failures(operation: string, count: number, error: ResponseError): XmlElement[] {
	const rest: Record<string, XmlContent> = {
		GetItem: element('m:Items'),
		CreateItem: element('m:Items'),
		UpdateItem: [element('m:Items'), element('m:ConflictResults', element('t:Count', 0))],
	};
	return Array.from({ length: count }, () => failure(operation, error, rest[operation]));
}
