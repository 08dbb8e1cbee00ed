import { calendarItem, type CalendarItemRecord } from '../calendarItem';
import { WrongAnswer } from '../errors';
import type { ItemFailure } from '../itemParts';
import { itemShape, type ItemShape } from '../itemShape';
import type { EwsOperation } from '../operation';
import { batchEntries, responseMessages, SoapReader } from '../soapResponse';
import { throwIfStopped } from '../stoppedBatch';
import { fieldsOf, into, record } from '../../xml/shapes';
import { assertFilled, assertRange, element, type Xml } from '../../xml/writer';

/** One item: by its id, as occurrence of a master, or as the master of an occurrence. */
export type ItemTarget =
	| { id: string; changeKey?: string }
	/** `instanceIndex` counts the occurrences from 1. */
	| { recurringMasterId: string; instanceIndex: number; changeKey?: string }
	| { occurrenceId: string; changeKey?: string };

interface GetItemRequest {
	ids: readonly ItemTarget[];
	shape: ItemShape;
}

export type GetItemResult =
	| { ok: true; item: CalendarItemRecord }
	| { ok: false; failure: ItemFailure };

interface Answer {
	item?: CalendarItemRecord;
}

/** Success without an item; the others of the batch are not to suffer for it. */
const nothing: ItemFailure = {
	responseCode: 'ErrorItemCorrupt',
	messageText: 'The server answered without the item.',
};

const messages = responseMessages<Answer>('GetItem', {
	'm:Items': into(
		record<Answer>({}, { others: fieldsOf<Answer>()('item', calendarItem) }),
		(answer: Answer, { item }) => {
			if (item) answer.item = item;
		},
	),
});

/**
 * Reads items whole, in the order of the request. An entry that fails does not affect the others; one for
 * which the server is too busy fails the request, see `answeredOf`.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation
 */
export const getItem: EwsOperation<GetItemRequest, GetItemResult[]> = {
	name: 'GetItem',
	repeatable: true,

	request({ ids, shape }) {
		assertFilled('ids', ids);
		return element('m:GetItem', [itemShape(shape), element('m:ItemIds', ids.map(itemTarget))]);
	},

	response: (request) =>
		new SoapReader('GetItem', messages, (found, context) => {
			const { ids } = request;
			const entry = ({ item }: Answer, index: number): GetItemResult => {
				assertAsked(ids[index], item);
				return item ? { ok: true, item } : { ok: false, failure: nothing };
			};
			const entries = batchEntries(found, ids.length, context, entry);
			throwIfStopped(entries, request, context);
			return entries;
		}),
};

/** @throws WrongAnswer for an item that was not asked for there */
function assertAsked(target: ItemTarget, item: CalendarItemRecord | undefined): void {
	if (item && 'id' in target && item.itemId.id !== target.id) {
		throw new WrongAnswer('an item with another id than the one asked for');
	}
}

/** @throws InvalidInput for an empty id or an index below 1 */
function itemTarget(target: ItemTarget): Xml {
	if ('recurringMasterId' in target) {
		assertFilled('recurringMasterId', target.recurringMasterId);
		assertRange('instanceIndex', target.instanceIndex, 1, 2147483647);
		return element('t:OccurrenceItemId', undefined, {
			RecurringMasterId: target.recurringMasterId,
			ChangeKey: target.changeKey,
			InstanceIndex: target.instanceIndex,
		});
	}
	if ('occurrenceId' in target) {
		assertFilled('occurrenceId', target.occurrenceId);
		return element('t:RecurringMasterItemId', undefined, {
			OccurrenceId: target.occurrenceId,
			ChangeKey: target.changeKey,
		});
	}
	assertFilled('id', target.id);
	return element('t:ItemId', undefined, { Id: target.id, ChangeKey: target.changeKey });
}
