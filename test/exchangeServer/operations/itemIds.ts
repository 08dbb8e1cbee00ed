import { isCalendarItem, itemNotFound, type Call } from '../context';
import type { CalendarItem, OtherItem, XmlNode } from '../contracts';
import { isChangeKey } from '../model/ids';
import { instanceOf, memberAt, slots, type EventInstance } from '../model/series';
import { ResponseError } from '../responseErrors';

export type FoundItem =
	| { kind: 'event'; instance: EventInstance; changeKey?: string }
	| { kind: 'other'; item: OtherItem; changeKey?: string };

/** Anything that may stand in ItemIds: ItemId, OccurrenceItemId, RecurringMasterItemId. */
export function findItem(call: Call, node: XmlNode): FoundItem {
	const { attributes, name } = node;
	const id = attributes.Id ?? attributes.RecurringMasterId ?? attributes.OccurrenceId ?? '';
	const changeKey = attributes.ChangeKey;
	if (changeKey !== undefined && changeKey !== '' && !isChangeKey(changeKey)) {
		throw new ResponseError('ErrorInvalidChangeKey', 'The change key is invalid.');
	}
	const fault = call.itemFault?.(id);
	if (fault) throw fault;
	const parsed = call.parse(id);
	const item = call.readableItem(parsed);
	if (!isCalendarItem(item)) {
		if (name === 'OccurrenceItemId' || name === 'RecurringMasterItemId') throw notRecurring();
		return { kind: 'other', item, changeKey };
	}
	const zones = call.company.store.zones;
	if (name === 'RecurringMasterItemId') {
		if (parsed.kind !== 'occurrence') throw notAnOccurrence();
		return { kind: 'event', instance: instanceOf(item), changeKey };
	}
	if (name === 'OccurrenceItemId') {
		const instance = occurrenceByIndex(item, Number(attributes.InstanceIndex), call);
		return { kind: 'event', instance, changeKey };
	}
	if (parsed.kind !== 'occurrence') return { kind: 'event', instance: instanceOf(item), changeKey };
	const member = memberAt(item, parsed.originalStart, zones);
	if (!member) throw withoutOccurrence(call);
	return { kind: 'event', instance: member, changeKey };
}

function occurrenceByIndex(master: CalendarItem, index: number, call: Call): EventInstance {
	if (!master.recurrence) throw notRecurring();
	const zones = call.company.store.zones;
	if (index >= 1) {
		for (const slot of slots(master, zones)) {
			if (slot.index < index) continue;
			const member = memberAt(master, slot.originalStart.getTime(), zones);
			if (member) return member;
			throw deletedOccurrence();
		}
	}
	throw new ResponseError(
		'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
		'Occurrence index is out of recurrence range.',
	);
}

function withoutOccurrence({ behaviours }: Call): ResponseError {
	switch (behaviours.deletedOccurrenceIds) {
		case 'invalidOperation':
			return new ResponseError('ErrorInvalidOperation', 'The operation is invalid.');
		case 'deleted':
			return deletedOccurrence();
		case 'notFound':
			return itemNotFound();
	}
}

function deletedOccurrence(): ResponseError {
	return new ResponseError(
		'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
		'Occurrence with this index was previously deleted from the recurrence.',
	);
}

function notRecurring(): ResponseError {
	return new ResponseError(
		'ErrorCalendarCannotUseIdForOccurrenceId',
		'The Id is not the Id of a recurring master.',
	);
}

function notAnOccurrence(): ResponseError {
	return new ResponseError(
		'ErrorCalendarCannotUseIdForRecurringMasterId',
		'The Id is not the Id of an occurrence.',
	);
}
