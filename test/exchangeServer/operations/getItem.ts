import type { Call } from '../context';
import type { Item, Operation } from '../contracts';
import { Shape } from '../calendarItems/shape';
import { EwsFault, ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import type { XmlNode } from '../xml/node';
import { findItem } from './itemIds';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation */
export const getItem: Operation = {
	name: 'GetItem',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		let shape: Shape | undefined;
		const ids = child(request, 'ItemIds')?.children ?? [];
		return answerEach(
			'GetItem',
			ids,
			(id) => {
				shape ??= new Shape(child(request, 'ItemShape') as XmlNode, call, 'get');
				const found = findItem(call, id);
				const item = found.kind === 'event' ? found.instance.item : found.item;
				refusePoison(item, call);
				const rendered =
					found.kind === 'event' ? shape.render(found.instance) : shape.renderOther(found.item);
				dismissReminder(item, call);
				return element('m:Items', rendered);
			},
			element('m:Items'),
		);
	},
};

/** @throws EwsFault or ResponseError when the item is damaged */
function refusePoison(item: Item, call: Call): void {
	if (!call.company.store.poisoned.has(item)) return;
	const message = 'An internal server error occurred. The operation failed.';
	if (call.behaviours.poisonItems === 'http500') {
		throw new EwsFault('ErrorInternalServerError', message);
	}
	throw new ResponseError('ErrorInternalServerError', message);
}

/** Somebody sees the reminder and dismisses it. */
function dismissReminder(item: Item, call: Call): void {
	if (call.behaviours.reminders === 'kept' || item.element !== 'CalendarItem') return;
	if (!item.reminderIsSet) return;
	item.reminderIsSet = false;
	call.company.store.touch(item, undefined, ['reminderIsSet']);
}
