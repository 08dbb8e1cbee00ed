import { gunzipSync, gzipSync } from 'node:zlib';
import { InvalidInput } from '../../errors';
import {
	type FieldName,
	expectedFingerprint,
	fieldOfOccurrences,
	fieldsOf,
	plainFields,
} from './fields';
import { createHash } from 'node:crypto';
import { timeZones } from '../../calendar/timeZone';
import type { CalendarItemView, PlannedAction } from './plan';
import { occurrenceFields, rememberedOccurrenceFields } from './comparable';
import type { WritableEvent } from '../input/writableEvent';

/** Memory from one two-way run to the next: the state of each side that the other one knows. */
export interface TwoWayMemory {
	version: 2;
	/** Mailbox, source and calendar; a memory of another scope is refused. */
	scope: string;
	/** By external id. */
	links: Record<string, RememberedLink>;
	/** Items without a link that were reported to the source, by item id. */
	others: Record<string, RememberedItem>;
	/** Linked events that people deleted, until the source drops them as well. */
	deleted: Record<string, { source: Record<FieldName, string> }>;
}

export interface RememberedLink {
	id: string;
	/** Fingerprints of what the source gave last. */
	source: Record<FieldName, string>;
	/** Fingerprints of the fields that people changed, as reported to the source. */
	reported: Record<FieldName, string>;
	/** Fingerprints of the fields that the source does not give, as reported to it. */
	otherFields?: Record<FieldName, string>;
}

interface RememberedItem {
	changeKey: string;
	iCalUId?: string;
	/** Digest of the version that was reported; absent while the item lay outside the window. */
	reported?: string;
}

export function emptyMemory(scope: string): TwoWayMemory {
	return { version: 2, scope, links: {}, others: {}, deleted: {} };
}

const prefix = 'tw2.';

export function writeMemory(memory: TwoWayMemory): string {
	return prefix + gzipSync(JSON.stringify(memory)).toString('base64url');
}

/** Larger ones are no positions of ours. */
const maxMemoryBytes = 256 * 1024 * 1024;

/** @throws InvalidInput when it is damaged, or of another mailbox, calendar or source */
export function readMemory(text: string | undefined, scope: string): TwoWayMemory {
	if (text === undefined || text === '') return emptyMemory(scope);
	const memory = unpack(text);
	if (memory === undefined) {
		throw new InvalidInput('position', 'Not a position of a two-way sync of this version', {
			remedy: 'Hand over the position of the last run unchanged, or none to begin anew.',
		});
	}
	if (memory.scope !== scope) {
		throw new InvalidInput('position', 'The position is of another mailbox, calendar or source', {
			remedy: 'Keep one position for each mailbox, calendar and source.',
		});
	}
	return memory;
}

function unpack(text: string): TwoWayMemory | undefined {
	if (!text.startsWith(prefix)) return undefined;
	try {
		const packed = Buffer.from(text.slice(prefix.length), 'base64url');
		const json = gunzipSync(packed, { maxOutputLength: maxMemoryBytes }).toString('utf8');
		const found = JSON.parse(json) as Partial<TwoWayMemory>;
		const isOurs =
			found.version === 2 &&
			[found.links, found.others, found.deleted].every(
				(part) => typeof part === 'object' && part !== null,
			);
		return isOurs ? (found as TwoWayMemory) : undefined;
	} catch {
		return undefined;
	}
}

/** Fields of the source that people changed, with their fingerprints now. */
function changedFields(item: CalendarItemView): Record<FieldName, string> {
	const changed: Record<FieldName, string> = {};
	for (const [name, [, had]] of Object.entries(item.state?.fields ?? {})) {
		const has = item.fingerprint(name);
		if (has !== had && !(name === 'times' && item.state?.pending)) changed[name] = has;
	}
	return changed;
}

/** Changes of people that the action does not overwrite. */
export function unwrittenChanges(
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
export function otherChanges(
	item: CalendarItemView,
	link: RememberedLink | undefined,
): FieldName[] {
	return otherFields(item).filter((name) => {
		const has = item.fingerprint(name);
		const before = link?.otherFields?.[name];
		return before === undefined ? !defaultFingerprints(name).includes(has) : before !== has;
	});
}

export function otherFields({ state, isSeries }: CalendarItemView): FieldName[] {
	const fields = reportedFields.filter((name) => state?.fields[name] === undefined);
	if (!isSeries || state?.fields.times === undefined) return fields;
	const own = rememberedOccurrenceFields(state);
	const ofOthers = occurrenceFields.filter((name) => !own.includes(name));
	return [...fields, ...ofOthers.map(fieldOfOccurrences)];
}

/** Fingerprints of a field that nobody has set: nothing to report. */
export function defaultFingerprints(name: FieldName): string[] {
	const zones = timeZones();
	return defaults.map((event) => expectedFingerprint(event, name, zones));
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
const defaults: readonly WritableEvent[] = [
	{ ...nothing, showAs: 'busy' },
	{ ...nothing, showAs: 'free' },
];

/** Reminders are everybody's own. */
export const reportedFields: readonly FieldName[] = plainFields.filter(
	(name) => name !== 'isReminderOn' && name !== 'reminderMinutesBeforeStart',
);

/** All that is reported to the source of an item that is not linked. */
export function digestOf(item: CalendarItemView): string {
	const all = reportedFields.map((name) => item.fingerprint(name)).join(' ');
	return createHash('sha256').update(all).digest('base64url').slice(0, 16);
}
