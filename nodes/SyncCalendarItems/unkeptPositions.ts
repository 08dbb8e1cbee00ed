import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ExchangeError } from '../../exchange/errors';
import { toErrorItem } from '../shared/errors';
import { hint } from '../shared/hint';
import type { ItemResults } from '../shared/itemResults';
import { mayBeTestRun } from './parameters/position';

/** A mailbox whose changes are handed out although its new position could not be kept. */
export interface UnkeptPosition {
	item: number;
	mailbox: string;
	error: unknown;
}

/** Mailboxes that a hint names; their number is told in any case. */
const namedMailboxes = 3;

/**
 * Says in a hint of the node which positions could not be kept. Their changes are handed out all the
 * same: the server may have kept the position, and then they would never come again.
 */
export function tellUnkept(results: ItemResults, unkept: readonly UnkeptPosition[]): void {
	if (unkept.length === 0) return;
	const named = unkept
		.slice(0, namedMailboxes)
		.map((one) => `${one.mailbox}: ${messageOf(results, one)}`);
	const more = unkept.length - named.length;
	if (more > 0) named.push(`and ${more} more`);
	const count = unkept.length === 1 ? 'A position' : `${unkept.length} positions`;
	results.tell(
		`${count} could not be kept, so these changes may come again with the next run. ${named.join('; ')}`,
	);
}

/**
 * Says over the output where a position moved although the run may be a test: n8n before version 2 does not tell.
 * A model is not told, which could do nothing about it.
 */
export function tellMovedByTest(context: IExecuteFunctions): void {
	if (!mayBeTestRun(context)) return;
	hint(
		context,
		'This workflow was called by another one, and this version of n8n does not tell whether that one was tested in the editor: the positions have moved. While you test it, give this node another Position Name.',
		'info',
	);
}

/** Further properties of the Position item of such a mailbox. */
export function unkeptFields(results: ItemResults, unkept: UnkeptPosition): IDataObject {
	const { item, error } = unkept;
	const { details } = toErrorItem(results.failureOf(item, error), item).json;
	return {
		kept: false,
		message: `The position could not be kept, so these changes may come again with the next run: ${messageOf(results, unkept)}`,
		details,
	};
}

function messageOf(results: ItemResults, { item, error }: UnkeptPosition): string {
	const { message } = results.failureOf(item, error);
	const { remedy, remedyBy } = results.worded(error) as Partial<ExchangeError>;
	return remedy && remedyBy === 'you' ? `${message}. ${remedy}` : message;
}
