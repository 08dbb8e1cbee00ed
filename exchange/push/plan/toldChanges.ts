import { createHash } from 'node:crypto';
import { timeZones } from '../../calendar/timeZone';
import {
	expectedFingerprint,
	fieldOfOccurrences,
	fieldsOf,
	plainFields,
	type FieldName,
} from './fields';
import type { CalendarItemView } from './links';
import { occurrenceFields, rememberedOccurrenceFields } from './occurrenceContent';
import type { PlannedAction } from './plan';
import type { RememberedLink } from './twoWayMemory';
import type { WritableEvent } from '../input/writableEvent';

/** What people changed of the fields that the source owns. */
function changedFields(item: CalendarItemView): Record<FieldName, string> {
	const changed: Record<FieldName, string> = {};
	for (const [name, [, had]] of Object.entries(item.state?.fields ?? {})) {
		const has = item.fingerprint(name);
		if (has !== had && !(name === 'times' && item.state?.pending)) changed[name] = has;
	}
	return changed;
}

/** What of that is left after the action. */
export function leftChanged(
	item: CalendarItemView,
	action: PlannedAction | undefined,
): Record<FieldName, string> {
	const changed = changedFields(item);
	for (const name of Object.keys(changed)) {
		const after = action?.state?.fields[name];
		if (after && after[1] !== item.state?.fields[name]?.[1]) delete changed[name];
		else if (action?.event && fieldsOf(action.event).includes(name)) delete changed[name];
	}
	return changed;
}

/** Changed fields among those that the source does not give: its own writes never touch them. */
export function changesBeside(
	item: CalendarItemView,
	link: RememberedLink | undefined,
): FieldName[] {
	return fieldsBeside(item).filter((name) => {
		const has = item.fingerprint(name);
		const before = link?.rest?.[name];
		return before === undefined ? !usualFingerprints(name).includes(has) : before !== has;
	});
}

export function fieldsBeside({ state, isSeries }: CalendarItemView): FieldName[] {
	const fields = toldFields.filter((name) => state?.fields[name] === undefined);
	if (!isSeries || state?.fields.times === undefined) return fields;
	const own = rememberedOccurrenceFields(state);
	const ofOthers = occurrenceFields.filter((name) => !own.includes(name));
	return [...fields, ...ofOthers.map(fieldOfOccurrences)];
}

/** What a field is when nobody has set it: then there is nothing to tell. */
function usualFingerprints(name: FieldName): string[] {
	const zones = timeZones();
	return usual.map((event) => expectedFingerprint(event, name, zones));
}

const nothing: WritableEvent = {
	subject: '',
	body: { contentType: 'text', content: '' },
	location: '',
	sensitivity: 'normal',
	importance: 'normal',
	categories: [],
	attendees: [],
};
/** Exchange shows all-day events as free. */
const usual: readonly WritableEvent[] = [
	{ ...nothing, showAs: 'busy' },
	{ ...nothing, showAs: 'free' },
];

/** Reminders are everybody's own. */
const toldFields: readonly FieldName[] = plainFields.filter(
	(name) => name !== 'isReminderOn' && name !== 'reminderMinutesBeforeStart',
);

/** All that the source is told of an item that is not linked. */
export function digestOf(item: CalendarItemView): string {
	const all = toldFields.map((name) => item.fingerprint(name)).join(' ');
	return createHash('sha256').update(all).digest('base64url').slice(0, 16);
}
