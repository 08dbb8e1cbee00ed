import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ExchangeError } from '../../exchange/errors';
import { toErrorItem, toNodeError } from '../shared/errors';
import type { ItemResults } from '../shared/itemResults';
import { mayBeTestRun } from './parameters/position';

/** A mailbox whose changes are handed out although its new position could not be kept. */
export interface UnkeptPosition {
	item: number;
	mailbox: string;
	/** In words of the panel. */
	error: unknown;
}

/** Mailboxes that a hint names; their number is told in any case. */
const namedMailboxes = 3;

/**
 * Says in a hint of the node which positions could not be kept. Their changes are handed out all the
 * same: the server may have kept the position, and then they would never come again.
 */
export function tellUnkept(
	context: IExecuteFunctions,
	results: ItemResults,
	unkept: readonly UnkeptPosition[],
): void {
	if (unkept.length === 0) return;
	const named = unkept
		.slice(0, namedMailboxes)
		.map(({ mailbox, error, item }) => `${mailbox}: ${messageOf(context, error, item)}`);
	const more = unkept.length - named.length;
	if (more > 0) named.push(`and ${more} more`);
	const count = unkept.length === 1 ? 'A position' : `${unkept.length} positions`;
	results.tell(
		`${count} could not be kept, so these changes may come again with the next run. ${named.join('; ')}`,
	);
}

/** Says so where a position moved although the run may be a test: n8n before version 2 does not tell. */
export function tellMovedByTest(context: IExecuteFunctions, results: ItemResults): void {
	if (!mayBeTestRun(context)) return;
	results.tell(
		'This workflow was called by another one, and this version of n8n does not tell whether that one was tested in the editor: the positions have moved. While you test it, give this node another Position Name.',
		'info',
	);
}

/** Further properties of the Position item of such a mailbox. */
export function unkeptFields(
	context: IExecuteFunctions,
	{ item, error }: UnkeptPosition,
): IDataObject {
	const { details } = toErrorItem(toNodeError(context.getNode(), error, item), item).json;
	return {
		kept: false,
		message: `The position could not be kept, so these changes may come again with the next run: ${messageOf(context, error, item)}`,
		details,
	};
}

function messageOf(context: IExecuteFunctions, error: unknown, item: number): string {
	const { message } = toNodeError(context.getNode(), error, item);
	const { remedy, remedyBy } = error as Partial<ExchangeError>;
	return remedy && remedyBy === 'you' ? `${message}. ${remedy}` : message;
}
