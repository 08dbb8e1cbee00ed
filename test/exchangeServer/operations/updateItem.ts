import { cannotSet } from '../calendarItems/readFields';
import { readUpdates, type ItemUpdates } from '../calendarItems/readUpdates';
import type { Call } from '../context';
import type { CalendarItem, Item, Operation, XmlElement, XmlNode } from '../contracts';
import { keepSentCopy } from '../model/meetingMail';
import { sendCancellations, sendInvitations } from '../model/meetings';
import { changeOccurrence, occurrenceFields } from '../model/occurrences';
import { slotAt, type EventInstance } from '../model/series';
import { beginAfter, leavePast, splitsPast } from '../model/splitPast';
import { ANYTHING } from '../model/store';
import { localDate } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { failure, response, success } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import { applyRecurrence, becomesMeeting } from './createItem';
import { findItem } from './itemIds';
import { checkNeighbours } from './neighbours';
import { updateOtherItem } from './updateOtherItem';

type Sending =
	| 'SendToNone'
	| 'SendOnlyToAll'
	| 'SendOnlyToChanged'
	| 'SendToAllAndSaveCopy'
	| 'SendToChangedAndSaveCopy';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation */
export const updateItem: Operation = {
	name: 'UpdateItem',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		const changes = child(request, 'ItemChanges')?.children ?? [];
		const noConflicts = element('m:ConflictResults', element('t:Count', 0));
		const messages = changes.map((change) => {
			try {
				const item = update(change, request, call);
				return success('UpdateItem', [element('m:Items', item), noConflicts]);
			} catch (error) {
				return failure('UpdateItem', error, [element('m:Items'), noConflicts]);
			}
		});
		return response('UpdateItem', messages);
	},
};

function update(change: XmlNode, request: XmlNode, call: Call): XmlElement {
	const [idNode] = change.children;
	const updates = child(change, 'Updates') as XmlNode;
	const found = findItem(call, idNode);
	const item = found.kind === 'event' ? found.instance.item : found.item;
	call.demand(item.folder, 'edit');
	const conflict = conflictOf(request, found.changeKey, item, call);
	if (found.kind === 'other') {
		conflict([ANYTHING]);
		return updateOtherItem(found.item, updates, request, call);
	}
	const sending = request.attributes.SendMeetingInvitationsOrCancellations as Sending | undefined;
	if (sending === undefined) {
		throw new ResponseError(
			'ErrorSendMeetingInvitationsOrCancellationsRequired',
			'SendMeetingInvitationsOrCancellations attribute is required for calendar items.',
		);
	}
	const { instance } = found;
	const { fields: current, kind } = instance;
	const recurrence = kind === 'RecurringMaster' ? instance.item.recurrence : undefined;
	if (refusesZones(call, item)) checkZones(updates);
	if (recurrence && call.behaviours.loneTimes === 'refused') checkLoneTimes(updates);
	const isOccurrence = instance.originalStart !== undefined;
	const ofSeries = isOccurrence ? instance.item : undefined;
	const read = readUpdates(updates, { call, current }, { recurrence, ofSeries });
	const names = Object.keys(read);
	const key = instance.originalStart?.getTime();
	conflict(key === undefined ? names : occurrenceFields(key, names));
	const before = [...instance.item.attendees];
	if (key !== undefined) updateOccurrence(instance, read, call);
	else updateWhole(instance.item, read, call);
	if (sending !== 'SendToNone') announce(instance.item, before, sending, call);
	if (key === undefined && becomesMeeting(sending, call)) instance.item.isMeeting = true;
	const { changeKey } = instance.item;
	call.moveChangeKey(instance.item);
	return element(
		't:CalendarItem',
		element('t:ItemId', undefined, { Id: instance.id, ChangeKey: changeKey }),
	);
}

function refusesZones({ behaviours, actor }: Call, { folder }: Item): boolean {
	return behaviours.othersTimeZones === 'refused' && actor !== folder.mailbox;
}

function checkZones(updates: XmlNode): void {
	for (const { name, children } of updates.children) {
		const field = children[0]?.attributes.FieldURI ?? '';
		if (name === 'SetItemField' && /TimeZone$/.test(field)) throw cannotSet(field);
	}
}

function checkLoneTimes(updates: XmlNode): void {
	const set = new Set(
		updates.children.flatMap(({ name, children }) =>
			name === 'SetItemField' ? [children[0]?.attributes.FieldURI] : [],
		),
	);
	const has = (name: string) => set.has(`calendar:${name}`);
	const hasTimes = has('Start') && has('End');
	const hasZone = has('StartTimeZone') || has('EndTimeZone');
	const isWhole = hasTimes && has('StartTimeZone') && has('EndTimeZone');
	if (has('Start') === has('End') && (!hasZone || isWhole)) return;
	throw new ResponseError(
		'ErrorCalendarEndDateIsEarlierThanStartDate',
		'EndDate is earlier than StartDate.',
	);
}

/**
 * Tells whether the caller's change key still allows to write those fields: AutoResolve takes a stale
 * one as long as nobody else has changed the same fields since.
 * @throws ResponseError ErrorIrresolvableConflict, ErrorChangeKeyRequiredForWriteOperations
 */
