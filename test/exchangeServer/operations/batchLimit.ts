import type { BatchStop, OperationHandler, XmlElement, XmlNode } from '../contracts';
import type { Call } from '../context';
import { EwsFault, ResponseError } from '../responseErrors';
import { failure, response } from '../responseMessages';
import { element, type XmlContent } from '../xml/element';

const LISTS = ['ItemIds', 'Items', 'ItemChanges'];
const LIMITED = ['GetItem', 'CreateItem', 'UpdateItem', 'DeleteItem'];
const BACK_OFF_MS = 20;

type Handle = (request: XmlNode) => ReturnType<OperationHandler>;

/** Carries out a request as a server that manages so many items of a batch only. */
export async function withinLimit(
	request: XmlNode,
	{ behaviours, batchStop }: Pick<Call, 'behaviours' | 'batchStop'>,
	handle: Handle,
): Promise<Awaited<ReturnType<OperationHandler>>> {
	const { batchLimit } = behaviours;
	const list = request.children.find(({ name }) => LISTS.includes(name));
	if (!LIMITED.includes(request.name) || list === undefined) return await handle(request);
	const count = list.children.length;
	if (batchStop) {
		return count > batchStop.after
			? await stopped(request, list, batchStop, handle)
			: await handle(request);
	}
	const most = batchLimit === 'timeoutAbove50' ? 50 : 10;
	if (batchLimit === 'none' || count <= most) return await handle(request);
	switch (batchLimit) {
		case 'http500Above10':
			throw new EwsFault(
				'ErrorInternalServerError',
				'An internal server error occurred. The operation failed.',
			);
		case 'stoppedAfter10':
			return await stopped(request, list, { after: most, error: notReached() }, handle);
		case 'busyAfter10': {
			const isCarriedOut = behaviours.busyMoment === 'afterExecution';
			const stop = { after: most, error: busy(), isCarriedOut };
			return await stopped(request, list, stop, handle);
		}
		default: {
			const late = new ResponseError(
				'ErrorTimeoutExpired',
				'The operation could not be completed before timeout. Please retry the operation.',
			);
			return response(request.name, failures(request.name, count, late));
		}
	}
}

/** Carries out a batch until the server has enough of it. */
async function stopped(
	request: XmlNode,
	list: XmlNode,
	{ after, error, isCarriedOut }: BatchStop,
	handle: Handle,
): Promise<XmlElement> {
	const { name } = request;
	const part = async (children: XmlNode[]) =>
		(await handle({
			...request,
			children: request.children.map((one) => (one === list ? { ...list, children } : one)),
		})) as XmlElement;
	const done = after > 0 ? await part(list.children.slice(0, after)) : response(name, []);
	if (isCarriedOut) await part(list.children.slice(after, after + 1));
	const messages = [
		...failures(name, 1, error),
		...failures(name, list.children.length - after - 1, notReached()),
	];
	const markup = messages.map((message) => message.markup).join('');
	const [start, end] = ['<m:ResponseMessages/>', '</m:ResponseMessages>'];
	return {
		...done,
		markup: done.markup
			.replace(start, `<m:ResponseMessages>${end}`)
			.replace(end, () => `${markup}${end}`),
	};
}

function notReached(): ResponseError {
	return new ResponseError('ErrorBatchProcessingStopped', 'The batch processing has been stopped.');
}

function busy(): ResponseError {
	return new ResponseError(
		'ErrorServerBusy',
		'The server cannot service this request right now. Try again later.',
		{ BackOffMilliseconds: String(BACK_OFF_MS) },
	);
}

function failures(operation: string, count: number, error: ResponseError): XmlElement[] {
	const rest: Record<string, XmlContent> = {
		GetItem: element('m:Items'),
		CreateItem: element('m:Items'),
		UpdateItem: [element('m:Items'), element('m:ConflictResults', element('t:Count', 0))],
	};
	return Array.from({ length: count }, () => failure(operation, error, rest[operation]));
}