function conflictOf(
	{ attributes }: XmlNode,
	given: string | undefined,
	item: Item,
	call: Call,
): (fields: readonly string[]) => void {
	const resolution = attributes.ConflictResolution;
	if (resolution === 'AlwaysOverwrite') return () => undefined;
	const sending = attributes.SendMeetingInvitationsOrCancellations ?? 'SendToNone';
	const isWeak = call.behaviours.staleKeys === 'takenWhenMailing' && sending !== 'SendToNone';
	if (given === undefined || given === '') {
		throw new ResponseError(
			'ErrorChangeKeyRequiredForWriteOperations',
			'A valid change key is required for this operation.',
		);
	}
	return (fields) => {
		if (given === item.changeKey) return;
		const changed = call.company.store.changedSince(item, given);
		const clashes =
			!changed ||
			changed.has(ANYTHING) ||
			fields.some((field) => field === ANYTHING || changed.has(field));
		if (!clashes && resolution === 'AutoResolve') return;
		if (isWeak && changed && !fields.some((field) => changed.has(field))) return;
		throw new ResponseError(
			'ErrorIrresolvableConflict',
			'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
		);
	};
}

function updateOccurrence(
	{ item: master, originalStart, fields }: EventInstance,
	updates: ItemUpdates,
	call: Call,
): void {
	const { recurrence, removesRecurrence, uid, itemClass, ...changed } = updates;
	if (uid !== undefined) throw cannotSet('UID');
	if (itemClass !== undefined) throw cannotSet('ItemClass');
	if (recurrence || removesRecurrence) {
		throw new ResponseError(
			'ErrorInvalidPropertySet',
			'Set action is invalid for property.',
			{},
			element('t:FieldURI', undefined, { FieldURI: 'calendar:Recurrence' }),
		);
	}
	const key = (originalStart as Date).getTime();
	const { store } = call.company;
	if (changed.start || changed.end) {
		checkNeighbours(
			master,
			key,
			changed.start ?? fields.start,
			changed.end ?? fields.end,
			store.zones,
		);
	}
	const { sensitivity, ...others } = changed;
	const isOwn = sensitivity !== undefined && call.behaviours.occurrenceSensitivity === 'own';
	changeOccurrence(store, master, key, { ...others, ...(isOwn && { sensitivity }) }, call.writer);
}

function updateWhole(item: CalendarItem, updates: ItemUpdates, call: Call): void {
	const { recurrence, removesRecurrence, uid, itemClass, ...changed } = updates;
	const now = call.company.store.now();
	const splits = recurrence && splitsPast(item, recurrence, now, call.behaviours);
	if (splits) leavePast(item, call.company, now);
	if (uid !== undefined) item.uid = uid;
	if (itemClass !== undefined) item.itemClass = itemClass;
	const movesSeries =
		item.recurrence !== undefined &&
		[changed.start, changed.end].some(
			(time, index) => time && time.getTime() !== (index ? item.end : item.start).getTime(),
		);
	Object.assign(item, changed);
	if (removesRecurrence) {
		item.recurrence = undefined;
		forgetOccurrences(item);
	} else if (recurrence) {
		const keeps = call.behaviours.recurrenceReset === 'exceptionsKept';
		if (!keeps || splits) forgetOccurrences(item);
		applyRecurrence(item, recurrence, call);
		if (splits) beginAfter(item, now, call.company);
		else if (keeps) forgetOccurrencesOutside(item, call);
	} else if (movesSeries && item.recurrence) {
		forgetOccurrences(item);
		const zone = call.company.store.zones.get(item.startTimeZone);
		const range = { ...item.recurrence.range, startDate: localDate(item.start, zone) };
		applyRecurrence(item, { ...item.recurrence, range }, call);
	}
	call.company.store.touch(item, call.writer, Object.keys(updates));
}

/** A series that moves loses its exceptions and gets its deleted occurrences back. */
function forgetOccurrences(item: CalendarItem): void {
	item.exceptions.clear();
	item.deletedOccurrences.clear();
}

/** Of the exceptions and deleted occurrences those stay whose day the pattern still has. */
function forgetOccurrencesOutside(item: CalendarItem, call: Call): void {
	const { zones } = call.company.store;
	for (const start of [...item.exceptions.keys(), ...item.deletedOccurrences]) {
		if (slotAt(item, start, zones)) continue;
		item.exceptions.delete(start);
		item.deletedOccurrences.delete(start);
	}
}

function announce(
	item: CalendarItem,
	before: CalendarItem['attendees'],
	sending: Sending,
	call: Call,
): void {
	if (item.myResponseType !== 'Organizer') return;
	const has = (list: CalendarItem['attendees'], address: string) =>
		list.some((one) => one.emailAddress.toLowerCase() === address.toLowerCase());
	const removed = before.filter((one) => !has(item.attendees, one.emailAddress));
	const added = item.attendees.filter((one) => !has(before, one.emailAddress));
	const isForChanged = sending === 'SendOnlyToChanged' || sending === 'SendToChangedAndSaveCopy';
	const isChange = added.length + removed.length > 0;
	const tellsAll = call.behaviours.changedRecipients === 'everybody' && isChange;
	const onlyChanged = isForChanged && !tellsAll;
	if (item.isMeeting) {
		item.meetingRequestWasSent = true;
		item.appointmentSequenceNumber++;
	}
	sendCancellations(call.company, item, removed);
	if (onlyChanged) sendInvitations(call.company, item, added);
	else sendInvitations(call.company, item);
	if (sending.endsWith('AndSaveCopy') && (added.length > 0 || !onlyChanged)) {
		keepSentCopy(call.company, item, 'MeetingRequest');
	}
}
